"""Rows of the books, and the triggers by which the database itself refuses a wrong entry (COM-1)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlmodel import Field

from producer_portal.features.ledger.rules import FIRST_HASH, EntryReason, LedgerAccount
from producer_portal.foundation.database import BigId, UtcDateTime, currency_check, enum_check
from producer_portal.foundation.scope import AgencyOwned, BookOwned, TenantOwned


class LedgerChain(TenantOwned, table=True):
    """The head of a tenant's chain of entries, locked while one is appended."""

    __tablename__ = "ledger_chain"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    last_number: int = Field(default=0, sa_type=BigInteger)
    last_hash: str = Field(default=FIRST_HASH, max_length=64)


class LedgerEntry(AgencyOwned, table=True):
    """One balanced entry. Written after its legs, which it seals; never changed."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "idempotency_key"),
        UniqueConstraint("reverses_id"),
        Index(
            "ix_ledger_entry_tenant_id_source_kind_source_id",
            "tenant_id",
            "source_kind",
            "source_id",
        ),
        enum_check("reason", EntryReason),
        CheckConstraint("number > 0", name="number_counted"),
    )
    closed_to_own_books: ClassVar[bool] = True

    id: UUID = Field(primary_key=True, sa_type=Uuid)
    number: int = Field(sa_type=BigInteger)
    posted_at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(max_length=40)
    source_kind: str = Field(max_length=40)
    source_id: int = Field(sa_type=BigInteger)
    idempotency_key: str = Field(max_length=200)
    input_hash: str = Field(max_length=64)
    reverses_id: UUID | None = Field(default=None, sa_type=Uuid, foreign_key="ledger_entry.id")
    actor_user_id: int | None = Field(default=None, sa_type=BigInteger)
    actor_name: str = Field(max_length=200)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class LedgerLeg(BookOwned, table=True):
    """One side of an entry; part of the payee's book where the account is a producer's."""

    __tablename__ = "ledger_leg"
    __table_args__ = (
        UniqueConstraint("entry_id", "place"),
        Index("ix_ledger_leg_tenant_id_account_producer_id", "tenant_id", "account", "producer_id"),
        enum_check("account", LedgerAccount),
        currency_check(),
        CheckConstraint("amount_minor <> 0", name="amount_minor_not_zero"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    # Legs are written first and their entry seals them, so the reference is settled at commit.
    entry_id: UUID = Field(
        sa_column=Column(
            Uuid,
            ForeignKey("ledger_entry.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        )
    )
    place: int
    account: str = Field(max_length=40)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)


# A REPLACE deletes on SQLite without firing delete triggers, hence the looks for taken keys.
_SQLITE = (
    """
    CREATE TRIGGER ledger_leg_unsealed BEFORE INSERT ON ledger_leg
    WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id)
      OR EXISTS (SELECT 1 FROM ledger_leg WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'ledger_leg: the entry is sealed'); END
    """,
    """
    CREATE TRIGGER ledger_entry_seals BEFORE INSERT ON ledger_entry
    BEGIN
      SELECT RAISE(ABORT, 'ledger_entry: the entry exists')
      WHERE EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)
         OR EXISTS (SELECT 1 FROM ledger_entry
                    WHERE tenant_id = NEW.tenant_id AND number = NEW.number)
         OR EXISTS (SELECT 1 FROM ledger_entry
                    WHERE tenant_id = NEW.tenant_id AND idempotency_key = NEW.idempotency_key)
         OR EXISTS (SELECT 1 FROM ledger_entry WHERE reverses_id = NEW.reverses_id);
      SELECT RAISE(ABORT, 'ledger_entry: fewer than two legs')
      WHERE (SELECT count(*) FROM ledger_leg WHERE entry_id = NEW.id) < 2;
      SELECT RAISE(ABORT, 'ledger_entry: legs do not sum to zero')
      WHERE EXISTS (SELECT 1 FROM ledger_leg WHERE entry_id = NEW.id
                    GROUP BY currency HAVING sum(amount_minor) <> 0);
      SELECT RAISE(ABORT, 'ledger_entry: legs belong to other books')
      WHERE EXISTS (SELECT 1 FROM ledger_leg WHERE entry_id = NEW.id
                    AND (tenant_id <> NEW.tenant_id OR agency_id <> NEW.agency_id));
    END
    """,
)

# SECURITY DEFINER: the check must see every leg and entry, also those out of the writer's sight.
# The lock makes a second writer of the same entry wait until the first has sealed or given up.
_POSTGRESQL = (
    """
    CREATE FUNCTION portal_leg_unsealed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS
    $$ BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended(CAST(NEW.entry_id AS text), 0));
      IF EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id) THEN
        RAISE EXCEPTION 'ledger_leg: the entry is sealed'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION portal_entry_seals() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS
    $$ DECLARE found record; BEGIN
      SELECT count(*) AS legs,
             count(*) FILTER (WHERE tenant_id <> NEW.tenant_id OR agency_id <> NEW.agency_id)
               AS strangers
        INTO found FROM ledger_leg WHERE entry_id = NEW.id;
      IF found.legs < 2 THEN
        RAISE EXCEPTION 'ledger_entry: fewer than two legs'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      IF found.strangers > 0 THEN
        RAISE EXCEPTION 'ledger_entry: legs belong to other books'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      IF EXISTS (SELECT 1 FROM ledger_leg WHERE entry_id = NEW.id
                 GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
        RAISE EXCEPTION 'ledger_entry: legs do not sum to zero'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_leg_unsealed BEFORE INSERT ON ledger_leg
    FOR EACH ROW EXECUTE FUNCTION portal_leg_unsealed()
    """,
    """
    CREATE TRIGGER ledger_entry_seals BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION portal_entry_seals()
    """,
)
_REMOVE_SQLITE = (
    "DROP TRIGGER ledger_entry_seals",
    "DROP TRIGGER ledger_leg_unsealed",
)
_REMOVE_POSTGRESQL = (
    "DROP TRIGGER ledger_entry_seals ON ledger_entry",
    "DROP TRIGGER ledger_leg_unsealed ON ledger_leg",
    "DROP FUNCTION portal_entry_seals()",
    "DROP FUNCTION portal_leg_unsealed()",
)


def install_triggers(connection: Connection) -> None:
    """Let the database refuse an entry that does not balance and a leg of a sealed entry.

    Refusing changes and deletions is `foundation.migrations.make_append_only`, called beside this.
    """
    is_postgresql = connection.dialect.name == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else _SQLITE:
        connection.execute(text(statement))


def remove_triggers(connection: Connection) -> None:
    """Take back what `install_triggers` made, for a migration that goes down."""
    is_postgresql = connection.dialect.name == "postgresql"
    for statement in _REMOVE_POSTGRESQL if is_postgresql else _REMOVE_SQLITE:
        connection.execute(text(statement))
