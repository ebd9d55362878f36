"""Ada writes a rule, tries it, publishes it; Elena sends, and it lands where the rule says (SUB-7, SUB-8)."""

from playwright.sync_api import expect

from producer_portal.demonstration.lines import demo_lines
from tests.browser import papers
from tests.browser.conftest import begin_session


def send(seat, submission_id):
    """From the check page to the receipt."""
    seat.go(f"/submissions/{submission_id}/check")
    seat.press_on(seat.test_id("certify")).press_on(seat.test_id("send"))
    seat.arrives(r".*/sent").settle()


def add_documents(seat, submission_id, tmp_path):
    seat.go(f"/submissions/{submission_id}/documents")
    for document_type in demo_lines()["CGL"].documents:
        with seat.page.expect_file_chooser() as chooser:
            seat.press_on(seat.test_id(f"upload-{document_type}").get_by_text("Choose files"))
        chooser.value.set_files(str(papers.pdf(tmp_path, f"{document_type}.pdf")))
        file = seat.page.locator("main li.file .file-name", has_text=f"{document_type}.pdf")
        expect(file).to_be_visible()


def test_ada_writes_a_rule_and_elena_feels_it(seat, another_portal, ids, tmp_path):
    portal = another_portal()
    ada = seat(at=portal, cookies=begin_session(portal, "ada"))
    elena = seat(at=portal, cookies=begin_session(portal, "elena"))
    ready = ids["submissions"]["Keystroke Typists"]
    add_documents(elena, ready, tmp_path)

    # Elena's license loses the line of authority: the check page names it and she cannot send.
    ada.go("/licenses")
    ada.press("Elena Marsh", role="link").sees("Appointments")
    row = ada.page.locator("tr", has_text="FL F771420")
    row.get_by_role("button", name="Actions for FL F771420").click()
    ada.page.get_by_role("menuitem", name="Change").click()
    ada.test_id("has-CASUALTY").click()
    ada.press_on(ada.test_id("save-license")).told("Saved")
    elena.go(f"/submissions/{ready}/check")
    gate = elena.test_id("gate")
    expect(gate).to_contain_text("1 thing stops this from being sent")
    expect(gate).to_contain_text("Missing line of authority: casualty")
    expect(elena.test_id("send")).to_have_count(0)

    # Given back, the page opens by itself.
    row.get_by_role("button", name="Actions for FL F771420").click()
    ada.page.get_by_role("menuitem", name="Change").click()
    ada.test_id("has-CASUALTY").click()
    ada.press_on(ada.test_id("save-license")).told("Saved")
    expect(gate).to_have_count(0)

    # A rule for Elena's general liability: drafted, tried, published.
    ada.go("/admin/routing").press_on(ada.test_id("add-rule"))
    ada.type_in("in-name", "Liability of Elena")
    ada.page.locator("[name='line-CGL']").click()
    ada.choose("in-producer", str(_option(ada, "in-producer", "Elena Marsh")))
    ada.choose("in-user", str(_option(ada, "in-user", "Tom Halvorsen")))
    ada.press_on(ada.test_id("save-rule")).told("Saved in the draft")
    ada.press_on(ada.test_id("try-out"))
    expect(ada.test_id("trial-words")).to_contain_text("would go elsewhere")
    ada.sees("by “Liability of Elena”")
    ada.press_on(ada.test_id("publish"))
    ada.press("Publish", inside=ada.test_id("publish-dialog")).told("Version 2 is in force")

    send(elena, ready)
    elena.go(f"/submissions/{ready}").sees("Routed to Tom Halvorsen by rule “Liability of Elena”")

    # What no rule fits waits in the queue, with the reason, until Tom takes it.
    tom = seat(at=portal, cookies=begin_session(portal, "tom"))
    tom.go("/queue").sees("No routing rule fits: General liability, FL, gold agency, Marcus")
    tom.press("Take Live Wire Movers").told("Assigned to you")
    tom.never_sees("Live Wire Movers")


def _option(seat, box_id, words):
    """The value of an option by its words."""
    return seat.page.locator(f"[id='{box_id}'] option", has_text=words).get_attribute("value")
