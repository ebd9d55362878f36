"""Rows of notices and of each person's choices."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from producer_portal.features.notifications.rules import Rhythm
from producer_portal.foundation.database import BigId, UtcDateTime, enum_check
from producer_portal.foundation.scope import PersonOwned


class Notification(PersonOwned, table=True):
    """One notice for one person."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notification_user_id_read_at", "user_id", "read_at"),
        Index("ix_notification_user_id_at", "user_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(max_length=200)
    event: str = Field(max_length=60)
    title: str = Field(max_length=300)
    link: str = Field(max_length=200)
    subject_kind: str = Field(max_length=40)
    subject_id: int = Field(sa_type=BigInteger)
    actor_name: str = Field(default="", max_length=200)
    at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticePreference(PersonOwned, table=True):
    """By which ways one person is told of one topic, where they chose (MSG-3)."""

    __tablename__ = "notice_preference"
    __table_args__ = (UniqueConstraint("user_id", "topic"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    topic: str = Field(max_length=40)
    in_portal: bool = True
    by_mail: bool = True
    by_text: bool = False


class NoticeTiming(PersonOwned, table=True):
    """When one person is told by mail and text. Hours are of the clock in their time zone."""

    __tablename__ = "notice_timing"
    __table_args__ = (
        UniqueConstraint("user_id"),
        enum_check("rhythm", Rhythm),
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour_of_a_day"),
        CheckConstraint("digest_weekday BETWEEN 0 AND 6", name="digest_weekday_of_a_week"),
        CheckConstraint("quiet_from_hour BETWEEN 0 AND 23", name="quiet_from_hour_of_a_day"),
        CheckConstraint("quiet_until_hour BETWEEN 0 AND 23", name="quiet_until_hour_of_a_day"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    rhythm: str = Field(default=Rhythm.IMMEDIATELY, max_length=12)
    digest_hour: int = 8
    digest_weekday: int = 0
    is_quiet: bool = False
    quiet_from_hour: int = 21
    quiet_until_hour: int = 7
    time_zone: str = Field(default="America/New_York", max_length=60)


class DigestItem(PersonOwned, table=True):
    """A notice that waits to be mailed together with others."""

    __tablename__ = "digest_item"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_digest_item_user_id_sent_at", "user_id", "sent_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(max_length=200)
    title: str = Field(max_length=300)
    link: str = Field(max_length=300)
    at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
