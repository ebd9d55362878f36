"""Effects to perform after commit: mail, notices, accruals. Retried, never twice per key, dead letters kept."""

import logging
from collections.abc import Callable, Mapping
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

Effect = Callable[[UnitOfWork, Mapping[str, Any]], None]


class EffectFailed(PortalError):
    """An outside system did not take the effect; it will be tried again."""


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
    effects: Mapping[str, Effect], *, clock: Callable[[], datetime], most: int = 200
) -> int:
    """Perform what is due, one transaction each; returns how many were performed.

    A message is claimed with a row lock, so several workers never perform one twice.
    """
    performed = 0
    if not _is_any_due(clock()):
        return performed
    for _ in range(most):
        outcome = _deliver_one(effects, clock())
        if outcome is None:
            break
        performed += outcome
    return performed


def _is_any_due(now: datetime) -> bool:
    """A cheap look before claiming: claiming takes SQLite's write lock."""
    with unit_of_work(system_actor("outbox"), now=now, read_only=True) as work:
        due = select(OutboxMessage.id).where(
            OutboxMessage.status == OutboxStatus.WAITING, OutboxMessage.due_at <= now
        )
        return work.session.exec(due.limit(1)).first() is not None


def _deliver_one(effects: Mapping[str, Effect], now: datetime) -> int | None:
    """1 when performed, 0 when it failed and waits, None when nothing is due."""
    claimed: tuple[int, int] | None = None
    try:
        with unit_of_work(system_actor("outbox"), now=now) as work:
            message = _claim(work)
            if message is None:
                return None
            claimed = (message.id or 0, message.tenant_id)
            _perform(effects, work, message)
    except (PortalError, SQLAlchemyError, OSError, LookupError, ValueError) as failure:
        assert claimed is not None, "only a claimed message can fail"
        _note_failure(claimed, failure, now)
        return 0
    return 1


def _claim(work: UnitOfWork) -> OutboxMessage | None:
    return work.session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.status == OutboxStatus.WAITING, OutboxMessage.due_at <= work.now)
        .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _perform(effects: Mapping[str, Effect], work: UnitOfWork, message: OutboxMessage) -> None:
    # The effect acts for the message's own tenant; the transaction that claimed it stays the same.
    kind, payload, message_id = message.kind, message.payload, message.id or 0
    act_as(work, system_actor(f"outbox:{kind}", tenant_id=message.tenant_id))
    effects[kind](work, payload)
    message = get_or_not_found(work, OutboxMessage, message_id, what="message")
    message.status = OutboxStatus.DONE
    message.attempts += 1
    message.done_at = work.now
    message.last_error = ""


def _note_failure(claimed: tuple[int, int], failure: BaseException, now: datetime) -> None:
    message_id, tenant_id = claimed
    with unit_of_work(system_actor("outbox", tenant_id=tenant_id), now=now) as work:
        message = get_or_not_found(work, OutboxMessage, message_id, what="message", lock=True)
        message.attempts += 1
        message.last_error = f"{type(failure).__name__}: {failure}"[:500]
        if message.attempts >= MOST_ATTEMPTS:
            message.status = OutboxStatus.DEAD
        delay = min(FIRST_DELAY_SECONDS * 2 ** (message.attempts - 1), LONGEST_DELAY_SECONDS)
        message.due_at = now + timedelta(seconds=delay)
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
