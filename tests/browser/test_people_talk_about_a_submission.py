"""Marcus writes, Tom answers on his open page, a note Marcus never sees, Dana is mentioned (MSG-1, MSG-2)."""

import re

from playwright.sync_api import expect

LIVE_MS = 5_000
NOTE = "Fallbrook will not have them before Monday"


def messages_waiting(seat):
    dot = seat.page.locator("[data-testid=unread-messages] .dot")
    return int(dot.inner_text()) if dot.count() else 0


def write(seat, words):
    seat.page.get_by_label("Write a message").or_(
        seat.page.get_by_label("Write an internal note")
    ).fill(words)
    seat.test_id("send-message").click()


def reads(seat, words):
    line = seat.page.locator(".msgs .said").get_by_text(words)
    expect(line).to_be_visible(timeout=LIVE_MS)


def test_marcus_writes_tom_answers_and_dana_is_called(seat, ids):
    number = ids["submissions"]["Mangrove Bike Works"]
    address = f"/submissions/{number}"
    marcus, tom, dana = seat("marcus"), seat("tom"), seat("dana")
    dana.go("/policies")
    before = messages_waiting(dana)
    tom.go(address)
    marcus.go(address)
    write(marcus, "Loss runs come on Friday. Is that soon enough?")
    reads(marcus, "Loss runs come on Friday")
    expect(marcus.page.get_by_label("Write a message")).to_have_value("")

    # Tom's page was open all the while and shows it by itself; he answers where he is.
    reads(tom, "Loss runs come on Friday")
    write(tom, "Friday is fine.")
    reads(marcus, "Friday is fine.")

    # A note: staff read it, Marcus' page takes no notice.
    tom.page.get_by_label("Internal note").check()
    tom.page.get_by_label("Write an internal note").press_sequentially("@Dan")
    expect(tom.page.get_by_role("option", name="Dana Whitfield")).to_be_visible()
    tom.page.keyboard.press("Enter")
    tom.page.keyboard.type(f"{NOTE}.")
    tom.picture("messages-note")
    tom.test_id("send-message").click()
    expect(tom.test_id("note-line").last).to_contain_text(NOTE)
    expect(tom.test_id("note-line").last).to_contain_text(
        "Internal note, not shown to the producer"
    )

    # Dana, elsewhere, is called at once: the number in her bar rises without a reload.
    expect(dana.page.locator("[data-testid=unread-messages] .dot")).to_have_text(
        str(before + 1), timeout=LIVE_MS
    )
    dana.page.reload()
    dana.settle()
    assert messages_waiting(dana) == before + 1
    # Two clicks from the bar to the box in which she answers.
    dana.test_id("unread-messages").click()
    dana.page.get_by_role("link", name=re.compile("Mangrove Bike Works")).click()
    reads(dana, NOTE)
    expect(dana.page.locator(".msg.int .said").last).to_be_visible()
    expect(dana.page.locator("[data-testid=unread-messages] .dot")).to_have_count(
        0 if before == 0 else 1, timeout=LIVE_MS
    )
    dana.picture("messages-dana")

    marcus.page.wait_for_timeout(500)
    for path in (address, f"{address}/messages", "/messages?view=all"):
        marcus.go(path)
        assert NOTE not in marcus.page.content()
    assert marcus.page.get_by_label("Internal note").count() == 0
