"""Rows of what producers hold: licenses, appointments, E&O policies, each part of one producer's book."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from producer_portal.features.compliance.rules import LicenseClass
from producer_portal.foundation.database import BigId, UtcDateTime, currency_check, enum_check
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import BookOwned


class License(BookOwned, table=True):
    """A producer's license of one state, with its lines of authority. `expires_on` is its last day."""

    __tablename__ = "license"
    __table_args__ = (
        enum_check("license_class", LicenseClass),
        CheckConstraint("expires_on >= from_on", name="dates_in_order"),
        UniqueConstraint("producer_id", "state", "number"),
        Index("ix_license_tenant_id_expires_on", "tenant_id", "expires_on"),
    )
    managed_by: ClassVar[Permission | None] = Permission.COMPLIANCE_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    state: str = Field(max_length=2)
    number: str = Field(max_length=40)
    npn: str = Field(default="", max_length=10)
    license_class: str = Field(max_length=12)
    from_on: date
    expires_on: date
    # Each {"authority", "from_on", "expires_on" or null}, dates as ISO text.
    authorities: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_name: str = Field(default="", max_length=200)


class Appointment(BookOwned, table=True):
    """That a carrier appointed a producer in a state. `expires_on` is the last day, empty while it goes on."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("expires_on IS NULL OR expires_on >= from_on", name="dates_in_order"),
        UniqueConstraint("producer_id", "carrier_id", "state", "from_on"),
    )
    managed_by: ClassVar[Permission | None] = Permission.COMPLIANCE_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    carrier_id: int = Field(sa_type=BigInteger, foreign_key="carrier.id", index=True)
    carrier_name: str = Field(max_length=200)
    state: str = Field(max_length=2)
    from_on: date
    expires_on: date | None = None
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_name: str = Field(default="", max_length=200)


class LiabilityCover(BookOwned, table=True):
    """A producer's E&O policy; it ends as `expires_on` begins."""

    __tablename__ = "liability_cover"
    __table_args__ = (
        currency_check(),
        CheckConstraint("each_claim_minor > 0", name="each_claim_positive"),
        CheckConstraint("aggregate_minor >= each_claim_minor", name="aggregate_not_less"),
        CheckConstraint("expires_on > from_on", name="dates_in_order"),
        UniqueConstraint("producer_id", "number", "from_on"),
        Index("ix_liability_cover_tenant_id", "tenant_id"),
    )
    managed_by: ClassVar[Permission | None] = Permission.COMPLIANCE_MANAGE

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    insurer: str = Field(max_length=200)
    number: str = Field(max_length=40)
    currency: str = Field(default="USD", max_length=3)
    each_claim_minor: int = Field(sa_type=BigInteger)
    aggregate_minor: int = Field(sa_type=BigInteger)
    from_on: date
    expires_on: date
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_name: str = Field(default="", max_length=200)
