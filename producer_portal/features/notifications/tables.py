"""Rows of notices and of each person's choices."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from producer_portal.foundation.database import BigId, UtcDateTime
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
