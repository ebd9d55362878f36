"""Rows of documents. Bytes are in storage; `kept_file` says where the bytes of a hash lie."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlmodel import Field

from producer_portal.features.documents.rules import DocumentStatus
from producer_portal.foundation.database import BigId, UtcDateTime, enum_check
from producer_portal.foundation.scope import ClientOwned


class Document(ClientOwned, table=True):
    """One version of a file on one record, seen by whoever sees the record."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_subject_kind_subject_id", "subject_kind", "subject_id"),
        CheckConstraint("size_bytes > 0", name="size_counted"),
        enum_check("status", DocumentStatus),
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
    status: str = Field(default=DocumentStatus.READY, max_length=10, index=True)
    # What the person sent, before it was made safe: limits count it, the trail names it.
    sent_bytes: int = Field(default=0, sa_type=BigInteger)
    sent_sha256: str = Field(default="", max_length=64)
    # Where the file as it was sent waits for the scanner; empty once it was judged.
    waiting_place: str = Field(default="", max_length=80)
    scan_found: str = Field(default="", max_length=200)
    version: int = 1
    # The first version of this file; none for the first itself.
    series_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    replaced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DocumentText(ClientOwned, table=True):
    """The words of a PDF, to be found by."""

    __tablename__ = "document_text"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    document_id: int = Field(sa_type=BigInteger, foreign_key="document.id", unique=True)
    words: str = Field(sa_type=Text)
    tokens: str = Field(sa_type=Text)
