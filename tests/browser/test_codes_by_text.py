"""Vera has no app: she proves her phone, keeps her recovery codes and signs in by text (ACC-2)."""

import re

import pyotp
from playwright.sync_api import expect

from tests.browser.conftest import MAIL
from tests.browser.judging import faults_of_page
from tests.browser.seats import eventually
from tests.edge.clients import PASSWORD


def texts(portal):
    return sorted((portal.var / "sms").glob("code*"), key=lambda one: one.stat().st_mtime)


def test_vera_signs_in_by_text(seat, portal):
    vera = seat("")
    vera.page.goto(f"{portal.address}/sign-in")
    vera.first_step(f"vera@{MAIL}")
    vera.page.get_by_role("link", name="Get codes by text message").click()
    expect(vera.page.get_by_text("An authenticator app is safer.")).to_be_visible()
    vera.picture("text-enroll")
    vera.expected.append("status of 422")
    vera.page.get_by_label("Mobile number").fill("12")
    vera.test_id("text-me").click()
    expect(vera.page.get_by_role("alert")).to_contain_text("Enter a mobile number")
    expect(vera.page.get_by_label("Mobile number")).to_have_value("12")
    vera.page.get_by_label("Mobile number").fill("(813) 555-0177")
    vera.test_id("text-me").click()
    expect(vera.page.get_by_text("phone ending 0177")).to_be_visible()
    sent = eventually(lambda: texts(portal))
    code = re.search(r"\b(\d{6}) is your code", sent[-1].read_text())[1]
    vera.page.get_by_label("Six-digit code").fill(code)
    vera.test_id("confirm-text").click()
    expect(vera.page.get_by_role("heading", level=1)).to_contain_text("recovery codes")
    vera.go("/account/phone")
    expect(vera.page.get_by_text("Texts go to the phone ending 0177")).to_be_visible()
    vera.picture("text-phone")
    # Signing in again she is texted at once; asking for one more so soon is answered with how long to wait.
    vera.page.context.clear_cookies()
    vera.page.goto(f"{portal.address}/sign-in")
    vera.first_step(f"vera@{MAIL}")
    expect(vera.page.get_by_text("We texted six digits to the phone ending 0177")).to_be_visible()
    vera.test_id("text-again").click()
    expect(vera.page.get_by_role("alert")).to_contain_text("Wait a minute")
    vera.picture("text-code")


def test_oda_adds_an_app_and_keeps_one_way_in(seat, portal):
    """What she had at first is not all she can have: both, then the app alone."""
    oda = seat("")
    oda.page.goto(f"{portal.address}/sign-in")
    oda.first_step(f"oda@{MAIL}").arrives("/sign-in/enroll")
    oda.page.get_by_role("link", name="Get codes by text message").click()
    oda.page.get_by_label("Mobile number").fill("(813) 555-0188")
    oda.test_id("text-me").click()
    oda.page.get_by_text("phone ending 0188").wait_for()
    sent = eventually(lambda: [one for one in texts(portal) if "0188" in one.read_text()])
    code = re.search(r"\b(\d{6}) is your code", sent[-1].read_text())[1]
    oda.page.get_by_label("Six-digit code").fill(code)
    oda.test_id("confirm-text").click()
    oda.title("Keep these recovery codes")

    oda.go("/account/factors").picture("factors-texts")
    oda.expected.append("status of 422")
    oda.page.get_by_label("Your present password").fill("not it")
    oda.test_id("add-app").click()
    expect(oda.page.get_by_role("alert")).to_contain_text("The present password is not right")
    oda.page.get_by_label("Your present password").fill(PASSWORD)
    oda.test_id("add-app").click()
    oda.title("Add an authenticator app").picture("own-app")
    secret = oda.test_id("totp-key").inner_text().replace(" ", "")
    assert faults_of_page(oda.page, "adding an app") == []
    oda.page.get_by_label("2. Enter the six-digit code").fill("000000")
    oda.test_id("confirm-app").click()
    expect(oda.page.get_by_role("alert")).to_contain_text("not right")
    expect(oda.test_id("totp-key")).to_have_count(0)
    oda.page.get_by_label("Enter the six-digit code").fill(pyotp.TOTP(secret).now())
    oda.test_id("confirm-app").click()
    oda.title("Keep these recovery codes")
    oda.test_id("enrolled").click()
    oda.title("Your second factor")
    expect(oda.page.get_by_text("10 recovery codes are left")).to_be_visible()
    oda.picture("factors-both")
    oda.go("/account/phone").test_id("remove-phone").click()
    oda.go("/account/factors")
    expect(oda.test_id("remove-app")).to_have_count(0)
    expect(oda.page.get_by_text("The app is your only second factor")).to_be_visible()
