"""Writing the books: post an entry, take one back, open the books of a new tenant (COM-1)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel import col, select

from producer_portal.features.ledger import queries
from producer_portal.features.ledger.rules import (
    LONGEST_KEY,
    EntryAlreadyReversed,
    EntryReason,
    KeyUsedForAnotherEntry,
    Leg,
    Sealed,
    checked,
    entry_id_for,
    entry_reference,
    hash_of_entry,
    hash_of_input,
    mirrored,
)
from producer_portal.features.ledger.tables import LedgerChain, LedgerEntry, LedgerLeg
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound


def open_books(work: UnitOfWork, *, tenant_id: int) -> None:
    """Begin the chain of a new tenant. Called once, when its root agency is founded."""
    work.session.add(LedgerChain(tenant_id=tenant_id))


def post(
    work: UnitOfWork,
    *,
    agency_id: int,
    reason: EntryReason,
    source: tuple[str, int],
    idempotency_key: str,
    legs: Sequence[Leg],
    reverses_id: UUID | None = None,
) -> UUID:
    """Append one balanced entry and return its id (COM-1).

    The same key with the same input returns the first entry. `source` names the record it comes
    from. Needs no permission: the service that calls it has asked. Raises EntryUnbalanced,
    KeyUsedForAnotherEntry, and NotFound when the agency is out of sight.
    """
    assert 0 < len(idempotency_key) <= LONGEST_KEY, "every posting has a key"
    legs = checked(legs)
    input_hash = hash_of_input(
        agency_id=agency_id, reason=reason, source=source, reverses_id=reverses_id, legs=legs
    )
    last_number, last_hash = _lock_chain(work)
    entry_id = entry_id_for(work.tenant_id, idempotency_key)
    # Looked up under the lock: of two posts with one key the second finds what the first wrote.
    known = _input_hash_of(work, entry_id)
    if known is not None:
        if known != input_hash:
            raise KeyUsedForAnotherEntry(
                "This key was used for another entry. Nothing was posted. Use a new key."
            )
        return entry_id
    sealed = Sealed(
        tenant_id=work.tenant_id,
        agency_id=agency_id,
        number=last_number + 1,
        entry_id=entry_id,
        posted_at=work.now,
        reason=reason.value,
        source_kind=source[0],
        source_id=source[1],
        idempotency_key=idempotency_key,
        input_hash=input_hash,
        reverses_id=reverses_id,
        actor_user_id=work.actor.user_id,
        actor_name=work.actor.name,
        previous_hash=last_hash,
        legs=legs,
    )
    _append(work, sealed)
    return entry_id


def _lock_chain(work: UnitOfWork) -> tuple[int, str]:
    """The last number and hash of the tenant's books, whose head stays locked until commit."""
    # Named by its tenant, and past the session: it is nobody's record, and each posting waits for it.
    head = (
        work.session.connection()
        .execute(
            select(LedgerChain.last_number, LedgerChain.last_hash)
            .where(LedgerChain.tenant_id == work.tenant_id)
            .with_for_update()
        )
        .one_or_none()
    )
    assert head is not None, "the books of a tenant are opened with its root agency"
    return head.last_number, head.last_hash


def _input_hash_of(work: UnitOfWork, entry_id: UUID) -> str | None:
    # Past the session too: the id is made from the tenant, so it is never another's entry.
    return (
        work.session.connection()
        .execute(select(LedgerEntry.input_hash).where(LedgerEntry.id == entry_id))
        .scalar_one_or_none()
    )


def _append(work: UnitOfWork, sealed: Sealed) -> None:
    owner = {"tenant_id": sealed.tenant_id, "agency_id": sealed.agency_id}
    # Straight to the table, in one statement: the entry that follows is what the session checks,
    # and the database refuses legs that its entry does not seal.
    work.session.connection().execute(
        insert(LedgerLeg),
        [
            {
                **owner,
                "producer_id": leg.producer_id,
                "entry_id": sealed.entry_id,
                "place": place,
                "account": leg.account.value,
                "amount_minor": leg.amount.minor_units,
                "currency": leg.amount.currency,
            }
            for place, leg in enumerate(sealed.legs, start=1)
        ],
    )
    said = {
        name: getattr(sealed, name)
        for name in sealed.__dataclass_fields__
        if name not in {"legs", "entry_id"}
    }
    entry = LedgerEntry(id=sealed.entry_id, hash=hash_of_entry(sealed), **said)
    work.session.connection().execute(
        update(LedgerChain)
        .where(col(LedgerChain.tenant_id) == sealed.tenant_id)
        .values(last_number=entry.number, last_hash=entry.hash)
    )
    work.session.add(entry)
    # Sealed at once, so that rows which name this entry can follow.
    work.session.flush()


def reverse(work: UnitOfWork, *, entry_id: UUID, reason: str, idempotency_key: str) -> UUID:
    """Take an entry back by its mirror, which names it, and return the mirror's id.

    Needs LEDGER_READ and COMMISSION_RULES_MANAGE. `reason` is for the audit trail. Raises NotFound,
    and EntryAlreadyReversed when another key took it back before.
    """
    work.actor.require(Permission.LEDGER_READ)
    work.actor.require(Permission.COMMISSION_RULES_MANAGE)
    _lock_chain(work)
    entry = work.session.exec(select(LedgerEntry).where(LedgerEntry.id == entry_id)).one_or_none()
    if entry is None:
        raise NotFound("ledger entry")
    mirror = work.session.exec(
        select(LedgerEntry).where(col(LedgerEntry.reverses_id) == entry_id)
    ).one_or_none()
    if mirror is not None and mirror.idempotency_key != idempotency_key:
        raise EntryAlreadyReversed(
            f"{entry_reference(entry.number)} was taken back by {entry_reference(mirror.number)}."
        )
    reversal_id = post(
        work,
        agency_id=entry.agency_id,
        reason=EntryReason.REVERSAL,
        source=(entry.source_kind, entry.source_id),
        idempotency_key=idempotency_key,
        legs=mirrored(queries.legs_of(work, entry_id=entry_id)),
        reverses_id=entry_id,
    )
    if mirror is None:
        audit.record(
            work,
            "ledger_entry.reversed",
            subject=("ledger_entry", entry.number),
            after={"reversed_by": str(reversal_id)},
            note=reason,
            agency_id=entry.agency_id,
        )
    return reversal_id
