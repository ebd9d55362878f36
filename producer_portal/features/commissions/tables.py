"""Rows of rules, splits and overrides, and of what accrued from each policy transaction."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint, Uuid
from sqlmodel import Field

from producer_portal.features.commissions.rules import (
    AccrualStatus,
    LineKind,
    LineStatus,
    OverrideBasis,
)
from producer_portal.foundation.database import BigId, UtcDateTime, currency_check, enum_check
from producer_portal.foundation.scope import AgencyOwned, BookOwned, TenantOwned

_DATES_IN_ORDER = "until_on IS NULL OR until_on > from_on"
_A_SHARE = "rate_ppm >= 0 AND rate_ppm <= 1000000"


class CommissionRule(TenantOwned, table=True):
    """A version of a rate. Rates are never edited: a version ends and the next begins (COM-2)."""

    __tablename__ = "commission_rule"
    __table_args__ = (
        UniqueConstraint("tenant_id", "scope_key", "version"),
        UniqueConstraint("tenant_id", "scope_key", "from_on"),
        CheckConstraint(_DATES_IN_ORDER, name="dates_in_order"),
        CheckConstraint(_A_SHARE, name="rate_ppm_a_share"),
        # What adjusts a term follows the rule the term was written by, so only these two have rates.
        CheckConstraint(
            "transaction_type IS NULL OR transaction_type IN ('new', 'renewal')",
            name="transaction_type_writes",
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    # Carrier, line and type in one text, since NULLs are never equal in a unique constraint.
    scope_key: str = Field(max_length=80)
    version: int
    carrier_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="carrier.id")
    line_code: str | None = Field(default=None, max_length=20)
    transaction_type: str | None = Field(default=None, max_length=20)
    words: str = Field(max_length=300)
    rate_ppm: int
    fees_are_commissionable: bool = False
    from_on: date
    until_on: date | None = None
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: str = Field(max_length=200)


class CommissionSplit(BookOwned, table=True):
    """A producer's part of the commission on their own business, from a day until a day."""

    __tablename__ = "commission_split"
    __table_args__ = (
        UniqueConstraint("producer_id", "from_on"),
        CheckConstraint("producer_id IS NOT NULL", name="producer_named"),
        CheckConstraint(_DATES_IN_ORDER, name="dates_in_order"),
        CheckConstraint(_A_SHARE, name="rate_ppm_a_share"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    rate_ppm: int
    from_on: date
    until_on: date | None = None
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: str = Field(max_length=200)


class CommissionOverride(BookOwned, table=True):
    """An upline's part of the business below them, from a day until a day."""

    __tablename__ = "commission_override"
    __table_args__ = (
        UniqueConstraint("producer_id", "from_on"),
        CheckConstraint("producer_id IS NOT NULL", name="producer_named"),
        enum_check("basis", OverrideBasis),
        CheckConstraint(_DATES_IN_ORDER, name="dates_in_order"),
        CheckConstraint(_A_SHARE, name="rate_ppm_a_share"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    basis: str = Field(max_length=30)
    rate_ppm: int
    from_on: date
    until_on: date | None = None
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: str = Field(max_length=200)


class CommissionAccrual(AgencyOwned, table=True):
    """What became of one policy transaction, with everything it was worked out from (COM-3, COM-5)."""

    __tablename__ = "commission_accrual"
    __table_args__ = (
        UniqueConstraint("policy_transaction_id"),
        enum_check("status", AccrualStatus),
        currency_check(),
        Index("ix_commission_accrual_tenant_id_status", "tenant_id", "status", "id"),
    )
    closed_to_own_books: ClassVar[bool] = True

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    policy_transaction_id: int = Field(sa_type=BigInteger, foreign_key="policy_transaction.id")
    policy_id: int = Field(sa_type=BigInteger, foreign_key="policy.id", index=True)
    # The accrual of the transaction that wrote the term, which this one adjusts.
    adjusts_id: int | None = Field(
        default=None, sa_type=BigInteger, foreign_key="commission_accrual.id"
    )
    status: str = Field(max_length=12)
    exception_words: str = Field(default="", max_length=500)
    rule_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="commission_rule.id")
    rule_version: int | None = None
    rate_ppm: int | None = None
    base_minor: int = Field(default=0, sa_type=BigInteger)
    gross_minor: int = Field(default=0, sa_type=BigInteger)
    currency: str = Field(max_length=3)
    # Rule, rates, shares by name, chain, rounding, weights and parts, as they were.
    snapshot: dict[str, Any] = Field(sa_type=JSON)
    input_hash: str = Field(default="", max_length=64)
    entry_id: UUID | None = Field(default=None, sa_type=Uuid, foreign_key="ledger_entry.id")
    attempted_at: datetime = Field(sa_type=UtcDateTime)


class CommissionLine(BookOwned, table=True):
    """One payee's part of an accrual, with what its receipt shows.

    An override's line does not carry the insured's name: an upline sees the rollup, not the book.
    """

    __tablename__ = "commission_line"
    __table_args__ = (
        UniqueConstraint("accrual_id", "place"),
        enum_check("kind", LineKind),
        enum_check("status", LineStatus),
        currency_check(),
        CheckConstraint("amount_minor <> 0", name="amount_minor_not_zero"),
        CheckConstraint("kind <> 'override' OR insured_name = ''", name="insured_private"),
        Index("ix_commission_line_tenant_id_effective_on", "tenant_id", "effective_on", "id"),
        Index("ix_commission_line_tenant_id_status", "tenant_id", "status", "effective_on"),
        Index("ix_commission_line_tenant_id_policy_number", "tenant_id", "policy_number"),
        Index("ix_commission_line_producer_id_effective_on", "producer_id", "effective_on", "id"),
        Index("ix_commission_line_producer_id_status", "producer_id", "status", "effective_on"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    accrual_id: int = Field(sa_type=BigInteger, foreign_key="commission_accrual.id")
    place: int
    kind: str = Field(max_length=10)
    payee_name: str = Field(max_length=200)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    status: str = Field(default=LineStatus.PENDING, max_length=10)
    paid_on: date | None = None
    policy_id: int = Field(sa_type=BigInteger, foreign_key="policy.id", index=True)
    policy_number: str = Field(max_length=40)
    insured_name: str = Field(default="", max_length=200)
    line_code: str = Field(max_length=20)
    line_name: str = Field(max_length=80)
    carrier_id: int = Field(sa_type=BigInteger, foreign_key="carrier.id")
    carrier_name: str = Field(max_length=200)
    transaction_type: str = Field(max_length=20)
    effective_on: date
    base_minor: int = Field(sa_type=BigInteger)
    rate_ppm: int
    entry_id: UUID = Field(sa_type=Uuid, foreign_key="ledger_entry.id")
    entry_number: int = Field(sa_type=BigInteger)
    posted_at: datetime = Field(sa_type=UtcDateTime)
    # What this line is recomputed from; of the other parts only their size, never whose.
    worked: dict[str, Any] = Field(sa_type=JSON)
