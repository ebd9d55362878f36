"""To whom a submission goes, and why: pure rules (SUB-8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.submissions.rules.routing import (
    Candidate,
    Names,
    Outcome,
    RoutingFacts,
    RoutingRule,
    checked_rule,
    condition_words,
    decide,
    facts_from,
    fits,
    in_order,
    in_queue_words,
    outcome_words,
    rule_from,
    stored_facts,
    stored_rule,
)
from producer_portal.values.errors import InvalidInput

TODAY = date(2026, 11, 20)
TOM = Candidate(1, "Tom Halvorsen", "underwriter", 10, 5)
LENA = Candidate(2, "Lena Brandt", "underwriter", 11, 3)
DANA = Candidate(3, "Dana Whitfield", "principal", 10, 0)
PEOPLE = (TOM, LENA, DANA)
NAMES = Names(
    lines={"CGL": "General liability", "BOP": "Businessowners"},
    agencies={10: "Harborline", 11: "Tampa"},
    producers={21: "Marcus Oyelaran"},
    people={1: "Tom Halvorsen", 2: "Lena Brandt", 3: "Dana Whitfield"},
    roles={"underwriter": "Underwriter"},
)
FACTS = RoutingFacts("CGL", "FL", "gold", 11, 21, 84_000_000, None, TODAY)
TO_TOM = RoutingRule("r1", "Florida contractors", outcome=Outcome.PERSON, user_id=1)


@pytest.mark.parametrize(
    ("change", "does_fit"),
    [
        ({}, True),
        ({"lines": ("CGL",), "states": ("FL", "GA")}, True),
        ({"lines": ("BOP",)}, False),
        ({"lines": ("CGL",), "states": ("GA",)}, False),
        ({"tiers": ("gold", "silver")}, True),
        ({"tiers": ("standard",)}, False),
        ({"agency_id": 11, "producer_id": 21}, True),
        ({"agency_id": 10}, False),
        ({"producer_id": 22}, False),
        ({"least_revenue_minor": 84_000_000}, True),
        ({"least_revenue_minor": 84_000_001}, False),
        ({"most_revenue_minor": 83_999_999}, False),
        ({"least_premium_minor": 0}, False),
        ({"effective_from": TODAY}, True),
        ({"effective_until": TODAY}, False),
        ({"effective_until": TODAY + timedelta(days=1)}, True),
    ],
)
def test_everything_a_rule_names_must_be_so(change, does_fit):
    assert fits(replace(TO_TOM, **change), FACTS) is does_fit


def test_the_decision_says_which_rule_and_why():
    rule = replace(TO_TOM, lines=("CGL",), states=("FL",))
    found = decide((rule,), FACTS, PEOPLE, NAMES)
    assert (found.user_name, found.words) == (
        "Tom Halvorsen",
        (
            "Routed to Tom Halvorsen by rule “Florida contractors”: "
            "line is General liability, state is FL"
        ),
    )


def test_within_a_team_it_goes_to_whoever_has_the_fewest_open():
    team = RoutingRule("r2", "Everybody", outcome=Outcome.TEAM, team_role="underwriter")
    found = decide((team,), FACTS, PEOPLE, NAMES)
    assert found.words.endswith("it fits everything; fewest open, 3")
    assert found.user_id == 2
    assert decide((replace(team, team_agency_id=10),), FACTS, PEOPLE, NAMES).user_id == 1
    alike = (replace(TOM, open_count=3), LENA)
    assert decide((team,), FACTS, alike, NAMES).user_id == 1


def test_a_named_exception_is_asked_first_wherever_it_stands():
    other = RoutingRule("r2", "Marcus", True, producer_id=21, outcome=Outcome.PERSON, user_id=2)
    found = decide((TO_TOM, other), FACTS, PEOPLE, NAMES)
    assert (found.rule_key, found.user_id) == ("r2", 2)
    assert [one.key for one in in_order((TO_TOM, other))] == ["r2", "r1"]


def test_what_no_rule_fits_goes_to_the_queue_with_what_was_seen():
    found = decide((replace(TO_TOM, states=("GA",)),), FACTS, PEOPLE, NAMES)
    assert found.outcome is Outcome.EXCEPTIONS
    assert found.words == (
        "No routing rule fits: General liability, FL, gold agency, Marcus Oyelaran, revenue $840,000"
    )
    assert in_queue_words(found.words) == found.words


def test_a_rule_whose_person_left_is_passed_over_and_said_so():
    found = decide((TO_TOM,), FACTS, (LENA,), NAMES)
    assert found.outcome is Outcome.EXCEPTIONS
    assert found.words.endswith("; “Florida contractors” fits but nobody it names can take it")
    second = replace(TO_TOM, key="r2", name="Then Lena", user_id=2)
    assert decide((TO_TOM, second), FACTS, (LENA,), NAMES).rule_name == "Then Lena"


def test_a_rule_may_send_to_the_queue_itself():
    found = decide((replace(TO_TOM, outcome=Outcome.EXCEPTIONS),), FACTS, PEOPLE, NAMES)
    assert (found.outcome, found.rule_name) == (Outcome.EXCEPTIONS, "Florida contractors")
    assert in_queue_words(found.words).startswith("By rule “Florida contractors”")


_codes = st.lists(st.sampled_from(["CGL", "BOP", "FL", "GA"]), max_size=2, unique=True).map(tuple)
_amounts = st.none() | st.integers(0, 10**12)
_ids = st.integers(0, 30)
_rules = st.builds(
    RoutingRule,
    key=st.sampled_from(["r1", "r2", "r3"]),
    name=st.text(min_size=1, max_size=9),
    is_exception=st.booleans(),
    lines=_codes,
    states=_codes,
    tiers=st.just(()),
    agency_id=_ids,
    producer_id=_ids,
    least_revenue_minor=_amounts,
    most_revenue_minor=_amounts,
    least_premium_minor=_amounts,
    most_premium_minor=_amounts,
    effective_from=st.none() | st.dates(),
    effective_until=st.none() | st.dates(),
    outcome=st.sampled_from([Outcome.PERSON, Outcome.TEAM, Outcome.EXCEPTIONS]),
    user_id=st.integers(0, 4),
    team_role=st.sampled_from(["", "underwriter"]),
    team_agency_id=st.integers(0, 12),
)


@given(st.lists(_rules, max_size=6), st.integers(0, 10**12))
def test_whatever_the_rules_the_first_that_can_be_followed_decides(rules, revenue):
    facts = replace(FACTS, revenue_minor=revenue)
    found = decide(rules, facts, PEOPLE, NAMES)
    assert found.words
    assert (found.outcome is Outcome.EXCEPTIONS) == (found.user_id == 0)
    if found.rule_key:
        deciding = [one for one in in_order(rules) if fits(one, facts)]
        assert found.rule_name in {one.name for one in deciding}
    without = [one for one in rules if not fits(one, facts)]
    assert decide(without, facts, PEOPLE, NAMES).outcome is Outcome.EXCEPTIONS


@given(_rules)
def test_a_rule_comes_back_from_the_store_as_it_went_in(rule):
    assert rule_from(stored_rule(rule)) == rule
    assert facts_from(stored_facts(FACTS)) == FACTS
    assert condition_words(rule, NAMES)
    assert outcome_words(rule, NAMES)


def test_what_is_wrong_with_a_rule_is_said_beside_each_field():
    with pytest.raises(InvalidInput) as refused:
        checked_rule(
            replace(
                TO_TOM,
                user_id=0,
                least_revenue_minor=2,
                most_revenue_minor=1,
                least_premium_minor=2,
                most_premium_minor=1,
                effective_from=TODAY,
                effective_until=TODAY,
            )
        )
    assert set(refused.value.problems) == {
        "user", "most_revenue", "most_premium", "effective_until",
    }  # fmt: skip
    with pytest.raises(InvalidInput):
        checked_rule(replace(TO_TOM, name=" "))
    with pytest.raises(InvalidInput):
        checked_rule(replace(TO_TOM, outcome=Outcome.NOT_ROUTED))
