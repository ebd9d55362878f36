"""Rows of the directory of producers and of who stands above whom."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from producer_portal.features.agencies.rules import ProducerStatus, ProducerTier
from producer_portal.foundation.database import BigId, enum_check
from producer_portal.foundation.scope import AgencyOwned, TenantOwned


class Producer(AgencyOwned, table=True):
    """A directory entry: what colleagues of the agency may know about a producer."""

    __tablename__ = "producer"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        Index("ix_producer_agency_id_name", "agency_id", "name"),
        enum_check("tier", ProducerTier),
        enum_check("status", ProducerStatus),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    name: str = Field(max_length=200)
    code: str = Field(max_length=40)
    tier: str = Field(default=ProducerTier.STANDARD, max_length=20)
    status: str = Field(default=ProducerStatus.ACTIVE, max_length=12)


class ProducerEdge(TenantOwned, table=True):
    """That a producer stands under another, from a day until a day. Ids and dates only.

    Seen across the agency group, since a chain may cross agencies; names are in the directory.
    """

    __tablename__ = "producer_edge"
    __table_args__ = (
        UniqueConstraint("producer_id", "from_on"),
        Index(
            "uq_producer_edge_open",
            "producer_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
        CheckConstraint("until_on IS NULL OR until_on > from_on", name="dates_in_order"),
        CheckConstraint("producer_id <> upline_producer_id", name="two_producers"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    producer_id: int = Field(sa_type=BigInteger, foreign_key="producer.id")
    upline_producer_id: int = Field(sa_type=BigInteger, foreign_key="producer.id", index=True)
    from_on: date
    until_on: date | None = None


class ProducerTree(TenantOwned, table=True):
    """Every pair of a producer and one above as of today, themselves included."""

    __tablename__ = "producer_tree"

    ancestor_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="producer.id")
    descendant_id: int = Field(
        primary_key=True, sa_type=BigInteger, foreign_key="producer.id", index=True
    )
    depth: int
