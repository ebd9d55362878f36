"""Priya has an application on paper already: it is read into the form, and she looks at the rest (SUB-17)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

PAPER = Path(__file__).parents[1] / "golden" / "papers" / "leaders-and-tables.pdf"


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_an_application_flows_into_the_form_and_the_rest_is_decided_beside_its_page(seat, view):
    priya = seat("priya", view=view)
    priya.go("/submissions/new").press_on(priya.test_id("start-CGL"))
    priya.arrives(r"/submissions/\d+$").settle()
    draft = priya.path
    priya.page.get_by_role("link", name="Read it from a PDF").click()
    priya.arrives(r"/submissions/\d+/reading/?$").settle()
    priya.picture(f"reading-empty-{view}")

    priya.page.get_by_test_id("upload-application").locator("input[type=file]").set_input_files(
        PAPER
    )
    counts = priya.test_id("reading-counts")
    expect(counts).to_contain_text("in the form", timeout=20_000)
    page = priya.test_id("read-page")
    expect(page).to_have_js_property("complete", value=True)
    assert page.evaluate("(one) => one.naturalWidth") > 600
    in_form = priya.test_id("read-in-form")
    expect(in_form).to_contain_text("Tideline Exterior Painting Inc.")
    expect(in_form).to_contain_text("•••• 0913")
    expect(in_form).not_to_contain_text("27-5540913")

    in_form.get_by_role("button", name="Show on the page: Legal name of the business").click()
    mark = priya.test_id("read-mark")
    expect(mark).to_be_visible()
    priya.picture(f"reading-{view}")

    priya.go(f"{draft}/applicant")
    expect(priya.page.locator("[id='q-legal_name']")).to_have_value(
        "Tideline Exterior Painting Inc."
    )
    second = priya.go(f"{draft}/exposure").page.get_by_label("Description of the operation").nth(1)
    expect(second).to_have_value("Painting inside buildings")
    priya.go(draft).title("Tideline Exterior Painting Inc.").sees("read 2")


def test_a_file_that_cannot_be_read_says_what_to_do(seat):
    priya = seat("priya")
    priya.expected.append(r"status of 409")
    priya.go("/submissions/new").press_on(priya.test_id("start-CGL"))
    priya.arrives(r"/submissions/\d+$").settle().go(f"{priya.path}/reading")
    box = priya.page.get_by_test_id("upload-application")
    box.locator("input[type=file]").set_input_files(
        {"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 torn"}
    )
    expect(box.get_by_text("Not added: JPG files")).to_be_visible()
