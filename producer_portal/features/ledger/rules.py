"""What an entry is: the chart of accounts, legs that sum to zero, and the hash that chains entries."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from producer_portal.values.errors import Conflict, RuleViolation
from producer_portal.values.money import Money

FIRST_HASH = "0" * 64
FEWEST_LEGS = 2
MOST_LEGS = 500
LONGEST_KEY = 200
_ENTRY_NAMESPACE = UUID("6f2f3d0c-5a0e-4b77-9a43-6b4f0f6b8d10")


class LedgerAccount(StrEnum):
    """The chart of accounts. A positive amount is received by the account (a debit).

    Commission that a carrier owes arrives in `commission_receivable` out of `commission_income`;
    what is owed to producers leaves `producer_payable` into `commission_expense`; money that moves
    goes through `cash`.
    """

    COMMISSION_RECEIVABLE = "commission_receivable"
    COMMISSION_INCOME = "commission_income"
    COMMISSION_EXPENSE = "commission_expense"
    PRODUCER_PAYABLE = "producer_payable"
    CASH = "cash"


ACCOUNT_NAMES: Mapping[LedgerAccount, str] = {
    LedgerAccount.COMMISSION_RECEIVABLE: "Commission receivable",
    LedgerAccount.COMMISSION_INCOME: "Commission earned",
    LedgerAccount.COMMISSION_EXPENSE: "Commission expense",
    LedgerAccount.PRODUCER_PAYABLE: "Payable",
    LedgerAccount.CASH: "Cash",
}


class EntryReason(StrEnum):
    """Why an entry was made."""

    COMMISSION_ACCRUED = "commission_accrued"
    COMMISSION_PAID = "commission_paid"
    REVERSAL = "reversal"


REASON_WORDS: Mapping[EntryReason, str] = {
    EntryReason.COMMISSION_ACCRUED: "Commission accrued",
    EntryReason.COMMISSION_PAID: "Commission paid",
    EntryReason.REVERSAL: "Reversal",
}


class EntryUnbalanced(RuleViolation):
    """The legs do not sum to zero, are too few, or one of them is nothing."""


class KeyUsedForAnotherEntry(Conflict):
    """The idempotency key already stands for an entry that says something else."""


class EntryAlreadyReversed(RuleViolation):
    """An entry is taken back once."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of an entry. `producer_id` is the payee when the account is a producer's."""

    account: LedgerAccount
    amount: Money
    producer_id: int | None = None


def imbalance_of(legs: Sequence[Leg]) -> str:
    """What keeps the legs from being an entry, in words; "" when they are one."""
    if not FEWEST_LEGS <= len(legs) <= MOST_LEGS:
        return f"An entry has {FEWEST_LEGS} to {MOST_LEGS} legs. This one has {len(legs)}."
    if any(leg.amount.minor_units == 0 for leg in legs):
        return "A leg of nothing says nothing. Leave it out."
    sums: dict[str, int] = {}
    for leg in legs:
        sums[leg.amount.currency] = sums.get(leg.amount.currency, 0) + leg.amount.minor_units
    for currency, left_over in sums.items():
        if left_over != 0:
            words = Money(left_over, currency).words()
            return f"The legs in {currency} do not sum to zero. {words} is left over."
    return ""


def checked(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """The legs, if they make an entry. Raises EntryUnbalanced otherwise (COM-1)."""
    imbalance = imbalance_of(legs)
    if imbalance:
        raise EntryUnbalanced(imbalance)
    return tuple(legs)


def mirrored(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """The legs that take an entry back: same accounts and payees, opposite signs."""
    return tuple(Leg(leg.account, -leg.amount, leg.producer_id) for leg in legs)


def entry_id_for(tenant_id: int, idempotency_key: str) -> UUID:
    """The id an entry has by its key: the same key of the same tenant is the same entry."""
    return uuid5(_ENTRY_NAMESPACE, f"{tenant_id}:{idempotency_key}")


def entry_reference(number: int) -> str:
    """The number of an entry as people say it: "LE-0048213"."""
    return f"LE-{number:07d}"


def said_by(legs: Iterable[Leg]) -> list[list[object]]:
    """The legs as plain values in their order, for hashing."""
    return [
        [leg.account.value, leg.producer_id, leg.amount.minor_units, leg.amount.currency]
        for leg in legs
    ]


def hash_of_input(
    *,
    agency_id: int,
    reason: EntryReason,
    source: tuple[str, int],
    reverses_id: UUID | None,
    legs: Sequence[Leg],
) -> str:
    """What a posting asks for. The same key with another hash is refused, never merged."""
    said: list[object] = [
        agency_id,
        reason.value,
        list(source),
        str(reverses_id or ""),
        said_by(legs),
    ]
    return _digest(said)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Everything an entry says, in the form that is hashed."""

    tenant_id: int
    agency_id: int
    number: int
    entry_id: UUID
    posted_at: datetime
    reason: str
    source_kind: str
    source_id: int
    idempotency_key: str
    input_hash: str
    reverses_id: UUID | None
    actor_user_id: int | None
    actor_name: str
    previous_hash: str
    legs: tuple[Leg, ...]


def hash_of_entry(entry: Sealed) -> str:
    """The hash that the next entry hangs on. Changing anything the entry says changes it."""
    posted_at = entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds")
    return _digest(
        [
            entry.tenant_id,
            entry.agency_id,
            entry.number,
            str(entry.entry_id),
            posted_at,
            entry.reason,
            entry.source_kind,
            entry.source_id,
            entry.idempotency_key,
            entry.input_hash,
            str(entry.reverses_id or ""),
            entry.actor_user_id,
            entry.actor_name,
            entry.previous_hash,
            said_by(entry.legs),
        ]
    )


def _digest(said: list[object]) -> str:
    text = json.dumps(said, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
