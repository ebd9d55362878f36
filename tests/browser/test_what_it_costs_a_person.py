"""What new business costs people in clicks, choices and keys, counted while they do it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import papers
from tests.browser.forms import GENERAL_LIABILITY, SHORTLY, american, fill_form
from tests.browser.test_a_producer_takes_general_liability_from_nothing_to_money import add_file

MOST_CLICKS = 25
MOST_MINUTES_OF_A_COPY = 3


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_general_liability_is_bound_in_twenty_five_clicks(seat, tmp_path, figure, view):
    """SUB-1 to SUB-14: every click of everybody, from "New submission" to a bound policy; typing is typing."""
    marcus, tom = seat("marcus", view=view), seat("tom", view=view)
    name = f"Few Clicks Gardens of {view} LLC"
    answers = GENERAL_LIABILITY | {
        "applicant": GENERAL_LIABILITY["applicant"] | {"legal_name": name}
    }
    marcus.go("/submissions").press("New submission", role="link")
    marcus.settle().press_on(marcus.test_id("start-CGL"))
    marcus.arrives(r"/submissions/\d+$").settle().press_on(marcus.test_id("task-applicant"))
    fill_form(marcus, answers)
    record = re.search(r"/submissions/\d+", marcus.path)[0]
    for document in ("loss_runs", "prior_dec_page"):
        add_file(marcus, f"upload-{document}", papers.pdf(tmp_path, f"{document}.pdf"))
        row = marcus.page.locator("main li.file .file-name", has_text=f"{document}.pdf")
        expect(row).to_be_visible()
    marcus.press("Check answers", role="link").arrives(r".*/check").settle()
    marcus.press_on(marcus.test_id("certify")).press_on(marcus.test_id("send"))
    marcus.arrives(r".*/sent").settle()
    marcus.press("Open the submission", role="link").settle().status("Pending")

    tom.go(record).press("Assign to me").told("Assigned to you")
    tom.clicks += 1  # its row in the list, from which the address above is opened
    tom.press_on(tom.test_id("deed-start_review")).status("In review")
    tom.press_on(tom.test_id("deed-add_quote"))
    tom.page.get_by_label("Carrier").select_option(label="Larkfield Mutual")
    tom.page.get_by_label("Annual premium").fill("4,120.00")
    tom.page.get_by_label("Applies to").first.fill("Each occurrence")
    tom.page.get_by_label("Amount").first.fill("1,000,000")
    tom.page.get_by_label("Open until").fill(american(SHORTLY))
    tom.press_on(tom.test_id("offer-submit")).status("Quoted")

    marcus.press("Accept quote of Larkfield Mutual").told("Quote accepted")
    marcus.press_on(marcus.test_id("bind")).sees("Bind this quote?")
    marcus.press_on(marcus.test_id("bind-dialog").get_by_test_id("confirm"))
    marcus.status("Bound").sees("Bound as policy")
    both = marcus.clicks + tom.clicks
    figure(
        f"general liability, nothing to bound, {view}: {both} clicks of everybody (goal ≤ "
        f"{MOST_CLICKS}): the producer {marcus.clicks}, the underwriter {tom.clicks}"
    )
    figure(f"general liability, the producer, {view}: {marcus.effort}")
    assert both <= MOST_CLICKS


@pytest.mark.parametrize("view", ["desktop", "tablet"])
def test_a_copy_is_sent_in_three_minutes_of_pressing_and_typing(seat, ids, tmp_path, figure, view):
    """SUB-15: what changes from year to year is asked, nothing else."""
    marcus = seat("marcus", view=view)
    marcus.go(f"/submissions/{ids['submissions']['Live Wire Movers']}")
    marcus.press_on(marcus.test_id("more")).press("Start a copy", role="menuitem")
    marcus.page.wait_for_url(lambda address: not address.endswith("/more"))
    marcus.settle().status("Draft")
    marcus.sees("missing before this can be sent")
    marcus.press_on(marcus.test_id("panel").get_by_role("link").first)
    marcus.arrives(r".*/coverage.*").settle()
    marcus.type_in("q-effective_date", american(SHORTLY))
    marcus.press_on(marcus.test_id("continue")).settle()
    record = re.search(r"/submissions/\d+", marcus.path)[0]
    marcus.go(f"{record}/documents")
    marcus.clicks += 1  # "Documents" in the rail
    for place in marcus.page.locator("[data-testid^='upload-']").all():
        document = place.get_attribute("data-testid")
        if document in {"upload-loss_runs", "upload-prior_dec_page"}:
            add_file(marcus, document, papers.pdf(tmp_path, f"{document}.pdf"))
            row = marcus.page.locator("main li.file .file-name", has_text=f"{document}.pdf")
            expect(row).to_be_visible()
    marcus.press("Check answers", role="link").arrives(r".*/check").settle()
    marcus.press_on(marcus.test_id("certify")).press_on(marcus.test_id("send"))
    marcus.arrives(r".*/sent").settle().title("Submission sent")
    figure(f"a copy, changed and sent, {view}: {marcus.effort} (goal ≤ {MOST_MINUTES_OF_A_COPY})")
    assert marcus.minutes <= MOST_MINUTES_OF_A_COPY
