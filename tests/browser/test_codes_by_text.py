"""Vera has no app: she proves her phone, keeps her recovery codes and signs in by text (ACC-2)."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import MAIL
from tests.browser.seats import eventually


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
