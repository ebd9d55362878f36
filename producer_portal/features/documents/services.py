"""Adding, replacing, removing, judging and handing out documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlmodel import col, select

from producer_portal.features.documents import queries
from producer_portal.features.documents.rules import (
    MOST_SUBMISSION_BYTES,
    Accepted,
    DocumentStatus,
    FileRefused,
    accept,
    media_type,
    searched_words,
)
from producer_portal.features.documents.tables import Document, DocumentText
from producer_portal.foundation import audit, storage, word_search
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.storage import StoredFile
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import NotFound, RuleViolation

MOST_AT_ONCE = 200


class NotYetScanned(RuleViolation):
    """The document waits for the virus scanner and is handed out to nobody."""

    def __init__(self) -> None:
        super().__init__(
            "This file waits for the virus scanner. It can be opened once it is clean."
        )


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is needed to hand a document out."""

    id: int
    filename: str
    content_type: str
    size_bytes: int
    sha256: str
    place: str
    title: str = ""

    @property
    def stored(self) -> StoredFile:
        """Where its bytes are."""
        return StoredFile(self.place, self.sha256, self.size_bytes)


@dataclass(frozen=True, slots=True)
class SentFile:
    """What a person sent: judged by this, whatever becomes of it when it is made safe.

    `waiting_place` names where it waits as it came, while the virus scanner is away.
    """

    size_bytes: int
    sha256: str
    waiting_place: str = ""


class FileAtHand(Protocol):
    """A file that came whole and becomes permanent only once it is kept."""

    @property
    def head(self) -> bytes:
        """Its first bytes, by which its type is told."""

    @property
    def text(self) -> str:
        """The words in it, as far as they were read."""

    @property
    def sent(self) -> SentFile:
        """What came from the person."""

    def keep(self) -> StoredFile:
        """Make its bytes permanent."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """Bytes that the portal made itself, such as a quote's PDF."""

    content: bytes
    text: str = ""

    @property
    def head(self) -> bytes:
        """Its first bytes, by which its type is told."""
        return self.content[: storage.HEAD_BYTES]

    @property
    def sent(self) -> SentFile:
        """Nobody sent it: it counts as it is."""
        return SentFile(len(self.content), "")

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
    replaces_id: int = 0,
) -> DocumentFacts:
    """Hang a file on a record, or put it in the place of one that hangs there (DOC-2).

    Raises FileRefused for its type or the record's total (SUB-4), and NotFound for a document to
    replace that is not there. `owner` is the record's ownership (`scope.owner_of`), so that whoever
    sees the record sees the file.
    """
    accepted = accept(filename, file.head, file.sent.size_bytes, allowed)
    replaced = _current(work, replaces_id, subject, document_type) if replaces_id else None
    held = queries.total_bytes(work, subject=subject, without_id=replaces_id)
    if held + file.sent.size_bytes > MOST_SUBMISSION_BYTES:
        raise FileRefused(
            "Not added: all files together may hold 100 MB. Remove one that is not needed."
        )
    row = Document(
        **owner,
        subject_kind=subject[0],
        subject_id=subject[1],
        document_type=document_type,
        title=title[:200],
        is_internal=is_internal if replaced is None else replaced.is_internal,
        added_by_user_id=work.actor.user_id,
        added_by_name=work.actor.name,
        added_at=work.now,
        **_bytes_of(work, accepted, file),
        **_place_in_series(replaced),
    )
    if replaced is not None:
        replaced.replaced_at = work.now
    work.session.add(row)
    work.session.flush()  # the audit names the document by its id
    _keep_words(work, row, owner, file.text)
    _note_added(work, row, replaces_id)
    return _facts(work, row)


def _bytes_of(work: UnitOfWork, accepted: Accepted, file: FileAtHand) -> dict[str, Any]:
    stored = storage.claim(work, file.keep())
    is_waiting = bool(file.sent.waiting_place)
    return {
        "filename": accepted.filename,
        "content_type": accepted.content_type,
        "size_bytes": stored.size_bytes,
        "sha256": stored.sha256,
        "sent_bytes": file.sent.size_bytes,
        "sent_sha256": file.sent.sha256 or stored.sha256,
        "waiting_place": file.sent.waiting_place,
        "status": DocumentStatus.WAITING if is_waiting else DocumentStatus.READY,
    }


def _place_in_series(replaced: Document | None) -> dict[str, Any]:
    if replaced is None:
        return {}
    return {"version": replaced.version + 1, "series_id": replaced.series_id or replaced.id}


def _current(
    work: UnitOfWork, document_id: int, subject: tuple[str, int], document_type: str
) -> Document:
    row = get_or_not_found(work, Document, document_id, what="document", lock=True)
    is_here = (row.subject_kind, row.subject_id) == subject and row.document_type == document_type
    if not is_here or row.removed_at is not None or row.replaced_at is not None:
        raise NotFound("document")
    _refuse_internal(work, row)
    return row


def _keep_words(work: UnitOfWork, row: Document, owner: Mapping[str, Any], text: str) -> None:
    words = searched_words(text)
    if words.strip():
        tokens = " ".join(word_search.tokens_of(words))
        work.session.add(DocumentText(**owner, document_id=row.id or 0, words=words, tokens=tokens))


def _note_added(work: UnitOfWork, row: Document, replaces_id: int) -> None:
    told: dict[str, Any] = {
        "subject": [row.subject_kind, row.subject_id],
        "type": row.document_type,
        "sha256": row.sha256,
        "bytes": row.size_bytes,
        "sent_sha256": row.sent_sha256,
        "sent_bytes": row.sent_bytes,
        "status": str(row.status),
    }
    if replaces_id:
        told |= {"replaces": replaces_id, "version": row.version}
    audit.record(work, "document.added", subject=("document", row.id or 0), after=told)


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


def note_infected(
    work: UnitOfWork, *, subject: tuple[str, int], filename: str, sha256: str, found: str
) -> None:
    """Put on record that somebody sent an infected file, of which nothing was kept. Needs DOCUMENTS_ADD."""
    work.actor.require(Permission.DOCUMENTS_ADD)
    audit.record(
        work,
        "document.infected",
        subject=subject,
        after={"filename": filename[:130], "sha256": sha256, "found": found[:200]},
    )


def settle_scan(work: UnitOfWork, *, document_id: int, found: str = "") -> bool:
    """Note what the scanner said of a waiting document: clean, or the name of what it found.

    False when it was settled before. For the portal's own job.
    """
    row = get_or_not_found(work, Document, document_id, what="document", lock=True)
    if row.status != DocumentStatus.WAITING:
        return False
    row.status = DocumentStatus.INFECTED if found else DocumentStatus.READY
    row.scan_found, row.waiting_place = found[:200], ""
    audit.record(
        work,
        "document.infected" if found else "document.scanned",
        subject=("document", document_id),
        after={"sha256": row.sent_sha256, "found": found[:200]},
        agency_id=row.agency_id,
    )
    work.changed(f"{row.subject_kind}:{row.subject_id}")
    return True


def remove_document(work: UnitOfWork, *, document_id: int, subject: tuple[str, int]) -> None:
    """Take a file off a record. Its bytes stay for the audit until a retention job purges them."""
    work.actor.require(Permission.DOCUMENTS_ADD)
    row = get_or_not_found(work, Document, document_id, what="document", lock=True)
    is_here = (row.subject_kind, row.subject_id) == subject and row.replaced_at is None
    if not is_here or row.removed_at is not None:
        raise NotFound("document")
    row.removed_at = work.now
    audit.record(
        work,
        "document.removed",
        subject=("document", document_id),
        before={"filename": row.filename},
    )


def hand_out(
    work: UnitOfWork, *, document_id: int, known_sha256: tuple[str, ...] = (), part: str = ""
) -> DocumentFacts:
    """The facts to download a document by, earlier versions too; every download is audited (ADM-2).

    One whose bytes the asker says to have (`known_sha256`) is not handed out again and not audited.
    Raises NotYetScanned while the virus scanner has not judged it.
    """
    work.actor.require(Permission.DOCUMENTS_DOWNLOAD)
    row = work.session.exec(
        select(Document).where(Document.id == document_id, col(Document.removed_at).is_(None))
    ).one_or_none()
    if row is None or row.status == DocumentStatus.INFECTED:
        raise NotFound("document")
    _refuse_internal(work, row)
    if row.status == DocumentStatus.WAITING:
        raise NotYetScanned
    if row.sha256 not in known_sha256 and "*" not in known_sha256:
        after = {"part": part[:60]} if part else None
        audit.record(work, "document.downloaded", subject=("document", document_id), after=after)
    return _facts(work, row)


def hand_out_all(work: UnitOfWork, *, subject: tuple[str, int]) -> Sequence[DocumentFacts]:
    """The facts of all current documents of a record that may be handed out now, each audited."""
    work.actor.require(Permission.DOCUMENTS_DOWNLOAD)
    statement = (
        select(Document)
        .where(
            Document.subject_kind == subject[0],
            Document.subject_id == subject[1],
            col(Document.removed_at).is_(None),
            col(Document.replaced_at).is_(None),
            Document.status == DocumentStatus.READY,
        )
        .order_by(col(Document.id))
        .limit(MOST_AT_ONCE)
    )
    if not work.actor.may(Permission.SUBMISSIONS_UNDERWRITE):
        statement = statement.where(col(Document.is_internal).is_(False))
    rows = work.session.exec(statement).all()
    for row in rows:
        audit.record(
            work,
            "document.downloaded",
            subject=("document", row.id or 0),
            after={"part": "with all others"},
        )
    return [_facts(work, row) for row in rows]


def _refuse_internal(work: UnitOfWork, row: Document) -> None:
    if row.is_internal and not work.actor.may(Permission.SUBMISSIONS_UNDERWRITE):
        raise NotFound("document")


def _facts(work: UnitOfWork, row: Document) -> DocumentFacts:
    assert row.id is not None, "flushed"
    return DocumentFacts(
        row.id,
        row.filename,
        media_type(row.content_type),
        row.size_bytes,
        row.sha256,
        storage.find(work, row.sha256).place,
        row.title,
    )
