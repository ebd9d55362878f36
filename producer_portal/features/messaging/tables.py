"""Rows of threads. What was written is never changed; notes are kept apart from what producers read."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from producer_portal.features.messaging.rules import MessageKind
from producer_portal.foundation.database import BigId, UtcDateTime, enum_check
from producer_portal.foundation.scope import AgencyOwned, BookOwned, PersonOwned


class MessageThread(BookOwned, table=True):
    """The one conversation about a record. Holds nothing of internal notes but that numbers go on."""

    __tablename__ = "message_thread"
    __table_args__ = (
        UniqueConstraint("tenant_id", "subject_kind", "subject_id"),
        Index("ix_message_thread_tenant_id_last_at", "tenant_id", "last_at"),
        CheckConstraint("last_number >= 0", name="numbers_counted"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    subject_kind: str = Field(max_length=40)
    subject_id: int = Field(sa_type=BigInteger)
    label: str = Field(max_length=300)
    link: str = Field(max_length=200)
    # Who took the conversation on. Nobody: whoever the record itself is with, by name only.
    keeper_user_id: int | None = Field(default=None, sa_type=BigInteger)
    keeper_name: str = Field(default="", max_length=200)
    # Counts messages and notes together, so that each line has its place.
    last_number: int = Field(default=0, sa_type=BigInteger)
    last_at: datetime = Field(sa_type=UtcDateTime)
    last_by_name: str = Field(default="", max_length=200)
    last_words: str = Field(default="", max_length=200)
    escalated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    escalated_by_name: str = Field(default="", max_length=200)
    escalation_taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    begun_at: datetime = Field(sa_type=UtcDateTime)


class Message(BookOwned, table=True):
    """What everybody on the record reads. Append-only."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        enum_check("kind", MessageKind),
        Index("ix_message_tenant_id", "tenant_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    thread_id: int = Field(sa_type=BigInteger, foreign_key="message_thread.id")
    number: int = Field(sa_type=BigInteger)
    kind: str = Field(default=MessageKind.WORDS, max_length=12)
    author_user_id: int | None = Field(default=None, sa_type=BigInteger)
    author_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
    words: str = Field(sa_type=Text)
    tokens: str = Field(default="", sa_type=Text)
    attachments: list[dict[str, Any]] = Field(sa_type=JSON)


class InternalNote(AgencyOwned, table=True):
    """What staff write to each other. Closed to producers and insureds in both locks. Append-only."""

    __tablename__ = "internal_note"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        Index("ix_internal_note_tenant_id", "tenant_id"),
    )
    closed_to_own_books: ClassVar[bool] = True

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    thread_id: int = Field(sa_type=BigInteger, foreign_key="message_thread.id")
    number: int = Field(sa_type=BigInteger)
    author_user_id: int | None = Field(default=None, sa_type=BigInteger)
    author_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
    words: str = Field(sa_type=Text)
    tokens: str = Field(default="", sa_type=Text)
    attachments: list[dict[str, Any]] = Field(sa_type=JSON)


class ThreadSeat(PersonOwned, table=True):
    """How far one person has read a thread, and how many lines wait for them there (MSG-2)."""

    __tablename__ = "thread_seat"
    __table_args__ = (
        UniqueConstraint("user_id", "thread_id"),
        Index("ix_thread_seat_user_id_unread", "user_id", "unread"),
        CheckConstraint("unread >= 0", name="unread_counted"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    thread_id: int = Field(sa_type=BigInteger, foreign_key="message_thread.id", index=True)
    # Whoever only looked is told nothing of what comes.
    is_following: bool = False
    read_number: int = Field(default=0, sa_type=BigInteger)
    unread: int = 0
