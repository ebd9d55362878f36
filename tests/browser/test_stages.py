"""Ada names stages, Tom moves by them, and Marcus sees the status only (SUB-10)."""

import re

from playwright.sync_api import expect

from tests.browser.test_the_board import card, column_of, drag


def by_stage(seat):
    return seat.go("/submissions?layout=board&by=stage").sees("With carrier")


def in_column(seat, title):
    column = seat.page.locator(".col").filter(has=seat.page.get_by_role("heading", name=title))
    return column.locator(".card a.med").all_inner_texts()


def test_ada_adds_a_stage_puts_it_first_and_retires_it_again(seat):
    ada, tom = seat("ada", view="tablet"), seat("tom")
    ada.go("/admin/stages").title("Stages")
    by_stage(tom)
    ada.picture("stages")
    ada.page.get_by_role("button", name="Add a stage to in review").click()
    ada.page.get_by_test_id("add-stage").click()
    ada.sees("Enter a name of at most 40 characters")
    ada.page.get_by_label("Name of the stage").fill("Second look")
    ada.page.get_by_test_id("add-stage").click()
    ada.told("Added")
    expect(tom.page.get_by_role("heading", name="Second look")).to_be_visible(timeout=3000)
    insured = in_column(tom, "Triage")[0]
    drag_to(tom, insured, "Second look")
    tom.told("Moved to Second look")
    group = ada.page.locator("[data-status=in_review]")
    expect(group.get_by_role("listitem").last).to_contain_text("1 submission")
    group.get_by_role("button", name="Actions for Second look").click()
    ada.page.get_by_role("menuitem", name="Retire").click()
    dialog = ada.page.get_by_test_id("retire-dialog")
    expect(dialog).to_contain_text("Second look: 1 submission in it now.")
    dialog.get_by_label("Its submissions go to").select_option(label="Triage")
    ada.picture("stage-retired")
    dialog.get_by_test_id("confirm").click()
    ada.told("Retired. 1 submission moved")
    expect(card(tom, insured)).to_be_visible()
    expect(tom.page.get_by_role("heading", name="Second look")).to_have_count(0)
    assert insured in in_column(tom, "Triage")


def drag_to(seat, insured, title):
    column = seat.page.locator(".col").filter(has=seat.page.get_by_role("heading", name=title))
    drag(seat, insured, column.get_attribute("data-column"))


def test_tom_moves_by_keyboard_within_the_status_and_by_mouse_across(seat):
    tom = by_stage(seat("tom"))
    tom.picture("board-by-stage")
    insured = in_column(tom, "Triage")[0]
    grip = card(tom, insured).get_by_role("button")
    grip.focus()
    tom.page.keyboard.press("Enter")
    expect(tom.page.get_by_role("menuitem").first).to_contain_text("With carrier")
    tom.page.keyboard.press("Enter")
    tom.told("Moved to With carrier")
    assert insured in in_column(tom, "With carrier")
    waiting = in_column(tom, "Pending")[0]
    drag_to(tom, waiting, "Waiting for loss runs")
    tom.told("Moved to in review")
    expect(column_of(tom, waiting).get_by_role("heading", level=2)).to_have_text("Triage")


def test_tom_filters_by_a_stage_and_moves_on_the_record(seat):
    tom = seat("tom").go("/submissions").sees("All open")
    tom.page.get_by_label("Stage:").select_option(label="In review: With carrier")
    expect(tom.page).to_have_url(re.compile(r"stage=\d+"))
    row = tom.page.locator("tbody tr").first
    expect(row).to_contain_text("With carrier")
    tom.picture("table-by-stage")
    row.get_by_role("link").first.click()
    tom.page.get_by_test_id("stage").click()
    tom.page.get_by_role("menuitemradio", name="Triage").click()
    tom.told("Moved to Triage")
    expect(tom.page.locator(".tl li").first).to_contain_text("moved it to Triage")
    tom.picture("record-stage")


def test_marcus_is_sent_no_name_of_a_stage(seat):
    marcus = seat("marcus")
    heard = []

    def hear(said):
        heard.append(str(said))

    marcus.page.on("websocket", lambda socket: socket.on("framereceived", hear))
    for address in ("/submissions?layout=board&by=stage", "/submissions?stage=2"):
        marcus.go(address).sees("In review")
    expect(marcus.page.get_by_label("Stage:")).to_have_count(0)
    expect(marcus.page.get_by_role("link", name="By stage")).to_have_count(0)
    marcus.page.locator("tbody tr").filter(has_text="In review").get_by_role("link").first.click()
    marcus.sees("Timeline")
    said = " ".join(heard)
    assert said
    assert not [
        name for name in ("Triage", "With carrier", "Waiting for loss runs") if name in said
    ]
    marcus.go("/admin/stages").sees("Stages is not part of your role")
