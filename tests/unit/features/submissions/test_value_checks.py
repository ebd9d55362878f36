"""The named checks tell a wrong number from a right one, and rules over several answers hold or not."""

from datetime import date

import pytest

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.form_rules import FORM_RULES
from producer_portal.features.submissions.rules.value_checks import VALUE_CHECKS
from producer_portal.features.submissions.rules.zip_codes import state_of_zip
from producer_portal.values.forms import AttachedFile, Facts, Reading, Severity

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("check", "typed", "stored"),
    [
        ("ein", "59-3456789", "593456789"),
        ("ein", "59 345 6789", "593456789"),
        ("ssn", "536-90-4399", "536904399"),
        ("vin", "1hgcm82633a004352", "1HGCM82633A004352"),
        ("vin", "1HG-CM826 33A004352", "1HGCM82633A004352"),
        ("phone_us", "(510) 555-0134", "+15105550134"),
        ("phone_us", "510.555.0134 ext 12", "+15105550134 x12"),
        ("phone_us", "1 510 555 0134", "+15105550134"),
        ("email", "Maya@Example.COM", "Maya@example.com"),
        ("naics", "56-1730", "561730"),
        ("naics", "44", "44"),
        ("naics", "445110", "445110"),
        ("naics", "455110", "455110"),
        ("npn", "0008571234", "8571234"),
        ("npn", "1", "1"),
        ("zip_us", "33611", "33611"),
        ("zip_us", "336194401", "33619-4401"),
        ("zip_us", "33619 4401", "33619-4401"),
        ("vin", "1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
        ("url", "example.com/a", "https://example.com/a"),
        ("url", "http://example.com", "http://example.com"),
        ("policy_number", "gl 2025/00418", "GL 2025/00418"),
    ],
)
def test_a_right_value_gets_its_normal_form_and_keeps_it(check, typed, stored):
    found = VALUE_CHECKS[check](typed)
    assert (found.value, found.words) == (stored, "")
    assert VALUE_CHECKS[check](stored) == found


@pytest.mark.parametrize(
    ("check", "typed", "code"),
    [
        ("ein", "123", "incomplete"),
        ("ein", "07-1144442", "impossible"),
        ("ein", "٣٤٥٦٧٨٩٠١", "incomplete"),
        ("ssn", "123", "incomplete"),
        ("ssn", "000-12-3456", "impossible"),
        ("ssn", "666-12-3456", "impossible"),
        ("ssn", "536-00-4399", "impossible"),
        ("ssn", "536-90-0000", "impossible"),
        ("vin", "1HGCM82633A00435", "incomplete"),
        ("vin", "1HGCM82633A004353", "check_digit"),
        ("vin", "1HGCM82633O004352", "impossible"),
        ("vin", "1HGCM8263ZA004352", "check_digit"),
        ("vin", "1HGCM82630A004352", "check_digit"),
        ("vin", "1HGCM8263U0004352", "check_digit"),
        ("vin", "1HGCM8263É0004352", "impossible"),
        ("phone_us", "555-0134", "impossible"),
        ("phone_us", "call me", "unreadable"),
        ("phone_us", "+44 20 7946 0958", "impossible"),
        ("phone_us", "110 555 0134", "impossible"),
        ("email", "maya@", "impossible"),
        ("email", "m" * 250 + "@example.com", "too_long"),
        ("naics", "5", "incomplete"),
        ("naics", "abc", "incomplete"),
        ("naics", "9912", "impossible"),
        ("naics", "569100", "impossible"),
        ("npn", "12345678901", "incomplete"),
        ("npn", "0000", "incomplete"),
        ("npn", "85-A", "incomplete"),
        ("zip_us", "3361", "incomplete"),
        ("zip_us", "33611-12", "incomplete"),
        ("zip_us", "00011", "impossible"),
        ("url", "not a url", "impossible"),
        ("url", "ftp://example.com", "impossible"),
        ("url", "https://user@example.com", "impossible"),
        ("url", "http://[bad", "unreadable"),
        ("url", "localhost", "impossible"),
        ("policy_number", "A", "impossible"),
        ("policy_number", "A_B_C", "impossible"),
        ("policy_number", "A" * 26, "impossible"),
    ],
)
def test_a_wrong_value_says_what_is_wrong(check, typed, code):
    found = VALUE_CHECKS[check](typed)
    assert found.code == code
    assert found.words.split()[0] in {"must", "does"}
    if found.value is not None:
        assert VALUE_CHECKS[check](found.value).value == found.value


def test_a_zip_code_of_another_state_is_told_and_not_refused():
    found = VALUE_CHECKS["us_address"]({"zip": "94607-1234", "state": "NY"})
    assert (found.severity, found.words) == (
        Severity.WARNING,
        "has a ZIP code of CA, not of NY: compare 94607 and NY",
    )
    assert not VALUE_CHECKS["us_address"]({"zip": "94607", "state": "CA"}).words
    assert not VALUE_CHECKS["us_address"]({"zip": "96200", "state": "CA"}).words


@pytest.mark.parametrize(
    ("zip_code", "state"),
    [
        ("33611", "FL"),
        ("06390", "NY"),
        ("06103", "CT"),
        ("00501", "NY"),
        ("99950", "AK"),
        ("00901", "PR"),
        ("abcde", ""),
        ("123", ""),
        ("34100", "FL"),
        ("34002", ""),
    ],
)
def test_the_state_of_a_zip_code_is_known_by_its_first_digits(zip_code, state):
    assert state_of_zip(zip_code) == state


def facts(code, answers, attachments=()):
    return Facts(Reading(FORMS[code], answers), attachments, TODAY)


@pytest.mark.parametrize(
    ("um", "bi", "is_fine"),
    [
        ("100/300", "100/300", True),
        ("250/500", "100/300", False),
        ("reject", "25/50", True),
        (None, "25/50", True),
        ("25/50", None, True),
        ("odd", "25/50", True),
    ],
)
def test_uninsured_motorist_is_never_above_bodily_injury(um, bi, is_fine):
    answers = {"coverage": {"um_limit": um, "bi_limit": bi}}
    assert FORM_RULES["UM_NOT_ABOVE_BI"](facts("AUTOP", answers)) is is_fine


@pytest.mark.parametrize(
    ("financed", "comprehensive", "is_fine"),
    [(True, "none", False), (True, "500", True), (False, "none", True), (None, "none", True)],
)
def test_a_financed_vehicle_wants_physical_damage_cover(financed, comprehensive, is_fine):
    answers = {
        "vehicles": [{"financed": False}, {"financed": financed}],
        "coverage": {"comp_deductible": comprehensive, "coll_deductible": "500"},
    }
    assert FORM_RULES["PHYSDAM_FOR_FINANCED"](facts("AUTOP", answers)) is is_fine


@pytest.mark.parametrize(
    ("statuses", "is_fine"),
    [
        (["rated"], True),
        (["excluded", "rated"], True),
        (["excluded"], False),
        ([None, "excluded"], True),
        ([], True),
    ],
)
def test_one_driver_is_rated(statuses, is_fine):
    answers = {"drivers": [{"driver_status": status} for status in statuses]}
    assert FORM_RULES["AT_LEAST_ONE_RATED_DRIVER"](facts("AUTOP", answers)) is is_fine


@pytest.mark.parametrize(
    ("aggregate", "occurrence", "is_fine"),
    [
        ("600000", "1000000", False),
        ("1000000", "1000000", True),
        (None, "1000000", True),
        ("600000", None, True),
    ],
)
def test_the_aggregate_is_not_below_the_occurrence_limit(aggregate, occurrence, is_fine):
    answers = {"coverage": {"aggregate_limit": aggregate, "occurrence_limit": occurrence}}
    assert FORM_RULES["AGG_NOT_BELOW_OCC"](facts("CGL", answers)) is is_fine


@pytest.mark.parametrize(
    ("valued_on", "is_fine"),
    [(date(2026, 8, 22), True), (date(2026, 8, 21), False), (None, True)],
)
def test_loss_runs_are_valued_within_ninety_days(valued_on, is_fine):
    attached = (AttachedFile("loss_runs", valued_on), AttachedFile("brochure", date(1999, 1, 1)))
    assert FORM_RULES["LOSS_RUN_AGE"](facts("CGL", {}, attached)) is is_fine
