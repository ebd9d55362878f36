"""Saying where one is on a draft, so that two people do not type in one box (SUB-3)."""

from sqlmodel import select

from producer_portal.features.submissions.queries.presence import others_present
from producer_portal.features.submissions.rules.presence import (
    PRESENT_FOR,
    holder_of,
    question_of,
)
from producer_portal.features.submissions.rules.workflow import (
    SubmissionAction,
    SubmissionStatus,
    why_not,
)
from producer_portal.features.submissions.services.deeds import belonging_to
from producer_portal.features.submissions.tables import DraftPresence, Submission
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found

_SECTION_LENGTH, _BOX_LENGTH = 80, 160


def be_present(
    work: UnitOfWork, *, submission_id: int, section_key: str = "", box: str = ""
) -> None:
    """Say that one is on a section of a draft, in a box or in none. Needs SUBMISSIONS_SUBMIT.

    A box belongs to whoever came first: one that somebody else is in is not taken. Raises NotFound out
    of sight. Once answers are locked nobody is told anything.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    row = get_or_not_found(work, Submission, submission_id, what="submission")
    if why_not(SubmissionStatus(row.status), SubmissionAction.EDIT):
        return
    mine = _mine(work, submission_id)
    if mine is None:
        # Two windows of one person may come at once: the second waits and finds the row.
        get_or_not_found(work, Submission, submission_id, what="submission", lock=True)
        mine = _mine(work, submission_id)
    place = (section_key[:_SECTION_LENGTH], box[:_BOX_LENGTH])
    if box and (mine is None or (mine.section_key, mine.box) != place):
        # Of two who enter one box at the same moment, the second waits here and finds the first in it.
        get_or_not_found(work, Submission, submission_id, what="submission", lock=True)
        others = others_present(work, submission_id=submission_id)
        if holder_of(question_of(place[1]), place[0], others):
            place = (place[0], "")
    if mine is None:
        mine = DraftPresence(
            **belonging_to(row),
            submission_id=submission_id,
            user_id=work.actor.user_id or 0,
            user_name=work.actor.name,
            seen_at=work.now,
        )
        work.session.add(mine)
    is_news = (mine.section_key, mine.box) != place or work.now - mine.seen_at > PRESENT_FOR
    mine.section_key, mine.box = place
    mine.seen_at = work.now
    if is_news or mine.id is None:
        work.changed(f"presence:{submission_id}")


def leave(work: UnitOfWork, *, submission_id: int) -> None:
    """Say that one is gone from a draft; its boxes are free at once. Needs SUBMISSIONS_SUBMIT."""
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    get_or_not_found(work, Submission, submission_id, what="submission")
    mine = _mine(work, submission_id)
    if mine is not None:
        work.session.delete(mine)
        work.changed(f"presence:{submission_id}")


def _mine(work: UnitOfWork, submission_id: int) -> DraftPresence | None:
    return work.session.exec(
        select(DraftPresence).where(
            DraftPresence.submission_id == submission_id,
            DraftPresence.user_id == (work.actor.user_id or 0),
        )
    ).one_or_none()
