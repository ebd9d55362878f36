"""Priya drags files from her desktop onto the page, and does the same without a mouse (SUB-4, DOC-3)."""

import base64

import pytest
from playwright.sync_api import expect

from tests.browser.test_documents_are_added_replaced_and_found import at_documents, row
from tests.factories import files

# What the browser itself hands over when files are let go over a page: a DataTransfer that holds them.
_CARRIED = """(files) => {
  const carried = new DataTransfer();
  for (const [name, kind, content] of files) {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    carried.items.add(new File([bytes], name, {type: kind}));
  }
  return carried;
}"""


def carried(page, *several):
    packed = [[name, kind, base64.b64encode(content).decode()] for name, kind, content in several]
    return page.evaluate_handle(_CARRIED, packed)


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_several_files_are_dropped_at_once(seat, view):
    """Each goes by itself: two arrive, one is refused and says why; the page is never left for a file."""
    priya = at_documents(seat("priya", view=view))
    priya.expected.append(r"status of 409")
    page, address = priya.page, priya.page.url
    place = page.get_by_test_id("upload-brochure")
    drop = place.locator(".drop")
    hand = carried(
        page,
        ("plans.pdf", "application/pdf", files.pdf("Plans of the roof", view)),
        ("site.jpg", "image/jpeg", files.jpeg(320, 200)),
        ("macro.exe", "application/octet-stream", b"MZ"),
    )
    drop.dispatch_event("dragover", {"dataTransfer": hand})
    expect(drop).to_have_class("drop over")
    priya.picture(f"files-over-{view}")
    drop.dispatch_event("drop", {"dataTransfer": hand})
    expect(drop).to_have_class("drop")
    expect(row(page, "plans.pdf")).to_be_visible()
    expect(row(page, "site.jpg")).to_be_visible()
    expect(place.get_by_text("Not added: EXE files")).to_be_visible()
    expect(place.get_by_role("status")).to_contain_text("was")
    priya.picture(f"files-dropped-{view}")
    assert page.url == address
    page.get_by_role("button", name="Dismiss macro.exe").click()
    expect(place.locator("li")).to_have_count(0)


def test_what_is_dropped_beside_the_place_is_not_opened_by_the_browser(seat):
    """A file let go a hand's breadth too far would replace the page and lose its place in it."""
    priya = at_documents(seat("priya"))
    hand = carried(priya.page, ("plans.pdf", "application/pdf", files.pdf("Plans")))
    title = priya.page.locator("h1").first
    for event in ("dragover", "drop"):
        kept = title.evaluate(
            """(at, [event, carried]) => !at.dispatchEvent(
                 new DragEvent(event, {dataTransfer: carried, bubbles: true, cancelable: true}))""",
            [event, hand],
        )
        assert kept, f"{event} is taken by the page"
    expect(priya.page.get_by_test_id("file")).to_have_count(0)


def test_the_same_is_done_without_a_mouse(seat):
    """The button behind the place is reached by Tab and opens the chooser by the space bar."""
    priya = at_documents(seat("priya"))
    chooser = priya.page.get_by_test_id("upload-brochure").locator("input[type=file]")
    chooser.focus()
    with priya.page.expect_file_chooser() as opened:
        priya.page.keyboard.press("Space")
    assert opened.value.is_multiple()
    opened.value.set_files(
        [
            {"name": f"page {n}.jpg", "mimeType": "image/jpeg", "buffer": files.jpeg(200 + n, 200)}
            for n in (1, 2)
        ]
    )
    expect(row(priya.page, "page 1.jpg")).to_be_visible()
    expect(row(priya.page, "page 2.jpg")).to_be_visible()
