"""A page that moves because somebody else acted stays its own person's page (RBAC-1, MSG-2)."""

import contextlib

from tests import running
from tests.browser.conftest import forget

LIVE_SECONDS = 3
OF_AGENCY_ONLY = {
    "Assign to me",
    "Start review",
    "Assign",
    "Decline",
    "Ask for information",
    "Add quote",
}


def acts_and_looks(tom, marcus, address):
    """Tom takes a submission and starts its review; what Marcus' open page and list then offer."""
    marcus.go(address).status("Pending")
    navigation = marcus.navigation
    tom.go(address).status("Pending")
    assert OF_AGENCY_ONLY & set(tom.controls)
    assert not OF_AGENCY_ONLY & set(marcus.controls)
    tom.press("Assign to me").told("Assigned to you")
    tom.press_on(tom.test_id("deed-start_review")).status("In review")
    marcus.status("In review", within_seconds=LIVE_SECONDS)
    # Later refreshes of the frame and of other panels may still be on their way.
    marcus.page.wait_for_timeout(500)
    return navigation


def test_marcus_page_never_shows_toms_rights(seat, ids):
    address = f"/submissions/{ids['submissions']['Live Wire Movers']}"
    marcus, tom, watching = seat("marcus"), seat("tom"), seat("marcus")
    watching.go("/submissions?search=Live+Wire").sees("Live Wire Movers")
    own = watching.page.locator("tbody tr").count()
    navigation = acts_and_looks(tom, marcus, address)
    assert marcus.navigation == navigation
    assert "Commissions" in navigation
    assert not OF_AGENCY_ONLY & set(marcus.controls)
    assert marcus.test_id("deeds").count() == 0
    watching.sees("In review", within_seconds=LIVE_SECONDS)
    assert watching.page.locator("tbody tr").count() == own
    assert "New submission" in watching.controls

    # And the other way round: Marcus acts, Tom's page stays Tom's.
    tom_navigation, tom_controls = tom.navigation, tom.controls
    marcus.press_on(marcus.test_id("more")).press("Withdraw", role="menuitem")
    asked = marcus.test_id("withdraw-dialog")
    asked.get_by_label("Reason").select_option(index=1)
    asked.get_by_test_id("confirm").click()
    tom.status("Withdrawn", within_seconds=LIVE_SECONDS)
    tom.page.wait_for_timeout(500)
    assert tom.navigation == tom_navigation
    assert "Commissions" not in tom.navigation
    assert tom_controls
    assert "New submission" not in tom.controls


def test_a_list_never_fills_with_somebody_elses_book(seat, ids):
    """Priya's list moves when Tom acts on a record of Marcus, and shows nothing of Marcus'."""
    address = f"/submissions/{ids['submissions']['Leaky Faucet Plumbing']}"
    theirs, tom = seat("priya"), seat("tom")
    theirs.go("/submissions").sees("Bramble & Oak Florist")
    before = theirs.page.locator("tbody th a").all_inner_texts()
    tom.go(address).press("Assign to me").told("Assigned to you")
    theirs.page.wait_for_timeout(800)
    assert theirs.page.locator("tbody th a").all_inner_texts() == before
    theirs.never_sees("Leaky Faucet Plumbing")


@contextlib.contextmanager
def serving_the_leak(desks, folder):
    var = folder / "leaking"
    running.demonstration(desks[0], var)
    with running.running_variant("tests.browser.leaking:app", var) as portal:
        yield portal


def test_the_fault_would_be_noticed(seat, ids, desks, tmp_path):
    """With refreshes in the actor's own context Marcus' page does turn into Tom's."""
    address = f"/submissions/{ids['submissions']['Live Wire Movers']}"
    with serving_the_leak(desks, tmp_path) as leaking:
        marcus, tom = seat("marcus", at=leaking), seat("tom", at=leaking)
        navigation = acts_and_looks(tom, marcus, address)
        is_leaking = OF_AGENCY_ONLY & set(marcus.controls) or marcus.navigation != navigation
        for one in (marcus, tom):
            # The server goes away under open pages at the end.
            one.expected.append(".*")
            one.page.close()
    for key in ("marcus", "tom"):
        forget(leaking, key)
    assert is_leaking
