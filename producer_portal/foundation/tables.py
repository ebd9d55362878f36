"""Rows of the plumbing: the audit trail, the outbox, job runs, leases and reference numbers."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from producer_portal.foundation.database import BigId, PortalTable, UtcDateTime, enum_check
from producer_portal.foundation.scope import AgencyOwned, TenantOwned


class OutboxStatus(StrEnum):
    """Where an effect stands."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class AuditRecord(AgencyOwned, table=True):
    """One deed: who, what, when, why, before and after, from where (ADM-2). Never changed."""

    __tablename__ = "audit_record"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index(
            "ix_audit_record_tenant_id_subject_kind_subject_id",
            "tenant_id",
            "subject_kind",
            "subject_id",
        ),
    )
    closed_to_own_books: ClassVar[bool] = False

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    number: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_user_id: int | None = Field(default=None, sa_type=BigInteger)
    actor_name: str = Field(max_length=200)
    address: str = Field(default="", max_length=64)
    action: str = Field(max_length=80, index=True)
    subject_kind: str = Field(max_length=40)
    subject_id: int = Field(sa_type=BigInteger)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    note: str = Field(default="", max_length=2000)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditChain(TenantOwned, table=True):
    """The head of a tenant's audit chain, locked while records are appended."""

    __tablename__ = "audit_chain"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    last_number: int = Field(default=0, sa_type=BigInteger)
    last_hash: str = Field(default="0" * 64, max_length=64)


class OutboxMessage(AgencyOwned, table=True):
    """An effect to perform after commit, once per key."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        enum_check("status", OutboxStatus),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        Index("ix_outbox_message_status_due_at", "status", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    kind: str = Field(max_length=60)
    key: str = Field(max_length=200)
    payload: dict[str, Any] = Field(sa_type=JSON)
    status: str = Field(default=OutboxStatus.WAITING, max_length=10)
    attempts: int = 0
    enqueued_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str = Field(default="", max_length=500)
    # A dead one that somebody looked at and let rest, and why.
    given_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_reason: str = Field(
        default="", max_length=500, sa_column_kwargs={"server_default": ""}
    )


class JobRun(PortalTable, table=True):
    """That a job ran for a slot. The unique pair is what makes it run once among many workers."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "slot_at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    job: str = Field(max_length=80)
    slot_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str = Field(default="", max_length=500)


class Lease(PortalTable, table=True):
    """Who leads. Held for seconds, renewed while alive."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=40)
    owner: str = Field(max_length=64)
    until_at: datetime = Field(sa_type=UtcDateTime)


class ReferenceSequence(TenantOwned, table=True):
    """The last number given out for a kind of reference in a year."""

    __tablename__ = "reference_sequence"
    __table_args__ = (UniqueConstraint("tenant_id", "prefix", "year"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    prefix: str = Field(max_length=8)
    year: int
    last_number: int = Field(default=0, sa_type=BigInteger)


class KeptFile(TenantOwned, table=True):
    """Where the bytes with this hash lie. One row for all documents of a tenant that hold the same."""

    __tablename__ = "kept_file"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sha256"),
        CheckConstraint("size_bytes >= 0", name="size_counted"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    sha256: str = Field(max_length=64)
    place: str = Field(max_length=80, index=True)
    size_bytes: int = Field(sa_type=BigInteger)
    kept_at: datetime = Field(sa_type=UtcDateTime)
