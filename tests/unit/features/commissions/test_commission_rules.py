"""Choosing a rule and sharing a commission, said without a database."""

import json
from datetime import date

import pytest

from producer_portal.features.agencies.rules import ChainLink
from producer_portal.features.commissions.rules import (
    BASIS_WORDS,
    KIND_NAMES,
    STATUS_LOOKS,
    LineKind,
    LineStatus,
    OverrideBasis,
    OverrideFacts,
    RuleFacts,
    SharesExceedCommission,
    Slice,
    Terms,
    choose_rule,
    is_on,
    overlap,
    shares_of,
    terms_read,
    terms_said,
    work_out,
)
from producer_portal.features.policies.rules import TransactionType
from producer_portal.values.money import Money, Rate

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)
CHAIN = (ChainLink(1, "Bob", 0), ChainLink(2, "Pat", 1), ChainLink(3, "Olive", 2))
HALF = Rate(500_000)


def rule(rule_id: int, **changes) -> RuleFacts:
    return RuleFacts(
        **{
            "rule_id": rule_id,
            "version": 1,
            "carrier_id": None,
            "line_code": None,
            "transaction_type": None,
            "rate": Rate(100_000),
            "fees_are_commissionable": False,
            "from_on": JUNE,
            "until_on": None,
            **changes,
        }
    )


def chosen(rules, on=JULY, written_as=TransactionType.NEW) -> int | None:
    found = choose_rule(rules, carrier_id=7, line_code="CGL", written_as=written_as, on=on)
    return found and found.rule_id


def test_the_most_specific_rule_wins_whatever_the_order():
    ladder = [
        rule(1),
        rule(2, transaction_type=TransactionType.NEW),
        rule(3, line_code="CGL"),
        rule(4, carrier_id=7),
        rule(5, carrier_id=7, transaction_type=TransactionType.NEW),
        rule(6, carrier_id=7, line_code="CGL"),
    ]
    for length in range(1, len(ladder) + 1):
        assert chosen(ladder[:length]) == length
        assert chosen(ladder[:length][::-1]) == length
    assert chosen(ladder, written_as=TransactionType.RENEWAL) == 6
    assert chosen([rule(8, carrier_id=8), rule(9, line_code="BOP")]) is None


def test_a_rule_holds_on_its_first_day_and_not_on_its_last():
    assert is_on(JUNE, JULY, JUNE)
    assert not is_on(JUNE, JULY, JULY)
    assert chosen([rule(1, until_on=JULY), rule(2, from_on=JULY)]) == 2
    assert chosen([rule(1, from_on=AUGUST)]) is None


@pytest.mark.parametrize(
    ("first", "second", "do_overlap"),
    [
        ((JUNE, JULY), (JULY, AUGUST), False),
        ((JUNE, AUGUST), (JULY, None), True),
        ((JUNE, None), (AUGUST, None), True),
        ((JULY, None), (JUNE, JULY), False),
        ((JULY, AUGUST), (JUNE, None), True),
    ],
)
def test_spans_overlap_when_they_share_a_day(first, second, do_overlap):
    assert overlap(first, second) is do_overlap
    assert overlap(second, first) is do_overlap


def test_differentials_never_pay_a_level_twice():
    overrides = {
        2: OverrideFacts(2, OverrideBasis.DIFFERENTIAL, Rate(400_000)),
        3: OverrideFacts(3, OverrideBasis.DIFFERENTIAL, Rate(650_000)),
    }
    shares = shares_of(CHAIN, split=HALF, overrides=overrides)
    assert [(one.name, one.applied) for one in shares] == [("Bob", HALF), ("Olive", Rate(150_000))]


def test_without_a_producer_there_are_no_shares():
    assert shares_of((), split=None, overrides={}) == ()


def test_too_many_shares_are_refused_and_exactly_all_are_not():
    asked = {"premium": Money(10_000), "fees": Money(0), "fees_are_commissionable": False}
    full = work_out(**asked, rate=Rate(100_000), slices=[Slice(1_000_000, False)])
    assert full.parts == (Money(1000), Money(0))
    with pytest.raises(SharesExceedCommission, match=r"\$10.00"):
        work_out(**asked, rate=Rate(100_000), slices=[Slice(1_000_000, False), Slice(1, False)])
    with pytest.raises(SharesExceedCommission):
        work_out(**asked, rate=Rate(0), slices=[Slice(1, True)])


def test_terms_survive_being_kept():
    overrides = {2: OverrideFacts(2, OverrideBasis.PERCENT_OF_PREMIUM, Rate(10_000))}
    terms = Terms(
        rule_id=1,
        rule_version=2,
        rule_words="Any carrier",
        rule_from_on=JUNE,
        rate=HALF,
        fees_are_commissionable=True,
        shares=shares_of(CHAIN, split=HALF, overrides=overrides),
        chain=CHAIN,
    )
    assert terms_read(json.loads(json.dumps(terms_said(terms)))) == terms


def test_everything_has_words():
    assert set(BASIS_WORDS) == set(OverrideBasis)
    assert set(KIND_NAMES) == set(LineKind)
    assert set(STATUS_LOOKS) == set(LineStatus)
