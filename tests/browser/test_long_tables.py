"""Three hundred drivers in one application: by the page, by keyboard, by finger, and with what is wrong far down."""

import pytest
from playwright.sync_api import expect


def at_the_fleet(seat, ids, view, insured="Wide Load Couriers LLC"):
    priya = seat("priya", view=view)
    return priya.go(f"/submissions/{ids['submissions'][insured]}/drivers")


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_three_hundred_drivers_are_read_page_by_page(seat, ids, view):
    """SUB-2: twenty-five rows a page; an answer on the last page is there after going away."""
    priya = at_the_fleet(seat, ids, view)
    rows = priya.page.locator(".grid-rows tr.item")
    words = priya.test_id("pager-words")
    expect(words).to_have_text("Showing 1–25 of 300")
    expect(rows).to_have_count(25)
    priya.press("Next")
    expect(words).to_have_text("Showing 26–50 of 300")
    expect(priya.page.locator("#q-drivers-page")).to_be_in_viewport()
    priya.picture(f"long-table-{view}")
    priya.type_in("q-drivers.driver30.driver_name", f"Amos Grey by {view}")
    # Turning the page leaves the box, which saves it.
    priya.press("Previous")
    expect(words).to_have_text("Showing 1–25 of 300")
    priya.page.reload()
    priya.settle().press("Next")
    box = priya.page.locator("[id='q-drivers.driver30.driver_name']")
    expect(box).to_have_value(f"Amos Grey by {view}")


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_the_summary_leads_to_a_driver_on_another_page(seat, ids, view):
    """SUB-5: driver 212 is eight pages away; the link opens the page and goes into the box."""
    priya = at_the_fleet(seat, ids, view)
    priya.press_on(priya.test_id("continue"))
    link = priya.test_id("error-summary").get_by_role("link")
    expect(link).to_have_text(["Driver 212: Enter the date of birth"])
    priya.page.keyboard.press("Tab")
    priya.page.keyboard.press("Enter")
    expect(priya.page.locator("[id='q-drivers.driver212.driver_dob']")).to_be_focused()
    expect(priya.test_id("pager-words")).to_have_text("Showing 201–225 of 300")
    priya.picture(f"long-table-problem-{view}")


def test_the_check_page_leads_to_the_driver_too(seat, ids):
    priya = seat("priya")
    priya.go(f"/submissions/{ids['submissions']['Wide Load Couriers LLC']}/check")
    more = priya.page.get_by_role("button", name="Show all 300 drivers")
    expect(priya.page.get_by_role("heading", name="Driver 25: ")).to_be_visible()
    expect(priya.page.get_by_role("heading", name="Driver 26: ")).to_have_count(0)
    priya.press_on(more)
    expect(priya.page.get_by_role("heading", name="Driver 300: ")).to_be_attached()
    priya.press_on(priya.page.get_by_role("link", name="Driver 212: Enter the date of birth"))
    expect(priya.page.locator("[id='q-drivers.driver212.driver_dob']")).to_be_focused()


def test_a_row_is_taken_out_and_another_put_in_without_a_mouse(seat, ids):
    """The new row stands on the last page, and the keyboard is in its first box."""
    priya = at_the_fleet(seat, ids, "desktop", "Long Haul Couriers LLC")
    priya.page.get_by_role("button", name="Remove Dwight Number 1", exact=True).press("Enter")
    expect(priya.test_id("pager-words")).to_have_text("Showing 1–25 of 299")
    priya.page.get_by_role("button", name="Add a driver").press("Enter")
    expect(priya.test_id("pager-words")).to_have_text("Showing 276–300 of 300")
    added = priya.page.locator(".grid-rows tr.item").last.locator("input").first
    expect(added).to_be_focused()
    priya.page.keyboard.type("Newly Hired")
    priya.page.keyboard.press("Enter")
    expect(priya.page.get_by_role("button", name="Remove Newly Hired")).to_be_visible()
