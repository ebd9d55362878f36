"""Signed-in browsers: begun, looked up on every event, ended (ACC-7, ACC-8, ACC-10)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text, update
from sqlmodel import col, select

from producer_portal.access.tables import Agency, LoginSession, UserStatus
from producer_portal.foundation import database
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.permissions import (
    ROLE_BOOKS,
    ROLE_PERMISSIONS,
    Book,
    Permission,
    Role,
)
from producer_portal.foundation.settings import settings
from producer_portal.foundation.unit_of_work import UnitOfWork

# Seen is written at most this often: an event should not cost a write.
SEEN_EVERY_SECONDS = 30

# One read per event, by hand: it runs before everything else a person does.
_LOOK_UP = """
SELECT s.id, s.user_id, s.is_complete, s.started_at, s.last_seen_at, u.name, u.role, u.tenant_id,
       u.agency_id, u.producer_id, u.client_id, a.time_zone, g.permission AS granted,
       g.expires_at AS grant_ends_at
FROM login_session s JOIN portal_user u ON u.id = s.user_id JOIN agency a ON a.id = u.agency_id
LEFT JOIN permission_grant g ON g.user_id = u.id AND g.revoked_at IS NULL
     AND (g.expires_at IS NULL OR g.expires_at > :now)
WHERE {key} AND s.ended_at IS NULL AND u.status = :active
"""
_BY_TOKEN = text(_LOOK_UP.format(key="s.token_hash = :key"))
_BY_ID = text(_LOOK_UP.format(key="s.id = :key"))
_AS_SYSTEM = text(
    "SELECT set_config('portal.book', 'system', true), set_config('portal.tenant_id', '', true)"
)
_SEEN = text("UPDATE login_session SET last_seen_at = :now WHERE id = :id AND ended_at IS NULL")


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A live session and the person it belongs to, as of now."""

    session_id: int
    user_id: int
    is_complete: bool
    started_at: datetime
    last_seen_at: datetime
    actor: Actor
    # When the first of the person's granted rights runs out, if any does (RBAC-2).
    rights_until: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it will end unless the person does something: idle or absolute limit, the earlier."""
        idle = self.last_seen_at + timedelta(seconds=settings().session_idle_seconds)
        absolute = self.started_at + timedelta(seconds=settings().session_absolute_seconds)
        return min(idle, absolute)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(
    work: UnitOfWork, *, user_id: int, tenant_id: int, is_complete: bool, browser: str
) -> tuple[str, int]:
    """Begin a session; returns the cookie's value, which is never kept, and the row's id."""
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        tenant_id=tenant_id,
        user_id=user_id,
        token_hash=token_hash(token),
        is_complete=is_complete,
        started_at=work.now,
        last_seen_at=work.now,
        address=work.actor.address,
        browser=browser[:200],
    )
    work.session.add(row)
    work.session.flush()  # the id is needed by whoever binds tabs to it
    assert row.id is not None, "flushed"
    return token, row.id


def end_others(work: UnitOfWork, *, user_id: int, but: int | None, reason: str) -> tuple[int, ...]:
    """End a person's other sessions; returns their ids. Their open pages are told at once (ACC-8)."""
    open_ids = work.session.exec(
        select(LoginSession.id).where(
            LoginSession.user_id == user_id,
            col(LoginSession.ended_at).is_(None),
            LoginSession.id != (but or 0),
        )
    ).all()
    ended = tuple(key for key in open_ids if key is not None)
    for key in ended:
        end(work, session_id=key, reason=reason)
    return ended


def end(work: UnitOfWork, *, session_id: int, reason: str) -> None:
    """End one session. Ending an ended one changes nothing."""
    work.session.execute(
        update(LoginSession)
        .where(col(LoginSession.id) == session_id, col(LoginSession.ended_at).is_(None))
        .values(ended_at=work.now, end_reason=reason)
    )
    work.changed(f"session:{session_id}")


def by_token(token: str, *, now: datetime, address: str = "") -> SessionFacts | None:
    """The live session of a cookie, or None. Does not count as being active."""
    return _look_up(_BY_TOKEN, token_hash(token), now, address)


def by_id(session_id: int, *, now: datetime, address: str = "") -> SessionFacts | None:
    """The live session of an open page, or None. Does not count as being active."""
    version = database.data_version()
    facts = _look_up(_BY_ID, session_id, now, address)
    if version is not None and facts is not None:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[session_id] = (version, facts)
    return facts


def remembered(session_id: int, *, now: datetime, address: str = "") -> SessionFacts | None:
    """The same as `by_id` when that needs no reading, because nothing was written since; else None.

    Anything committed by anybody makes it forget, so that a session ended elsewhere is never found here.
    """
    version, facts = _remembered.get(session_id, (None, None))
    if version is None or facts is None or version != database.data_version():
        return None
    is_over = now >= facts.ends_at or (facts.rights_until is not None and now >= facts.rights_until)
    if is_over or facts.actor.address != address:
        return None
    return facts


_MOST_REMEMBERED = 4096
_remembered: dict[int, tuple[tuple[Engine, int], SessionFacts]] = {}


def _look_up(statement: Any, key: str | int, now: datetime, address: str) -> SessionFacts | None:
    with database.reading_engine().connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_AS_SYSTEM)
        asked = {"key": key, "active": UserStatus.ACTIVE.value, "now": _bound(connection, now)}
        found = connection.execute(statement, asked).all()
    if not found or not _is_live(found[0], now):
        return None
    row = found[0]
    # One line for each granted permission, or a single one without any.
    granted = frozenset(Permission(one.granted) for one in found if one.granted is not None)
    ends = [_instant(one.grant_ends_at) for one in found if one.grant_ends_at is not None]
    return SessionFacts(
        session_id=row.id,
        user_id=row.user_id,
        is_complete=bool(row.is_complete),
        started_at=_instant(row.started_at),
        last_seen_at=_instant(row.last_seen_at),
        actor=_actor(row, granted, address),
        rights_until=min(ends, default=None),
    )


def _is_live(row: Any, now: datetime) -> bool:
    idle = (now - _instant(row.last_seen_at)).total_seconds()
    age = (now - _instant(row.started_at)).total_seconds()
    return idle <= settings().session_idle_seconds and age <= settings().session_absolute_seconds


def _actor(row: Any, granted: frozenset[Permission], address: str) -> Actor:
    role = Role(row.role)
    book = ROLE_BOOKS[role]
    return Actor(
        user_id=row.user_id,
        name=row.name,
        role=role,
        permissions=ROLE_PERMISSIONS[role] | granted,
        tenant_id=row.tenant_id,
        agency_id=row.agency_id,
        producer_id=row.producer_id,
        client_id=row.client_id,
        book=Book(book),
        session_id=row.id,
        address=address,
        time_zone=row.time_zone,
    )


def is_due(facts: SessionFacts, now: datetime) -> bool:
    """Whether being seen would be written: at most twice a minute."""
    return (now - facts.last_seen_at).total_seconds() >= SEEN_EVERY_SECONDS


def note_seen(facts: SessionFacts, *, now: datetime) -> None:
    """Remember that the person did something. Written at most twice a minute."""
    if not is_due(facts, now):
        return
    with database.engine().begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_AS_SYSTEM)
        connection.execute(_SEEN, {"now": _bound(connection, now), "id": facts.session_id})


def _bound(connection: Connection, at: datetime) -> Any:
    """An instant as the driver of this database keeps it in plain SQL."""
    if connection.dialect.name == "sqlite":
        return at.astimezone(UTC).replace(tzinfo=None).strftime("%Y-%m-%d %H:%M:%S.%f")
    return at


def _instant(value: Any) -> datetime:
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def agency_name(work: UnitOfWork) -> str:
    """The name of the actor's own agency."""
    found = work.session.exec(select(Agency.name).where(Agency.id == work.actor.agency_id)).first()
    return found or ""
