"""Payment plans spread a total to the cent and end within the term (SUB-13, COM-4)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.submissions.rules.payment_plans import (
    PLANS,
    checked_plans,
    fitting_plans,
    installments,
    plan_words,
)
from producer_portal.features.submissions.rules.quoting import changes_between
from producer_portal.values.errors import InvalidInput
from producer_portal.values.money import Money

BEGINS = date(2027, 1, 31)


@given(total=st.integers(1, 10**12), key=st.sampled_from(sorted(PLANS)))
def test_the_payments_of_a_plan_add_to_the_total_to_the_cent(total, key):
    parts = installments(PLANS[key], Money(total), BEGINS)
    assert sum(part.amount.minor_units for part in parts) == total
    assert all(part.amount.minor_units >= 0 for part in parts)
    assert [part.due_on for part in parts] == sorted({part.due_on for part in parts})
    assert parts[0].due_on == BEGINS


def test_a_month_without_the_day_is_paid_on_its_last():
    dues = [part.due_on for part in installments(PLANS["monthly"], Money(100_000), BEGINS)]
    assert dues[1] == date(2027, 2, 28)


def test_six_months_of_cover_are_not_paid_over_a_year():
    assert [plan.key for plan in fitting_plans(6)] == ["full", "two"]
    assert [plan.key for plan in fitting_plans(12)] == ["full", "two", "quarterly", "monthly"]


def test_a_plan_reads_as_what_is_paid_when():
    assert plan_words(PLANS["full"], Money(420_000)) == "$4,200.00 at once"
    assert plan_words(PLANS["two"], Money(100_001)) == "$500.01 down, then 1 payment of $500.00"


def test_plans_that_nobody_knows_are_refused_and_none_means_at_once():
    assert checked_plans([]) == ("full",)
    assert checked_plans(["monthly", "full"]) == ("full", "monthly")
    with pytest.raises(InvalidInput):
        checked_plans(["weekly"])


def test_a_revision_is_held_against_the_one_before_line_by_line():
    found = changes_between({"Premium": "$1", "Flood": "$9"}, {"Premium": "$2", "Quake": "$3"})
    assert [(one.label, one.before, one.after) for one in found] == [
        ("Premium", "$1", "$2"),
        ("Quake", "Not offered", "$3"),
        ("Flood", "$9", "Not offered"),
    ]
