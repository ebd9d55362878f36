"""Policy transactions that have not accrued: not yet, or not for want of an agreement (COM-5)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, or_
from sqlmodel import col, select

from producer_portal.features.commissions.rules import AccrualStatus, LineKind, LineStatus
from producer_portal.features.commissions.tables import (
    CommissionAccrual,
    CommissionLine,
    CommissionOverride,
    CommissionRule,
    CommissionSplit,
)
from producer_portal.features.policies.rules import TRANSACTION_LOOKS, TransactionType
from producer_portal.features.policies.tables import Policy, PolicyTransaction
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A policy transaction that waits for a person."""

    accrual_id: int
    policy_transaction_id: int
    policy_id: int
    policy_number: str
    insured: str
    transaction: str
    effective: str
    premium: str
    problem: str


def accrual_exceptions(work: UnitOfWork, *, limit: int = 100) -> tuple[ExceptionRow, ...]:
    """What could not accrue and why, oldest first. Needs COMMISSION_RULES_MANAGE."""
    work.actor.require(Permission.COMMISSION_RULES_MANAGE)
    rows = work.session.exec(
        select(CommissionAccrual, PolicyTransaction, Policy)
        .join(
            PolicyTransaction,
            col(PolicyTransaction.id) == col(CommissionAccrual.policy_transaction_id),
        )
        .join(Policy, col(Policy.id) == col(CommissionAccrual.policy_id))
        .where(CommissionAccrual.status == AccrualStatus.EXCEPTION)
        .order_by(col(CommissionAccrual.id))
        .limit(limit)
    )
    return tuple(
        ExceptionRow(
            accrual_id=accrual.id or 0,
            policy_transaction_id=accrual.policy_transaction_id,
            policy_id=accrual.policy_id,
            policy_number=policy.number,
            insured=policy.insured_name,
            transaction=TRANSACTION_LOOKS[TransactionType(transaction.type)].words,
            effective=day_words(transaction.effective_on, today=work.today),
            premium=Money(transaction.premium_minor, transaction.currency).words(),
            problem=accrual.exception_words,
        )
        for accrual, transaction, policy in rows
    )


def transactions_to_accrue(work: UnitOfWork, *, limit: int) -> tuple[tuple[int, int], ...]:
    """(tenant, policy transaction) pairs without an accrual, or set aside before the last agreement.

    For the sweep: the first of a term come before what adjusts them.
    """
    changed = _last_agreement(work)
    rows = work.session.exec(
        select(PolicyTransaction.tenant_id, PolicyTransaction.id)
        .outerjoin(
            CommissionAccrual,
            col(CommissionAccrual.policy_transaction_id) == col(PolicyTransaction.id),
        )
        .where(
            or_(
                col(CommissionAccrual.id).is_(None),
                (col(CommissionAccrual.status) == AccrualStatus.EXCEPTION)
                & (col(CommissionAccrual.attempted_at) < changed),
            )
        )
        .order_by(col(PolicyTransaction.id))
        .limit(limit)
    )
    return tuple((tenant_id, transaction_id or 0) for tenant_id, transaction_id in rows)


def _last_agreement(work: UnitOfWork) -> datetime:
    """When a rule, split or override was last saved by anybody."""
    saved = [
        work.session.exec(select(func.max(mapped.saved_at))).one()
        for mapped in (CommissionRule, CommissionSplit, CommissionOverride)
    ]
    return max((at for at in saved if at is not None), default=_LONG_AGO)


def pending_lines(work: UnitOfWork, *, effective_before: date) -> tuple[int, ...]:
    """Lines that wait to be paid and took effect before a day, oldest first. Needs LEDGER_READ."""
    work.actor.require(Permission.LEDGER_READ)
    found = work.session.exec(
        select(CommissionLine.id)
        .where(
            CommissionLine.status == LineStatus.PENDING,
            CommissionLine.kind != LineKind.HOUSE,
            col(CommissionLine.effective_on) < effective_before,
        )
        .order_by(col(CommissionLine.id))
    ).all()
    return tuple(key for key in found if key is not None)
