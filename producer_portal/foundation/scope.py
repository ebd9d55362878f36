"""The first lock: every ORM statement is narrowed to what its actor may see, every flush is checked.

The second lock is row-level security on PostgreSQL (`foundation/migrations.py`), which says the same
in SQL. Both are tested alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, ClassVar, TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Dialect,
    Result,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    column,
    event,
    false,
    func,
    insert,
    inspect,
    or_,
    select,
    table,
    true,
    update,
)
from sqlalchemy.orm import (
    Mapper,
    ORMExecuteState,
    UOWTransaction,
    class_mapper,
    make_transient_to_detached,
)
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.dml import Insert, Update
from sqlalchemy.sql.expression import FromClause, TableClause
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import iterate
from sqlmodel import Field, col

from producer_portal.foundation.actor import Actor
from producer_portal.foundation.database import PortalTable
from producer_portal.foundation.exchange import Answer, Printed, TalkingSession, printed
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.values.errors import NotFound

Columns = TypeVarTuple("Columns")
Owned = TypeVar("Owned", bound=PortalTable)

AGENCY_TREE = table(
    "agency_tree", column("ancestor_id", BigInteger), column("descendant_id", BigInteger)
)
PEOPLE = table("portal_user", column("id", BigInteger), column("agency_id", BigInteger))


class TenantOwned(PortalTable):
    """A fact shared by all agencies under one root agency: carriers, rules, the directory of people.

    The tenant alone has no index: it names nearly every row, and SQLite, which guesses, takes it
    rather than the one record that is asked for. A list's own index begins with it.
    """

    tenant_id: int = Field(sa_type=BigInteger, foreign_key="agency.id")
    # What the agency's own people and its administrators know, producers and insureds never.
    closed_to_own_books: ClassVar[bool] = False


class AgencyOwned(PortalTable):
    """A row of one agency: seen from that agency and from those above it."""

    tenant_id: int = Field(sa_type=BigInteger, foreign_key="agency.id")
    agency_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)
    # Rows that would tell a producer or an insured about other people's business.
    closed_to_own_books: ClassVar[bool] = False


class BookOwned(PortalTable):
    """A row that is part of somebody's book: a producer sees their own only (RBAC-3)."""

    tenant_id: int = Field(sa_type=BigInteger, foreign_key="agency.id")
    agency_id: int = Field(sa_type=BigInteger, foreign_key="agency.id", index=True)
    producer_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="producer.id", index=True, nullable=True
    )
    # Whoever holds this looks after the rows of everybody in reach, whatever book they see otherwise.
    managed_by: ClassVar[Permission | None] = None


class ClientOwned(BookOwned):
    """A row of a book that its insured may see too."""

    client_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="client.id", index=True, nullable=True
    )


class PersonOwned(PortalTable):
    """A row for one person's eyes: notices, saved views, sessions."""

    tenant_id: int = Field(sa_type=BigInteger, foreign_key="agency.id")
    user_id: int = Field(sa_type=BigInteger, foreign_key="portal_user.id", index=True)
    # Whoever manages users may also see and end these (sessions, factors), never read notices: those
    # of people of their own agency and of the agencies below it (RBAC-3).
    managed_by: ClassVar[Permission | None] = None


Scoped = TenantOwned | AgencyOwned | BookOwned | PersonOwned
_KINDS = (TenantOwned, AgencyOwned, BookOwned, PersonOwned)


class PortalSession(TalkingSession):
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
        return (
            everything if actor.tenant_id is None else mapped.tenant_id == _own(actor, "tenant_id")
        )
    same_tenant: ColumnElement[bool] = mapped.tenant_id == _own(actor, "tenant_id")
    if issubclass(mapped, PersonOwned):
        return and_(same_tenant, _of_person(mapped, actor))
    if issubclass(mapped, TenantOwned):
        return false() if _is_closed(mapped, actor) else same_tenant
    if issubclass(mapped, AgencyOwned):
        if mapped.closed_to_own_books and actor.book is not Book.AGENCY:
            return false()
        return and_(same_tenant, _in_reach(mapped, actor))
    return and_(same_tenant, _in_book(mapped, actor))


def _own(actor: Actor, name: str) -> BindParameter[int]:
    """A number of the actor's, bound under a name of its own: whoever sees alike shares the SQL."""
    return bindparam(f"{_OWN}{name}", getattr(actor, name), type_=BigInteger)


_OWN = "sight_"
_OWN_NUMBERS = ("tenant_id", "agency_id", "producer_id", "client_id", "user_id")


def _of_person(mapped: type[PersonOwned], actor: Actor) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = col(mapped.user_id) == _own(actor, "user_id")
    if mapped.managed_by is None or not actor.may(mapped.managed_by):
        return mine
    if _is_root(actor):
        return true()
    in_reach = select(PEOPLE.c.id).where(_in_reach(PEOPLE.c, actor))
    return or_(mine, col(mapped.user_id).in_(in_reach))


def _is_root(actor: Actor) -> bool:
    """From the root everything of the tenant is in reach: no need to walk the tree."""
    return actor.agency_id == actor.tenant_id


def _in_reach(owned: Any, actor: Actor) -> ColumnElement[bool]:
    if _is_root(actor):
        return true()
    below = select(AGENCY_TREE.c.descendant_id).where(
        AGENCY_TREE.c.ancestor_id == _own(actor, "agency_id")
    )
    return owned.agency_id.in_(below)  # type: ignore[no-any-return]


def _in_book(mapped: type[Any], actor: Actor) -> ColumnElement[bool]:
    if actor.book is Book.AGENCY or _manages(mapped, actor):
        return _in_reach(mapped, actor)
    if actor.book is Book.OWN and actor.producer_id is not None:
        return mapped.producer_id == _own(actor, "producer_id")  # type: ignore[no-any-return]
    if (
        actor.book is Book.CLIENT
        and actor.client_id is not None
        and issubclass(mapped, ClientOwned)
    ):
        return mapped.client_id == _own(actor, "client_id")  # type: ignore[return-value]
    return false()


def _is_closed(mapped: type[TenantOwned], actor: Actor) -> bool:
    return mapped.closed_to_own_books and actor.book not in {Book.AGENCY, Book.NONE}


def _manages(mapped: type[BookOwned], actor: Actor) -> bool:
    return mapped.managed_by is not None and actor.may(mapped.managed_by)


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


def read(
    session: PortalSession, statement: Select[*Columns], values: Mapping[str, Any]
) -> Result[*Columns]:
    """Run a select of columns that is kept, narrowed as every statement is, at a fraction of the cost.

    For what is asked on every deed. The first lock narrows the statement once for all who see alike
    and its words are kept; only the values change.
    """
    return ask(session, statement, values)()


def ask(
    session: PortalSession, statement: Select[*Columns], values: Mapping[str, Any]
) -> Answer[Result[*Columns]]:
    """As `read`, but several questions go in one turn: each is sent when any answer is looked at."""
    if session.new or session.dirty or session.deleted:
        # A statement sees what was done before it, as any that the session runs itself.
        session.flush()
    sight = _sight_of(session)
    own = {f"{_OWN}{name}": getattr(sight, name) for name in _OWN_NUMBERS}
    words = _narrowed(statement, _shape_of(sight), session.get_bind().dialect)
    return session.ask(words, {**values, **own})


@cache
def columns_of(mapped: type[Any]) -> tuple[ColumnElement[Any], ...]:
    """Every column of a table, to `read` whole rows that `kept` turns into objects."""
    return tuple(getattr(mapped, attribute.key) for attribute in class_mapper(mapped).column_attrs)


def kept(session: PortalSession, mapped: type[Owned], row: Row[*Columns]) -> Owned:
    """The object of a row that was just `read` with `columns_of`: changes to it are written at flush.

    What the session knew of this row before is replaced, as when a row is read again under its lock.
    """
    mapper = class_mapper(mapped)
    names = [attribute.key for attribute in mapper.column_attrs]
    values = dict(zip(names, row[: len(names)], strict=True))
    key = tuple(values[one.name] for one in mapper.primary_key)
    known = session.identity_map.get(mapper.identity_key_from_primary_key(key))
    if isinstance(known, mapped):
        for name, value in values.items():
            set_committed_value(known, name, value)
        return known
    made = mapper.class_manager.new_instance()
    assert isinstance(made, mapped), "the mapper makes its own kind"
    made.__dict__.update(values)
    make_transient_to_detached(made)
    session.add(made)
    return made


@lru_cache(maxsize=512)
def _shape_of(sight: Actor) -> Actor:
    """Someone who sees alike but for the numbers: the same parts of a criterion apply to both."""
    root = 1 if sight.tenant_id is not None else None
    is_root = sight.agency_id == sight.tenant_id
    return replace(
        sight,
        time_zone="",
        tenant_id=root,
        agency_id=root if is_root else 2,
        user_id=None if sight.user_id is None else 0,
        producer_id=None if sight.producer_id is None else 0,
        client_id=None if sight.client_id is None else 0,
    )


@lru_cache(maxsize=2048)
def _narrowed(statement: Select[Any], shape: Actor, dialect: Dialect) -> Printed:
    """A statement as the first lock narrows it; the shape's own numbers in it are given each time."""
    return printed(statement.options(*_options_for(shape, _tables_named(statement))), dialect)


@event.listens_for(PortalSession, "before_flush")
def _refuse_writes_out_of_sight(
    session: PortalSession, context: UOWTransaction, instances: object
) -> None:
    """A row that its writer could not read back is never written."""
    _remember_where_people_were(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, _KINDS):
            owner = {name: getattr(row, name, None) for name in _OWNER_COLUMNS}
            _refuse_out_of_sight(session, type(row), owner)


def insert_rows(
    session: PortalSession, mapped: type[Any], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write rows straight to their table, checked as a flush checks them. Raises NotFound.

    They are sent with whatever is asked next, the commit at the latest (`foundation/exchange.py`).
    """
    if not rows:
        return
    _check_rows(session, mapped, rows)
    session.say_rows(_insert_of(mapped.__table__), rows)


def draw_ids(session: PortalSession, *tables: type[Any]) -> Answer[tuple[int, ...]]:
    """An id for a new row of each of these tables, so that rows which name each other go in one turn.

    Write the row before another id of its table is drawn.
    """
    dialect = session.get_bind().dialect
    drawn = session.ask(printed(_draw(tables, dialect.name), dialect), {})
    return Answer(lambda: tuple(drawn().one()))


@cache
def _draw(tables: tuple[type[Any], ...], dialect: str) -> Select[*tuple[int, ...]]:
    if dialect == "postgresql":
        return select(*(func.nextval(f"{one.__tablename__}_id_seq") for one in tables))
    # What SQLite gives a row without an id; nobody else can write until this transaction ends.
    newest = (select(func.coalesce(func.max(one.id), 0) + 1) for one in tables)
    return select(*(one.scalar_subquery() for one in newest))


def write_changes(session: PortalSession, *rows: PortalTable) -> None:
    """Write what changed on these rows, checked as a flush checks it, and let go of them.

    For the rows of a deed that is done with them: a flush works out far more than one update each.
    Values are written, not expressions. Raises NotFound out of sight.
    """
    dialect = session.get_bind().dialect
    for row in rows:
        state = inspect(row)
        changed = sorted(state.committed_state)
        owner = {name: getattr(row, name, None) for name in _OWNER_COLUMNS}
        _check_rows(session, type(row), (owner,))
        values = {name: getattr(row, name) for name in changed}
        if values:
            assert state.identity is not None, "a row that is written anew was stored before"
            statement = _update_of(state.mapper.local_table, tuple(changed))
            told = {**values, "row_id": state.identity[0]}
            session.say(printed(statement, dialect), (told,), touches=1)
        session.expunge(row)


@cache
def _update_of(target: Table, names: tuple[str, ...]) -> Update:
    changes: dict[str, Any] = {name: bindparam(name) for name in names}
    return update(target).where(target.c.id == bindparam("row_id")).values(changes)


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
        return not _is_closed(mapped, actor)
    if issubclass(mapped, PersonOwned):
        is_managed = mapped.managed_by is not None and actor.may(mapped.managed_by)
        is_own = owner["user_id"] == actor.user_id
        return is_own or (is_managed and _is_person_in_reach(session, owner["user_id"]))
    if issubclass(mapped, AgencyOwned):
        is_closed = mapped.closed_to_own_books and actor.book is not Book.AGENCY
        return not is_closed and _is_in_reach(session, owner["agency_id"])
    return _may_write_book(session, mapped, owner)


def _may_write_book(
    session: PortalSession, mapped: type[Any], owner: Mapping[str, int | None]
) -> bool:
    actor = session.actor
    if actor.book is Book.AGENCY or _manages(mapped, actor):
        return _is_in_reach(session, owner["agency_id"])
    if actor.book is Book.OWN:
        return actor.producer_id is not None and owner["producer_id"] == actor.producer_id
    if actor.book is Book.CLIENT and issubclass(mapped, ClientOwned):
        return actor.client_id is not None and owner["client_id"] == actor.client_id
    return False


def _is_person_in_reach(session: PortalSession, user_id: int | None) -> bool:
    if _is_root(session.actor):
        return True
    return user_id is not None and _is_in_reach(session, _agency_of_person(session, user_id))


def _agency_of_person(session: PortalSession, user_id: int) -> int | None:
    """Where a person belonged when this session first had to know; None for nobody."""
    known: dict[int, int] = session.info.setdefault("agencies_of_people", {})
    if user_id not in known:
        asked = select(PEOPLE.c.agency_id).where(PEOPLE.c.id == user_id)
        found = session.connection().execute(asked).scalar_one_or_none()
        if found is None:
            return None
        known[user_id] = found
    return known[user_id]


def _remember_where_people_were(session: PortalSession) -> None:
    """Whoever is moved is judged by where they were: moving a person opens nothing of theirs."""
    if session.actor.is_system or _is_root(session.actor):
        return
    for row in session.dirty:
        if inspect(row).mapper.local_table.name == PEOPLE.name:
            _agency_of_person(session, row.id)


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
    "ask",
    "columns_of",
    "criterion",
    "draw_ids",
    "insert_rows",
    "kept",
    "owner_of",
    "read",
    "scoped_tables",
    "write_changes",
]
