"""Rows of documents. Bytes are in storage, named by their hash."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from producer_portal.foundation.database import BigId, UtcDateTime
from producer_portal.foundation.scope import ClientOwned


class Document(ClientOwned, table=True):
    """One file on one record, seen by whoever sees the record."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_subject_kind_subject_id", "subject_kind", "subject_id"),
        CheckConstraint("size_bytes > 0", name="size_counted"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    subject_kind: str = Field(max_length=40)
    subject_id: int = Field(sa_type=BigInteger)
    document_type: str = Field(max_length=60)
    title: str = Field(max_length=200)
    filename: str = Field(max_length=130)
    content_type: str = Field(max_length=60)
    size_bytes: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64, index=True)
    # A quote's letter is for the producer; an underwriter's worksheet is not.
    is_internal: bool = False
    added_by_user_id: int | None = Field(default=None, sa_type=BigInteger)
    added_by_name: str = Field(max_length=200)
    added_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
