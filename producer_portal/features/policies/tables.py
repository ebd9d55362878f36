"""Rows of carriers, clients, policies, their terms, lines, coverages and transactions (POL-2)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from producer_portal.features.policies.rules import ClientKind, TransactionType
from producer_portal.foundation.database import BigId, UtcDateTime, currency_check, enum_check
from producer_portal.foundation.scope import BookOwned, TenantOwned


class Carrier(TenantOwned, table=True):
    """A company that issues policies."""

    __tablename__ = "carrier"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(max_length=200)
    code: str = Field(max_length=40)
    is_active: bool = True


class Client(BookOwned, table=True):
    """An insured, in the book of whoever brought them."""

    __tablename__ = "client"
    __table_args__ = (
        Index("ix_client_tenant_id_name_key", "tenant_id", "name_key"),
        enum_check("kind", ClientKind),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(max_length=200)
    name_key: str = Field(max_length=400)
    kind: str = Field(default=ClientKind.BUSINESS, max_length=12)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=40)
    street: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)
    state: str = Field(default="", max_length=2)
    zip_code: str = Field(default="", max_length=10)


class Policy(BookOwned, table=True):
    """A contract. Carries what lists show of its latest term, so that they read one table."""

    __tablename__ = "policy"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number_key"),
        UniqueConstraint("tenant_id", "source_key"),
        currency_check(),
        CheckConstraint("expires_on > effective_on", name="dates_in_order"),
        Index("ix_policy_tenant_id_effective_on", "tenant_id", "effective_on", "id"),
        Index("ix_policy_tenant_id_expires_on", "tenant_id", "expires_on", "id"),
        Index("ix_policy_tenant_id_insured_key", "tenant_id", "insured_key", "id"),
        Index("ix_policy_tenant_id_line_name", "tenant_id", "line_name", "effective_on"),
        Index("ix_policy_tenant_id_carrier_id", "tenant_id", "carrier_id", "effective_on"),
        Index("ix_policy_tenant_id_premium_minor", "tenant_id", "premium_minor", "id"),
        Index("ix_policy_producer_id_effective_on", "producer_id", "effective_on", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    number: str = Field(max_length=40)
    number_key: str = Field(max_length=40)
    carrier_policy_number: str = Field(default="", max_length=60)
    client_id: int = Field(sa_type=BigInteger, foreign_key="client.id", index=True)
    insured_name: str = Field(max_length=200)
    insured_key: str = Field(max_length=400)
    carrier_id: int = Field(sa_type=BigInteger, foreign_key="carrier.id")
    line_code: str = Field(max_length=20)
    line_name: str = Field(max_length=80)
    effective_on: date
    expires_on: date
    premium_minor: int = Field(sa_type=BigInteger)
    fees_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    payment_plan: str = Field(default="", max_length=80)
    cancels_on: date | None = None
    is_reinstated: bool = False
    source_key: str = Field(max_length=120)
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)


class PolicyTerm(BookOwned, table=True):
    """One period of cover, half-open."""

    __tablename__ = "policy_term"
    __table_args__ = (
        UniqueConstraint("policy_id", "effective_on"),
        CheckConstraint("expires_on > effective_on", name="dates_in_order"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    policy_id: int = Field(sa_type=BigInteger, foreign_key="policy.id")
    effective_on: date
    expires_on: date
    premium_minor: int = Field(sa_type=BigInteger)


class PolicyLine(BookOwned, table=True):
    """A line of business within a policy's term."""

    __tablename__ = "policy_line"
    __table_args__ = (UniqueConstraint("term_id", "line_code"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    policy_id: int = Field(sa_type=BigInteger, foreign_key="policy.id", index=True)
    term_id: int = Field(sa_type=BigInteger, foreign_key="policy_term.id")
    line_code: str = Field(max_length=20)
    line_name: str = Field(max_length=80)


class PolicyCoverage(BookOwned, table=True):
    """What a line covers, up to how much."""

    __tablename__ = "policy_coverage"
    __table_args__ = (UniqueConstraint("line_id", "place"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    policy_id: int = Field(sa_type=BigInteger, foreign_key="policy.id", index=True)
    line_id: int = Field(sa_type=BigInteger, foreign_key="policy_line.id")
    place: int
    code: str = Field(max_length=60)
    name: str = Field(max_length=200)
    limit_minor: int | None = Field(default=None, sa_type=BigInteger)
    limit_words: str = Field(default="", max_length=80)
    deductible_minor: int | None = Field(default=None, sa_type=BigInteger)
    premium_minor: int = Field(sa_type=BigInteger)


class PolicyTransaction(BookOwned, table=True):
    """What happened to a policy and what it did to the premium. Commissions accrue from it."""

    __tablename__ = "policy_transaction"
    __table_args__ = (
        UniqueConstraint("tenant_id", "source_key"),
        Index("ix_policy_transaction_policy_id_effective_on", "policy_id", "effective_on", "id"),
        Index("ix_policy_transaction_term_id", "term_id", "id"),
        enum_check("type", TransactionType),
        currency_check(),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    policy_id: int = Field(sa_type=BigInteger, foreign_key="policy.id")
    term_id: int = Field(sa_type=BigInteger, foreign_key="policy_term.id")
    type: str = Field(max_length=20)
    premium_minor: int = Field(sa_type=BigInteger)
    fees_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    effective_on: date
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: str = Field(max_length=200)
    source_key: str = Field(max_length=120)
    # Who wrote it and who stood above, as it was then: [{producer_id, name, depth}, …] (COM-3).
    producer_chain: list[dict[str, Any]] = Field(sa_type=JSON)
