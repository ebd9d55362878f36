"""Reading the books: balances, one entry, and the proof that nothing was changed (COM-1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.features.ledger.rules import (
    ACCOUNT_NAMES,
    FIRST_HASH,
    REASON_WORDS,
    EntryReason,
    LedgerAccount,
    Leg,
    Sealed,
    entry_id_for,
    entry_reference,
    hash_of_entry,
    imbalance_of,
)
from producer_portal.features.ledger.tables import LedgerChain, LedgerEntry, LedgerLeg
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

ENTRIES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LegRow:
    """One side of an entry as a person reads it."""

    account: str
    producer_id: int | None
    amount: str
    is_negative: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its legs."""

    entry_id: str
    reference: str
    posted: str
    reason: str
    source_kind: str
    source_id: int
    actor_name: str
    hash: str
    legs: tuple[LegRow, ...]


@dataclass(frozen=True, slots=True)
class BrokenLedger:
    """The first entry of a tenant's books that is not as it was written."""

    tenant_id: int
    number: int
    reason: str


def balance_of(
    work: UnitOfWork,
    *,
    account: LedgerAccount,
    producer_id: int | None = None,
    currency: str = "USD",
) -> Money:
    """What an account holds, of one payee when named. Needs LEDGER_READ."""
    work.actor.require(Permission.LEDGER_READ)
    statement = select(func.coalesce(func.sum(LedgerLeg.amount_minor), 0)).where(
        LedgerLeg.account == account.value, LedgerLeg.currency == currency
    )
    if producer_id is not None:
        statement = statement.where(LedgerLeg.producer_id == producer_id)
    return Money(int(work.session.exec(statement).one()), currency)


def entry_detail(work: UnitOfWork, *, entry_id: UUID) -> EntryView:
    """One entry and its legs. Needs LEDGER_READ. Raises NotFound."""
    work.actor.require(Permission.LEDGER_READ)
    entry = work.session.exec(select(LedgerEntry).where(LedgerEntry.id == entry_id)).one_or_none()
    if entry is None:
        raise NotFound("ledger entry")
    local = entry.posted_at.astimezone(ZoneInfo(work.actor.time_zone))
    return EntryView(
        entry_id=str(entry.id),
        reference=entry_reference(entry.number),
        posted=f"{day_words(local.date())}, {local.strftime('%I:%M %p').lstrip('0')}",
        reason=REASON_WORDS[EntryReason(entry.reason)],
        source_kind=entry.source_kind,
        source_id=entry.source_id,
        actor_name=entry.actor_name,
        hash=entry.hash,
        legs=tuple(
            LegRow(
                account=ACCOUNT_NAMES[leg.account],
                producer_id=leg.producer_id,
                amount=leg.amount.words(),
                is_negative=leg.amount.minor_units < 0,
            )
            for leg in legs_of(work, entry_id=entry_id)
        ),
    )


def legs_of(work: UnitOfWork, *, entry_id: UUID) -> tuple[Leg, ...]:
    """The legs of an entry in their order, those in sight."""
    rows = work.session.exec(
        select(LedgerLeg).where(LedgerLeg.entry_id == entry_id).order_by(col(LedgerLeg.place))
    )
    return tuple(_leg(row) for row in rows)


def number_of(work: UnitOfWork, *, entry_id: UUID) -> int:
    """The number of an entry that was just posted, to be kept beside what it was posted for."""
    return work.session.exec(select(LedgerEntry.number).where(LedgerEntry.id == entry_id)).one()


def _leg(row: LedgerLeg) -> Leg:
    return Leg(LedgerAccount(row.account), Money(row.amount_minor, row.currency), row.producer_id)


def broken_chains(work: UnitOfWork) -> Iterator[BrokenLedger]:
    """The first break of each tenant's books, if any (`portal verify-ledger`).

    Walks every entry: its number, the hash before it, its own hash over all it says and its legs,
    and that the legs balance. Then that no leg is without its entry.
    """
    heads = work.session.exec(select(LedgerChain).order_by(col(LedgerChain.tenant_id))).all()
    for head in heads:
        broken = _first_break(work, head) or _loose_leg(work, head.tenant_id)
        if broken is not None:
            yield broken


def _first_break(work: UnitOfWork, head: LedgerChain) -> BrokenLedger | None:
    number, previous_hash = 0, FIRST_HASH
    while batch := _batch(work, head.tenant_id, number):
        for entry, legs in batch:
            reason = _fault(entry, legs, number + 1, previous_hash)
            if reason:
                return BrokenLedger(head.tenant_id, min(entry.number, number + 1), reason)
            number, previous_hash = entry.number, entry.hash
    if head.last_number != number or head.last_hash != previous_hash:
        return BrokenLedger(head.tenant_id, number + 1, "is missing at the end of the books")
    return None


def _batch(
    work: UnitOfWork, tenant_id: int, after: int
) -> list[tuple[LedgerEntry, tuple[Leg, ...]]]:
    work.session.expunge_all()
    entries = work.session.exec(
        select(LedgerEntry)
        .where(LedgerEntry.tenant_id == tenant_id, LedgerEntry.number > after)
        .order_by(col(LedgerEntry.number))
        .limit(ENTRIES_AT_ONCE)
    ).all()
    ids = [entry.id for entry in entries]
    rows = work.session.exec(
        select(LedgerLeg)
        .where(col(LedgerLeg.entry_id).in_(ids))
        .order_by(col(LedgerLeg.entry_id), col(LedgerLeg.place))
    )
    legs = {
        entry_id: tuple(_leg(row) for row in found)
        for entry_id, found in groupby(rows, key=lambda row: row.entry_id)
    }
    return [(entry, legs.get(entry.id, ())) for entry in entries]


def _fault(entry: LedgerEntry, legs: tuple[Leg, ...], number: int, previous_hash: str) -> str:
    """What is wrong with this entry in this place, or nothing."""
    if entry.number != number:
        return "is missing or out of order"
    if entry.previous_hash != previous_hash:
        return "does not follow the entry before it"
    if entry.id != entry_id_for(entry.tenant_id, entry.idempotency_key):
        return "does not carry the id of its key"
    if imbalance_of(legs):
        return "does not balance"
    if entry.hash != hash_of_entry(_sealed(entry, legs)):
        return "was changed after it was written"
    return ""


def _sealed(entry: LedgerEntry, legs: tuple[Leg, ...]) -> Sealed:
    said = {
        name: getattr(entry, name)
        for name in Sealed.__dataclass_fields__
        if name not in {"legs", "entry_id"}
    }
    return Sealed(entry_id=entry.id, legs=legs, **said)


def _loose_leg(work: UnitOfWork, tenant_id: int) -> BrokenLedger | None:
    loose = work.session.exec(
        select(LedgerLeg.id)
        .outerjoin(LedgerEntry, col(LedgerEntry.id) == col(LedgerLeg.entry_id))
        .where(LedgerLeg.tenant_id == tenant_id, col(LedgerEntry.id).is_(None))
        .limit(1)
    ).first()
    return None if loose is None else BrokenLedger(tenant_id, 0, f"leg {loose} belongs to no entry")
