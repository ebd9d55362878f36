"""Ada sends a dead letter again, and Marcus says what he wants to be told (MSG-3, MSG-5)."""

from playwright.sync_api import expect

from tests.browser.seats import eventually


def test_ada_sends_a_dead_letter_again(seat, portal):
    ada = seat("ada").go("/admin/deliveries").title("Deliveries")
    row = ada.page.locator("tbody tr").filter(has_text="c•••@harborline.example")
    expect(row).to_contain_text("Not delivered")
    expect(row).to_contain_text("does not take the message now (451)")
    assert "Hello Casey" not in ada.page.content()
    ada.picture("deliveries")
    ada.press("Send again", inside=row).told("On its way again")
    expect(row).to_have_count(0)
    arrived = portal.var / "mail" / "story-undelivered.eml"
    assert "Hello Casey" in eventually(lambda: arrived.exists() and arrived.read_text())
    seat("marcus").go("/admin/deliveries").sees("Deliveries is not part of your role")


def test_marcus_chooses_what_he_is_told(seat):
    marcus = seat("marcus").go("/account/notices").title("What you are told")
    box = marcus.page.get_by_label("New document: email")
    expect(box).to_be_checked()
    box.click()
    marcus.page.get_by_label("Emails come").select_option("weekly")
    marcus.page.get_by_label("On", exact=True).select_option(label="Friday")
    marcus.page.get_by_label("Quiet hours").select_option("yes")
    expect(marcus.page.get_by_label("Until")).to_be_visible()
    marcus.picture("choices")
    marcus.go("/account/notices")
    expect(marcus.page.get_by_label("New document: email")).not_to_be_checked()
    expect(marcus.page.get_by_label("On", exact=True)).to_have_value("4")
    expect(marcus.page.get_by_label("Quiet hours")).to_have_value("yes")
    marcus.sees("Security of your account: email, always on")
