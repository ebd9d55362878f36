"""Every line of business in Chromium, from "New submission" to the receipt, each answer typed as a person types it."""

import time
from datetime import date

import pytest
from playwright.sync_api import expect

from producer_portal.demonstration.lines import demo_lines
from tests.browser import papers
from tests.browser.forms import as_boxes, fill_form

INSURED = {"HOME": "Hester Quill", "AUTOP": "Jonas Quill"}
REFERENCE = r"SUB-\d{4}-\d{6}"


@pytest.mark.parametrize("code", sorted(demo_lines()))
def test_a_line_is_filled_in_from_nothing_to_the_receipt(seat, tmp_path, figure, code):
    """SUB-1, SUB-2, SUB-6: recorded answers, all documents, certified and sent."""
    line = demo_lines()[code]
    insured = INSURED.get(code, f"Quill and Daughters {code.title()} LLC")
    answers = as_boxes(line.answers_of(insured, date.today()))
    priya = seat("priya")
    priya.go("/submissions")
    began = time.monotonic()
    priya.press("New submission", role="link").settle().press_on(priya.test_id(f"start-{code}"))
    priya.arrives(r"/submissions/\d+$").settle().press_on(priya.test_id("task-applicant"))
    fill_form(priya, answers)

    for document_type in line.documents:
        place = priya.test_id(f"upload-{document_type}")
        with priya.page.expect_file_chooser() as chooser:
            priya.press_on(place.get_by_text("Choose files"))
        chooser.value.set_files(str(papers.pdf(tmp_path, f"{document_type}.pdf")))
    for document_type in line.documents:
        file = priya.page.locator("main li.file .file-name", has_text=f"{document_type}.pdf")
        expect(file).to_be_visible()

    priya.press("Check answers", role="link").arrives(r".*/check").settle()
    priya.title("Check your answers").never_sees("cannot be read")
    priya.press_on(priya.test_id("certify")).press_on(priya.test_id("send"))
    priya.arrives(r".*/sent").settle().title("Submission sent")
    seconds = time.monotonic() - began
    priya.sees(insured)
    boxes = sum(len(one) for typed in answers.values() for one in items_of(typed))
    figure(f"{line.name}: {boxes} boxes in {seconds:.1f} s by machine, {priya.effort}")


def items_of(typed):
    return typed if isinstance(typed, list) else [typed]
