"""Every page and every overlay, on three screens, in two schemes: nothing that keeps somebody out."""

import re
import time
from pathlib import Path

import httpx
import pytest

from tests.browser.conftest import MAIL
from tests.browser.judging import SCHEMES, faults_of_page, is_under_fingers
from tests.browser.seats import VIEWPORTS, eventually
from tests.edge.clients import PASSWORD

CANARY = Path(__file__).parent / "canary.html"


def half_way(portal, key):
    """The cookie of somebody between password and code."""
    with httpx.Client(base_url=portal.address, headers={"origin": portal.address}) as door:
        door.post("/sign-in", data={"email": f"{key}@{MAIL}", "password": PASSWORD})
        jar = list(door.cookies.jar)
    return [{"name": one.name, "value": one.value, "url": portal.address} for one in jar]


@pytest.fixture(scope="module")
def invitation(portal):
    """The address in the mail that Ira got."""

    def mailed():
        for path in (portal.var / "mail").rglob("*.eml"):
            words = path.read_text().replace("=\n", "").replace("=3D", "=")
            found = re.search(r"/invitation/[\w-]+", words)
            if found and f"ira@{MAIL}" in words:
                return found[0]
        return ""

    return eventually(mailed)


@pytest.fixture(scope="module")
def between_steps(portal):
    return {key: half_way(portal, key) for key in ("nell", "rowan")}


class Round:
    """One walk through the portal on one screen; collects what is wrong."""

    def __init__(self, seat, view):
        self.seat = seat
        self.view = view
        self.found = []
        self.seen = 0
        self.window = None

    def sit(self, key="", **more):
        self.window = self.seat(key, view=self.view, **more)
        # A page that says "not here" is answered with 404, an old link with 410.
        self.window.expected.append(r"status of 4(04|10|22)")
        return self.window

    def look(self, where):
        self.seen += 1
        self.found += faults_of_page(self.window.page, f"{self.view} {where}")

    def visit(self, *paths):
        for path in paths:
            self.window.go(path)
            self.look(path)

    def press(self, target, where):
        target.first.click()
        self.look(where)

    def escape(self):
        self.window.page.keyboard.press("Escape")


def before_sign_in(walk, invitation, between_steps):
    stranger = walk.sit()
    walk.visit("/sign-in", "/sign-in?ended=1", "/reset", invitation, "/invitation/gone")
    stranger.go("/sign-in").page.get_by_test_id("sign-in").click()
    stranger.sees("There is a problem")
    walk.look("sign-in refused")
    walk.sit(cookies=between_steps["rowan"]).go("/sign-in/code")
    walk.look("code")
    walk.sit(cookies=between_steps["nell"]).go("/sign-in/enroll")
    walk.look("enroll")
    walk.visit("/sign-in/enroll/text")


def desk_of_marcus(walk, ids):
    of = ids["submissions"]
    marcus = walk.sit("marcus")
    walk.visit(
        "/submissions?search=nobody+has+this+name",
        "/submissions/new",
        f"/submissions/{of['Gulfstream Window Tinting']}",
        f"/submissions/{of['Gulfstream Window Tinting']}/exposure?problems=1",
        f"/submissions/{of['Gulfstream Window Tinting']}/check",
        f"/submissions/{of['Gulfstream Window Tinting']}/documents",
        f"/submissions/{of['Gulfstream Window Tinting']}/reading",
        f"/submissions/{of['Heron Lake Nursery']}",
        f"/submissions/{of['Heron Lake Nursery']}/sent",
        f"/submissions/{of['Heron Lake Nursery']}/documents",
        f"/submissions/{of['Bayou Sound Systems']}",
        f"/submissions/{of['Driftwood Coffee Roasters']}",
        f"/submissions/{of['Maya Ortiz']}/drivers",
        f"/submissions/{of['Maya Ortiz']}/vehicles",
        "/policies",
        f"/policies/{ids['policy']}",
        "/notifications",
        "/messages?view=all",
        "/messages?view=escalated",
        f"/submissions/{of['Heron Lake Nursery']}/messages",
        "/account",
        "/account/notices",
        "/account/phone",
        "/account/factors",
        "/account/password",
        "/help",
        "/nothing/here",
        "/admin/people",
        "/admin/forms",
    )
    marcus.go(f"/submissions/{of['Gulfstream Window Tinting']}/prior_insurance")
    walk.press(marcus.test_id("continue"), "a section with problems")
    marcus.go("/submissions")
    walk.look("/submissions")
    walk.press(marcus.test_id("account"), "account menu")
    walk.escape()
    walk.press(marcus.page.get_by_role("button", name="Save this view"), "save view dialog")
    walk.escape()
    if walk.view == "phone":
        walk.press(marcus.page.get_by_role("button", name="Menu"), "menu sheet")
        walk.escape()
    marcus.go(f"/submissions/{of['Heron Lake Nursery']}")
    walk.press(marcus.test_id("more"), "more menu")
    walk.press(marcus.page.get_by_role("menuitem", name="Withdraw"), "withdraw dialog")
    walk.press(marcus.test_id("withdraw-dialog").get_by_test_id("confirm"), "withdraw refused")
    marcus.go("/commissions")
    walk.look("/commissions")
    walk.press(marcus.test_id("open-receipt"), "receipt drawer")
    walk.press(marcus.page.get_by_role("button", name="Recompute"), "receipt recomputed")


def desk_of_tom(walk, ids):
    tom = walk.sit("tom").go(f"/submissions/{ids['submissions']['Mangrove Bike Works']}")
    walk.look("record in review")
    walk.press(tom.test_id("deed-request_information"), "asking form")
    walk.press(tom.test_id("ask-submit"), "asking form refused")
    tom.page.get_by_role("button", name="Cancel").first.click()
    walk.press(tom.test_id("deed-add_quote"), "offer form")
    walk.press(tom.test_id("offer-submit"), "offer form refused")
    walk.press(tom.test_id("deed-assign"), "assign dialog")
    walk.visit(f"/submissions/{ids['submissions']['Heron Lake Nursery']}/messages")
    tom.page.get_by_label("Write a message").fill("@Da")
    walk.look("people to mention")
    tom.page.keyboard.press("Escape")
    tom.page.get_by_label("Write a message").fill("")
    tom.page.get_by_label("Internal note").check()
    tom.test_id("send-message").click()
    tom.sees("Write a message first")
    walk.look("note refused")
    walk.press(tom.page.get_by_role("button", name="Escalate"), "escalate dialog")
    tom.go("/queue?view=late")
    walk.look("queue, late")
    walk.visit("/operations", "/operations?show=table&line=CGL", "/operations?line=CYBER")
    tom.go("/queue")
    walk.press(tom.page.get_by_role("button", name="Assign "), "queue, assigning")
    tom.go("/submissions")
    walk.press(tom.page.locator("tbody .cb"), "bulk bar")


def desks_of_the_agency(walk, ids):
    dana = walk.sit("dana").go(f"/submissions/{ids['submissions']['Fairwater Fitness']}")
    walk.look("referral")
    walk.press(dana.page.get_by_role("button", name="Approve and bind"), "approve dialog")
    walk.visit("/referrals")
    ada = walk.sit("ada")
    walk.visit("/admin/people", f"/admin/people/{ids['people']['casey']}")
    walk.press(ada.page.get_by_role("button", name="Deactivate"), "deactivate dialog")
    walk.visit("/admin/deliveries")
    walk.press(ada.page.get_by_role("button", name="Give up"), "give up dialog")
    ada.go("/licenses")
    walk.look("/licenses")
    ada.page.get_by_role("link", name="Elena Marsh").click()
    ada.sees("Appointments")
    walk.look("a producer's licenses")
    walk.press(ada.test_id("add-license"), "license form")
    walk.press(ada.test_id("save-license"), "license form refused")
    ada.go("/admin/appetite")
    walk.look("/admin/appetite")
    walk.press(ada.test_id("add-rule"), "appetite rule")
    walk.press(ada.test_id("save-rule"), "appetite rule refused")
    ada.go("/admin/stages").sees("With carrier")
    walk.look("/admin/stages")
    walk.press(ada.page.get_by_role("button", name="Add a stage to quoted"), "stage added")
    ada.go("/admin/calendar")
    walk.look("/admin/calendar")
    ada.page.locator("[id='in-opens-0']").fill("noonish")
    walk.press(ada.test_id("save-hours"), "calendar refused")
    ada.go("/admin/routing")
    walk.press(ada.test_id("try-out"), "/admin/routing, tried")
    walk.press(ada.test_id("add-rule"), "routing rule")
    walk.press(ada.test_id("save-rule"), "routing rule refused")
    walk.visit("/admin/forms", "/admin/forms/EO")
    ada.go("/admin/forms/HOME").press_on(ada.test_id("place-protection"))
    walk.look("a form's draft")
    walk.press(ada.test_id("add-question"), "question form")
    ada.press_on(ada.test_id("add-shown"))
    ada.test_id("shown-asked").select_option("applicant.marital_status")
    walk.press(ada.test_id("save-question"), "question form refused")
    walk.escape()
    walk.press(ada.test_id("change-page"), "page form")
    walk.escape()
    walk.press(ada.test_id("publish"), "publish a form")
    walk.escape()
    walk.press(ada.test_id("place-documents"), "documents of a form")
    walk.press(ada.test_id("add-document"), "document form")
    walk.escape()
    ada.press_on(ada.test_id("place-changes"))
    # A link half under the header that stands still is no small target: it is scrolled away.
    ada.page.keyboard.press("Home")
    walk.look("what changes")
    ada.go("/admin/forms/HOME/preview").press_on(ada.test_id("place-protection"))
    walk.look("preview")
    ada.go("/admin/people")
    walk.press(ada.page.get_by_role("button", name="Invite a person"), "invite dialog")
    walk.press(ada.test_id("send-invitation"), "invite refused")


@pytest.mark.parametrize("view", list(VIEWPORTS))
def test_no_page_keeps_anybody_out(seat, ids, invitation, between_steps, view, capsys):
    began = time.monotonic()
    walk = Round(seat, view)
    before_sign_in(walk, invitation, between_steps)
    desk_of_marcus(walk, ids)
    desk_of_tom(walk, ids)
    desks_of_the_agency(walk, ids)
    with capsys.disabled():
        took = time.monotonic() - began
        print(f"\n  {view}: {walk.seen} states x {len(SCHEMES)} schemes judged in {took:.0f} s")
    assert walk.found == [], "\n".join(sorted(set(walk.found)))
    assert walk.seen > 40


def test_the_judgement_can_fail(seat):
    """A page with planted faults: were the checker not running, this would say so."""
    window = seat("", view="phone")
    window.page.set_content(CANARY.read_text())
    assert is_under_fingers(window.page)
    found = "\n".join(faults_of_page(window.page, "canary"))
    for planted in (
        "axe image-alt",
        "axe color-contrast",
        "axe label",
        "axe target-size",
        "axe html-has-lang",
        'target BUTTON. "one" is 12 x 12',
        "stand out at the right",
    ):
        assert planted in found, f"{planted} was not noticed in\n{found}"
