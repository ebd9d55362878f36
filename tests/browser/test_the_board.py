"""The board: moved by mouse, by keyboard and by touch, and seen moving by everybody (SUB-9)."""

from playwright.sync_api import expect


def card(seat, insured):
    return seat.page.locator(".card").filter(has_text=insured)


def column_of(seat, insured):
    return card(seat, insured).locator("xpath=ancestor::section")


def waiting(seat):
    """The insureds of the first column, as they stand."""
    return seat.page.locator("[data-column=pending] .card a.med").all_inner_texts()


def test_tom_moves_a_card_by_keyboard_and_dana_sees_it_move(seat):
    tom, dana = seat("tom"), seat("dana")
    tom.go("/submissions?layout=board").sees("Pending")
    dana.go("/submissions?layout=board").sees("Pending")
    insured = waiting(tom)[0]
    grip = card(tom, insured).get_by_role("button")
    grip.focus()
    tom.page.keyboard.press("Enter")
    closed = tom.page.get_by_role("menuitem").filter(has_text="Bound")
    expect(closed).to_have_attribute("aria-disabled", "true")
    tom.page.keyboard.press("Enter")
    expect(column_of(tom, insured)).to_have_attribute("data-column", "in_review")
    tom.told("Moved to in review")
    expect(column_of(dana, insured)).to_have_attribute("data-column", "in_review", timeout=3000)


def drag(seat, insured, column):
    grip = card(seat, insured).locator(".grip").bounding_box()
    goal = seat.page.locator(f"[data-column={column}] header").bounding_box()
    mouse = seat.page.mouse
    mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    mouse.down()
    mouse.move(goal["x"] + 60, goal["y"] + 60, steps=8)
    mouse.up()


def test_tom_drags_a_card_and_a_drag_that_leads_nowhere_puts_it_back(seat):
    tom = seat("tom")
    tom.go("/submissions?layout=board").sees("Pending")
    first, second = waiting(tom)[:2]
    drag(tom, first, "in_review")
    expect(column_of(tom, first)).to_have_attribute("data-column", "in_review")
    tom.told("Moved to in review")
    drag(tom, second, "quoted")
    tom.told("It cannot be moved to quoted.")
    expect(column_of(tom, second)).to_have_attribute("data-column", "pending")


def test_a_move_that_needs_more_opens_the_record(seat):
    tom = seat("tom")
    tom.go("/submissions?layout=board").sees("Pending")
    insured = waiting(tom)[0]
    card(tom, insured).get_by_role("button").click()
    tom.page.get_by_role("menuitem").filter(has_text="Information needed").click()
    expect(tom.page.get_by_role("heading", level=1)).to_contain_text(insured)
    assert "layout=board" not in tom.page.url


def test_the_board_is_moved_by_a_finger_on_a_tablet(seat):
    tom = seat("tom", view="tablet")
    tom.go("/submissions?layout=board").sees("Pending")
    insured = waiting(tom)[0]
    at = card(tom, insured).locator(".grip").bounding_box()
    to = tom.page.locator("[data-column=in_review] header").bounding_box()
    touch = tom.page.context.new_cdp_session(tom.page)

    def finger(kind, x, y):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", at["x"] + 12, at["y"] + 12)
    for step in range(1, 9):
        finger(
            "touchMove",
            at["x"] + (to["x"] + 60 - at["x"]) * step / 8,
            at["y"] + (to["y"] + 60 - at["y"]) * step / 8,
        )
    finger("touchEnd", 0, 0)
    expect(column_of(tom, insured)).to_have_attribute("data-column", "in_review")


def test_marcus_reads_why_a_review_is_not_his_to_start(seat):
    marcus = seat("marcus")
    marcus.go("/submissions?layout=board").sees("In review")
    marcus.page.locator("[data-column=in_review] .grip").first.click()
    marcus.sees("This move is not part of your role.")
