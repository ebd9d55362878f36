"""Reading documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, Select, bindparam, func
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.features.documents.rules import (
    MOST_SUBMISSION_BYTES,
    STATUS_WORDS,
    DocumentStatus,
    excerpt,
    size_words,
)
from producer_portal.features.documents.tables import Document, DocumentText
from producer_portal.foundation import word_search
from producer_portal.foundation.exchange import Answer
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import ask
from producer_portal.foundation.tables import KeptFile
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.errors import NotFound

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """A version that another one replaced: still there to be read."""

    id: int
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document, in words. `href` downloads it; empty while it may not be handed out."""

    id: int
    document_type: str
    title: str
    filename: str
    size: str
    added: str
    added_by: str
    href: str
    status: str
    status_words: str
    version_words: str
    checksum: str
    earlier: list[EarlierVersion]


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that holds the words that were looked for, and the words around them."""

    id: int
    filename: str
    href: str
    words: str


def documents_of(
    work: UnitOfWork, *, subject: tuple[str, int], most: int = 200
) -> list[DocumentRow]:
    """The documents of a record that the actor may see, oldest first, each with its earlier versions."""
    kind, number = subject
    statement = (
        select(Document)
        .where(
            Document.subject_kind == kind,
            Document.subject_id == number,
            col(Document.removed_at).is_(None),
        )
        .order_by(col(Document.id))
        .limit(most)
    )
    if not work.actor.may(Permission.SUBMISSIONS_UNDERWRITE):
        statement = statement.where(col(Document.is_internal).is_(False))
    rows = work.session.exec(statement).all()
    return [
        _row(work, row, [one for one in rows if _is_earlier(one, row)])
        for row in rows
        if row.replaced_at is None
    ]


def _is_earlier(one: Document, current: Document) -> bool:
    first = current.series_id or current.id
    return one.replaced_at is not None and first in {one.id, one.series_id}


def ask_document_types(
    work: UnitOfWork, *, subject: tuple[str, int], most: int = 200
) -> Answer[list[str]]:
    """The type of each document of a record that the actor may see; without reading the rest."""
    sees_internal = work.actor.may(Permission.SUBMISSIONS_UNDERWRITE)
    values = {"kind": subject[0], "number": subject[1], "most": most}
    found = ask(work.session, _types(sees_internal), values)
    return Answer(lambda: list(found().scalars()))


@cache
def _types(sees_internal: bool) -> Select[str]:  # noqa: FBT001 - the key of the cache
    found = core_select(col(Document.document_type)).where(
        col(Document.subject_kind) == bindparam("kind"),
        col(Document.subject_id) == bindparam("number"),
        col(Document.removed_at).is_(None),
        col(Document.replaced_at).is_(None),
        col(Document.status) != DocumentStatus.INFECTED.value,
    )
    if not sees_internal:
        found = found.where(col(Document.is_internal).is_(False))
    return found.order_by(col(Document.id)).limit(bindparam("most", type_=Integer))


def total_bytes(work: UnitOfWork, *, subject: tuple[str, int], without_id: int = 0) -> int:
    """How many bytes were sent for a record's current documents, for the limit of 100 MB (SUB-4).

    Versions that were replaced do not count, nor does the one with the id that is left out.
    """
    kind, number = subject
    held = select(func.coalesce(func.sum(Document.sent_bytes), 0)).where(
        Document.subject_kind == kind,
        Document.subject_id == number,
        col(Document.removed_at).is_(None),
        col(Document.replaced_at).is_(None),
        Document.status != DocumentStatus.INFECTED,
        Document.id != without_id,
    )
    return int(work.session.exec(held).one())


def room_words(work: UnitOfWork, *, subject: tuple[str, int]) -> str:
    """How much of a record's room is used: "12.4 MB of 100 MB used"."""
    used = total_bytes(work, subject=subject)
    return f"{size_words(used) if used else '0 MB'} of {MOST_SUBMISSION_BYTES // 1024**2} MB used"


def found_in_text(work: UnitOfWork, *, subject: tuple[str, int], words: str) -> list[FoundDocument]:
    """The record's current documents whose text holds every word, the last perhaps begun only.

    Needs DOCUMENTS_DOWNLOAD: an excerpt is a part of the document.
    """
    work.actor.require(Permission.DOCUMENTS_DOWNLOAD)
    tokens = word_search.tokens_of(words[:200])
    if not tokens:
        return []
    statement = (
        select(Document, DocumentText)
        .join(DocumentText, col(DocumentText.document_id) == col(Document.id))
        .where(
            Document.subject_kind == subject[0],
            Document.subject_id == subject[1],
            col(Document.removed_at).is_(None),
            col(Document.replaced_at).is_(None),
            Document.status == DocumentStatus.READY,
            word_search.matching(
                col(DocumentText.id),
                table="document_text",
                dialect=work.session.connection().dialect.name,
                tokens=tokens,
            ),
        )
        .order_by(col(Document.id))
        .limit(MOST_FOUND)
    )
    if not work.actor.may(Permission.SUBMISSIONS_UNDERWRITE):
        statement = statement.where(col(Document.is_internal).is_(False))
    return [
        FoundDocument(row.id or 0, row.filename, f"/files/{row.id}", excerpt(found.words, tokens))
        for row, found in work.session.exec(statement).all()
    ]


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that somebody added for a message: whose it is, and how lists name it."""

    filename: str
    size: str
    added_by_user_id: int | None
    producer_id: int | None


def attached(work: UnitOfWork, *, document_id: int, subject: tuple[str, int]) -> AttachedFile:
    """A current document of this subject. Raises NotFound for any other."""
    row = work.session.exec(
        select(Document).where(
            Document.id == document_id,
            Document.subject_kind == subject[0],
            Document.subject_id == subject[1],
            col(Document.removed_at).is_(None),
            Document.status != DocumentStatus.INFECTED,
        )
    ).one_or_none()
    if row is None:
        raise NotFound("document")
    return AttachedFile(
        row.filename, size_words(row.size_bytes), row.added_by_user_id, row.producer_id
    )


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A document whose file as sent waits for the scanner."""

    document_id: int
    tenant_id: int
    place: str
    sha256: str
    size_bytes: int


def waiting_files(work: UnitOfWork, *, most: int = 50) -> list[WaitingFile]:
    """The documents that wait for the scanner, of every tenant, oldest first. For the portal's job."""
    statement = (
        select(Document)
        .where(Document.status == DocumentStatus.WAITING, Document.waiting_place != "")
        .order_by(col(Document.id))
        .limit(most)
    )
    return [
        WaitingFile(row.id or 0, row.tenant_id, row.waiting_place, row.sent_sha256, row.sent_bytes)
        for row in work.session.exec(statement).all()
    ]


def waiting_count(work: UnitOfWork) -> int:
    """How many documents wait for the scanner, for measures."""
    waiting = select(func.count()).where(Document.status == DocumentStatus.WAITING)
    return int(work.session.exec(waiting).one())


def unclaimed(work: UnitOfWork, *, places: Sequence[str]) -> list[str]:
    """Which of these places no row names: bytes that a deed left behind which did not end well."""
    kept = set(work.session.exec(select(KeptFile.place).where(col(KeptFile.place).in_(places))))
    waiting = set(
        work.session.exec(
            select(Document.waiting_place).where(col(Document.waiting_place).in_(places))
        )
    )
    return [place for place in places if place not in kept | waiting]


def _row(work: UnitOfWork, row: Document, earlier: Sequence[Document]) -> DocumentRow:
    is_ready = row.status == DocumentStatus.READY
    return DocumentRow(
        id=row.id or 0,
        document_type=row.document_type,
        title=row.title,
        filename=row.filename,
        size=size_words(row.size_bytes),
        added=moment_words(work, row.added_at),
        added_by=row.added_by_name,
        href=f"/files/{row.id}" if is_ready else "",
        status=row.status,
        status_words=STATUS_WORDS[DocumentStatus(row.status)],
        version_words=f"version {row.version}" if row.version > 1 else "",
        checksum=row.sha256,
        earlier=[
            EarlierVersion(
                one.id or 0,
                _version_words(one, moment_words(work, one.added_at)),
                f"/files/{one.id}" if one.status == DocumentStatus.READY else "",
            )
            for one in reversed(earlier)
        ],
    )


def _version_words(row: Document, added: str) -> str:
    return f"Version {row.version}: {row.filename}, {row.added_by_name}, {added}"
