"""What measures are made of, kept at the moment it happens (SUB-16)."""

from datetime import datetime

from producer_portal.features.submissions.queries.calendar import agency_calendar
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.tables import StatusSpell, Submission
from producer_portal.foundation.scope import insert_rows, owner_of
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.business_days import business_minutes_between

_AGENCY_HAS_IT = (SubmissionStatus.PENDING, SubmissionStatus.IN_REVIEW)


def keep_spell(
    work: UnitOfWork, row: Submission, before: SubmissionStatus, after: SubmissionStatus
) -> None:
    """Keep how long the status lasted that is left now, on whose desk, and whether it was late.

    What nobody had on the desk counts for whoever moved it on, if that was somebody of the agency.
    """
    if before in _AGENCY_HAS_IT and _is_late(work, row):
        row.was_late = True
    user_id, name = row.assigned_to_user_id, row.assigned_to_name
    if user_id is None and work.actor.producer_id is None:
        user_id, name = work.actor.user_id, work.actor.name
    since = row.stage_since_at
    spell = {
        "submission_id": row.id or 0,
        "line_code": row.line_code,
        "status": before.value,
        "next_status": after.value,
        "began_at": row.status_since_at,
        "ended_at": work.now,
        "minutes": minutes_between(row.status_since_at, work.now),
        "stage_id": row.stage_id,
        "stage_minutes": None if since is None else minutes_between(since, work.now),
        "desk_user_id": user_id,
        "desk_name": name,
    }
    insert_rows(work.session, StatusSpell, [dict(owner_of(row)) | spell])


def minutes_between(began_at: datetime, ended_at: datetime) -> int:
    """Whole minutes by the clock, never below none."""
    return max(0, int((ended_at - began_at).total_seconds() // 60))


def _is_late(work: UnitOfWork, row: Submission) -> bool:
    if row.target_response_at is not None:
        return row.target_response_at < work.now
    return row.target_response_on is not None and row.target_response_on < work.today


def keep_first_response(work: UnitOfWork, row: Submission) -> None:
    """Keep when the agency first answered, and after how many business minutes, once."""
    if row.first_response_at is not None or row.submitted_at is None:
        return
    row.first_response_at = work.now
    row.first_response_minutes = business_minutes_between(
        agency_calendar(work).working, row.submitted_at, work.now
    )
