"""Sessions and connections end; what somebody typed is there when they come back (ACC-7, ACC-8)."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MAIL, enter, forget
from tests.browser.forms import answer

LEAVES_SECONDS = 2
IDLE_SECONDS = 140
WARNED_AFTER_SECONDS = IDLE_SECONDS - 120


def half_written(ids):
    return f"/submissions/{ids['submissions']['Half Written Press']}/risk"


def test_signing_in_elsewhere_ends_the_open_page_and_keeps_the_draft(seat, portal, ids):
    home = seat("priya").go(half_written(ids))
    answer(home, "q-uses_subs", "yes")
    answer(home, "q-subs_cost", "48,500")
    home.page.keyboard.press("Tab")
    expect(home.test_id("saved")).to_contain_text("Saved")
    forget(portal, "priya")
    elsewhere = enter(portal, "priya")
    signed_in = time.monotonic()
    home.arrives(r"/sign-in\?ended=1.*")
    assert time.monotonic() - signed_in < LEAVES_SECONDS
    home.sees("You were signed out")
    again = seat(cookies=elsewhere).go(half_written(ids))
    expect(again.page.locator("[name='q-uses_subs'][value='yes']")).to_be_checked()
    expect(again.page.locator("[id='q-subs_cost']")).to_have_value("48,500.00")


def test_signing_out_closes_every_window_of_the_session(seat, portal):
    first, second = seat("casey").go("/submissions"), seat("casey").go("/policies")
    first.press_on(first.test_id("account")).press_on(first.test_id("sign-out"))
    first.arrives(r"/sign-in.*")
    second.arrives(r"/sign-in\?ended=1.*")
    forget(portal, "casey")
    first.page.goto(f"{portal.address}/submissions")
    first.arrives(r"/sign-in\?.*next=.*")


def test_after_signing_in_again_one_is_where_one_wanted_to_be(seat, portal, ids):
    stranger = seat("")
    stranger.page.goto(f"{portal.address}/policies/{ids['policy']}")
    stranger.arrives(r"/sign-in\?.*")
    forget(portal, "rowan")
    stranger.first_step(f"rowan@{MAIL}").second_step(f"rowan@{MAIL}")
    assert stranger.path == f"/policies/{ids['policy']}"


def test_the_end_is_told_before_it_comes(seat, another_portal, ids):
    """Two minutes before: a dialog with one button, which keeps the session."""
    portal = another_portal(PORTAL_SESSION_IDLE_SECONDS=str(IDLE_SECONDS))
    priya = seat("priya", at=portal).go(half_written(ids))
    answer(priya, "q-uses_subs", "yes")
    warning = priya.test_id("session-ending")
    expect(warning).to_be_hidden()
    # The page asks twice a minute, so it is told at latest one round after the two minutes began.
    expect(warning).to_be_visible(timeout=(WARNED_AFTER_SECONDS + 35) * 1000)
    expect(warning).to_contain_text("You will be signed out at")
    stay = warning.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    priya.picture("session-ending")
    # The dialog closes at once; what counts is what the server answers.
    with priya.page.expect_response("**/session/extend") as kept:
        stay.click()
    assert kept.value.ok
    expect(warning).to_be_hidden()
    left = priya.page.evaluate("fetch('/session/state').then((answer) => answer.json())")
    assert left["seconds_left"] > IDLE_SECONDS - 10
    lost_and_found(priya, portal)


def lost_and_found(priya, portal):
    """The server goes away and comes back: a strip says so, nothing typed is lost."""
    # What the browser itself says about a server that is not there.
    priya.expected.append(r"ERR_CONNECTION_REFUSED|WebSocket|net::ERR|status of 50")
    strip = priya.test_id("not-connected")
    expect(strip).to_be_hidden()
    portal.stop()
    expect(strip).to_be_visible(timeout=15_000)
    expect(strip).to_contain_text("Not connected.")
    priya.picture("not-connected")
    priya.page.locator("[id='q-subs_cost']").focus()
    priya.page.keyboard.type("7250")
    portal.start()
    expect(strip).to_be_hidden(timeout=30_000)
    # As typed, or as kept by then.
    expect(priya.page.locator("[id='q-subs_cost']")).to_have_value(re.compile("^7,?250"))
    priya.page.keyboard.press("Tab")
    priya.page.wait_for_timeout(1500)
    priya.go(priya.path)
    expect(priya.page.locator("[id='q-subs_cost']")).to_have_value("7,250.00")


@pytest.fixture(autouse=True)
def _own_session(portal):
    """These stories end sessions: nobody else goes on with them."""
    yield
    for key in ("priya", "casey", "rowan"):
        forget(portal, key)
