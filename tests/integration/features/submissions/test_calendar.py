"""Adam keeps the calendar; targets follow it, and lateness reaches whom it names, once (SUB-11)."""

from datetime import date

import pytest
from sqlmodel import select

from producer_portal.features.submissions import jobs, services
from producer_portal.features.submissions.queries.calendar import calendar_board
from producer_portal.features.submissions.rules.calendar import NINE_TO_FIVE, LineTarget
from producer_portal.features.submissions.rules.choosing import RulesChanged
from producer_portal.features.submissions.services import calendar
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation.tables import OutboxMessage
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted


def set_hours(story, *, edit=0, **more):
    facts = {
        "time_zone": "America/New_York",
        "hours": NINE_TO_FIVE,
        "targets": {},
        "escalate_to": (),
    }
    story.do(story.adam, calendar.set_hours, edit=edit, **{**facts, **more})


def target(story, submission_id):
    with story.work(story.uma, read_only=True) as work:
        row = work.session.get(Submission, submission_id)
        return row.target_response_on, row.target_response_at


def told(story):
    """Whom the escalations of Harborline name."""
    with story.work(story.alice, read_only=True) as work:
        rows = work.session.exec(select(OutboxMessage)).all()
    return [row.payload for row in rows if "submission.overdue" in repr(row.payload)]


def test_days_off_and_targets_of_the_agency_decide(story):
    assert target(story, story.sent())[0] == date(2026, 11, 25)
    story.do(story.adam, calendar.add_day_off, day=date(2026, 11, 24), name="Away day", edit=0)
    assert target(story, story.sent())[0] == date(2026, 11, 27)
    story.do(story.adam, calendar.work_on_day, day=date(2026, 11, 26), edit=1)
    assert target(story, story.sent())[0] == date(2026, 11, 26)
    set_hours(story, edit=2, targets={"CGL": LineTarget(1)})
    assert target(story, story.sent())[0] == date(2026, 11, 23)
    board = story.see(story.adam, calendar_board)
    row = next(one for one in board.targets if one.code == "CGL")
    assert (row.days, row.due) == ("1", "Nov 23")
    assert [(one.day, one.is_worked) for one in board.days[:2]] == [
        ("2026-11-24", False),
        ("2026-11-26", True),
    ]


def test_a_target_in_hours_rests_to_the_minute_and_is_late_by_the_minute(story):
    set_hours(story, targets={"CGL": LineTarget(0, 4)})
    submission_id = story.sent()
    due = target(story, submission_id)[1]
    assert due == story.now.replace(hour=19)
    story.later(hours=1)
    (item,) = story.ask(submission_id)
    story.later(days=3)
    story.attach(submission_id, "loss_runs", content=b"%PDF-1.4 anew")
    story.do(story.uma, services.accept_information, item_id=item)
    assert target(story, submission_id)[1] == story.now.replace(hour=19)
    story.later(hours=2, minutes=59)
    assert jobs.escalate_late(story.now) == 0
    story.later(minutes=2)
    assert jobs.escalate_late(story.now) == 1
    assert jobs.escalate_late(story.now) == 0


def test_lateness_reaches_principals_and_managers_or_whom_the_calendar_names(story):
    story.sent()
    story.later(days=9)
    jobs.escalate_late(story.now)
    (found,) = told(story)
    reached = set(found["audience"]["user_ids"])
    assert reached == {story.alice.user_id, story.mia.user_id}
    set_hours(story, escalate_to=(story.dave.user_id,))
    story.sent()
    story.later(days=9)
    jobs.escalate_late(story.now)
    later = [one for one in told(story) if one != found]
    assert [one["audience"]["user_ids"] for one in later] == [[story.dave.user_id]]


def test_the_calendar_is_kept_by_whoever_decides_one_at_a_time(story):
    for person in (story.bob, story.uma, story.mia):
        with pytest.raises(NotPermitted):
            story.see(person, calendar_board)
    set_hours(story)
    with pytest.raises(RulesChanged):
        set_hours(story)
    with pytest.raises(NotFound):
        set_hours(story, edit=1, escalate_to=(story.mallory.user_id,))
    with pytest.raises(NotFound):
        story.do(story.adam, calendar.work_on_day, day=date(2026, 12, 2), edit=1)
    with pytest.raises(InvalidInput):
        story.do(story.adam, calendar.add_day_off, day=date(2026, 1, 2), name="", edit=1)
    assert story.see(story.mallory, calendar_board).edit == 0
