"""Effects to perform after commit: mail, notices, accruals. Retried, never twice per key, dead letters kept."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Insert, func
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import OutboxMessage, OutboxStatus
from producer_portal.foundation.unit_of_work import (
    UnitOfWork,
    act_as,
    get_or_not_found,
    unit_of_work,
)
from producer_portal.values.errors import PortalError

LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 8
FIRST_DELAY_SECONDS = 2
LONGEST_DELAY_SECONDS = 3600

# How long a message that is being sent is nobody else's: what was interrupted is tried again after it.
SENDING_SECONDS = 600

# What is to be done outside once the transaction that made it ready is over.
Send = Callable[[], None]
# Done within the transaction; or, if it answers with one, by what it answers. The payload says besides
# whether this `is_repeat`: an earlier attempt may have come through though its answer was lost.
Effect = Callable[[UnitOfWork, Mapping[str, Any]], Send | None]


class EffectFailed(PortalError):
    """An outside system did not take the effect; it will be tried again."""


class EffectRefused(EffectFailed):
    """An outside system will never take the effect, however often it is tried."""


def enqueue(
    work: UnitOfWork, *, kind: str, key: str, payload: Mapping[str, Any], delay_seconds: int = 0
) -> None:
    """Ask for an effect once this transaction commits. A second message with the same key is ignored."""
    if not work.pending_outbox:
        # Before the audit trail's turn, whose chain is locked last and briefly.
        work.before_commit.insert(0, _write)
    work.pending_outbox.append(
        {
            # Both are the actor's own: nothing else is ever written here, so nothing is to be checked.
            "tenant_id": work.tenant_id,
            "agency_id": work.actor.agency_id or work.tenant_id,
            "kind": kind,
            "key": key,
            "payload": dict(payload),
            "status": OutboxStatus.WAITING.value,
            "attempts": 0,
            "enqueued_at": work.now,
            "due_at": work.now + timedelta(seconds=delay_seconds),
            "last_error": "",
        }
    )
    work.has_outbox = True


def _write(work: UnitOfWork) -> None:
    """All messages of a transaction in one statement; the unique key drops what was asked for before."""
    work.session.say_rows(_insert_new(work.session.get_bind().dialect.name), work.pending_outbox)
    work.pending_outbox = []


@cache
def _insert_new(dialect: str) -> Insert:
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    keys = ("tenant_id", "key")
    return insert(OutboxMessage).on_conflict_do_nothing(index_elements=keys)


def deliver_due(
    effects: Mapping[str, Effect],
    *,
    clock: Callable[[], datetime],
    most: int = 200,
    only: frozenset[str] = frozenset(),
    without: frozenset[str] = frozenset(),
) -> int:
    """Perform what is due, one transaction each; returns how many were performed.

    A message is claimed with a row lock, so several workers never perform one twice. `only` and
    `without` are kinds, so that slow senders outside keep nobody else waiting.
    """
    performed = 0
    kinds = _Kinds(only, without)
    if not _is_any_due(clock(), kinds):
        return performed
    for _ in range(most):
        outcome = _deliver_one(effects, clock, kinds)
        if outcome is None:
            break
        performed += outcome
    return performed


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Which kinds one deliverer takes."""

    only: frozenset[str]
    without: frozenset[str]

    def wanted(self) -> list[Any]:
        wanted: list[Any] = []
        if self.only:
            wanted.append(col(OutboxMessage.kind).in_(sorted(self.only)))
        if self.without:
            wanted.append(col(OutboxMessage.kind).not_in(sorted(self.without)))
        return wanted


def _is_any_due(now: datetime, kinds: _Kinds) -> bool:
    """A cheap look before claiming: claiming takes SQLite's write lock."""
    with unit_of_work(system_actor("outbox"), now=now, read_only=True) as work:
        due = select(OutboxMessage.id).where(
            OutboxMessage.status == OutboxStatus.WAITING,
            OutboxMessage.due_at <= now,
            *kinds.wanted(),
        )
        return work.session.exec(due.limit(1)).first() is not None


def _deliver_one(
    effects: Mapping[str, Effect], clock: Callable[[], datetime], kinds: _Kinds
) -> int | None:
    """1 when performed, 0 when it failed and waits, None when nothing is due."""
    claimed: tuple[int, int] | None = None
    send: Send | None = None
    try:
        with unit_of_work(system_actor("outbox"), now=clock()) as work:
            message = _claim(work, kinds)
            if message is None:
                return None
            claimed = (message.id or 0, message.tenant_id)
            send = _perform(effects, work, message)
        if send is not None:
            # Nobody waits for this: no transaction is open while something outside takes its time.
            send()
            _note_sent(claimed, clock())
    except (PortalError, SQLAlchemyError, OSError, LookupError, ValueError) as failure:
        assert claimed is not None, "only a claimed message can fail"
        _note_failure(claimed, failure, clock(), is_counted=send is not None)
        return 0
    return 1


def _claim(work: UnitOfWork, kinds: _Kinds) -> OutboxMessage | None:
    return work.session.exec(
        select(OutboxMessage)
        .where(
            OutboxMessage.status == OutboxStatus.WAITING,
            OutboxMessage.due_at <= work.now,
            *kinds.wanted(),
        )
        .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _perform(
    effects: Mapping[str, Effect], work: UnitOfWork, message: OutboxMessage
) -> Send | None:
    # The effect acts for the message's own tenant; the transaction that claimed it stays the same.
    kind, message_id = message.kind, message.id or 0
    payload = {**message.payload, "is_repeat": message.attempts > 0 or message.last_error != ""}
    act_as(work, system_actor(f"outbox:{kind}", tenant_id=message.tenant_id))
    send = effects[kind](work, payload)
    message = get_or_not_found(work, OutboxMessage, message_id, what="message")
    message.attempts += 1
    if send is not None:
        message.due_at = work.now + timedelta(seconds=SENDING_SECONDS)
        return send
    message.status = OutboxStatus.DONE
    message.done_at = work.now
    message.last_error = ""
    return None


def _note_sent(claimed: tuple[int, int], now: datetime) -> None:
    message_id, tenant_id = claimed
    with unit_of_work(system_actor("outbox", tenant_id=tenant_id), now=now) as work:
        message = get_or_not_found(work, OutboxMessage, message_id, what="message", lock=True)
        was_failing = message.last_error != ""
        message.status, message.done_at, message.last_error = OutboxStatus.DONE, now, ""
        if was_failing:
            work.changed("deliveries")


def _note_failure(
    claimed: tuple[int, int], failure: BaseException, now: datetime, *, is_counted: bool = False
) -> None:
    message_id, tenant_id = claimed
    with unit_of_work(system_actor("outbox", tenant_id=tenant_id), now=now) as work:
        message = get_or_not_found(work, OutboxMessage, message_id, what="message", lock=True)
        message.attempts += 0 if is_counted else 1
        message.last_error = f"{type(failure).__name__}: {failure}"[:500]
        if message.attempts >= MOST_ATTEMPTS or isinstance(failure, EffectRefused):
            message.status = OutboxStatus.DEAD
        delay = min(FIRST_DELAY_SECONDS * 2 ** (message.attempts - 1), LONGEST_DELAY_SECONDS)
        message.due_at = now + timedelta(seconds=delay)
        work.changed("deliveries")
    LOG.warning("effect failed", extra={"effect": message.kind, "attempts": message.attempts})


def replay(work: UnitOfWork, *, message_id: int) -> None:
    """Send a dead letter again from its first attempt."""
    message = get_or_not_found(work, OutboxMessage, message_id, what="message", lock=True)
    message.status = OutboxStatus.WAITING
    message.attempts = 0
    message.due_at = work.now
    work.has_outbox = True


def counts(work: UnitOfWork) -> dict[str, int]:
    """How many messages wait, are done and are dead, for health and measures."""
    rows = work.session.exec(
        select(OutboxMessage.status, func.count()).group_by(col(OutboxMessage.status))
    ).all()
    return {str(status): int(number) for status, number in rows}
