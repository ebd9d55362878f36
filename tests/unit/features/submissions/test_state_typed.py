"""What Uma types into the forms of a submission, and what Bob's pages make of the views."""

from dataclasses import replace
from datetime import date

import pytest

from producer_portal.features.submissions.queries.views import (
    ActionView,
    DocumentNeed,
    GroupView,
    InformationView,
    ItemView,
    ProblemView,
    QuestionView,
    TaskGroup,
    TaskList,
    TaskRow,
)
from producer_portal.features.submissions.rules.quoting import Term
from producer_portal.features.submissions.state.check import missing_words, shown_problem
from producer_portal.features.submissions.state.form_pages import accepted_endings, told_below
from producer_portal.features.submissions.state.record import (
    missing_rows,
    rail_actions,
    share_done,
    waiting_return,
)
from producer_portal.features.submissions.state.typed import (
    beside_fields,
    items_typed,
    offer_typed,
)
from producer_portal.values.errors import InvalidInput

OFFER = {
    "carrier": "7",
    "premium": "$4,812.50",
    "taxes": "",
    "fees": "75",
    "expires_on": "12/20/2026",
    "limit-label-2": "Each occurrence",
    "limit-amount-2": "1,000,000",
    "subjectivities": "Signed application\n\n  Photos  ",
    "notes": " Good terms ",
}


def test_uma_types_an_offer_and_every_amount_is_read_in_cents():
    offer = offer_typed(OFFER, limits=[2, 3], deductibles=[4])
    assert (offer.carrier_id, offer.premium_minor, offer.taxes_minor, offer.fees_minor) == (
        7,
        481_250,
        0,
        7_500,
    )
    assert offer.limits == (Term("Each occurrence", 100_000_000),)
    assert offer.deductibles == ()
    assert offer.subjectivities == ("Signed application", "Photos")
    assert (offer.expires_on, offer.notes) == (date(2026, 12, 20), "Good terms")


def test_uma_is_told_of_every_box_at_once():
    typed = {
        **OFFER,
        "carrier": "",
        "premium": "about 5k",
        "expires_on": "someday",
        "limit-amount-2": "",
    }
    with pytest.raises(InvalidInput) as told:
        offer_typed(typed, limits=[2], deductibles=[])
    assert set(told.value.problems) == {"carrier", "premium", "expires_on", "limit-amount-2"}
    assert told.value.problems["limit-amount-2"] == "Enter the amount of Each occurrence"


@pytest.mark.parametrize("carrier", ["-1", "1.5", "٣", "9" * 40, "1; drop"])
def test_a_carrier_that_is_no_number_is_refused(carrier):
    with pytest.raises(InvalidInput) as told:
        offer_typed({**OFFER, "carrier": carrier}, limits=[], deductibles=[])
    assert told.value.problems == {"carrier": "Select the carrier"}


def test_an_amount_without_words_is_asked_what_it_is_for():
    with pytest.raises(InvalidInput) as told:
        offer_typed({**OFFER, "deductible-amount-9": "500"}, limits=[], deductibles=[9])
    assert told.value.problems == {"deductible-label-9": "Say what the amount is for"}


def test_uma_asks_for_a_document_and_for_an_answer():
    typed = {
        "label-2": " Loss runs ",
        "type-2": "loss_runs",
        "reason-2": "out_of_date",
        "due-2": "Nov 27 2026",
        "note-2": "All carriers",
        "blocking-2": "no",
        "label-5": "Stories?",
        "due-5": "11/25/2026",
    }
    first, second = items_typed(typed, [2, 5])
    assert (first.label, first.document_type, first.reason_code) == (
        "Loss runs",
        "loss_runs",
        "out_of_date",
    )
    assert (first.due_on, first.is_blocking, first.note) == (
        date(2026, 11, 27),
        False,
        "All carriers",
    )
    assert (second.document_type, second.reason_code, second.is_blocking) == ("", "missing", True)


def test_a_missing_date_is_told_beside_its_own_box():
    with pytest.raises(InvalidInput) as told:
        items_typed({"label-2": "Loss runs", "due-5": "tomorrow"}, [2, 5])
    assert set(told.value.problems) == {"due-2", "due-5"}


def test_problems_by_place_come_back_under_the_keys_of_the_page():
    shown = beside_fields(
        {"items.1.label": "Say what", "items.9.label": "Lost", "items": "Ask"}, [4, 8]
    )
    assert shown == {"label-8": "Say what", "items.9.label": "Lost", "items": "Ask"}


def question(**more):
    facts = {
        "key": "name",
        "label": "Name",
        "kind": "text",
        "hint": "",
        "value": "",
        "choices": [],
        "parts": {},
        "is_optional": False,
        "problem": "",
        "width": "20",
        "prefix": "",
        "suffix": "",
        "is_revealed_child": False,
        "is_locked": False,
        "lock_words": "",
    }
    return QuestionView(**{**facts, **more})


def test_a_row_tells_its_problems_once_and_names_the_driver_once():
    row = ItemView(
        "d1",
        "driver 1",
        "Joseph",
        "Remove Joseph",
        "",
        [
            question(problem="Driver 1: Enter the name"),
            question(key="dob", problem="Driver 1: Enter the date of birth"),
            question(key="state"),
        ],
    )
    group = GroupView(
        "drivers", "Drivers", "Add a driver", [], [row, replace(row, questions=[])], can_add=True
    )
    told = told_below(group)
    assert [one.problem for one in told.rows] == [
        "Driver 1: Enter the name. Enter the date of birth",
        "",
    ]


def test_the_file_chooser_offers_what_the_form_accepts():
    need = DocumentNeed(
        "x",
        "X",
        is_required=True,
        is_in=False,
        state="Needed",
        accepts_words="PDF, JPG, at most 25 MB",
        is_before_bind=False,
    )
    assert accepted_endings(need) == ".pdf,.jpg,.jpeg"


def problem(section_key, message="Enter it", section="Applicant"):
    return ProblemView(
        f"{section_key}.x",
        "q-x",
        section,
        section_key,
        message,
        f"/submissions/5/{section_key}#q-x",
        is_warning=False,
    )


def task(key, state):
    return TaskRow(
        key, key.title(), f"/submissions/5/{key}", "", state, "", "", is_open=state != "Completed"
    )


def tasks(*rows):
    return TaskList(
        5,
        "Kestrel",
        "General liability",
        [TaskGroup("All", list(rows))],
        0,
        "",
        can_send=False,
        is_locked=False,
        saved_words="",
        version=1,
    )


def test_a_page_nobody_began_is_one_missing_thing_and_a_begun_one_names_each():
    found = missing_rows(
        [
            problem("applicant"),
            problem("applicant", "Enter the phone"),
            problem("risk"),
            problem("risk", "And this"),
        ],
        tasks(task("applicant", "In progress"), task("risk", "Not yet started")),
    )
    assert [row.words for row in found] == ["Enter it", "Enter the phone", "Risk"]
    assert found[0].href == "/submissions/5/applicant?problems=1#q-x"
    assert found[2].href == "/submissions/5/risk"


def test_the_bar_counts_pages_and_not_the_last_step():
    shown = tasks(
        task("applicant", "Completed"), task("risk", "In progress"), task("check", "Completed")
    )
    assert share_done(shown) == 50


def test_a_problem_leads_to_its_box_with_the_problems_shown():
    assert shown_problem(problem("risk")).href == "/submissions/5/risk?problems=1#q-x"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "1 thing missing before this can be sent"),
        (4, "4 things missing before this can be sent"),
    ],
)
def test_what_is_missing_is_counted_in_words(count, words):
    assert missing_words(count) == words


def action(key, reason=""):
    return ActionView(key, key, reason, not reason)


def test_the_rail_keeps_what_has_to_wait_and_leaves_out_what_lies_behind():
    shown = rail_actions(
        [
            action("clone"),
            action("decline"),
            action("start_review", "It is in review: there is nothing to do here."),
            action("add_quote", "Start the review first."),
        ]
    )
    assert [one.key for one in shown] == ["add_quote", "decline"]


def test_the_return_to_review_says_how_much_is_still_missing():
    waiting = InformationView([], 2, "2 things missing", can_return=False)
    (shown,) = waiting_return([action("return_to_review")], waiting)
    assert (shown.is_available, shown.reason) == (False, "2 things are still missing.")
    assert waiting_return([action("return_to_review")], replace(waiting, can_return=True))[
        0
    ].is_available
