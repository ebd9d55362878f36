"""The life of a submission, drawn as a table, and the words for each deed that has to wait."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from producer_portal.features.submissions.catalog import FORMS, form_of
from producer_portal.features.submissions.rules import refusals
from producer_portal.features.submissions.rules.asking import RequestedItem, checked_items
from producer_portal.features.submissions.rules.authority import (
    FULL_AUTHORITY,
    Authority,
    BindRequest,
    beyond_authority,
    greatest_limit_minor,
)
from producer_portal.features.submissions.rules.insured import insured_facts, normalized_name
from producer_portal.features.submissions.rules.quoting import (
    Compared,
    QuoteOffer,
    Term,
    amount_words,
    checked_offer,
    compare_terms,
    read_terms,
    stored_terms,
)
from producer_portal.features.submissions.rules.refusals import DeedNotAllowedNow, problem_path
from producer_portal.features.submissions.rules.wording import (
    days_words,
    due_words,
    local_day,
    paused_words,
    waiting_words,
)
from producer_portal.features.submissions.rules.workflow import (
    ACTION_WORDS,
    FINAL_STATUSES,
    ITEM_LOOKS,
    OPEN_STATUSES,
    QUOTE_LOOKS,
    STATUS_LOOKS,
    STATUS_SENTENCES,
    TRANSITIONS,
    InformationItemStatus,
    NextActor,
    QuoteStatus,
    SubmissionAction,
    SubmissionStatus,
    allowed_actions,
    draft_move,
    items_move,
    move_of,
    next_status,
    quotes_move,
    why_not,
)
from producer_portal.values.errors import InvalidInput
from producer_portal.values.forms import Problem

S, A = SubmissionStatus, SubmissionAction
TODAY = date(2026, 11, 20)


def test_every_status_has_words_a_tone_and_a_sentence():
    assert set(STATUS_LOOKS) == set(STATUS_SENTENCES) == set(S)
    assert set(QUOTE_LOOKS) == set(QuoteStatus)
    assert set(ITEM_LOOKS) == set(InformationItemStatus)
    assert set(ACTION_WORDS) == set(A)
    assert set(OPEN_STATUSES) | set(FINAL_STATUSES) == set(S)
    assert {status for status, look in STATUS_LOOKS.items() if look.is_final} == set(FINAL_STATUSES)


def test_every_status_is_reached_from_a_draft():
    reached, waiting = set(), {S.DRAFT}
    while waiting:
        status = waiting.pop()
        reached.add(status)
        waiting |= {
            after for (before, _), after in TRANSITIONS.items() if before is status
        } - reached
    assert reached == set(S)


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("action", list(A))
def test_a_deed_leads_somewhere_or_says_why_not(status, action):
    if action is A.CLONE:
        assert next_status(status, action) is status
        assert why_not(status, action) == ""
    elif (status, action) in TRANSITIONS:
        assert next_status(status, action) is TRANSITIONS[status, action]
        assert why_not(status, action) == ""
    else:
        with pytest.raises(DeedNotAllowedNow) as refused:
            next_status(status, action)
        assert refused.value.message.endswith(".")


def test_a_bound_submission_takes_no_deed_but_a_copy():
    assert {action for action in A if not why_not(S.BOUND, action)} == {A.CLONE}
    assert why_not(S.BOUND, A.BIND) == "The policy is issued. Ask for an endorsement instead."
    assert why_not(S.DECLINED, A.BIND) == "It is declined. Reopen it first."
    assert why_not(S.QUOTED, A.START_REVIEW) == "It is quoted: there is nothing to do here."
    assert why_not(S.INFORMATION_NEEDED, A.ADD_QUOTE) == "Return it to review first."
    assert why_not(S.PENDING, A.SEND) == "It was sent already."


def test_a_role_sees_its_deeds_and_one_way_to_reopen():
    every = set(A)
    drafts = {one.action for one in allowed_actions(S.WITHDRAWN, every, was_sent=False)}
    sent = {one.action for one in allowed_actions(S.WITHDRAWN, every, was_sent=True)}
    assert (A.REOPEN_DRAFT in drafts, A.REOPEN in drafts) == (True, False)
    assert (A.REOPEN_DRAFT in sent, A.REOPEN in sent) == (False, True)
    assert not {one.action for one in allowed_actions(S.PENDING, every)} & {
        A.REOPEN,
        A.REOPEN_DRAFT,
    }
    assert [one.action for one in allowed_actions(S.QUOTED, {A.BIND})] == [A.BIND]


def test_the_next_move_is_said_in_words():
    assert draft_move(3, 6).words == "Finish 3 of 6 sections"
    assert draft_move(0, 6).words == "Check and send"
    assert move_of(S.PENDING).words == "Assign an underwriter"
    assert move_of(S.PENDING, is_assigned=True).words == "Start the review"
    assert move_of(S.IN_REVIEW).by is NextActor.AGENCY
    assert move_of(S.DECLINED).words == "Tell the client"
    assert move_of(S.BOUND).by is NextActor.NOBODY
    assert items_move(["loss runs"], waits_for_check=False).words == "Send loss runs"
    assert items_move(["a", "b"], waits_for_check=True).words == "Send 2 items"
    assert items_move([], waits_for_check=True).words == "Check what was sent"
    assert items_move([], waits_for_check=False).words == "Return to review"
    assert items_move(["x" * 500], waits_for_check=False).words == "Send " + "x" * 115
    assert quotes_move(2, is_accepted=False, is_referred=False).words == "Compare 2 quotes"
    assert (
        quotes_move(1, is_accepted=False, is_referred=False).words == "Accept or revise the quote"
    )
    assert quotes_move(2, is_accepted=True, is_referred=False).words == "Bind"
    assert quotes_move(2, is_accepted=True, is_referred=True).by is NextActor.AGENCY


def request(**more):
    facts = {
        "line_code": "CGL",
        "line_name": "General liability",
        "state": "FL",
        "premium_minor": 750_000,
        "greatest_limit_minor": 100_000_000,
    }
    return BindRequest(**{**facts, **more})


def test_authority_names_each_reason():
    bob = Authority(frozenset({"CGL"}), frozenset({"FL"}), 750_000, 100_000_000)
    assert beyond_authority(bob, request()) == ()
    assert beyond_authority(FULL_AUTHORITY, request(premium_minor=10**12)) == ()
    assert beyond_authority(None, request()) == (
        "You have no binding authority. Refer it instead.",
    )
    assert beyond_authority(bob, request(premium_minor=750_001)) == (
        "Premium is above your authority ($7,500). Refer it instead.",
    )
    everything = request(
        line_code="AUTOP", state="", premium_minor=750_001, greatest_limit_minor=100_000_001
    )
    assert len(beyond_authority(bob, everything)) == 4
    assert beyond_authority(bob, everything, holder="Bob Baxter") == (
        "General liability is outside Bob Baxter's authority.",
        "The state is outside Bob Baxter's authority.",
        "Premium is above Bob Baxter's authority ($7,500).",
        "A limit is above Bob Baxter's authority ($1,000,000).",
    )
    assert beyond_authority(None, everything, holder="Bob Baxter") == (
        "Bob Baxter has no binding authority.",
    )
    assert beyond_authority(
        replace(bob, premium_ceiling_minor=750_050), request(premium_minor=750_051)
    ) == ("Premium is above your authority ($7,500.50). Refer it instead.",)


def test_the_greatest_limit_is_found_in_the_terms():
    assert greatest_limit_minor({}) == 0
    assert (
        greatest_limit_minor(
            {
                "limits": [
                    {"label": "a", "amount_minor": 5},
                    {"label": "b"},
                    "junk",
                    {"label": "c", "amount_minor": 9},
                ]
            }
        )
        == 9
    )


def test_dates_are_worded_by_how_late_they_are():
    assert due_words(None, TODAY).words == "—"
    assert due_words(date(2026, 11, 24), TODAY).words == "Nov 24"
    assert due_words(date(2027, 1, 4), TODAY).words == "Jan 4, 2027"
    late = due_words(date(2026, 11, 19), TODAY)
    assert (late.words, late.lateness, late.is_late) == ("Nov 19", "1 day late", True)
    today = due_words(TODAY, TODAY)
    assert (today.lateness, today.is_late, today.is_due_today) == ("Due today", False, True)
    assert paused_words(None, TODAY).words == "Paused"
    assert paused_words(date(2026, 11, 17), TODAY).lateness == "Item 3 d late"
    assert paused_words(TODAY, TODAY).is_due_today
    assert paused_words(date(2026, 11, 25), TODAY).lateness == "Item due Nov 25"
    assert (waiting_words(TODAY, TODAY), waiting_words(date(2026, 11, 14), TODAY)) == (
        "Today",
        "6 d",
    )
    assert (days_words(1), days_words(6), days_words(6, is_short=True)) == (
        "1 day",
        "6 days",
        "6 d",
    )


def test_the_insured_is_read_from_the_answers():
    person = {
        "applicant": {
            "first_name": "Maya",
            "last_name": "Ortiz",
            "mailing_address": {
                "street": "1",
                "unit": "",
                "city": "Oakland",
                "state": "CA",
                "zip": "94607",
            },
        },
        "coverage": {"effective_date": "2026-12-15"},
    }
    found = insured_facts(FORMS["AUTOP"], person)
    assert (found.name, found.state, found.effective_on) == ("Maya Ortiz", "CA", date(2026, 12, 15))
    assert (
        insured_facts(FORMS["CGL"], {"applicant": {"legal_name": "Kestrel LLC"}}).name
        == "Kestrel LLC"
    )
    open_facts = insured_facts(
        FORMS["CGL"],
        {
            "applicant": {"mailing_address": {"state": "Florid"}},
            "coverage": {"effective_date": "soon"},
        },
    )
    assert (open_facts.name, open_facts.state, open_facts.effective_on) == ("", "", None)
    assert (
        insured_facts(FORMS["CGL"], {"coverage": {"effective_date": {"typed": "x"}}}).effective_on
        is None
    )


def test_names_are_searched_without_marks_and_case():
    assert normalized_name("  Orchard & Vine, L.L.C. ") == "orchard vine l l c"
    assert normalized_name("Æther Café") == "æther café"
    assert len(normalized_name("x" * 900)) == 200


def test_terms_are_compared_by_label():
    terms = [
        {"limits": [{"label": "A", "amount_minor": 100_000}]},
        {
            "limits": [
                {"label": "A", "amount_minor": 100_000},
                {"label": "B", "amount_minor": 50_050},
            ]
        },
    ]
    assert compare_terms(terms, "limits") == (
        Compared("A", ("$1,000", "$1,000")),
        Compared("B", ("Not offered", "$500.50")),
    )
    assert [one.is_different for one in compare_terms(terms, "limits")] == [False, True]
    assert amount_words(100) == "$1"


def test_problems_know_their_place():
    assert (
        problem_path(Problem("drivers", "d1", "driver_name", "missing", "x"))
        == "drivers.d1.driver_name"
    )
    assert problem_path(Problem("drivers", None, None, "too_few", "x")) == "drivers"


def test_a_version_the_catalog_never_had_is_a_mistake():
    with pytest.raises(KeyError):
        form_of("CGL", 99)


def asked(**more):
    facts = {
        "label": " Loss runs ",
        "reason_code": "missing",
        "due_on": date(2026, 11, 25),
        "note": " five years ",
    }
    return RequestedItem(**{**facts, **more})


def test_what_is_asked_for_is_trimmed():
    (item,) = checked_items(
        [asked(document_type="loss_runs")], today=TODAY, document_types={"loss_runs"}
    )
    assert (item.label, item.note, item.is_blocking) == ("Loss runs", "five years", True)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"reason_code": "mood"}, "reason_code"),
        ({"due_on": date(2026, 11, 19)}, "due_on"),
        ({"due_on": date(2027, 12, 1)}, "due_on"),
        ({"document_type": "map"}, "document_type"),
        ({"note": "n" * 2001}, "note"),
    ],
)
def test_what_is_asked_for_unclearly_is_refused(more, field):
    with pytest.raises(InvalidInput) as refused:
        checked_items([asked(), asked(**more)], today=TODAY, document_types=())
    assert set(refused.value.problems) == {f"items.1.{field}"}


@pytest.mark.parametrize("count", [0, 21])
def test_one_to_twenty_things_are_asked_for_at_once(count):
    with pytest.raises(InvalidInput) as refused:
        checked_items([asked()] * count, today=TODAY, document_types=())
    assert set(refused.value.problems) == {"items"}


def offer(**more):
    facts = {
        "carrier_id": 1,
        "premium_minor": 100,
        "taxes_minor": 0,
        "fees_minor": 0,
        "limits": (Term(" A ", 5),),
        "deductibles": (),
        "expires_on": TODAY,
        "subjectivities": (" signed ", ""),
        "notes": " n ",
    }
    return QuoteOffer(**{**facts, **more})


def test_an_offer_is_trimmed_and_stored():
    checked = checked_offer(offer(), today=TODAY)
    assert (checked.subjectivities, checked.notes) == (("signed",), "n")
    assert stored_terms(checked) == {
        "limits": [{"label": "A", "amount_minor": 5}],
        "deductibles": [],
        "notes": "n",
        "payment_plans": ["full"],
    }
    assert read_terms(stored_terms(checked), "limits") == (Term("A", 5),)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"premium_minor": 0}, "premium"),
        ({"premium_minor": 10**14}, "premium"),
        ({"taxes_minor": -1}, "taxes"),
        ({"fees_minor": -1}, "fees"),
        ({"expires_on": date(2026, 11, 19)}, "expires_on"),
        ({"notes": "n" * 4001}, "notes"),
        ({"limits": (Term("", 5),)}, "limits"),
        ({"limits": (Term("x" * 121, 5),)}, "limits"),
        ({"deductibles": (Term("A", -1),)}, "deductibles"),
        ({"limits": (Term("A", 5),) * 41}, "limits"),
        ({"subjectivities": ("x",) * 21}, "subjectivities"),
        ({"subjectivities": ("x" * 501,)}, "subjectivities"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(more, field):
    with pytest.raises(InvalidInput) as refused:
        checked_offer(offer(**more), today=TODAY)
    assert set(refused.value.problems) == {field}


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (refusals.NotCertified(), "Confirm that the answers are true and complete"),
        (
            refusals.AnswersChanged("Priya Nair", "Name"),
            "Priya Nair changed “Name” a moment ago. Look at it before changing it again.",
        ),
        (refusals.QuoteExpired(TODAY), "The quote expired on Nov 20, 2026. Ask for a revised one."),
        (refusals.QuoteNotAccepted(), "Accept the quote first."),
        (
            refusals.SubjectivitiesOpen(["a", "b"]),
            "The quote depends on: a; b. Mark each as met first.",
        ),
        (refusals.AlreadyBound(), "The policy is issued already."),
        (
            refusals.EffectiveDatePast(TODAY),
            "The effective date, Nov 20, 2026, has passed. Change it, or refer it instead.",
        ),
        (refusals.EffectiveDateMissing(), "Enter the effective date before binding."),
        (refusals.ReferralWaiting(), "A principal has been asked already. Wait for the decision."),
        (refusals.ReferralDecided(), "The referral was decided already."),
        (
            refusals.InformationStillOpen(["a", "b"]),
            "Still needed before the review goes on: a, b.",
        ),
        (refusals.ItemNotReceived(), "Nothing has been received for this item yet."),
        (
            refusals.SubmissionNotComplete([Problem("a", None, "b", "missing", "Enter the b")]),
            "Enter the b",
        ),
    ],
)
def test_facts_say_what_to_do(fact, words):
    assert fact.message == words


def test_an_instant_falls_on_the_day_of_its_zone():
    at = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert local_day(at, "America/New_York") == TODAY
