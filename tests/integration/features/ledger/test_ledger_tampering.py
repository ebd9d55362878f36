"""What cannot be prevented on a file somebody owns is found: every tampering is named (ADM-2, COM-1)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from producer_portal.features.ledger import queries, services
from producer_portal.features.ledger.rules import EntryReason, LedgerAccount, Leg
from producer_portal.foundation import database
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.money import Money
from tests.integration.features.commissions.money_story import Group, harborline


@pytest.fixture
def sqlite_group(sqlite_database) -> Group:
    return harborline()


def post(group: Group, key: str = "first", amount: int = 100) -> None:
    with group.work() as work:
        services.post(
            work,
            agency_id=group.branches["tampa"],
            reason=EntryReason.COMMISSION_ACCRUED,
            source=("policy_transaction", 1),
            idempotency_key=key,
            legs=(
                Leg(LedgerAccount.COMMISSION_RECEIVABLE, Money(amount)),
                Leg(LedgerAccount.COMMISSION_INCOME, Money(-amount)),
            ),
        )


REPLACE_LEGS = """
INSERT OR REPLACE INTO ledger_leg
(tenant_id, agency_id, id, entry_id, place, account, amount_minor, currency)
SELECT tenant_id, agency_id, id, '00000000000000000000000000000001', place, account, 7, currency
FROM ledger_leg
"""
REPLACE_ENTRIES = "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry"


@pytest.mark.parametrize("statement", [REPLACE_LEGS, REPLACE_ENTRIES])
def test_sqlite_refuses_to_replace(sqlite_group, statement):
    post(sqlite_group)
    with pytest.raises(IntegrityError, match=r"sealed|exists"), sqlite_group.work() as work:
        work.session.connection().execute(text(statement))


TAMPERINGS = {
    "amounts changed": (
        "UPDATE ledger_leg SET amount_minor = amount_minor * 2",
        1,
        "was changed",
    ),
    "one amount changed": (
        "UPDATE ledger_leg SET amount_minor = 7 WHERE place = 1",
        1,
        "does not balance",
    ),
    "reason changed": (
        "UPDATE ledger_entry SET reason = 'reversal' WHERE number = 2",
        2,
        "was changed",
    ),
    "key changed": (
        "UPDATE ledger_entry SET idempotency_key = 'k' WHERE number = 2",
        2,
        "id of its key",
    ),
    "entry removed": (
        "DELETE FROM ledger_entry WHERE number = 2",
        2,
        "is missing or out of order",
    ),
    "last entry removed": (
        "DELETE FROM ledger_entry WHERE number = 3",
        3,
        "is missing at the end",
    ),
    "hash changed": ("UPDATE ledger_entry SET hash = '0' WHERE number = 2", 2, "was changed"),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_verifying_names_the_first_entry_that_was_tampered_with(sqlite_group, how):
    statement, number, reason = TAMPERINGS[how]
    for place in range(3):
        post(sqlite_group, key=f"key-{place}", amount=100 + place)
    with unit_of_work(system_actor("thief"), now=datetime.now(UTC)) as work:
        connection = work.session.connection()
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        triggers = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        ).all()
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        where = f"tenant_id = {sqlite_group.tenant_id}"
        tampering = (
            f"{statement} AND {where}" if " WHERE " in statement else f"{statement} WHERE {where}"
        )
        if "DELETE" in statement:
            connection.execute(
                text(
                    "DELETE FROM ledger_leg WHERE entry_id IN (SELECT id FROM ledger_entry "
                    f"WHERE number = {number} AND {where})"
                )
            )
        connection.execute(text(tampering))
        for _, body in triggers:
            connection.execute(text(body))
    with sqlite_group.work(read_only=True) as work:
        [broken] = list(queries.broken_chains(work))
    assert (broken.tenant_id, broken.number) == (sqlite_group.tenant_id, number)
    assert reason in broken.reason


def test_verifying_names_a_leg_that_belongs_to_no_entry(sqlite_group):
    post(sqlite_group)
    engine = database.engine()
    with engine.connect() as connection:
        # Foreign keys are off for this one connection: what a thief with the file would do.
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute(
            "INSERT INTO ledger_leg (tenant_id, agency_id, entry_id, place, account, amount_minor, "
            f"currency) VALUES ({sqlite_group.tenant_id}, {sqlite_group.tenant_id}, "
            "'00000000000000000000000000000009', 1, 'cash', 5, 'USD')"
        )
        raw.execute("PRAGMA foreign_keys = ON")
    with sqlite_group.work(read_only=True) as work:
        [broken] = list(queries.broken_chains(work))
    assert "belongs to no entry" in broken.reason
