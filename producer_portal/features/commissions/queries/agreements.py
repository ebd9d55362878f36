"""The rules, splits and overrides that hold on a day (COM-2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from producer_portal.features.commissions.rules import (
    OverrideBasis,
    OverrideFacts,
    RuleFacts,
)
from producer_portal.features.commissions.tables import (
    CommissionOverride,
    CommissionRule,
    CommissionSplit,
)
from producer_portal.features.policies.rules import TransactionType
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.money import Rate
from producer_portal.values.period import day_words


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A version of a rule in the list of rules."""

    rule_id: int
    words: str
    version: int
    rate: str
    fees: str
    since: str
    until: str


def _holds(mapped: Any, day: date) -> ColumnElement[bool]:
    return and_(mapped.from_on <= day, or_(mapped.until_on.is_(None), mapped.until_on > day))


def rules_on(work: UnitOfWork, *, day: date) -> tuple[RuleFacts, ...]:
    """Every rule of the agency group that holds on a day."""
    rows = work.session.exec(select(CommissionRule).where(_holds(CommissionRule, day)))
    return tuple(_facts(row) for row in rows)


def _facts(row: CommissionRule) -> RuleFacts:
    kind = None if row.transaction_type is None else TransactionType(row.transaction_type)
    return RuleFacts(
        rule_id=row.id or 0,
        version=row.version,
        carrier_id=row.carrier_id,
        line_code=row.line_code,
        transaction_type=kind,
        rate=Rate(row.rate_ppm),
        fees_are_commissionable=row.fees_are_commissionable,
        from_on=row.from_on,
        until_on=row.until_on,
        words=row.words,
    )


def split_on(work: UnitOfWork, *, producer_id: int, day: date) -> Rate | None:
    """A producer's part of the commission on their own business on a day, or None when not set."""
    row = work.session.exec(
        select(CommissionSplit.rate_ppm).where(
            CommissionSplit.producer_id == producer_id, _holds(CommissionSplit, day)
        )
    ).one_or_none()
    return None if row is None else Rate(row)


def overrides_on(
    work: UnitOfWork, *, producer_ids: Collection[int], day: date
) -> dict[int, OverrideFacts]:
    """The overrides of these uplines on a day, by producer."""
    if not producer_ids:
        return {}
    rows = work.session.exec(
        select(CommissionOverride).where(
            col(CommissionOverride.producer_id).in_(sorted(producer_ids)),
            _holds(CommissionOverride, day),
        )
    )
    return {
        row.producer_id or 0: OverrideFacts(
            row.producer_id or 0, OverrideBasis(row.basis), Rate(row.rate_ppm)
        )
        for row in rows
    }


def agreement_table(work: UnitOfWork, *, limit: int = 500) -> tuple[AgreementRow, ...]:
    """Every version of every rule, newest first. Needs COMMISSION_RULES_MANAGE."""
    work.actor.require(Permission.COMMISSION_RULES_MANAGE)
    rows = work.session.exec(
        select(CommissionRule)
        .order_by(
            col(CommissionRule.from_on).desc(), col(CommissionRule.words), col(CommissionRule.id)
        )
        .limit(limit)
    )
    return tuple(
        AgreementRow(
            rule_id=row.id or 0,
            words=row.words,
            version=row.version,
            rate=Rate(row.rate_ppm).words(),
            fees="Fees earn commission" if row.fees_are_commissionable else "Fees earn nothing",
            since=day_words(row.from_on),
            until="" if row.until_on is None else day_words(row.until_on),
        )
        for row in rows
    )
