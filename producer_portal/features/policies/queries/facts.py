"""The facts of a policy transaction that commissions accrue from (COM-3)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from producer_portal.features.agencies.rules import ChainLink
from producer_portal.features.policies.rules import WRITING_TYPES, TransactionType
from producer_portal.features.policies.tables import (
    Carrier,
    Policy,
    PolicyTerm,
    PolicyTransaction,
)
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.money import Money


@dataclass(frozen=True, slots=True)
class TransactionFacts:
    """What a commission needs to know of a policy transaction. Premium is without fees."""

    policy_transaction_id: int
    policy_id: int
    term_id: int
    agency_id: int
    producer_id: int | None
    type: TransactionType
    premium: Money
    fees: Money
    effective_on: date
    term_effective_on: date
    written_as: TransactionType
    first_transaction_id: int
    chain: tuple[ChainLink, ...]
    policy_number: str
    insured_name: str
    line_code: str
    line_name: str
    carrier_id: int
    carrier_name: str


def transaction_facts(
    work: UnitOfWork, *, policy_transaction_id: int, lock: bool = False
) -> TransactionFacts:
    """What a commission needs of a policy transaction. Raises NotFound.

    `lock` takes the transaction's row, so that two accruals of it queue up.
    """
    statement = (
        select(PolicyTransaction, Policy, PolicyTerm, Carrier.name)
        .join(Policy, col(Policy.id) == col(PolicyTransaction.policy_id))
        .join(PolicyTerm, col(PolicyTerm.id) == col(PolicyTransaction.term_id))
        .join(Carrier, col(Carrier.id) == col(Policy.carrier_id))
        .where(PolicyTransaction.id == policy_transaction_id)
    )
    if lock:
        statement = statement.with_for_update(of=PolicyTransaction)
    found = work.session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("policy transaction")
    transaction, policy, term, carrier_name = found
    writing = _writing(work, transaction)
    return TransactionFacts(
        policy_transaction_id=policy_transaction_id,
        policy_id=transaction.policy_id,
        term_id=transaction.term_id,
        agency_id=transaction.agency_id,
        producer_id=transaction.producer_id,
        type=TransactionType(transaction.type),
        premium=Money(transaction.premium_minor, transaction.currency),
        fees=Money(transaction.fees_minor, transaction.currency),
        effective_on=transaction.effective_on,
        term_effective_on=term.effective_on,
        written_as=TransactionType(writing.type),
        first_transaction_id=writing.id or 0,
        chain=tuple(ChainLink(**link) for link in transaction.producer_chain),
        policy_number=policy.number,
        insured_name=policy.insured_name,
        line_code=policy.line_code,
        line_name=policy.line_name,
        carrier_id=policy.carrier_id,
        carrier_name=carrier_name,
    )


def _writing(work: UnitOfWork, transaction: PolicyTransaction) -> PolicyTransaction:
    """The transaction that wrote the term: this one, or the first of its term."""
    if TransactionType(transaction.type) in WRITING_TYPES:
        return transaction
    return work.session.exec(
        select(PolicyTransaction)
        .where(PolicyTransaction.term_id == transaction.term_id)
        .order_by(col(PolicyTransaction.id))
        .limit(1)
    ).one()
