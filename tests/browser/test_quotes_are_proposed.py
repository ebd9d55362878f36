"""Marcus compares what Tom quoted, proposes it to his client and chooses how it is paid (SUB-13)."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_marcus_compares_proposes_and_chooses_a_plan(seat, ids, view):
    marcus = seat("marcus", view=view)
    marcus.go(f"/submissions/{ids['submissions']['Sable Palm Stationers LLC']}")
    marcus.picture(f"quotes-{view}")
    before = marcus.page.get_by_text("proposal").count()
    marcus.press_on(marcus.test_id("propose")).told("Proposal made")
    expect(marcus.page.get_by_role("link", name="proposal").first).to_be_visible()
    assert marcus.page.get_by_text("proposal").count() > before


def test_dana_sees_what_waits_for_her(seat):
    dana = seat("dana").go("/referrals").title("Referrals")
    dana.picture("referrals")
    dana.page.locator("table tbody tr").first.wait_for()
