"""Whatever the amounts: parts add to the whole, signs mirror, rounding is within half a cent (COM-4)."""

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from producer_portal.values.money import PARTS_PER_MILLION, Money, Rate, Rounding, allocate, divide

AMOUNTS = st.integers(-(10**14), 10**14)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=12)
RATES = st.integers(0, PARTS_PER_MILLION)


@given(AMOUNTS, WEIGHTS)
def test_parts_add_to_the_whole_and_none_is_a_cent_off(total, weights):
    assume(sum(weights) > 0)
    parts = allocate(Money(total), weights)
    assert sum(part.minor_units for part in parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(total * weight, sum(weights)) - part.minor_units) < 1


@given(AMOUNTS, WEIGHTS)
def test_what_is_taken_back_is_shared_as_it_was_given(total, weights):
    assume(sum(weights) > 0)
    given_out = allocate(Money(total), weights)
    assert allocate(Money(-total), weights) == tuple(-part for part in given_out)


@given(AMOUNTS, WEIGHTS, st.integers(1, 1000))
def test_only_the_proportions_of_weights_count(total, weights, factor):
    assume(sum(weights) > 0)
    assert allocate(Money(total), weights) == allocate(
        Money(total), [one * factor for one in weights]
    )


@given(AMOUNTS, RATES)
def test_a_rate_is_rounded_to_the_nearest_cent_and_ties_to_even(amount, rate):
    exact = Fraction(amount * rate, PARTS_PER_MILLION)
    rounded = Rate(rate).of(Money(amount), Rounding.HALF_EVEN).minor_units
    assert rounded == round(exact)
    assert Rate(rate).of(Money(-amount), Rounding.HALF_EVEN).minor_units == -rounded


@given(AMOUNTS, st.integers(1, 10**9), st.sampled_from(Rounding))
def test_division_is_symmetrical_and_off_by_less_than_one(numerator, denominator, rounding):
    quotient = divide(numerator, denominator, rounding)
    assert divide(-numerator, denominator, rounding) == -quotient
    error = abs(Fraction(numerator, denominator) - quotient)
    assert error < 1 if rounding is Rounding.DOWN else error <= Fraction(1, 2)
