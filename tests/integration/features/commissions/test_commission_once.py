"""Accruals happen once and agreements never overlap, whoever runs at the same time (COM-2, COM-5)."""

import threading
from datetime import date, timedelta

import pytest
from sqlmodel import select

from producer_portal.features.commissions import jobs, queries, services
from producer_portal.features.commissions.rules import OverrideBasis, RulesOverlap
from producer_portal.features.commissions.tables import (
    CommissionAccrual,
    CommissionLine,
    CommissionRule,
)
from producer_portal.features.ledger import queries as ledger
from producer_portal.features.ledger.tables import LedgerEntry
from producer_portal.features.policies.rules import TransactionType
from producer_portal.foundation import outbox
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted
from tests.integration.features.commissions.money_story import (
    JANUARY,
    NOVEMBER,
    NOW,
    Group,
    harborline,
    mallorys,
    percent,
)


@pytest.fixture
def group(portal_database) -> Group:
    return harborline()


def counts(group: Group) -> tuple[int, int, int]:
    with group.work(read_only=True) as work:
        return tuple(
            len(work.session.exec(select(table.id)).all())
            for table in (CommissionAccrual, CommissionLine, LedgerEntry)
        )


def test_accruing_twice_changes_nothing(group):
    group.rule("10%")
    group.split("bob", "60%")
    policy = group.issue("1000.00")
    first = group.accrue(policy.policy_transaction_id)
    assert group.accrue(policy.policy_transaction_id) == first
    assert counts(group) == (1, 2, 1)


def test_two_workers_at_once_accrue_once(group):
    group.rule("10%")
    group.split("bob", "60%")
    policy = group.issue("1000.00")
    start, outcomes = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        outcomes.append(group.accrue(policy.policy_transaction_id))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 2
    assert outcomes[0] == outcomes[1]
    assert counts(group) == (1, 2, 1)


def test_the_message_of_a_bind_accrues_and_the_sweep_finds_nothing_left(group):
    group.rule("10%")
    group.split("bob", "60%")
    group.issue("1000.00")
    # Other features' messages of this tenant are none of this test's business.
    assert outbox.deliver_due(jobs.EFFECTS, clock=lambda: NOW) >= 1
    assert counts(group) == (1, 2, 1)
    jobs.sweep(NOW)
    assert counts(group) == (1, 2, 1)


def test_the_sweep_accrues_what_no_message_brought(group):
    group.rule("10%")
    group.split("bob", "60%")
    policy = group.issue("1000.00")
    group.record(policy, TransactionType.ENDORSEMENT, "100.00", NOVEMBER)
    jobs.sweep(NOW)
    assert counts(group) == (2, 4, 2)


def test_the_sweep_tries_an_exception_again_only_after_an_agreement_changed(group):
    policy = group.issue("1000.00")
    jobs.sweep(NOW)
    assert counts(group) == (1, 0, 0)
    with group.work(read_only=True) as work:
        assert queries.transactions_to_accrue(work, limit=10) == ()
    later = NOW + timedelta(minutes=5)
    with group.work(group.carol, now=later) as work:
        services.set_rule(work, rate=percent("10%"), from_on=JANUARY)
        services.set_split(
            work, producer_id=group.producers["bob"], rate=percent("60%"), from_on=JANUARY
        )
    with group.work(read_only=True) as work:
        assert queries.transactions_to_accrue(work, limit=10) == (
            (group.tenant_id, policy.policy_transaction_id),
        )
    jobs.sweep(later)
    assert counts(group) == (1, 2, 1)


def test_the_books_verify_after_writing_and_taking_back(group):
    group.rule("10%")
    group.split("bob", "60%")
    policy = group.issue("1000.00")
    group.record(policy, TransactionType.CANCELLATION, "-1000.00", NOVEMBER)
    group.record(policy, TransactionType.REINSTATEMENT, "1000.00", NOVEMBER)
    jobs.sweep(NOW)
    assert counts(group) == (3, 6, 3)
    with group.work(read_only=True) as work:
        assert list(ledger.broken_chains(work)) == []
        adjusting = work.session.exec(
            select(CommissionAccrual.adjusts_id).order_by(CommissionAccrual.id)
        ).all()
        [first] = work.session.exec(
            select(CommissionAccrual.id).where(
                CommissionAccrual.policy_transaction_id == policy.policy_transaction_id
            )
        ).all()
    assert list(adjusting) == [None, first, first]


def test_overlapping_rules_splits_and_overrides_are_refused(group):
    group.rule("10%", "BHC", from_on=JANUARY)
    with pytest.raises(
        RulesOverlap, match="overlaps the one from Jan 1, 2026 until further notice"
    ):
        group.rule("12%", "BHC", from_on=date(2026, 7, 1))
    group.rule("12%", "TGM", from_on=date(2026, 7, 1))
    group.split("bob", "60%", until_on=date(2026, 7, 1))
    with pytest.raises(RulesOverlap):
        group.split("bob", "70%", from_on=date(2026, 6, 30))
    group.split("bob", "70%", from_on=date(2026, 7, 1))
    group.override("pat", OverrideBasis.DIFFERENTIAL, "70%")
    with pytest.raises(RulesOverlap):
        group.override("pat", OverrideBasis.PERCENT_OF_PREMIUM, "1%", from_on=date(2025, 1, 1))


def test_the_next_version_ends_the_one_before_and_counts_on(group):
    group.rule("10%", "BHC")
    group.rule("12%", "BHC", from_on=date(2026, 7, 1), ends_previous=True)
    with group.work(group.carol, read_only=True) as work:
        rows = queries.agreement_table(work)
    assert [(row.version, row.rate, row.since, row.until) for row in rows] == [
        (2, "12.00%", "Jul 1, 2026", ""),
        (1, "10.00%", "Jan 1, 2026", "Jul 1, 2026"),
    ]


def test_two_accountants_at_once_cannot_save_rules_that_overlap(group):
    start, outcomes = threading.Barrier(2), []

    def run() -> None:
        start.wait()
        try:
            outcomes.append(group.rule("10%", "BHC"))
        except RulesOverlap as refused:
            outcomes.append(type(refused))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(RulesOverlap) == 1
    with group.work(read_only=True) as work:
        assert len(work.session.exec(select(CommissionRule.id)).all()) == 1


def test_only_who_manages_rules_sets_them_and_only_for_their_own(group):
    for outsider in (group.bob, group.dave):
        with pytest.raises(NotPermitted), group.work(outsider) as work:
            services.set_rule(work, rate=percent("10%"), from_on=JANUARY)
    other = mallorys()
    with pytest.raises(NotFound), other.work(other.mallory) as work:
        services.set_split(
            work, producer_id=group.producers["bob"], rate=percent("10%"), from_on=JANUARY
        )
    with pytest.raises(NotFound), other.work(other.mallory) as work:
        services.set_rule(
            work, rate=percent("10%"), from_on=JANUARY, carrier_id=group.carriers["BHC"]
        )
    policy = group.issue("10.00")
    with pytest.raises(NotFound), other.work(other.system) as work:
        services.accrue_policy_transaction(work, policy_transaction_id=policy.policy_transaction_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until_on": JANUARY}, "until_on"),
        ({"transaction_type": TransactionType.AUDIT}, "transaction_type"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_field(group, changes, field):
    with pytest.raises(InvalidInput) as refused:
        group.rule("10%", **changes)
    assert field in refused.value.problems
