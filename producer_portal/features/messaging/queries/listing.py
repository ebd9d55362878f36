"""Everybody's conversations in one list, those that wait for the person first (MSG-1, MSG-2)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.features.messaging.queries.reading import holding, tables_seen
from producer_portal.features.messaging.tables import MessageThread, ThreadSeat
from producer_portal.foundation import word_search
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words

PAGE_SIZE = 25
VIEWS = (
    ("yours", "Yours"),
    ("unread", "Unread"),
    ("escalated", "Escalated"),
    ("all", "All conversations"),
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One conversation, in words."""

    id: int
    label: str
    href: str
    by: str
    words: str
    at: str
    keeper: str
    unread: str
    is_escalated: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of conversations."""

    rows: list[InboxRow]
    total: int
    page: int
    view: str


def unread_messages(work: UnitOfWork) -> int:
    """How many lines wait for the person, for the header (MSG-2)."""
    mine = select(func.coalesce(func.sum(ThreadSeat.unread), 0)).where(
        ThreadSeat.user_id == work.actor.user_id, ThreadSeat.unread > 0
    )
    return int(work.session.exec(mine).one())


def inbox(work: UnitOfWork, *, view: str = "yours", search: str = "", page: int = 1) -> InboxPage:
    """Conversations the person sees, the latest first, one page. Needs MESSAGES_READ.

    `search` finds those with a line that holds every word.
    """
    work.actor.require(Permission.MESSAGES_READ)
    page = max(1, min(page, 10_000))
    view = view if view in dict(VIEWS) else "yours"
    is_wanted = _wanted(work, view, search)
    joined = core_select(MessageThread, col(ThreadSeat.unread)).outerjoin(
        ThreadSeat,
        (col(ThreadSeat.thread_id) == col(MessageThread.id))
        & (col(ThreadSeat.user_id) == work.actor.user_id),
    )
    counted = core_select(func.count()).select_from(MessageThread).where(*is_wanted)
    total = int(work.session.execute(counted).scalar_one())
    found = work.session.execute(
        joined.where(*is_wanted)
        .order_by(col(MessageThread.last_at).desc(), col(MessageThread.id).desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    return InboxPage([_row(work, row, unread) for row, unread in found], total, page, view)


def _wanted(work: UnitOfWork, view: str, search: str) -> list[ColumnElement[bool]]:
    # A conversation that so far is notes alone is none to whoever reads no notes.
    is_staff = work.actor.book is Book.AGENCY
    begun = col(MessageThread.last_number) > 0 if is_staff else MessageThread.last_by_name != ""
    wanted: list[Any] = [begun]
    if view in {"yours", "unread"}:
        mine = core_select(col(ThreadSeat.thread_id)).where(
            col(ThreadSeat.user_id) == work.actor.user_id,
            col(ThreadSeat.is_following).is_(True)
            if view == "yours"
            else col(ThreadSeat.unread) > 0,
        )
        wanted.append(col(MessageThread.id).in_(mine))
    elif view == "escalated":
        wanted += [
            col(MessageThread.escalated_at).is_not(None),
            col(MessageThread.escalation_taken_at).is_(None),
        ]
    tokens = word_search.tokens_of(search[:200])
    if tokens:
        wanted.append(or_(*(_found_in(work, mapped, tokens) for mapped in tables_seen(work))))
    return wanted


def _found_in(work: UnitOfWork, mapped: type[Any], tokens: list[str]) -> ColumnElement[bool]:
    lines = core_select(col(mapped.thread_id)).where(holding(work, mapped, tokens))
    found: ColumnElement[bool] = col(MessageThread.id).in_(lines)
    return found


def _row(work: UnitOfWork, row: MessageThread, unread: int | None) -> InboxRow:
    return InboxRow(
        id=row.id or 0,
        label=row.label,
        href=row.link,
        by=row.last_by_name,
        words=row.last_words or "Internal notes only",
        at=moment_words(work, row.last_at),
        keeper=row.keeper_name or "Nobody yet",
        unread=str(unread) if unread else "",
        is_escalated=row.escalated_at is not None and row.escalation_taken_at is None,
    )
