"""Who sees which lines: a payee their own, an upline the rollup, a stranger nothing (RBAC-3, COM-8)."""

import dataclasses
import json

import pytest
from sqlmodel import select

from producer_portal.features.commissions import queries, services
from producer_portal.features.commissions.queries import CommissionFilters
from producer_portal.features.commissions.rules import LineNotPending, OverrideBasis
from producer_portal.features.commissions.tables import CommissionAccrual, CommissionLine
from producer_portal.features.ledger import queries as ledger
from producer_portal.features.ledger.rules import LedgerAccount
from producer_portal.features.policies.rules import ClientFacts
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import OutboxMessage
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import NotFound, NotPermitted
from producer_portal.values.money import Money
from tests.integration.features.commissions.money_story import NOW, Group, harborline, mallorys

SECRET = "Zephyrine Quarry Holdings"


@pytest.fixture
def group(portal_database) -> Group:
    group = harborline()
    group.rule("11.5%", "BHC", line_code="AUTOB", line_name="commercial auto")
    group.split("bob", "60%")
    group.split("nina", "50%")
    group.override("pat", OverrideBasis.PERCENT_OF_COMMISSION, "5%")
    policy = group.issue(
        "17993.75", fees_minor=25_000, client=ClientFacts(name=SECRET, state="FL"), actor=group.bob
    )
    group.accrue(policy.policy_transaction_id)
    elsewhere = group.issue(
        "500.00", producer_id=group.producers["nina"], agency_id=group.branches["naples"]
    )
    group.accrue(elsewhere.policy_transaction_id)
    return group


def table_for(group: Group, actor, **filters) -> queries.CommissionTable:
    with unit_of_work(actor, now=NOW, read_only=True) as work:
        return queries.commission_table(work, filters=CommissionFilters(**filters))


def only_line(group: Group, actor) -> int:
    [row] = table_for(group, actor).rows
    return row.line_id


def test_bob_sees_his_own_lines_only(group):
    table = table_for(group, group.bob)
    assert [(row.insured, row.kind, row.amount, row.payee) for row in table.rows] == [
        (SECRET, "Split", "$1,241.57", "Bob Baxter")
    ]
    assert table.showing == "Showing 1–1 of 1"
    assert [(total.words, total.figure, total.count) for total in table.totals][:2] == [
        ("Pending", "$1,241.57", 1),
        ("Paid", "$0.00", 0),
    ]


def test_the_upline_sees_the_override_but_not_whose_policy_it_is(group):
    [row] = table_for(group, group.pat).rows
    assert (row.insured, row.kind, row.amount) == ("", "Override", "$103.46")
    with group.work(group.pat, read_only=True) as work:
        receipt = queries.commission_receipt(work, line_id=row.line_id)
        raw = work.session.exec(select(CommissionLine)).one()
        assert work.session.exec(select(CommissionAccrual)).all() == []
    assert receipt.title == f"Override on {row.policy_number}"
    for kept in (json.dumps(raw.worked), str(raw), str(dataclasses.asdict(receipt))):
        assert SECRET not in kept
        assert "Bob" not in kept


def test_olive_without_an_override_sees_nothing(group):
    assert table_for(group, group.olive).rows == ()


def test_the_accountant_sees_every_payee_and_the_insured_too(group):
    rows = table_for(group, group.carol, sort="amount").rows
    assert [(row.payee, bool(row.insured)) for row in rows] == [
        ("Bob Baxter", True),
        ("Pat Purcell", True),
        ("Nina Novak", True),
    ]
    assert [
        row.amount for row in table_for(group, group.carol, kind="house", sort="amount").rows
    ] == [
        "$724.25",
        "$28.75",
    ]


def test_a_branch_accountant_sees_the_branch_alone(group):
    assert [row.payee for row in table_for(group, group.mia).rows] == ["Nina Novak"]


def test_mallory_finds_nothing_at_all(group):
    mallory = mallorys().mallory
    assert table_for(group, mallory).rows == ()
    line_id = only_line(group, group.bob)
    for ask in (queries.commission_receipt, queries.recompute):
        with pytest.raises(NotFound), unit_of_work(mallory, now=NOW, read_only=True) as work:
            ask(work, line_id=line_id)


def test_bob_cannot_open_pats_receipt(group):
    line_id = only_line(group, group.pat)
    with pytest.raises(NotFound), group.work(group.bob, read_only=True) as work:
        queries.commission_receipt(work, line_id=line_id)


def test_a_csr_is_refused_at_every_door(group):
    line_id = only_line(group, group.bob)
    for ask in (
        lambda work: queries.commission_table(work, filters=CommissionFilters()),
        lambda work: queries.commission_receipt(work, line_id=line_id),
        lambda work: queries.recompute(work, line_id=line_id),
        queries.accrual_exceptions,
        queries.agreement_table,
        lambda work: services.pay_line(work, line_id=line_id, paid_on=NOW.date()),
    ):
        with pytest.raises(NotPermitted), group.work(group.dave) as work:
            ask(work)


def test_the_table_is_searched_filtered_sorted_and_paged(group):
    assert [row.insured for row in table_for(group, group.carol, search="zephyr").rows] == [SECRET]
    number = table_for(group, group.bob).rows[0].policy_number
    typed = number.lower().replace("-", " ")
    assert {row.policy_number for row in table_for(group, group.carol, search=typed).rows} == {
        number
    }
    assert table_for(group, group.carol, status="paid").rows == ()
    assert table_for(group, group.carol, carrier_id=group.carriers["TGM"]).rows == ()
    assert table_for(group, group.carol, search="100%_").rows == ()
    amounts = [
        row.amount for row in table_for(group, group.carol, sort="amount", is_descending=False).rows
    ]
    assert amounts == ["$28.75", "$103.46", "$1,241.57"]
    beyond = table_for(group, group.carol, page=2)
    assert (beyond.rows, beyond.showing, beyond.has_next) == ((), "", False)


def test_the_receipt_leads_from_the_premium_to_the_cent(group):
    with group.work(group.bob, read_only=True) as work:
        receipt = queries.commission_receipt(work, line_id=only_line(group, group.bob))
    assert (receipt.title, receipt.amount, receipt.status) == (SECRET, "$1,241.57", "Pending")
    assert receipt.entry_reference == "LE-0000001"
    assert (receipt.entry_from, receipt.entry_to) == (
        "Commission earned, Blue Heron Casualty",
        "Payable, Bob Baxter",
    )
    assert [(line.operator, line.words, line.figure) for line in receipt.lines] == [
        ("", "Written premium and fees", "18,243.75"),
        ("−", "Fees that earn no commission", "−250.00"),
        ("×", "Rate, new business", "11.50%"),
        ("=", "Agency commission before rounding", "2,069.28125"),
        ("", "Rounding", "−0.00125"),
        ("=", "Agency commission", "2,069.28"),
        ("×", "Split, Bob Baxter", "60.00%"),
        ("", "Rounding", "0.00200"),
        ("=", "Commission", "1,241.57"),
    ]
    assert receipt.lines[2].source == (
        "Rule Blue Heron Casualty, commercial auto, version 1, since Jan 1, 2026"
    )


def test_recompute_says_equal_and_notices_when_a_line_was_changed(group):
    line_id = only_line(group, group.bob)
    with group.work(group.bob, read_only=True) as work:
        proof = queries.recompute(work, line_id=line_id)
    assert proof.is_equal
    assert proof.words == "Equal. Recomputed Nov 20, 2026, 10:00 AM from the same rules: 1,241.57."
    with group.work() as work:
        work.session.get_one(CommissionLine, line_id).amount_minor += 1
    with group.work(group.bob, read_only=True) as work:
        proof = queries.recompute(work, line_id=line_id)
    assert not proof.is_equal
    assert "The line says 1,241.58 and the ledger 1,241.57" in proof.words


def test_every_line_of_every_payee_recomputes_equal(group):
    for kind in ("", "house"):
        rows = table_for(group, group.carol, kind=kind).rows
        assert rows
        for row in rows:
            with group.work(group.carol, read_only=True) as work:
                assert queries.recompute(work, line_id=row.line_id).is_equal, row


def test_paying_a_line_settles_what_is_owed(group):
    line_id = only_line(group, group.bob)
    for _ in range(2):
        with group.work(group.carol) as work:
            services.pay_line(work, line_id=line_id, paid_on=NOW.date())
    with group.work(group.carol, read_only=True) as work:
        owed = ledger.balance_of(
            work, account=LedgerAccount.PRODUCER_PAYABLE, producer_id=group.producers["bob"]
        )
        assert owed == Money(0)
    [row] = table_for(group, group.bob).rows
    assert (row.status, row.paid, row.is_final) == ("Paid", "Nov 20", True)
    house = table_for(group, group.carol, kind="house").rows[0].line_id
    with pytest.raises(LineNotPending), group.work(group.carol) as work:
        services.pay_line(work, line_id=house, paid_on=NOW.date())


def test_each_payee_is_told_of_their_own_amount_once_and_an_upline_of_no_client(group):
    """MSG-4: what was posted for whom; who the override is from stays with the branch (RBAC-3)."""
    policy = group.issue("1000.00", client=ClientFacts(name=SECRET, state="FL"), actor=group.bob)
    for _ in range(2):
        group.accrue(policy.policy_transaction_id)
    with unit_of_work(system_actor("looking"), now=NOW, read_only=True) as work:
        found = work.session.exec(
            select(OutboxMessage).where(OutboxMessage.kind == "notice.deliver")
        ).all()
    told = {
        one.payload["audience"]["producer_id"]: one.payload
        for one in found
        if one.payload["event"] == "commission.posted" and one.payload["id"] == policy.policy_id
    }
    assert set(told) == {group.producers["bob"], group.producers["pat"]}
    assert SECRET in told[group.producers["bob"]]["label"]
    assert told[group.producers["bob"]]["words"]["amount"] == "$69.00"
    assert SECRET not in json.dumps(told[group.producers["pat"]])
    assert policy.number not in json.dumps(told[group.producers["pat"]])
