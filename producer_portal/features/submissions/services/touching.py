"""Counting how often the agency's people act on what was sent (SUB-16)."""

from sqlalchemy import update
from sqlmodel import col

from producer_portal.features.messaging import services as messaging
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation.permissions import Book
from producer_portal.foundation.unit_of_work import UnitOfWork


def touch(work: UnitOfWork, row: Submission) -> None:
    """Count an act of somebody of the agency on what was sent; producers and the portal's jobs do not count."""
    if work.actor.book is Book.AGENCY and row.submitted_at is not None:
        row.touches += 1


def touch_by_words(work: UnitOfWork, submission_id: int) -> None:
    """Count what somebody of the agency wrote about it, to everybody or among staff."""
    if work.actor.book is not Book.AGENCY:
        return
    work.session.execute(
        update(Submission)
        .where(col(Submission.id) == submission_id, col(Submission.submitted_at).is_not(None))
        .values(touches=col(Submission.touches) + 1)
        .execution_options(synchronize_session=False)
    )


messaging.when_written("submission", touch_by_words)
