"""A person's notices."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.features.notifications.tables import Notification
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice, in words."""

    id: int
    title: str
    link: str
    by: str
    at: str
    is_unread: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One page of notices."""

    rows: tuple[NoticeRow, ...]
    total: int
    page: int
    has_next: bool


def unread_count(work: UnitOfWork) -> int:
    """How many of the person's notices are unread, for the header (MSG-2)."""
    mine = (
        select(func.count())
        .select_from(Notification)
        .where(Notification.user_id == work.actor.user_id, col(Notification.read_at).is_(None))
    )
    return int(work.session.exec(mine).one())


def notices(work: UnitOfWork, *, page: int = 1, only_unread: bool = False) -> NoticePage:
    """The person's notices, newest first, one page."""
    work.actor.require(Permission.NOTIFICATIONS_READ)
    page = max(1, min(page, 10_000))
    mine = select(Notification).where(Notification.user_id == work.actor.user_id)
    if only_unread:
        mine = mine.where(col(Notification.read_at).is_(None))
    total = int(work.session.exec(select(func.count()).select_from(mine.subquery())).one())
    rows = work.session.exec(
        mine.order_by(col(Notification.at).desc(), col(Notification.id).desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    shown = tuple(
        NoticeRow(
            id=row.id or 0,
            title=row.title,
            link=row.link,
            by=row.actor_name,
            at=moment_words(work, row.at),
            is_unread=row.read_at is None,
        )
        for row in rows
    )
    return NoticePage(shown, total, page, page * PAGE_SIZE < total)
