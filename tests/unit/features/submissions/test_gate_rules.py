"""What carriers write and what stops a submission: pure rules (SUB-7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.compliance.rules import Missing, Requirement
from producer_portal.features.submissions.rules.appetite import (
    AppetiteOutcome,
    AppetiteRule,
    Risk,
    appetite_from,
    checked_appetite,
    fits,
    rule_words,
    stored_appetite,
    verdicts,
)
from producer_portal.features.submissions.rules.choosing import codes_typed, listed
from producer_portal.features.submissions.rules.gate import (
    GateClosed,
    GatePolicy,
    Strictness,
    appetite_findings,
    missing_findings,
    policy_from,
    stored_policy,
)
from producer_portal.values.errors import InvalidInput

TODAY = date(2026, 11, 20)
ROOFER = Risk("CGL", "FL", TODAY, "238160", ("98678",))
LARK, NORTH = (1, "Larkfield"), (2, "Northgate")
NO_ROOFS = AppetiteRule("r1", AppetiteOutcome.DECLINE, "No roofers", is_hard=True, naics=("23816",))


@pytest.mark.parametrize(
    ("change", "does_fit"),
    [
        ({}, True),
        ({"carrier_id": 1}, True),
        ({"carrier_id": 2}, False),
        ({"lines": ("CGL", "BOP")}, True),
        ({"lines": ("BOP",)}, False),
        ({"states": ("GA",)}, False),
        ({"states": ("FL",), "classes": ("98678",)}, True),
        ({"classes": ("1",)}, False),
        ({"naics": ("44",)}, False),
        ({"from_on": TODAY}, True),
        ({"from_on": TODAY + timedelta(days=1)}, False),
        ({"until_on": TODAY}, False),
        ({"until_on": TODAY + timedelta(days=1)}, True),
    ],
)
def test_a_rule_fits_when_everything_it_names_is_so(change, does_fit):
    assert fits(replace(NO_ROOFS, **change), 1, ROOFER) is does_fit


def test_a_risk_without_a_class_fits_no_rule_about_one():
    assert not fits(NO_ROOFS, 1, replace(ROOFER, naics=""))


def test_the_first_rule_that_fits_decides_for_each_carrier():
    larkfield_does = AppetiteRule("r0", AppetiteOutcome.ACCEPT, carrier_id=1)
    said = verdicts((larkfield_does, NO_ROOFS), (LARK, NORTH), ROOFER)
    assert [one.outcome.value for one in said] == ["accept", "decline"]
    said = verdicts((NO_ROOFS, larkfield_does), (LARK, NORTH), ROOFER)
    assert {one.outcome.value for one in said} == {"decline"}
    assert verdicts((), (), ROOFER)[0].outcome is AppetiteOutcome.ACCEPT


def test_one_carrier_that_takes_it_is_enough():
    only_north = replace(NO_ROOFS, carrier_id=2)
    assert appetite_findings(verdicts((only_north,), (LARK, NORTH), ROOFER)) == ()


def test_declined_by_all_stops_only_when_every_rule_is_hard():
    (hard,) = appetite_findings(verdicts((NO_ROOFS,), (LARK, NORTH), ROOFER))
    assert (hard.words, hard.is_hard) == ("No carrier writes it: No roofers", True)
    soft = replace(NO_ROOFS, carrier_id=2, is_hard=False, words="Not this year")
    (found,) = appetite_findings(verdicts((soft, NO_ROOFS), (LARK, NORTH), ROOFER))
    assert (found.is_hard, found.words) == (
        False,
        "No carrier writes it: No roofers; Not this year",
    )


def test_a_carrier_that_wants_to_see_it_first_never_stops():
    asks = replace(NO_ROOFS, outcome=AppetiteOutcome.REFER, carrier_id=2, words="We look first")
    (found,) = appetite_findings(verdicts((asks, NO_ROOFS), (LARK, NORTH), ROOFER))
    assert found.words == "Northgate wants to see it first: We look first"
    assert not found.is_hard


def test_what_is_missing_is_as_strict_as_the_agency_asks():
    gaps = [Missing(one, f"No {one.value}", "Get it") for one in Requirement]
    asked = {
        Requirement.LICENSE: Strictness.HARD,
        Requirement.COVER: Strictness.SOFT,
        Requirement.APPOINTMENT: Strictness.OFF,
    }
    found = missing_findings(gaps, asked)
    assert [(one.code, one.is_hard) for one in found] == [("license", True), ("cover", False)]
    closed = GateClosed(found)
    assert closed.message == "No license. Get it."
    assert closed.found == found


_codes = st.lists(st.text("ABC123", min_size=1, max_size=5), max_size=3).map(tuple)
_days = st.none() | st.dates()
_rules = st.builds(
    AppetiteRule,
    key=st.just("r1"),
    outcome=st.sampled_from(AppetiteOutcome),
    words=st.text(max_size=20),
    is_hard=st.booleans(),
    carrier_id=st.integers(0, 99),
    carrier_name=st.text(max_size=9),
    lines=_codes,
    states=_codes,
    naics=_codes,
    classes=_codes,
    from_on=_days,
    until_on=_days,
)


@given(_rules, st.integers(0, 10**12))
def test_a_policy_comes_back_from_the_store_as_it_went_in(rule, least):
    asked = dict.fromkeys(Requirement, Strictness.SOFT)
    policy = GatePolicy(asked, asked, least, (rule,))
    assert policy_from(stored_policy(policy)) == policy
    assert appetite_from(stored_appetite(rule)) == rule


def test_a_rule_reads_as_a_sentence():
    rule = replace(NO_ROOFS, lines=("CGL", "BOP"), states=("FL", "GA", "AL"), from_on=TODAY)
    assert rule_words(rule, {"CGL": "General liability"}) == (
        "No carrier writes it: line is General liability or BOP, state is FL, GA or AL, "
        "NAICS begins with 23816, effective from Nov 20, 2026"
    )
    assert listed(("a",)) == "a"


def test_what_is_wrong_with_a_rule_is_said_beside_each_field():
    with pytest.raises(InvalidInput) as refused:
        checked_appetite(
            replace(NO_ROOFS, words=" ", naics=("ROOF",), from_on=TODAY, until_on=TODAY)
        )
    assert set(refused.value.problems) == {"words", "naics", "until_on"}
    with pytest.raises(InvalidInput):
        codes_typed("FL, G-A", field="states", hint="Like FL")
    assert codes_typed(" fl,GA; fl ", field="states", hint="") == ("FL", "GA")
