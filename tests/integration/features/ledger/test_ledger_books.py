"""The books refuse what must never be, whoever asks: the service, raw SQL, two threads at once."""

import threading
import uuid

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, select

from producer_portal.features.ledger import queries, services
from producer_portal.features.ledger.rules import (
    EntryAlreadyReversed,
    EntryReason,
    EntryUnbalanced,
    KeyUsedForAnotherEntry,
    LedgerAccount,
    Leg,
)
from producer_portal.features.ledger.tables import LedgerEntry, LedgerLeg
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import NotFound, NotPermitted
from producer_portal.values.money import Money
from tests.integration.features.commissions.money_story import NOW, Group, harborline, mallorys

INCOME, RECEIVABLE = LedgerAccount.COMMISSION_INCOME, LedgerAccount.COMMISSION_RECEIVABLE


@pytest.fixture
def group(portal_database) -> Group:
    return harborline()


def legs(amount: int = 100) -> tuple[Leg, ...]:
    return (Leg(RECEIVABLE, Money(amount)), Leg(INCOME, Money(-amount)))


def post(group: Group, key: str = "first", amount: int = 100, **changes) -> uuid.UUID:
    with group.work() as work:
        return services.post(
            work,
            **{
                "agency_id": group.branches["tampa"],
                "reason": EntryReason.COMMISSION_ACCRUED,
                "source": ("policy_transaction", 1),
                "idempotency_key": key,
                "legs": legs(amount),
                **changes,
            },
        )


def raw_leg(group: Group, entry_id: uuid.UUID, place: int, amount: int, **changes) -> dict:
    return {
        "tenant_id": group.tenant_id,
        "agency_id": group.branches["tampa"],
        "producer_id": None,
        "entry_id": entry_id,
        "place": place,
        "account": "cash",
        "amount_minor": amount,
        "currency": "USD",
        **changes,
    }


def raw_entry(group: Group, entry_id: uuid.UUID, **changes) -> dict:
    return {
        "id": entry_id,
        "tenant_id": group.tenant_id,
        "agency_id": group.branches["tampa"],
        "number": 900,
        "posted_at": NOW,
        "reason": "reversal",
        "source_kind": "x",
        "source_id": 1,
        "idempotency_key": str(entry_id),
        "input_hash": "",
        "actor_name": "raw",
        "previous_hash": "",
        "hash": "",
        **changes,
    }


def count(group: Group) -> int:
    with group.work(read_only=True) as work:
        return len(work.session.exec(select(LedgerEntry.id)).all())


def test_an_entry_is_posted_and_read_back_with_its_legs(group):
    entry_id = post(group)
    with group.work(group.carol, read_only=True) as work:
        entry = queries.entry_detail(work, entry_id=entry_id)
        balance = queries.balance_of(work, account=RECEIVABLE)
    assert entry.reference == "LE-0000001"
    assert entry.posted == "Nov 20, 2026, 10:00 AM"
    assert [(leg.account, leg.amount) for leg in entry.legs] == [
        ("Commission receivable", "$1.00"),
        ("Commission earned", "−$1.00"),
    ]
    assert balance == Money(100)


def test_the_same_key_and_input_is_the_same_entry(group):
    assert post(group) == post(group)
    assert count(group) == 1


def test_the_same_key_for_another_input_is_refused(group):
    post(group)
    with pytest.raises(KeyUsedForAnotherEntry):
        post(group, amount=101)
    assert count(group) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        (Leg(RECEIVABLE, Money(5)),),
        (Leg(RECEIVABLE, Money(5)), Leg(INCOME, Money(-4))),
        (Leg(RECEIVABLE, Money(0)), Leg(INCOME, Money(0))),
        (Leg(RECEIVABLE, Money(5)), Leg(INCOME, Money(-5, "CAD"))),
    ],
)
def test_the_service_refuses_what_is_not_an_entry(group, wrong):
    with pytest.raises(EntryUnbalanced):
        post(group, legs=wrong)
    assert count(group) == 0


def write(group: Group, entry_id: uuid.UUID, *legs: dict, has_entry: bool = True) -> None:
    """Past the service, straight to the tables."""
    with group.work() as work:
        connection = work.session.connection()
        for leg in legs:
            connection.execute(insert(LedgerLeg), leg)
        if has_entry:
            connection.execute(insert(LedgerEntry), raw_entry(group, entry_id))


def test_raw_rows_that_balance_are_taken(group):
    entry_id = uuid.uuid4()
    write(group, entry_id, raw_leg(group, entry_id, 1, 5), raw_leg(group, entry_id, 2, -5))
    assert count(group) == 1


@pytest.mark.parametrize("amounts", [(5, -4), (5,), (), (5, -5, 1)])
def test_the_database_refuses_an_entry_that_does_not_balance(group, amounts):
    entry_id = uuid.uuid4()
    legs = [raw_leg(group, entry_id, place, amount) for place, amount in enumerate(amounts)]
    with pytest.raises(IntegrityError):
        write(group, entry_id, *legs)
    assert count(group) == 0


def test_the_database_refuses_currencies_that_balance_only_together(group):
    entry_id = uuid.uuid4()
    dollars = raw_leg(group, entry_id, 1, 5)
    with pytest.raises(IntegrityError):
        write(group, entry_id, dollars, raw_leg(group, entry_id, 2, -5, currency="CAD"))


def test_the_database_refuses_legs_of_another_agencys_books(group):
    entry_id, naples = uuid.uuid4(), group.branches["naples"]
    tampas = raw_leg(group, entry_id, 1, 5)
    with pytest.raises(IntegrityError):
        write(group, entry_id, tampas, raw_leg(group, entry_id, 2, -5, agency_id=naples))


def test_the_database_refuses_legs_that_no_entry_seals(group):
    entry_id = uuid.uuid4()
    pair = (raw_leg(group, entry_id, 1, 5), raw_leg(group, entry_id, 2, -5))
    with pytest.raises(IntegrityError):
        write(group, entry_id, *pair, has_entry=False)
    with group.work(read_only=True) as work:
        assert work.session.exec(select(LedgerLeg.id)).all() == []


def test_the_database_refuses_another_leg_for_a_sealed_entry(group):
    entry_id = post(group)
    with pytest.raises(IntegrityError), group.work() as work:
        work.session.connection().execute(
            insert(LedgerLeg), [raw_leg(group, entry_id, 8, 5), raw_leg(group, entry_id, 9, -5)]
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET reason = 'reversal'",
        "UPDATE ledger_leg SET amount_minor = amount_minor * 2",
        "DELETE FROM ledger_leg",
        "DELETE FROM ledger_entry",
    ],
)
def test_the_database_refuses_to_change_or_delete(group, statement):
    entry_id = post(group)
    with pytest.raises(DBAPIError), group.work() as work:
        work.session.connection().execute(text(statement))
    with group.work(group.carol, read_only=True) as work:
        assert len(queries.entry_detail(work, entry_id=entry_id).legs) == 2
        assert list(queries.broken_chains(work)) == []


def test_two_threads_with_one_key_make_one_entry(group):
    start, outcomes = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        outcomes.append(post(group, key="both"))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 2
    assert len(set(outcomes)) == 1
    assert count(group) == 1


def test_eight_threads_with_keys_of_their_own_make_one_unbroken_chain(group):
    threads = [threading.Thread(target=post, args=(group, f"key-{n}", n + 1)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with group.work(read_only=True) as work:
        numbers = work.session.exec(
            select(LedgerEntry.number).order_by(col(LedgerEntry.number))
        ).all()
        assert list(queries.broken_chains(work)) == []
    assert list(numbers) == list(range(1, 9))


def test_carol_takes_an_entry_back_once(group):
    entry_id = post(group)
    with group.work(group.carol) as work:
        mirror = services.reverse(work, entry_id=entry_id, reason="typo", idempotency_key="undo")
    with group.work(group.carol) as work:
        again = services.reverse(work, entry_id=entry_id, reason="typo", idempotency_key="undo")
        assert again == mirror
        assert queries.balance_of(work, account=RECEIVABLE) == Money(0)
    with (
        pytest.raises(EntryAlreadyReversed, match="LE-0000001 was taken back by LE-0000002"),
        group.work(group.carol) as work,
    ):
        services.reverse(work, entry_id=entry_id, reason="typo", idempotency_key="undo-2")


def test_only_who_keeps_the_books_reads_or_reverses(group):
    entry_id = post(group)
    for outsider in (group.bob, group.dave):
        with pytest.raises(NotPermitted), group.work(outsider, read_only=True) as work:
            queries.entry_detail(work, entry_id=entry_id)
        with pytest.raises(NotPermitted), group.work(outsider, read_only=True) as work:
            queries.balance_of(work, account=RECEIVABLE)
        with pytest.raises(NotPermitted), group.work(outsider) as work:
            services.reverse(work, entry_id=entry_id, reason="", idempotency_key="x")


def test_mallory_and_the_other_branch_find_nothing(group):
    entry_id, other = post(group), mallorys()
    for outsider in (other.mallory, group.mia):
        with pytest.raises(NotFound), unit_of_work(outsider, now=NOW, read_only=True) as work:
            queries.entry_detail(work, entry_id=entry_id)
        with unit_of_work(outsider, now=NOW, read_only=True) as work:
            assert queries.balance_of(work, account=RECEIVABLE) == Money(0)


def test_a_branch_accountant_cannot_post_into_the_other_branch(group):
    with pytest.raises((NotFound, DBAPIError)), group.work(group.mia) as work:
        services.post(
            work,
            agency_id=group.branches["tampa"],
            reason=EntryReason.COMMISSION_PAID,
            source=("x", 1),
            idempotency_key="reach",
            legs=legs(),
        )
    assert count(group) == 0
