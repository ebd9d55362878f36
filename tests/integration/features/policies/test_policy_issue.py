"""Policies are issued once from a bind, change by transactions, and are found by who may see them."""

import threading
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from producer_portal.features.agencies import services as agencies
from producer_portal.features.policies import queries, services
from producer_portal.features.policies.queries import PolicyFilters
from producer_portal.features.policies.rules import (
    ClientFacts,
    PolicyAlreadyCanceled,
    PolicyNotCanceled,
    PolicyNotInTerm,
    TransactionType,
)
from producer_portal.features.policies.tables import (
    Client,
    Policy,
    PolicyCoverage,
    PolicyTransaction,
)
from producer_portal.foundation.tables import AuditRecord, OutboxMessage
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import Conflict, InvalidInput, NotFound, NotPermitted
from producer_portal.values.period import policy_term
from tests.integration.features.commissions.money_story import (
    NOVEMBER,
    NOW,
    Group,
    harborline,
    mallorys,
)


@pytest.fixture
def group(portal_database) -> Group:
    return harborline()


def found(group: Group, actor=None, **filters) -> list[str]:
    with unit_of_work(actor or group.alice, now=NOW, read_only=True) as work:
        table = queries.policy_table(work, filters=PolicyFilters(**filters))
    return [row.insured for row in table.rows]


def test_bob_binds_and_the_policy_is_there_with_everything_on_it(group):
    policy = group.issue("17993.75", actor=group.bob, payment_plan="25% down and 9 installments")
    assert policy.number == "POL-2026-000001"
    with group.work(group.bob, read_only=True) as work:
        detail = queries.policy_detail(work, policy_id=policy.policy_id)
    assert detail.sentence == "Commercial auto with Blue Heron Casualty"
    assert (detail.status, detail.status_tone, detail.status_icon) == (
        "Active",
        "good",
        "shield-check",
    )
    facts = {fact.label: fact.value for fact in detail.facts}
    assert facts["Term"] == "Nov 1, 2026 to Nov 1, 2027"
    assert (facts["Premium"], facts["Producer"]) == ("$17,993.75", "Bob Baxter")
    assert [(row.name, row.limit, row.deductible, row.premium) for row in detail.coverages] == [
        ("Liability, combined single limit", "$1,000,000", "—", "$8,912.00"),
        ("Collision", "Stated amount", "$2,500", "$4,141.00"),
    ]
    assert detail.coverage_total == "$13,053.00"
    [happening] = detail.timeline
    assert (happening.actor, happening.words) == (
        "Bob Baxter",
        "recorded new business, premium $17,993.75, from Nov 1, 2026",
    )


def test_binding_twice_issues_once(group):
    draft = group.draft("100.00")
    views = []
    for _ in range(2):
        with group.work(group.bob) as work:
            views.append(services.issue_policy(work, draft=draft))
    assert views[0] == views[1]
    with group.work(read_only=True) as work:
        assert len(work.session.exec(select(Policy.id)).all()) == 1
        messages = work.session.exec(
            select(OutboxMessage.key).where(OutboxMessage.kind == "policy.transaction_recorded")
        ).all()
    assert list(messages) == [f"policy-transaction:{views[0].policy_transaction_id}"]


def test_two_binds_at_once_issue_once(group):
    draft, start, views = group.draft("100.00"), threading.Barrier(2), []

    def run() -> None:
        start.wait()
        with group.work(group.bob) as work:
            views.append(services.issue_policy(work, draft=draft))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(views) == 2
    assert views[0] == views[1]


def test_the_chain_is_frozen_as_it_stood(group):
    policy = group.issue("100.00")
    with group.work(group.alice) as work:
        agencies.move_producer(
            work,
            producer_id=group.producers["bob"],
            upline_producer_id=group.producers["olive"],
            on=NOW.date(),
        )
    change = group.record(policy, TransactionType.ENDORSEMENT, "5.00", NOVEMBER)
    moved = group.issue("100.00")
    with group.work(read_only=True) as work:
        chains = dict(
            work.session.exec(select(PolicyTransaction.id, PolicyTransaction.producer_chain)).all()
        )
    before = [("Bob Baxter", 0), ("Pat Purcell", 1), ("Olive Ostrander", 2)]
    names = {
        key: [(link["name"], link["depth"]) for link in chain] for key, chain in chains.items()
    }
    assert names[policy.policy_transaction_id] == before
    assert names[change] == before
    assert names[moved.policy_transaction_id] == [("Bob Baxter", 0), ("Olive Ostrander", 1)]


def test_issuing_is_audited_and_told(group):
    policy = group.issue("100.00", actor=group.bob)
    with group.work(read_only=True) as work:
        [record] = work.session.exec(
            select(AuditRecord).where(AuditRecord.action == "policy.issued")
        ).all()
    assert (record.subject_id, record.actor_name) == (policy.policy_id, "Bob Baxter")
    with group.work(group.bob) as work:
        services.issue_policy(work, draft=group.draft("5.00"))
        assert "policies" in work.topics


def test_a_known_client_of_the_same_book_is_found_by_name(group):
    facts = ClientFacts(name="Kestrel  Valley Logistics LLC", state="FL")
    again = ClientFacts(name="KESTREL valley logistics llc", state="FL")
    group.issue("100.00", client=facts, actor=group.bob)
    group.issue("100.00", client=again, actor=group.bob)
    group.issue(
        "100.00",
        client=again,
        producer_id=group.producers["nina"],
        agency_id=group.branches["naples"],
    )
    with group.work(read_only=True) as work:
        owners = work.session.exec(select(Client.producer_id).order_by(col(Client.id))).all()
    assert list(owners) == [group.producers["bob"], group.producers["nina"]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"premium_minor": -1}, "premium_minor"),
        ({"fees_minor": -1}, "fees_minor"),
        ({"client": ClientFacts(name="  ")}, "client"),
        ({"source_key": ""}, "source_key"),
        ({"line_code": ""}, "line_code"),
        ({"transaction_type": TransactionType.AUDIT}, "transaction_type"),
    ],
)
def test_a_bind_that_makes_no_sense_is_refused_by_field(group, changes, field):
    with pytest.raises(InvalidInput) as refused:
        group.issue("1.00", **changes)
    assert set(refused.value.problems) == {field}


def test_nobody_binds_into_anothers_book_or_with_anothers_carrier(group):
    other = mallorys()
    for actor, changes, refusal in (
        (group.bob, {"producer_id": group.producers["nina"]}, NotFound),
        (group.alice, {"carrier_id": other.carriers["BHC"]}, NotFound),
        (group.alice, {"producer_id": other.producers["bob"]}, InvalidInput),
        (group.carol, {}, NotPermitted),
    ):
        with pytest.raises(refusal):
            group.issue("100.00", actor=actor, **changes)
    with group.work(read_only=True) as work:
        assert work.session.exec(select(Policy.id)).all() == []
        assert work.session.exec(select(PolicyCoverage.id)).all() == []


def test_cancel_and_reinstate_turn_the_status(group):
    policy = group.issue("1000.00")
    with pytest.raises(PolicyNotCanceled):
        group.record(policy, TransactionType.REINSTATEMENT, "1.00", NOVEMBER)
    with pytest.raises(PolicyNotInTerm, match="within the term, Nov 1, 2026 to Nov 1, 2027"):
        group.record(policy, TransactionType.CANCELLATION, "-1.00", date(2027, 11, 2))
    group.record(policy, TransactionType.CANCELLATION, "-900.00", NOW.date() + timedelta(days=3))
    assert status_of(group, policy) == ("Canceling", "$100")
    with pytest.raises(PolicyAlreadyCanceled):
        group.record(policy, TransactionType.CANCELLATION, "-1.00", NOVEMBER)
    assert status_of(group, policy, days_later=3) == ("Canceled", "$100")
    group.record(policy, TransactionType.REINSTATEMENT, "900.00", NOVEMBER)
    assert status_of(group, policy) == ("Reinstated", "$1,000")


def status_of(group: Group, policy, days_later: int = 0) -> tuple[str, str]:
    with group.work(group.alice, now=NOW + timedelta(days=days_later), read_only=True) as work:
        [row] = queries.policy_table(work, filters=PolicyFilters()).rows
        detail = queries.policy_detail(work, policy_id=policy.policy_id)
    assert detail.status == row.status
    return row.status, row.premium


def test_every_status_is_found_by_its_filter_and_by_no_other(group):
    stand = {
        "active": policy_term(NOVEMBER, 12),
        "pending_start": policy_term(date(2026, 12, 1), 12),
        "expired": policy_term(date(2025, 11, 20), 12),
        "canceled": policy_term(NOVEMBER, 12),
        "canceling": policy_term(NOVEMBER, 12),
        "reinstated": policy_term(NOVEMBER, 12),
    }
    for status, term in stand.items():
        policy = group.issue("10.00", client=ClientFacts(name=status), term=term)
        if status in {"canceled", "canceling", "reinstated"}:
            on = date(2026, 12, 1) if status == "canceling" else NOVEMBER
            group.record(policy, TransactionType.CANCELLATION, "-1.00", on)
        if status == "reinstated":
            group.record(policy, TransactionType.REINSTATEMENT, "1.00", NOVEMBER)
    for status in stand:
        assert found(group, status=status) == [status]
    assert len(found(group, status="nonsense")) == len(stand)


def test_policies_are_found_by_name_number_line_and_carrier(group):
    kestrel = group.issue("300.00", client=ClientFacts(name="Kestrel Valley Logistics LLC"))
    group.issue(
        "200.00",
        client=ClientFacts(name="Zoë's Bakery 100%"),
        line_code="BOP",
        line_name="Businessowners policy",
        carrier_id=group.carriers["TGM"],
    )
    assert found(group, search="valley") == ["Kestrel Valley Logistics LLC"]
    for typed in (
        kestrel.number,
        kestrel.number.lower().replace("-", " "),
        "000001",
        "pol2026000001",
    ):
        assert found(group, search=typed) == ["Kestrel Valley Logistics LLC"], typed
    assert found(group, search="ZOË") == ["Zoë's Bakery 100%"]
    assert found(group, search="100%") == ["Zoë's Bakery 100%"]
    assert found(group, search="k%l") == []
    assert found(group, line_code="BOP") == ["Zoë's Bakery 100%"]
    assert found(group, carrier_id=group.carriers["TGM"]) == ["Zoë's Bakery 100%"]
    by_premium = found(group, sort="premium", is_descending=False)
    assert by_premium == ["Zoë's Bakery 100%", "Kestrel Valley Logistics LLC"]
    assert found(group, sort="insured", is_descending=True) == by_premium
    assert found(group, page=2) == []


def test_the_table_has_pages(group):
    for number in range(27):
        group.issue("10.00", client=ClientFacts(name=f"Client {number:02d}"))
    with group.work(group.alice, read_only=True) as work:
        first = queries.policy_table(
            work, filters=PolicyFilters(sort="insured", is_descending=False)
        )
        second = queries.policy_table(
            work, filters=PolicyFilters(sort="insured", is_descending=False, page=2)
        )
    assert (len(first.rows), first.has_next, first.total) == (25, True, 27)
    assert first.showing == "Showing 1–25 of 27"
    assert [row.insured for row in second.rows] == ["Client 25", "Client 26"]
    assert (second.has_next, second.showing) == (False, "Showing 26–27 of 27")


def test_bob_sees_his_book_pat_and_mallory_nothing_of_it(group):
    policy = group.issue("100.00", client=ClientFacts(name="Bob's own"), actor=group.bob)
    assert found(group, group.bob) == ["Bob's own"]
    mallory = mallorys().mallory
    for outsider in (group.pat, group.nina, group.mia, mallory):
        assert found(group, outsider) == []
        with pytest.raises(NotFound), unit_of_work(outsider, now=NOW, read_only=True) as work:
            queries.policy_detail(work, policy_id=policy.policy_id)


def test_a_carrier_code_is_given_once(group):
    with pytest.raises(Conflict, match="BHC"):
        group.add_carrier("bhc", "Another")
    with pytest.raises(NotPermitted), group.work(group.bob) as work:
        services.add_carrier(work, name="X", code="X")
    with pytest.raises(InvalidInput), group.work() as work:
        services.add_carrier(work, name=" ", code="X")
    with group.work(group.bob, read_only=True) as work:
        assert [row.code for row in queries.carriers(work)] == ["BHC", "TGM"]
