"""The trail of deeds: append-only, hash-chained per tenant, written in the deed's own transaction (ADM-2)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.foundation.exchange import printed
from producer_portal.foundation.scope import insert_rows
from producer_portal.foundation.tables import AuditChain, AuditRecord
from producer_portal.foundation.unit_of_work import UnitOfWork

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """The first record that does not follow from the one before it."""

    tenant_id: int
    number: int
    reason: str


def record(
    work: UnitOfWork,
    action: str,
    *,
    subject: tuple[str, int],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
    agency_id: int | None = None,
) -> None:
    """Note a deed. It is appended to the chain just before commit, so the chain is locked briefly.

    `before` and `after` hold plain values; never secrets or personal numbers.
    """
    if not work.pending_audit:
        work.before_commit.append(_append)
    kind, key = subject
    work.pending_audit.append(
        {
            "tenant_id": work.tenant_id,
            "agency_id": agency_id or work.actor.agency_id or work.tenant_id,
            "at": work.now,
            "actor_user_id": work.actor.user_id,
            "actor_name": work.actor.name,
            "address": work.actor.address,
            "action": action,
            "subject_kind": kind,
            "subject_id": key,
            "before": dict(before) if before is not None else None,
            "after": dict(after) if after is not None else None,
            "note": note[:2000],
        }
    )


def _append(work: UnitOfWork) -> None:
    # Named by its tenant, past the session: the head is nobody's record and every deed waits for it.
    session, key = work.session, {"tenant": work.tenant_id}
    dialect = session.get_bind().dialect
    head = session.ask(printed(_HEAD, dialect), key)().one()
    number, last_hash = head.last_number, head.last_hash
    for entry in work.pending_audit:
        number += 1
        entry["number"], entry["previous_hash"] = number, last_hash
        last_hash = entry["hash"] = _hash(entry)
    moved = key | {"number": number, "hash": last_hash}
    session.say(printed(_MOVE_HEAD, dialect), (moved,))
    insert_rows(session, AuditRecord, work.pending_audit)
    work.pending_audit = []


_HEAD = (
    core_select(col(AuditChain.last_number), col(AuditChain.last_hash))
    .where(col(AuditChain.tenant_id) == bindparam("tenant"))
    .with_for_update()
)
_MOVE_HEAD = (
    update(AuditChain)
    .where(col(AuditChain.tenant_id) == bindparam("tenant"))
    .values(last_number=bindparam("number"), last_hash=bindparam("hash"))
)


def hash_of(entry: AuditRecord) -> str:
    """The record's hash over everything it says and the hash before it."""
    return _hash({name: getattr(entry, name) for name in _HASHED})


_HASHED = (
    "tenant_id", "agency_id", "number", "at", "actor_user_id", "actor_name", "address", "action",
    "subject_kind", "subject_id", "before", "after", "note", "previous_hash",
)  # fmt: skip


def _hash(entry: Mapping[str, Any]) -> str:
    said = {name: entry[name] for name in _HASHED} | {"at": _instant(entry["at"])}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def broken_chains(work: UnitOfWork) -> Iterator[BrokenChain]:
    """The first break of each tenant's chain, if any: a changed, missing or reordered record."""
    for head in work.session.exec(select(AuditChain).order_by(col(AuditChain.tenant_id))).all():
        broken = _first_break(work, head)
        if broken is not None:
            yield broken


def _first_break(work: UnitOfWork, head: AuditChain) -> BrokenChain | None:
    expected_number, expected_hash = 1, FIRST_HASH
    records = work.session.exec(
        select(AuditRecord)
        .where(AuditRecord.tenant_id == head.tenant_id)
        .order_by(col(AuditRecord.number))
        .execution_options(yield_per=1000)
    )
    for entry in records:
        if entry.number != expected_number:
            return BrokenChain(head.tenant_id, expected_number, "is missing or out of order")
        if entry.previous_hash != expected_hash:
            return BrokenChain(head.tenant_id, entry.number, "does not follow the record before it")
        if entry.hash != hash_of(entry):
            return BrokenChain(head.tenant_id, entry.number, "was changed after it was written")
        expected_number, expected_hash = entry.number + 1, entry.hash
    if head.last_number != expected_number - 1 or head.last_hash != expected_hash:
        return BrokenChain(head.tenant_id, expected_number, "is missing at the end of the chain")
    return None
