"""Pia asks how new business runs; what she reads was counted by hand from the story (SUB-16, ADM-3)."""

from datetime import UTC, datetime, timedelta

import pytest

from producer_portal.features.messaging.services import post_message
from producer_portal.features.submissions import jobs, services
from producer_portal.features.submissions.queries.measures import operations
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services.stages import add_stage, move_to_stage
from producer_portal.features.submissions.tables import Submission
from producer_portal.values.errors import NotPermitted
from tests.integration.features.submissions.story import sample


def measured(story, actor=None, **choices):
    return story.see(actor or story.alice, operations, **choices)


def figures(found):
    return {one.label: (one.figure, one.definition) for one in found.figures}


def told(story):
    """Three of Bob's: one quoted after an hour and a round, one declined late, one that waits.

    It begins on Friday, November 20, 10:00 in New York; the target of general liability is Wednesday.
    """
    quoted, declined = story.ready(), story.ready()
    story.later(minutes=30)
    for one in (quoted, declined):
        story.do(story.bob, services.certify_and_submit, submission_id=one, is_certified=True)
    story.later(hours=1)
    story.do(story.uma, services.start_review, submission_id=quoted)
    story.later(hours=2)
    (item,) = story.ask(quoted)
    story.later(hours=1)
    story.attach(quoted, "loss_runs", content=b"%PDF-1.4 first")
    story.do(story.uma, services.send_back_information, item_id=item, note_words="Unreadable")
    story.attach(quoted, "loss_runs", content=b"%PDF-1.4 anew")
    story.do(story.uma, services.accept_information, item_id=item)
    story.later(minutes=30)
    story.do(story.uma, services.add_quote, submission_id=quoted, offer=story.offer())
    # Monday to Wednesday pass, and Thanksgiving; on Friday at 10:00 it is two days late.
    story.now = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    story.do(story.ulf, services.decline_submission, submission_id=declined, reason_code="class")
    waits = story.sent()
    return quoted, declined, waits


def test_alice_reads_what_the_story_adds_up_to(story):
    told(story)
    found = measured(story)
    assert found.sent == 3
    shown = figures(found)
    # 1 h for the first; Friday 10:30 to 5 PM, three days of 8 h, none on Thanksgiving, none on Friday.
    assert shown["First response"] == (
        "16.3 h",
        "Median business hours from sending to review, question or answer. 9 in 10 within 31.5 h.",
    )
    assert shown["Needed information"] == (
        "33%",
        "1 of 3 sent went back at least once: 1 round, 1 item sent back.",
    )
    assert shown["Past the target"] == (
        "33%",
        "1 of 3 sent had no answer by the target date.",
    )
    by_status = {
        one.status.words: (one.median, one.most, one.left, one.now) for one in found.statuses
    }
    assert by_status["Draft"] == ("30 min", "30 min", 3, 0)
    assert by_status["In review"] == ("1.3 h", "2 h", 2, 0)
    assert by_status["Information needed"] == ("1 h", "1 h", 1, 0)
    assert by_status["Quoted"] == ("—", "—", 0, 1)
    desks = {
        one.name: (one.answered, one.quoted, one.declined, one.open_now) for one in found.desks
    }
    assert desks == {"Uma Underhill": (1, 1, 0, 1), "Ulf Ulrich": (1, 0, 1, 0)}
    assert [(one.label, one.sent, one.late) for one in found.bars if one.sent] == [
        ("Nov 14", 2, 1),
        ("Nov 21", 1, 0),
    ]


def test_every_act_of_staff_on_what_was_sent_is_a_touch(story):
    """Counted by hand: on the first start, ask, accept, quote, write and note; on the second a decline."""
    first, second, untouched = (story.sent() for _ in range(3))
    story.do(story.uma, services.start_review, submission_id=first)
    (item,) = story.ask(first)
    story.attach(first, "loss_runs", content=b"%PDF-1.4 anew")
    story.do(story.uma, services.accept_information, item_id=item)
    story.do(story.uma, services.add_quote, submission_id=first, offer=story.offer())
    about = {"kind": "submission", "subject_id": first}
    story.do(story.bob, post_message, words="Is it on its way?", **about)
    story.do(story.uma, post_message, words="It is.", **about)
    story.do(story.ulf, post_message, words="Call the carrier", is_internal=True, **about)
    story.do(story.ulf, services.decline_submission, submission_id=second, reason_code="class")
    triage = story.do(story.adam, add_stage, status=SubmissionStatus.PENDING, name="Sorting")
    later = story.do(story.adam, add_stage, status=SubmissionStatus.PENDING, name="Later")
    story.do(story.uma, move_to_stage, submission_id=untouched, stage_id=later)
    story.do(story.uma, move_to_stage, submission_id=untouched, stage_id=later)
    story.do(story.uma, move_to_stage, submission_id=untouched, stage_id=triage)
    jobs.escalate_late(story.now + timedelta(days=9))
    with story.work(story.uma, read_only=True) as work:
        touches = [work.session.get(Submission, one).touches for one in (first, second, untouched)]
    assert touches == [6, 1, 2]
    assert figures(measured(story))["Touches"] == (
        "2",
        "Median acts of staff on one: moved, asked, quoted, wrote, changed. 9 on 3 sent.",
    )


def test_what_staff_send_for_a_producer_begins_untouched(story):
    submission_id = story.draft(story.dave, producer_id=story.harborline.producers["bob"])
    story.fill(submission_id, story.dave)
    for document_type in sample("CGL")["attachments"]:
        story.attach(submission_id, document_type, story.dave)
    story.do(
        story.dave, services.certify_and_submit, submission_id=submission_id, is_certified=True
    )
    assert figures(measured(story))["Touches"][0] == "0"


def test_a_period_and_a_line_narrow_it(story):
    told(story)
    assert measured(story, line="CYBER").sent == 0
    assert figures(measured(story, line="CYBER"))["First response"][0] == "—"
    assert measured(story, line="CGL", period="30").sent == 3
    story.later(days=25)
    assert measured(story, period="30").sent == 1
    assert measured(story, period="12m").sent == 3
    assert measured(story, period="made up").period == "90"


def test_what_waits_past_its_target_counts_as_late_before_anybody_answers(story):
    story.sent()
    assert figures(measured(story))["Past the target"][0] == "0%"
    story.later(days=9)
    assert figures(measured(story))["Past the target"][0] == "100%"


def test_withdrawing_is_no_response_of_the_agency(story):
    submission_id = story.sent()
    story.do(
        story.bob, services.withdraw_submission, submission_id=submission_id, reason_code="mistake"
    )
    found = measured(story)
    assert figures(found)["First response"][0] == "—"
    assert found.desks == []


def test_a_share_of_everything_asked_is_kept_when_it_is_sent(story):
    """Optional questions count: the same application with one more answered is more complete."""
    story.sent()
    label, definition = figures(measured(story))["Complete when sent"]
    assert label.endswith("%")
    assert 0 < int(label[:-1]) <= 100
    assert definition.endswith(f"Average {label}.")


def test_everybody_reads_their_own_reach_and_producers_nothing(story):
    told(story)
    assert measured(story, story.mallory).sent == 0
    assert measured(story, story.uma).sent == 3
    for actor in (story.bob, story.adam):
        with pytest.raises(NotPermitted):
            measured(story, actor)
