"""Reading documents."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, Select, bindparam, func
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.features.documents.rules import size_words
from producer_portal.features.documents.tables import Document
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import read
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document, in words. `href` downloads it."""

    id: int
    document_type: str
    title: str
    filename: str
    size: str
    added: str
    added_by: str
    href: str


def documents_of(
    work: UnitOfWork, *, subject: tuple[str, int], most: int = 200
) -> list[DocumentRow]:
    """The documents of a record that the actor may see, oldest first."""
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
    return [_row(work, row) for row in work.session.exec(statement).all()]


def document_types(work: UnitOfWork, *, subject: tuple[str, int], most: int = 200) -> list[str]:
    """The type of each document of a record that the actor may see; without reading the rest."""
    sees_internal = work.actor.may(Permission.SUBMISSIONS_UNDERWRITE)
    asked = {"kind": subject[0], "number": subject[1], "most": most}
    return list(read(work.session, _types(sees_internal), asked).scalars())


@cache
def _types(sees_internal: bool) -> Select[str]:  # noqa: FBT001 - the key of the cache
    found = core_select(col(Document.document_type)).where(
        col(Document.subject_kind) == bindparam("kind"),
        col(Document.subject_id) == bindparam("number"),
        col(Document.removed_at).is_(None),
    )
    if not sees_internal:
        found = found.where(col(Document.is_internal).is_(False))
    return found.order_by(col(Document.id)).limit(bindparam("most", type_=Integer))


def total_bytes(work: UnitOfWork, *, subject: tuple[str, int]) -> int:
    """How many bytes a record's documents hold, for the limit of 100 MB (SUB-4)."""
    kind, number = subject
    held = select(func.coalesce(func.sum(Document.size_bytes), 0)).where(
        Document.subject_kind == kind,
        Document.subject_id == number,
        col(Document.removed_at).is_(None),
    )
    return int(work.session.exec(held).one())


def _row(work: UnitOfWork, row: Document) -> DocumentRow:
    return DocumentRow(
        id=row.id or 0,
        document_type=row.document_type,
        title=row.title,
        filename=row.filename,
        size=size_words(row.size_bytes),
        added=moment_words(work, row.added_at),
        added_by=row.added_by_name,
        href=f"/files/{row.id}",
    )
