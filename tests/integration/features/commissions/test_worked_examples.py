"""The numbers of docs/algorithms/commission.md, one test an example."""

from datetime import date

import pytest
from sqlmodel import col, select

from producer_portal.features.commissions import queries
from producer_portal.features.commissions.rules import OverrideBasis
from producer_portal.features.commissions.tables import CommissionAccrual, CommissionLine
from producer_portal.features.ledger.tables import LedgerLeg
from producer_portal.features.policies.rules import TransactionType
from tests.integration.features.commissions.money_story import NOVEMBER, Group, harborline

COMMISSION = OverrideBasis.PERCENT_OF_COMMISSION
PREMIUM = OverrideBasis.PERCENT_OF_PREMIUM
DIFFERENTIAL = OverrideBasis.DIFFERENTIAL


@pytest.fixture
def group(portal_database) -> Group:
    return harborline()


def parts_of(group: Group, policy_transaction_id: int) -> dict[str, int]:
    """Payee → cents, of what accrued from a policy transaction."""
    with group.work(group.carol, read_only=True) as work:
        rows = work.session.exec(
            select(CommissionLine.payee_name, CommissionLine.amount_minor)
            .join(CommissionAccrual, col(CommissionAccrual.id) == col(CommissionLine.accrual_id))
            .where(CommissionAccrual.policy_transaction_id == policy_transaction_id)
            .order_by(col(CommissionLine.place))
        ).all()
    return dict(rows)


def test_example_1_a_split_and_the_house(group):
    group.rule("11.5%", "BHC", line_code="AUTOB", line_name="commercial auto")
    group.split("bob", "60%")
    policy = group.issue("17993.75", fees_minor=25_000)
    accrual = group.accrue(policy.policy_transaction_id)
    assert (accrual.status, accrual.gross) == ("accrued", "$2,069.28")
    assert parts_of(group, policy.policy_transaction_id) == {"Bob Baxter": 124_157, "House": 82_771}


def test_example_2_overrides_of_commission_and_of_premium(group):
    group.rule("11.5%", "BHC")
    group.split("bob", "60%")
    group.override("pat", COMMISSION, "5%")
    group.override("olive", PREMIUM, "1%")
    policy = group.issue("17993.75")
    group.accrue(policy.policy_transaction_id)
    assert parts_of(group, policy.policy_transaction_id) == {
        "Bob Baxter": 124_157,
        "Pat Purcell": 10_346,
        "Olive Ostrander": 17_994,
        "House": 54_431,
    }
    assert 124_157 + 10_346 + 17_994 + 54_431 == 206_928


def test_example_3_differentials_pay_the_step_between_levels(group):
    group.rule("10%", "BHC")
    group.split("bob", "60%")
    group.override("pat", DIFFERENTIAL, "70%")
    group.override("olive", DIFFERENTIAL, "75%")
    policy = group.issue("1000.00")
    group.accrue(policy.policy_transaction_id)
    assert parts_of(group, policy.policy_transaction_id) == {
        "Bob Baxter": 6_000,
        "Pat Purcell": 1_000,
        "Olive Ostrander": 500,
        "House": 2_500,
    }


def test_example_4_an_odd_cent_goes_to_the_largest_remainder(group):
    group.rule("10%", "BHC")
    group.split("bob", "33.3333%")
    group.override("pat", COMMISSION, "33.3333%")
    policy = group.issue("1000.00")
    group.accrue(policy.policy_transaction_id)
    assert parts_of(group, policy.policy_transaction_id) == {
        "Bob Baxter": 3_333,
        "Pat Purcell": 3_333,
        "House": 3_334,
    }


def test_example_5_half_a_cent_goes_to_the_even_cent(group):
    group.rule("10%", "BHC")
    group.split("bob", "100%")
    down, up = group.issue("100.25"), group.issue("100.35")
    assert group.accrue(down.policy_transaction_id).gross == "$10.02"
    assert group.accrue(up.policy_transaction_id).gross == "$10.04"


def test_example_6_a_cancellation_mirrors_what_it_takes_back(group):
    group.rule("11.5%", "BHC")
    group.split("bob", "60%")
    group.override("pat", COMMISSION, "5%")
    policy = group.issue("17993.75")
    group.accrue(policy.policy_transaction_id)
    back = group.record(policy, TransactionType.CANCELLATION, "-17993.75", NOVEMBER)
    group.accrue(back)
    written = parts_of(group, policy.policy_transaction_id)
    assert parts_of(group, back) == {name: -amount for name, amount in written.items()}


def test_example_7_a_term_keeps_the_terms_it_was_written_with(group):
    group.rule("10%", "BHC")
    group.split("bob", "60%")
    policy = group.issue("1000.00")
    group.accrue(policy.policy_transaction_id)
    group.rule("20%", "BHC", from_on=date(2026, 6, 1), ends_previous=True)
    group.split("bob", "10%", from_on=date(2026, 6, 1), ends_previous=True)
    extra = group.record(policy, TransactionType.ENDORSEMENT, "200.00", date(2026, 11, 15))
    group.accrue(extra)
    assert parts_of(group, extra) == {"Bob Baxter": 1_200, "House": 800}
    later = group.issue("1000.00")
    group.accrue(later.policy_transaction_id)
    assert parts_of(group, later.policy_transaction_id) == {"Bob Baxter": 2_000, "House": 18_000}


def test_example_8_the_most_specific_rule_wins(group):
    group.rule("5%")
    group.rule("6%", line_code="AUTOB")
    group.rule("7%", "BHC")
    group.rule("8%", "BHC", line_code="AUTOB")
    group.rule("9%", "BHC", line_code="AUTOB", transaction_type=TransactionType.RENEWAL)
    group.split("bob", "50%")
    tallgrass = {"carrier_id": group.carriers["TGM"]}
    other_line = {"line_code": "CGL", "line_name": "General liability"}
    renewal = {"transaction_type": TransactionType.RENEWAL}
    for gross, changes in (
        ("$80.00", {}),
        ("$90.00", renewal),
        ("$70.00", other_line),
        ("$60.00", tallgrass),
        ("$50.00", tallgrass | other_line),
        ("$70.00", other_line | renewal),
    ):
        policy = group.issue("1000.00", **changes)
        assert group.accrue(policy.policy_transaction_id).gross == gross


def test_example_9_fees_earn_only_where_the_rule_says_so(group):
    group.rule("10%", "BHC")
    group.rule("10%", "TGM", fees_are_commissionable=True)
    group.split("bob", "50%")
    without = group.issue("1000.00", fees_minor=10_000)
    with_fees = group.issue("1000.00", fees_minor=10_000, carrier_id=group.carriers["TGM"])
    assert group.accrue(without.policy_transaction_id).gross == "$100.00"
    assert group.accrue(with_fees.policy_transaction_id).gross == "$110.00"


def test_the_entry_of_example_2_balances_leg_by_leg(group):
    group.rule("11.5%", "BHC")
    group.split("bob", "60%")
    group.override("pat", COMMISSION, "5%")
    policy = group.issue("17993.75")
    group.accrue(policy.policy_transaction_id)
    with group.work(group.carol, read_only=True) as work:
        legs = work.session.exec(select(LedgerLeg).order_by(col(LedgerLeg.place))).all()
    assert [(leg.account, leg.producer_id, leg.amount_minor) for leg in legs] == [
        ("commission_receivable", None, 206_928),
        ("commission_income", None, -206_928),
        ("commission_expense", None, 134_503),
        ("producer_payable", group.producers["bob"], -124_157),
        ("producer_payable", group.producers["pat"], -10_346),
    ]


def test_what_has_no_rule_waits_in_sight_and_accrues_once_there_is_one(group):
    group.split("bob", "60%")
    policy = group.issue("1000.00")
    waiting = group.accrue(policy.policy_transaction_id)
    assert waiting.status == "exception"
    assert waiting.exception.startswith(
        "No commission rule applies to Blue Heron Casualty, Commercial auto"
    )
    with group.work(group.carol, read_only=True) as work:
        assert [row.policy_id for row in queries.accrual_exceptions(work)] == [policy.policy_id]
    group.rule("10%", "BHC")
    assert group.accrue(policy.policy_transaction_id).status == "accrued"
    with group.work(group.carol, read_only=True) as work:
        assert queries.accrual_exceptions(work) == ()


def test_a_producer_without_a_split_is_an_exception_not_a_gift_to_the_house(group):
    group.rule("10%", "BHC")
    policy = group.issue("1000.00")
    waiting = group.accrue(policy.policy_transaction_id)
    assert waiting.exception.startswith("No split is set for Bob Baxter on Nov 1, 2026.")
    assert parts_of(group, policy.policy_transaction_id) == {}


def test_shares_above_the_commission_are_an_exception(group):
    group.rule("10%", "BHC")
    group.split("bob", "90%")
    group.override("pat", PREMIUM, "2%")
    policy = group.issue("1000.00")
    waiting = group.accrue(policy.policy_transaction_id)
    assert "add to more than its commission, $100.00" in waiting.exception
    assert parts_of(group, policy.policy_transaction_id) == {}


def test_an_adjustment_waits_for_what_it_adjusts(group):
    group.split("bob", "60%")
    policy = group.issue("1000.00")
    extra = group.record(policy, TransactionType.ENDORSEMENT, "50.00", date(2026, 11, 15))
    assert group.accrue(extra).exception.startswith("Waits for the transaction it adjusts.")
    group.rule("10%", "BHC")
    assert group.accrue(extra).status == "accrued"
    assert parts_of(group, policy.policy_transaction_id) == {"Bob Baxter": 6_000, "House": 4_000}


def test_a_premium_of_nothing_owes_nothing_and_posts_nothing(group):
    group.rule("10%", "BHC")
    group.split("bob", "60%")
    policy = group.issue("0.00")
    nothing = group.accrue(policy.policy_transaction_id)
    assert (nothing.status, nothing.entry_id) == ("nothing_due", "")
    assert parts_of(group, policy.policy_transaction_id) == {}


def test_business_without_a_producer_is_all_the_houses(group):
    group.rule("10%", "BHC")
    policy = group.issue("1000.00", producer_id=None)
    group.accrue(policy.policy_transaction_id)
    assert parts_of(group, policy.policy_transaction_id) == {"House": 10_000}
