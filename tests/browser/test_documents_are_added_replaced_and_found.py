"""Priya's documents: several at once, refused in words, tried again, replaced, found (SUB-4, DOC-2, DOC-3)."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.factories import files


def at_documents(priya):
    """A new draft, at its documents."""
    priya.go("/submissions/new").press_on(priya.test_id("start-CGL"))
    priya.arrives(r"/submissions/\d+$").settle()
    return priya.go(f"{priya.path}/documents")


def payload(name: str, content: bytes, kind: str = "application/pdf") -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


def chosen(page, place: str):
    return page.get_by_test_id(place).locator("input[type=file]")


def row(page, name: str):
    return page.get_by_test_id("file").filter(has_text=name)


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_files_come_go_wait_and_are_found(seat, portal, view):
    priya = at_documents(seat("priya", view=view))
    priya.expected.append(r"status of 409")
    page = priya.page
    expect(page.get_by_test_id("room")).to_have_text("0 MB of 100 MB used")

    several = [
        payload("macro.exe", b"MZ"),
        payload("half.pdf", files.pdf("Loss runs")[:700]),
        payload("plans.pdf", files.pdf("Plans of Kestrel Roofing, reserve 42,000", view)),
        payload("site.jpg", files.jpeg(320, 200), "image/jpeg"),
    ]
    chosen(page, "upload-brochure").set_input_files(several)
    place = page.get_by_test_id("upload-brochure")
    expect(place.get_by_text("Not added: EXE files")).to_be_visible()
    expect(place.get_by_text("Not added: the file is cut short")).to_be_visible()
    expect(row(page, "plans.pdf")).to_be_visible()
    expect(row(page, "site.jpg")).to_be_visible()
    expect(page.get_by_test_id("file")).to_have_count(2)
    page.get_by_role("button", name="Try half.pdf again").click()
    expect(place.get_by_text("Not added: the file is cut short")).to_be_visible()
    page.get_by_role("button", name="Dismiss half.pdf").click()
    page.get_by_role("button", name="Dismiss macro.exe").click()
    expect(place.locator("li")).to_have_count(0)

    page.get_by_label("Find words in these PDFs").fill("kestrel res")
    expect(page.get_by_test_id("found")).to_contain_text('1 document holds "kestrel res"')
    expect(page.get_by_test_id("found")).to_contain_text("reserve 42,000")

    page.get_by_role("button", name="Add a new version of plans.pdf").click()
    chosen(page, "upload-version").set_input_files([payload("plans b.pdf", files.pdf("B", view))])
    expect(row(page, "plans b.pdf")).to_contain_text("version 2")
    expect(page.get_by_test_id("upload-version")).to_have_count(0)
    row(page, "plans b.pdf").locator("summary").click()
    expect(
        row(page, "plans b.pdf").get_by_role("link", name="Version 1: plans.pdf")
    ).to_be_visible()
    with page.expect_download() as download:
        row(page, "plans b.pdf").get_by_role("link", name="Download plans b.pdf").click()
    told = row(page, "plans b.pdf").locator("code").inner_text()
    assert hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest() == told
    priya.picture(f"documents-{view}")
    with page.expect_download() as archive:
        page.get_by_role("link", name="Download all").click()
    assert archive.value.suggested_filename.endswith("documents.zip")


def test_a_file_on_its_way_is_cancelled_and_leaves_nothing(seat, portal):
    priya = at_documents(seat("priya"))
    page = priya.page
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 60_000}
    line.send("Network.emulateNetworkConditions", slow)
    sent = [
        payload(f"{number}.pdf", files.pdf_of_size(900_000, str(number))) for number in range(5)
    ]
    chosen(page, "upload-brochure").set_input_files(sent)
    expect(page.get_by_text("Uploading, ").first).to_be_visible()
    expect(page.get_by_text("waits its turn")).to_have_count(2)
    for number in (4, 3, 2, 1, 0):
        page.get_by_role("button", name=f"Cancel {number}.pdf").click()
    expect(page.get_by_test_id("upload-brochure").locator("li")).to_have_count(0)
    slow["uploadThroughput"] = -1
    line.send("Network.emulateNetworkConditions", slow)
    priya.go(priya.path)
    expect(page.get_by_test_id("room")).to_have_text("0 MB of 100 MB used")
