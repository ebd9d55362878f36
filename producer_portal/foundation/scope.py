"""The first lock: every ORM statement is narrowed to what its actor may see, every flush is checked.

The second lock is row-level security on PostgreSQL (`foundation/migrations.py`), which says the same
in SQL. Both are tested alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    and_,
    column,
    event,
    false,
    insert,
    select,
    table,
    true,
)
from sqlalchemy.orm import Mapper, ORMExecuteState, UOWTransaction
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.dml import Insert, ReturningInsert
from sqlalchemy.sql.expression import FromClause, TableClause
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import iterate
from sqlmodel import Field, Session, col

from producer_portal.foundation.actor import Actor
from producer_portal.foundation.database import PortalTable
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.values.errors import NotFound

AGENCY_TREE = table(
    "agency_tree", column("ancestor_id", BigInteger), column("descendant_id", BigInteger)
)


class TenantOwned(PortalTable):
    """A fact shared by all agencies under one root agency: carriers, rules, the directory of people."""

    tenant_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)


class AgencyOwned(PortalTable):
    """A row of one agency: seen from that agency and from those above it."""

    tenant_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)
    agency_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)
    # Rows that would tell a producer or an insured about other people's business.
    closed_to_own_books: ClassVar[bool] = False


class BookOwned(PortalTable):
    """A row that is part of somebody's book: a producer sees their own only (RBAC-3)."""

    tenant_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)
    agency_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)
    producer_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="producer.id", index=True, nullable=True
    )


class ClientOwned(BookOwned):
    """A row of a book that its insured may see too."""

    client_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="client.id", index=True, nullable=True
    )


class PersonOwned(PortalTable):
    """A row for one person's eyes: notices, saved views, sessions."""

    tenant_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)
    user_id: int = Field(sa_type=BigInteger, foreign_key="portal_user.id", index=True)
    # Whoever manages users may also see and end these (sessions, factors), never read notices.
    managed_by: ClassVar[Permission | None] = None


Scoped = TenantOwned | AgencyOwned | BookOwned | PersonOwned
_KINDS = (TenantOwned, AgencyOwned, BookOwned, PersonOwned)


class PortalSession(Session):
    """A session that belongs to one actor."""

    @property
    def actor(self) -> Actor:
        actor = self.info["actor"]
        assert isinstance(actor, Actor), "a session belongs to an actor"
        return actor


@cache
def scoped_tables() -> tuple[type[Any], ...]:
    """Every mapped class that a scope applies to."""
    found = [
        mapper.class_
        for mapper in PortalTable._sa_registry.mappers  # noqa: SLF001 - the registry has no public door in SQLModel
        if issubclass(mapper.class_, _KINDS)
    ]
    return tuple(sorted(found, key=lambda mapped: mapped.__name__))


def criterion(mapped: type[Any], actor: Actor) -> ColumnElement[bool]:
    """The rows of this table that the actor may see."""
    if actor.is_system:
        everything: ColumnElement[bool] = true()
        return everything if actor.tenant_id is None else mapped.tenant_id == actor.tenant_id
    same_tenant: ColumnElement[bool] = mapped.tenant_id == actor.tenant_id
    if issubclass(mapped, PersonOwned):
        if mapped.managed_by is not None and actor.may(mapped.managed_by):
            return same_tenant
        mine: ColumnElement[bool] = col(mapped.user_id) == actor.user_id
        return and_(same_tenant, mine)
    if issubclass(mapped, TenantOwned):
        return same_tenant
    if issubclass(mapped, AgencyOwned):
        if mapped.closed_to_own_books and actor.book is not Book.AGENCY:
            return false()
        return and_(same_tenant, _in_reach(mapped, actor))
    return and_(same_tenant, _in_book(mapped, actor))


def _in_reach(mapped: type[Any], actor: Actor) -> ColumnElement[bool]:
    if actor.agency_id == actor.tenant_id:
        # From the root everything of the tenant is in reach: no need to walk the tree.
        return true()
    below = select(AGENCY_TREE.c.descendant_id).where(AGENCY_TREE.c.ancestor_id == actor.agency_id)
    return mapped.agency_id.in_(below)  # type: ignore[no-any-return]


def _in_book(mapped: type[Any], actor: Actor) -> ColumnElement[bool]:
    if actor.book is Book.AGENCY:
        return _in_reach(mapped, actor)
    if actor.book is Book.OWN and actor.producer_id is not None:
        return mapped.producer_id == actor.producer_id  # type: ignore[no-any-return]
    if (
        actor.book is Book.CLIENT
        and actor.client_id is not None
        and issubclass(mapped, ClientOwned)
    ):
        return mapped.client_id == actor.client_id  # type: ignore[return-value]
    return false()


@event.listens_for(Mapper, "after_mapper_constructed")
def _forget(mapper: Mapper[Any], mapped: type[Any]) -> None:
    """A table imported later must be narrowed too: what was kept before it is worked out again."""
    scoped_tables.cache_clear()
    _criteria_of.cache_clear()


class ScopeCriteria(LoaderCriteriaOption):
    """A loader criterion that follows an alias into the ON clause of an outer join.

    SQLAlchemy's own names the table there instead of its alias, which would let rows of the alias
    through. The bound values stay the same objects, so that cached statements of two actors never mix.
    """

    # What makes two statements the same is what it is for SQLAlchemy's own option.
    _cache_key_traversal = LoaderCriteriaOption._traverse_internals  # noqa: SLF001

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        narrowed = super()._resolve_where_criteria(ext_info)
        if not ext_info.is_aliased_class:
            return narrowed
        return ClauseAdapter(ext_info.selectable).traverse(narrowed)


@event.listens_for(PortalSession, "do_orm_execute")
def _narrow(execution: ORMExecuteState) -> None:
    """Add the criterion of every scoped table; joins, aliases, counts and bulk writes included."""
    if execution.is_column_load or execution.is_relationship_load:
        return
    session = execution.session
    assert isinstance(session, PortalSession), "listeners hang on the portal's own session"
    named = _tables_named(execution.statement)
    execution.statement = execution.statement.options(*_options_for(_sight_of(session), named))


def _tables_named(statement: Any) -> frozenset[str]:
    """Names of all tables anywhere in a statement: aliases, subqueries and what a column belongs to."""
    # A statement never changes once it is made. Those that are kept and run again are walked once;
    # the reference is weak, so the walk of a passing one goes with it.
    known = _named.get(statement)
    if known is None:
        known = _named[statement] = _walked(statement)
    return known


_named: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()


def _walked(statement: Any) -> frozenset[str]:
    names: set[str] = set()
    pending, met = [statement], {id(statement)}
    while pending:
        for element in iterate(pending.pop()):
            source = element if isinstance(element, FromClause) else getattr(element, "table", None)
            if isinstance(source, TableClause):
                names.add(source.name)
            elif isinstance(source, FromClause) and id(source) not in met:
                met.add(id(source))
                pending.append(source)
    return frozenset(names)


def _sight_of(session: PortalSession) -> Actor:
    """The actor without what does not decide what they see, so that equal sights share criteria."""
    actor = session.actor
    known = session.info.get("sight")
    if known is None or known[0] is not actor:
        sight = replace(actor, name="", session_id=None, address="", role=None)
        known = session.info["sight"] = (actor, sight)
    found: Actor = known[1]
    return found


@lru_cache(maxsize=4096)
def _options_for(sight: Actor, named: frozenset[str]) -> tuple[ScopeCriteria, ...]:
    return tuple(option for name, option in _criteria_of(sight) if name in named)


@lru_cache(maxsize=512)
def _criteria_of(sight: Actor) -> tuple[tuple[str, ScopeCriteria], ...]:
    """Every scoped table's criterion for one sight: made once, used by every session that shares it."""
    return tuple(
        (
            mapped.__tablename__,
            ScopeCriteria(mapped, criterion(mapped, sight), include_aliases=True),
        )
        for mapped in scoped_tables()
    )


@event.listens_for(PortalSession, "before_flush")
def _refuse_writes_out_of_sight(
    session: PortalSession, context: UOWTransaction, instances: object
) -> None:
    """A row that its writer could not read back is never written."""
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, _KINDS):
            owner = {name: getattr(row, name, None) for name in _OWNER_COLUMNS}
            _refuse_out_of_sight(session, type(row), owner)


def insert_rows(
    session: PortalSession, mapped: type[Any], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write many rows straight to their table, checked as a flush checks them. Raises NotFound.

    For rows whose ids nobody needs: one statement, whatever their number.
    """
    if not rows:
        return
    _check_rows(session, mapped, rows)
    session.connection().execute(_insert_of(mapped.__table__), list(rows))


def insert_row(session: PortalSession, mapped: type[Any], values: Mapping[str, Any]) -> int:
    """Write one row straight to its table, checked as a flush checks it, and return its id.

    Raises NotFound out of sight.
    """
    _check_rows(session, mapped, (values,))
    row_id = (
        session.connection()
        .execute(_insert_returning_id(mapped.__table__), dict(values))
        .scalar_one()
    )
    assert isinstance(row_id, int), "a row has a number"
    return row_id


def _check_rows(
    session: PortalSession, mapped: type[Any], rows: Sequence[Mapping[str, Any]]
) -> None:
    if not issubclass(mapped, _KINDS):
        return
    owners = {tuple(row.get(name) for name in _OWNER_COLUMNS) for row in rows}
    for owner in owners:
        _refuse_out_of_sight(session, mapped, dict(zip(_OWNER_COLUMNS, owner, strict=True)))


@cache
def _insert_of(target: Table) -> Insert:
    return insert(target)


@cache
def _insert_returning_id(target: Table) -> ReturningInsert[tuple[int]]:
    return insert(target).returning(target.c.id)


_OWNER_COLUMNS = ("tenant_id", "agency_id", "producer_id", "client_id", "user_id")


def _refuse_out_of_sight(
    session: PortalSession, mapped: type[Any], owner: Mapping[str, int | None]
) -> None:
    if not _may_write(session, mapped, owner):
        raise NotFound(mapped.__name__.lower())


def _may_write(session: PortalSession, mapped: type[Any], owner: Mapping[str, int | None]) -> bool:
    actor = session.actor
    if actor.is_system:
        return actor.tenant_id is None or owner["tenant_id"] == actor.tenant_id
    if owner["tenant_id"] != actor.tenant_id:
        return False
    if issubclass(mapped, TenantOwned):
        return True
    if issubclass(mapped, PersonOwned):
        is_managed = mapped.managed_by is not None and actor.may(mapped.managed_by)
        return owner["user_id"] == actor.user_id or is_managed
    if issubclass(mapped, AgencyOwned):
        is_closed = mapped.closed_to_own_books and actor.book is not Book.AGENCY
        return not is_closed and _is_in_reach(session, owner["agency_id"])
    return _may_write_book(session, mapped, owner)


def _may_write_book(
    session: PortalSession, mapped: type[Any], owner: Mapping[str, int | None]
) -> bool:
    actor = session.actor
    if actor.book is Book.AGENCY:
        return _is_in_reach(session, owner["agency_id"])
    if actor.book is Book.OWN:
        return actor.producer_id is not None and owner["producer_id"] == actor.producer_id
    if actor.book is Book.CLIENT and issubclass(mapped, ClientOwned):
        return actor.client_id is not None and owner["client_id"] == actor.client_id
    return False


def _is_in_reach(session: PortalSession, agency_id: int | None) -> bool:
    # One's own agency is in reach by itself: the tree need not be asked.
    is_own = agency_id is not None and agency_id == session.actor.agency_id
    return is_own or agency_id in _reach(session)


def _reach(session: PortalSession) -> frozenset[int]:
    """The agencies in reach, read once per session and only when something is written."""
    if "reach" not in session.info:
        below = select(AGENCY_TREE.c.descendant_id).where(
            AGENCY_TREE.c.ancestor_id == session.actor.agency_id
        )
        session.info["reach"] = frozenset(session.connection().execute(below).scalars())
    reach: frozenset[int] = session.info["reach"]
    return reach


def owner_of(row: Any) -> dict[str, Any]:
    """The ownership columns of a row, to be copied to the rows that hang on it."""
    names: Iterable[str] = ("tenant_id", "agency_id", "producer_id", "client_id")
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


__all__ = [
    "AgencyOwned",
    "BookOwned",
    "ClientOwned",
    "PersonOwned",
    "PortalSession",
    "TenantOwned",
    "criterion",
    "insert_row",
    "insert_rows",
    "owner_of",
    "scoped_tables",
]
