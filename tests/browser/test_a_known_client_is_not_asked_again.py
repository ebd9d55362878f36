"""Marcus starts a cyber application for a client he has a policy for: who they are is there already (SUB-2)."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_what_is_known_of_a_client_is_filled_in(seat, view):
    marcus = seat("marcus", view=view).go("/submissions/new")
    marcus.page.get_by_placeholder("Known client (optional)").fill("driftwood")
    known = marcus.test_id("known")
    expect(known.first).to_be_visible()
    marcus.picture(f"known-clients-{view}")
    known.first.click()
    expect(marcus.test_id("known-chosen")).to_contain_text("Driftwood Coffee Roasters")
    marcus.picture(f"known-chosen-{view}")
    marcus.press_on(marcus.test_id("start-CYBER"))
    marcus.arrives(r"/submissions/\d+$").settle().title("Driftwood Coffee Roasters")
    marcus.go(f"{marcus.path}/applicant")
    expect(marcus.page.locator("[id='q-legal_name']")).to_have_value("Driftwood Coffee Roasters")
