"""Whatever is agreed: the parts add to the commission, cancel exactly, and the entry balances (COM-4)."""

from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.agencies.rules import ChainLink
from producer_portal.features.commissions.rules import (
    OverrideBasis,
    OverrideFacts,
    Slice,
    shares_of,
    slices_of,
    weights_of,
    work_out,
)
from producer_portal.features.commissions.services.accrual import legs_for
from producer_portal.features.ledger.rules import checked
from producer_portal.values.money import PARTS_PER_MILLION, Money, Rate, Rounding

PREMIUMS = st.integers(-(10**11), 10**11)
RATES = st.integers(0, PARTS_PER_MILLION).map(Rate)
CHAINS = st.integers(1, 6).map(
    lambda depth: tuple(ChainLink(number + 1, f"P{number}", number) for number in range(depth))
)
OVERRIDES = st.dictionaries(
    st.integers(2, 6),
    st.tuples(st.sampled_from(OverrideBasis), st.integers(0, 300_000)),
    max_size=5,
).map(
    lambda listed: {
        key: OverrideFacts(key, basis, Rate(ppm)) for key, (basis, ppm) in listed.items()
    }
)


@given(PREMIUMS, st.integers(-10_000, 10_000), st.booleans(), RATES, CHAINS, RATES, OVERRIDES)
def test_parts_add_up_mirror_and_balance(premium, fees, earn, rate, chain, split, overrides):
    shares = shares_of(chain, split=split, overrides=overrides)
    asked = {"fees_are_commissionable": earn, "rate": rate, "slices": slices_of(shares)}
    base = Money(premium + fees if earn else premium)
    gross = rate.of(base, Rounding.HALF_EVEN)
    if weights_of(base, gross, asked["slices"])[-1] < 0:
        return
    worked = work_out(premium=Money(premium), fees=Money(fees), **asked)
    assert worked.gross == gross
    assert sum(part.minor_units for part in worked.parts) == gross.minor_units
    assert all(part.minor_units * gross.minor_units >= 0 for part in worked.parts)
    back = work_out(premium=Money(-premium), fees=Money(-fees), **asked)
    assert back.parts == tuple(-part for part in worked.parts)
    if gross.minor_units:
        checked(legs_for(worked, shares))


@given(CHAINS, RATES, OVERRIDES)
def test_differentials_alone_never_pay_more_than_the_highest_level(chain, split, overrides):
    steps = {
        key: OverrideFacts(key, OverrideBasis.DIFFERENTIAL, one.rate)
        for key, one in overrides.items()
    }
    shares = shares_of(chain, split=split, overrides=steps)
    levels = [split.parts_per_million, *(one.rate.parts_per_million for one in shares)]
    assert sum(one.applied.parts_per_million for one in shares) <= max(levels)


@given(PREMIUMS, RATES, st.lists(st.integers(0, 200_000), max_size=5))
def test_each_part_is_within_a_cent_of_its_share(premium, rate, ppms):
    worked = work_out(
        premium=Money(premium),
        fees=Money(0),
        fees_are_commissionable=False,
        rate=rate,
        slices=[Slice(ppm, is_of_premium=False) for ppm in ppms],
    )
    for part, weight in zip(worked.parts, worked.weights, strict=True):
        assert abs(abs(part.minor_units) * PARTS_PER_MILLION - weight) < PARTS_PER_MILLION
