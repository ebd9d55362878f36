"""One transaction, done by one actor, at one moment."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import TextClause, text
from sqlmodel import select

from producer_portal.foundation import database, signals
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.exchange import printed
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
    engine = database.reading_engine() if read_only else database.engine()
    with PortalSession(engine, info={"actor": actor}, expire_on_commit=False) as session:
        work = UnitOfWork(session=session, actor=actor, now=now)
        with session.begin():
            if engine.dialect.name == "postgresql":
                _tell_second_lock(session, actor, read_only=read_only)
            else:
                # A writer waits for its turn here, before it has read what the one before it changes.
                session.connection()
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
    if work.session.connection().dialect.name == "postgresql":
        _tell_second_lock(work.session, actor, read_only=False)


@cache
def _set_all(names: tuple[str, ...]) -> TextClause:
    calls = ", ".join(f"set_config('{name}', :{name.replace('.', '_')}, true)" for name in names)
    return text(f"SELECT {calls}")


def second_lock(actor: Actor, *, read_only: bool = False) -> tuple[TextClause, dict[str, str]]:
    """The statement, with its values, of the settings of a transaction that row-level security reads."""
    values = {
        "tenant_id": actor.tenant_id,
        "agency_id": actor.agency_id,
        "producer_id": actor.producer_id,
        "client_id": actor.client_id,
        "user_id": actor.user_id,
        "book": actor.book.value,
        "permissions": "," + ",".join(sorted(actor.permissions)) + ",",
    }
    words = {
        f"portal.{name}": "" if value is None else str(value) for name, value in values.items()
    }
    if read_only:
        words["transaction_read_only"] = "on"
    told = {name.replace(".", "_"): value for name, value in words.items()}
    return _set_all(tuple(words)), told


def _tell_second_lock(session: PortalSession, actor: Actor, *, read_only: bool) -> None:
    """The first thing that is sent; until it is, row-level security lets nothing through."""
    statement, values = second_lock(actor, read_only=read_only)
    session.say(printed(statement, session.get_bind().dialect), (values,))
