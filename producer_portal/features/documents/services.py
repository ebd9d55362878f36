"""Adding, removing and handing out documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlmodel import col, select

from producer_portal.features.documents import queries
from producer_portal.features.documents.rules import (
    MOST_SUBMISSION_BYTES,
    FileRefused,
    accept,
)
from producer_portal.features.documents.tables import Document
from producer_portal.foundation import audit, storage
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.storage import StoredFile
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import NotFound


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is needed to hand a document out."""

    id: int
    filename: str
    content_type: str
    size_bytes: int
    sha256: str


class FileAtHand(Protocol):
    """A file that came whole and becomes permanent only once it is kept."""

    @property
    def head(self) -> bytes:
        """Its first bytes, by which its type is told."""

    @property
    def size_bytes(self) -> int:
        """All of it."""

    def keep(self) -> StoredFile:
        """Make its bytes permanent."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """Bytes that the portal made itself, such as a quote's PDF."""

    content: bytes

    @property
    def head(self) -> bytes:
        """Its first bytes, by which its type is told."""
        return self.content[: storage.HEAD_BYTES]

    @property
    def size_bytes(self) -> int:
        """All of it."""
        return len(self.content)

    def keep(self) -> StoredFile:
        """Make its bytes permanent."""
        return storage.keep_bytes(self.content)


def add_document(
    work: UnitOfWork,
    *,
    subject: tuple[str, int],
    owner: Mapping[str, Any],
    document_type: str,
    title: str,
    filename: str,
    file: FileAtHand,
    allowed: tuple[str, ...] = ("pdf", "jpg", "png"),
    is_internal: bool = False,
) -> DocumentFacts:
    """Hang a file on a record. Raises FileRefused for its type or the record's total (SUB-4).

    The file is kept only after it was judged, so that a refused one leaves no bytes behind.
    `owner` is the record's ownership (`scope.owner_of`), so that whoever sees the record sees the file.
    """
    accepted = accept(filename, file.head, file.size_bytes, allowed)
    held = queries.total_bytes(work, subject=subject)
    if held + file.size_bytes > MOST_SUBMISSION_BYTES:
        raise FileRefused(
            "Not added: all files together may hold 100 MB. Remove one that is not needed."
        )
    stored = file.keep()
    row = Document(
        **owner,
        subject_kind=subject[0],
        subject_id=subject[1],
        document_type=document_type,
        title=title[:200],
        filename=accepted.filename,
        content_type=accepted.content_type,
        size_bytes=stored.size_bytes,
        sha256=stored.sha256,
        is_internal=is_internal,
        added_by_user_id=work.actor.user_id,
        added_by_name=work.actor.name,
        added_at=work.now,
    )
    work.session.add(row)
    work.session.flush()  # the audit names the document by its id
    audit.record(
        work,
        "document.added",
        subject=("document", row.id or 0),
        after={
            "subject": list(subject),
            "type": document_type,
            "sha256": stored.sha256,
            "bytes": stored.size_bytes,
        },
    )
    return _facts(row)


def add_made_document(
    work: UnitOfWork,
    *,
    subject: tuple[str, int],
    owner: Mapping[str, Any],
    document_type: str,
    title: str,
    filename: str,
    content: bytes,
) -> DocumentFacts:
    """Hang a PDF that the portal itself made on a record."""
    return add_document(
        work,
        subject=subject,
        owner=owner,
        document_type=document_type,
        title=title,
        filename=filename,
        file=MadeFile(content),
        allowed=("pdf",),
    )


def remove_document(work: UnitOfWork, *, document_id: int, subject: tuple[str, int]) -> None:
    """Take a file off a record. Its bytes stay for the audit until a retention job purges them."""
    work.actor.require(Permission.DOCUMENTS_ADD)
    row = get_or_not_found(work, Document, document_id, what="document", lock=True)
    if (row.subject_kind, row.subject_id) != subject or row.removed_at is not None:
        raise NotFound("document")
    row.removed_at = work.now
    audit.record(
        work,
        "document.removed",
        subject=("document", document_id),
        before={"filename": row.filename},
    )


def hand_out(work: UnitOfWork, *, document_id: int) -> DocumentFacts:
    """The facts to download a document by; every download is in the audit trail (ADM-2)."""
    work.actor.require(Permission.DOCUMENTS_DOWNLOAD)
    row = work.session.exec(
        select(Document).where(Document.id == document_id, col(Document.removed_at).is_(None))
    ).one_or_none()
    if row is None or (row.is_internal and not work.actor.may(Permission.SUBMISSIONS_UNDERWRITE)):
        raise NotFound("document")
    audit.record(work, "document.downloaded", subject=("document", document_id))
    return _facts(row)


def _facts(row: Document) -> DocumentFacts:
    assert row.id is not None, "flushed"
    return DocumentFacts(row.id, row.filename, row.content_type, row.size_bytes, row.sha256)
