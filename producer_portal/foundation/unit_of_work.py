"""One transaction, done by one actor, at one moment."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, TextClause, text
from sqlmodel import select

from producer_portal.foundation import database, signals
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.scope import PortalSession
from producer_portal.values.errors import NotFound

T = TypeVar("T")


@dataclass(slots=True)
class UnitOfWork:
    """What a service is handed: the session, who acts, and when."""

    session: PortalSession
    actor: Actor
    now: datetime
    topics: set[str] = field(default_factory=set)
    before_commit: list[Callable[["UnitOfWork"], None]] = field(default_factory=list)
    pending_audit: list[Any] = field(default_factory=list)
    pending_outbox: list[dict[str, Any]] = field(default_factory=list)
    has_outbox: bool = False

    @property
    def today(self) -> date:
        """The calendar day in the agency's zone, by which dates of cover are judged."""
        return self.now.astimezone(ZoneInfo(self.actor.time_zone)).date()

    @property
    def tenant_id(self) -> int:
        """The root agency the actor belongs to."""
        assert self.actor.tenant_id is not None, "this deed belongs to one tenant"
        return self.actor.tenant_id

    def changed(self, *topics: str) -> None:
        """Name what open pages should read again once this commits: "submissions", "submission:12"."""
        self.topics.update(topics)


def get_or_not_found(
    work: UnitOfWork, table: type[T], key: int, *, what: str, lock: bool = False
) -> T:
    """The row with this id, if the actor can see it. Raises NotFound otherwise (RBAC-4).

    `lock` takes the row for this transaction, so that two deeds on one record queue up.
    """
    statement = select(table).where(table.id == key)  # type: ignore[attr-defined]
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = work.session.exec(statement).one_or_none()
    if row is None:
        raise NotFound(what)
    return row


@contextmanager
def unit_of_work(
    actor: Actor, *, now: datetime, read_only: bool = False
) -> Generator[UnitOfWork, None, None]:
    """Commit when the block ends well, roll back when it raises. Written at edges only."""
    with PortalSession(
        database.engine(), info={"actor": actor}, expire_on_commit=False, autoflush=True
    ) as session:
        work = UnitOfWork(session=session, actor=actor, now=now)
        options = {"portal_read_only": True} if read_only else {}
        with session.begin():
            connection = session.connection(execution_options=options)
            if connection.dialect.name == "postgresql":
                _tell_second_lock(connection, actor, read_only=read_only)
            yield work
            session.flush()
            for finish in work.before_commit:
                finish(work)
    if work.topics or work.has_outbox:
        signals.publish(actor.tenant_id, frozenset(work.topics), has_outbox=work.has_outbox)


def act_as(work: UnitOfWork, actor: Actor) -> None:
    """Go on in the same transaction as a narrower actor: a delivery acts for its message's tenant only."""
    work.session.flush()
    work.session.expunge_all()
    work.session.info["actor"] = actor
    work.session.info.pop("reach", None)
    work.actor = actor
    connection = work.session.connection()
    if connection.dialect.name == "postgresql":
        _tell_second_lock(connection, actor, read_only=False)


@cache
def _set_all(names: tuple[str, ...]) -> TextClause:
    calls = ", ".join(f"set_config('portal.{name}', :{name}, true)" for name in names)
    return text(f"SELECT {calls}")


def _tell_second_lock(connection: Connection, actor: Actor, *, read_only: bool) -> None:
    """Row-level security reads these transaction-local settings."""
    if read_only:
        connection.execute(text("SET TRANSACTION READ ONLY"))
    values = {
        "tenant_id": actor.tenant_id,
        "agency_id": actor.agency_id,
        "producer_id": actor.producer_id,
        "client_id": actor.client_id,
        "user_id": actor.user_id,
        "book": actor.book.value,
        "permissions": "," + ",".join(sorted(actor.permissions)) + ",",
    }
    words = {name: "" if value is None else str(value) for name, value in values.items()}
    connection.execute(_set_all(tuple(values)), words)
