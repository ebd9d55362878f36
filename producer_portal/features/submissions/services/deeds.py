"""What every use case does alike: take the row, move it on, tell the timeline, tell people."""

from collections.abc import Mapping
from typing import Any

from producer_portal.features.notifications import services as notifications
from producer_portal.features.notifications.rules import Audience
from producer_portal.features.submissions.queries.answers import Opened, open_submission
from producer_portal.features.submissions.queries.calendar import agency_calendar, target_of
from producer_portal.features.submissions.rules.calendar import DueBy, due_by, resumed
from producer_portal.features.submissions.rules.workflow import (
    STATUS_LOOKS,
    NextMove,
    SubmissionAction,
    SubmissionStatus,
    next_status,
)
from producer_portal.features.submissions.services.measuring import keep_spell
from producer_portal.features.submissions.services.touching import touch
from producer_portal.features.submissions.tables import Submission, SubmissionEvent
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import insert_rows, owner_of
from producer_portal.foundation.unit_of_work import UnitOfWork


def locked(work: UnitOfWork, submission_id: int) -> Opened:
    """The submission, held for this transaction so that two deeds on it queue up."""
    return open_submission(work, submission_id, lock=True)


def belonging_to(row: Submission) -> dict[str, Any]:
    """The ownership of a submission, for the rows that hang on it."""
    return dict(owner_of(row))


def note(
    work: UnitOfWork,
    row: Submission,
    kind: str,
    words: str,
    *,
    status_after: SubmissionStatus | None = None,
    by: str | None = None,
) -> None:
    """Add to the timeline (SUB-16); `by` names whoever did it when it was not the actor."""
    told = {
        "submission_id": row.id or 0,
        "at": work.now,
        "kind": kind,
        "actor_user_id": work.actor.user_id,
        "actor_name": work.actor.name if by is None else by,
        "words": words[:500],
        "status_after": status_after.value if status_after else "",
    }
    insert_rows(work.session, SubmissionEvent, [belonging_to(row) | told])


def advance(
    work: UnitOfWork, row: Submission, action: SubmissionAction, move: NextMove
) -> SubmissionStatus | None:
    """Take the transition and set the next move; the new status when it changed, else None.

    Raises DeedNotAllowedNow when the status does not allow the deed.
    """
    before = SubmissionStatus(row.status)
    after = next_status(before, action)
    row.status = after
    row.next_action, row.next_action_by = move.words, move.by
    if after is before:
        return None
    keep_spell(work, row, before, after)
    row.status_since_at = work.now
    # It lands in the first stage of its new status (SUB-10).
    row.stage_id = row.stage_since_at = None
    return after


def finish(work: UnitOfWork, row: Submission) -> None:
    """Count the version and the agency's act, and tell open pages."""
    row.version += 1
    row.changed_at = work.now
    touch(work, row)
    work.changed("submissions", f"submission:{row.id}")


def label_of(row: Submission) -> str:
    """How messages name a submission: "SUB-2026-000123 Kestrel Valley Logistics LLC"."""
    return " ".join(part for part in (row.reference or "Draft", row.insured_name) if part)


def tell(
    work: UnitOfWork,
    row: Submission,
    event: str,
    audience: Audience,
    *,
    words: Mapping[str, str] | None = None,
    attachment: tuple[str, str] = ("", ""),
    key: str = "",
) -> None:
    """Announce an event about a submission; `attachment` is a hash and a file name."""
    assert row.id is not None, "announced submissions are stored"
    notifications.announce(
        work,
        event=event,
        subject=("submission", row.id),
        label=label_of(row),
        link=f"/submissions/{row.id}",
        audience=audience,
        words=words or {},
        key=key,
        attachment_sha256=attachment[0],
        attachment_name=attachment[1],
    )


def tell_status(work: UnitOfWork, row: Submission, note_words: str = "") -> None:
    """Tell the producer's side of a new status."""
    status = STATUS_LOOKS[SubmissionStatus(row.status)].words
    words = {"status": status, "note": note_words}
    tell(work, row, "submission.status_changed", producer_side(work, row), words=words)


def producer_side(work: UnitOfWork, row: Submission) -> Audience:
    """The people of the producer's book and whoever started it."""
    return Audience(
        user_ids=(row.started_by_user_id,) if row.started_by_user_id else (),
        producer_id=row.producer_id,
        but_user_id=work.actor.user_id,
    )


def agency_side(
    work: UnitOfWork, row: Submission, permission: Permission = Permission.SUBMISSIONS_UNDERWRITE
) -> Audience:
    """Whoever it is assigned to; while nobody is, everybody who could take it."""
    if row.assigned_to_user_id and permission is Permission.SUBMISSIONS_UNDERWRITE:
        return Audience(user_ids=(row.assigned_to_user_id,), but_user_id=work.actor.user_id)
    return Audience(
        permission=permission.value, agency_id=row.agency_id, but_user_id=work.actor.user_id
    )


def set_target(work: UnitOfWork, opened: Opened) -> None:
    """Say when an answer is due that is sent now, by the agency's calendar (SUB-11)."""
    calendar = agency_calendar(work)
    due = due_by(calendar, target_of(calendar, opened.form), work.now)
    opened.row.target_response_on, opened.row.target_response_at = due.on, due.at


def resume_target(work: UnitOfWork, row: Submission) -> None:
    """Put the target later by as much working time as the pause took, and end the pause (SUB-11)."""
    if row.target_response_on is not None and row.paused_on is not None:
        due = resumed(
            agency_calendar(work),
            DueBy(row.target_response_on, row.target_response_at),
            row.paused_on,
            row.paused_at,
            work.now,
        )
        row.target_response_on, row.target_response_at = due.on, due.at
    row.paused_on = row.paused_at = None
