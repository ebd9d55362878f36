"""Who else is on a draft (SUB-3)."""

from sqlmodel import col, select

from producer_portal.features.submissions.rules.presence import LOCKED_FOR, PRESENT_FOR, Present
from producer_portal.features.submissions.tables import DraftPresence
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork

MOST_SHOWN = 20


def others_present(work: UnitOfWork, *, submission_id: int) -> list[Present]:
    """Everybody but the asker who was on a submission a moment ago. Needs SUBMISSIONS_READ."""
    work.actor.require(Permission.SUBMISSIONS_READ)
    found = work.session.exec(
        select(DraftPresence)
        .where(
            DraftPresence.submission_id == submission_id,
            DraftPresence.user_id != (work.actor.user_id or 0),
            col(DraftPresence.seen_at) > work.now - PRESENT_FOR,
        )
        .order_by(col(DraftPresence.id))
        .limit(MOST_SHOWN)
    ).all()
    return [
        Present(
            one.user_id,
            one.user_name,
            one.section_key,
            one.box if work.now - one.seen_at < LOCKED_FOR else "",
        )
        for one in found
    ]
