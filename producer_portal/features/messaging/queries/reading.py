"""One thread as a person reads it: lines with notes in their places, a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.features.messaging.queries.subjects import Subject, find_subject, people_of
from producer_portal.features.messaging.rules import MessageKind, line_words
from producer_portal.features.messaging.tables import (
    InternalNote,
    Message,
    MessageThread,
    ThreadSeat,
)
from producer_portal.foundation import word_search
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.names import initials

PAGE_SIZE = 30
HUES = ("b", "t", "a", "me")


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file that came with a message."""

    name: str
    size: str
    href: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a thread: a message, a note, or what became of the thread."""

    key: str
    author: str
    initials: str
    hue: str
    at: str
    words: str
    is_internal: bool
    is_deed: bool
    is_new: bool
    attachments: list[AttachmentView]


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread in the eyes of one person. `newest` is the place of the last line they see."""

    label: str
    link: str
    lines: list[LineView]
    total: int
    newest: int
    oldest: int
    has_older: bool
    keeper: str
    escalated: str
    people: list[str]
    can_write: bool
    can_note: bool
    can_escalate: bool
    can_take: bool


def thread(
    work: UnitOfWork,
    *,
    kind: str,
    subject_id: int,
    before: int = 0,
    search: str = "",
    most: int = PAGE_SIZE,
) -> ThreadView:
    """The newest lines of a record's thread, oldest first; `before` a line's place, the ones above it.

    Needs MESSAGES_READ and sight of the record. `search` keeps lines that hold every word.
    """
    work.actor.require(Permission.MESSAGES_READ)
    subject = find_subject(work, kind=kind, subject_id=subject_id)
    row = work.session.exec(
        select(MessageThread).where(
            MessageThread.subject_kind == kind, MessageThread.subject_id == subject_id
        )
    ).one_or_none()
    lines = _lines(work, row, before, search, most + 1) if row is not None else []
    has_older, lines = len(lines) > most, lines[:most]
    seen = _seen(work, row)
    me = work.actor
    is_staff = me.may(Permission.NOTES_WRITE)
    can_write = me.may(Permission.MESSAGES_WRITE)
    is_open = row is not None and row.escalated_at is not None and row.escalation_taken_at is None
    has_own = row is not None and row.keeper_user_id is not None
    keeper_id = row.keeper_user_id if row and has_own else subject.keeper_user_id
    may_take = me.may(Permission.ESCALATIONS_TAKE) if is_open else keeper_id != me.user_id
    return ThreadView(
        label=subject.label,
        link=subject.link,
        lines=[_line(work, one, seen) for one in reversed(lines)],
        total=_total(work, row),
        newest=max((one.number for one in lines), default=0),
        oldest=min((one.number for one in lines), default=0),
        has_older=has_older,
        keeper=row.keeper_name if row and has_own else subject.keeper_name,
        escalated=_escalated_words(work, row),
        people=[] if not can_write else _names(work, subject),
        can_write=can_write,
        can_note=can_write and is_staff,
        can_escalate=can_write and row is not None and row.escalated_at is None,
        can_take=can_write and is_staff and row is not None and may_take,
    )


def _names(work: UnitOfWork, subject: Subject) -> list[str]:
    return [
        one.name for one in people_of(work, subject=subject) if one.user_id != work.actor.user_id
    ]


def _lines(
    work: UnitOfWork, row: MessageThread, before: int, search: str, most: int
) -> list[Message | InternalNote]:
    found: list[Message | InternalNote] = []
    tokens = word_search.tokens_of(search[:200])
    for mapped in tables_seen(work):
        statement = select(mapped).where(mapped.thread_id == row.id)
        if before:
            statement = statement.where(mapped.number < before)
        if tokens:
            statement = statement.where(holding(work, mapped, tokens))
        found += work.session.exec(statement.order_by(col(mapped.number).desc()).limit(most)).all()
    return sorted(found, key=lambda one: one.number, reverse=True)[:most]


def tables_seen(work: UnitOfWork) -> tuple[type[Any], ...]:
    """Whose rows make up the thread. The locks say the same; asking in vain costs a statement."""
    return (Message, InternalNote) if work.actor.book is Book.AGENCY else (Message,)


def holding(work: UnitOfWork, mapped: type[Any], tokens: list[str]) -> Any:
    """The lines of a table that hold every word."""
    return word_search.matching(
        col(mapped.id),
        table=mapped.__tablename__,
        dialect=work.session.connection().dialect.name,
        tokens=tokens,
    )


def _seen(work: UnitOfWork, row: MessageThread | None) -> int:
    """How far the person had read; beyond it lines are new."""
    if row is None:
        return 0
    mine = select(ThreadSeat.read_number).where(
        ThreadSeat.user_id == work.actor.user_id, ThreadSeat.thread_id == row.id
    )
    return work.session.exec(mine).first() or 0


def _total(work: UnitOfWork, row: MessageThread | None) -> int:
    if row is None:
        return 0
    return sum(
        int(
            work.session.exec(
                select(func.count()).select_from(mapped).where(mapped.thread_id == row.id)
            ).one()
        )
        for mapped in tables_seen(work)
    )


def _escalated_words(work: UnitOfWork, row: MessageThread | None) -> str:
    if row is None or row.escalated_at is None:
        return ""
    when = moment_words(work, row.escalated_at)
    words = f"Escalated by {row.escalated_by_name}, {when}."
    return words if row.escalation_taken_at is None else f"{words} Taken over by {row.keeper_name}."


def _line(work: UnitOfWork, one: Message | InternalNote, seen: int) -> LineView:
    is_internal = isinstance(one, InternalNote)
    kind = MessageKind.WORDS if isinstance(one, InternalNote) else MessageKind(one.kind)
    return LineView(
        key=str(one.number),
        author=one.author_name,
        initials=initials(one.author_name),
        hue=HUES[(one.author_user_id or 0) % len(HUES)],
        at=moment_words(work, one.at),
        words=line_words(kind, one.words),
        is_internal=is_internal,
        is_deed=kind is not MessageKind.WORDS,
        is_new=one.number > seen and one.author_user_id != work.actor.user_id,
        attachments=[
            AttachmentView(file["name"], file["size"], f"/files/{file['id']}")
            for file in one.attachments or ()
        ],
    )
