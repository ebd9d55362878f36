"""Each rule over several answers, seen in a whole application: it speaks when it should and not otherwise (SUB-5)."""

import json
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.form_rules import CHECKS, FORM_RULES, ITEM_RULES
from producer_portal.values.forms import AttachedFile, Severity, problems

TODAY = date(2026, 11, 20)
LINES = Path(__file__).parents[3] / "golden" / "lines"


def told(line, code, *changes, attachments=()):
    """What the rule says of the sample with these changes: the messages, in order."""
    answers = deepcopy(json.loads((LINES / f"{line}.json").read_text())["answers"])
    for section, *place, key, value in changes:
        item = answers[section][place[0]] if place else answers[section]
        item.pop(key, None)
        if value is not None:
            item[key] = value
    found = problems(FORMS[line], answers, today=TODAY, checks=CHECKS, attachments=attachments)
    return [one.message for one in found if one.code == code]


# Line, code, what is changed in the sample, and how often the rule speaks.
CASES = [
    ("AUTOP", "UM_NOT_ABOVE_BI", [("coverage", "um_limit", "250/500")], 1),
    ("AUTOP", "UM_NOT_ABOVE_BI", [("coverage", "um_limit", "reject")], 0),
    ("AUTOP", "UM_NOT_ABOVE_BI", [("coverage", "bi_limit", None)], 0),
    ("AUTOP", "PHYSDAM_FOR_FINANCED", [("coverage", "coll_deductible", "none")], 1),
    ("AUTOP", "PHYSDAM_FOR_FINANCED", [("vehicles", 1, "financed", False), ("coverage", "coll_deductible", "none")], 0),
    ("AUTOP", "AT_LEAST_ONE_RATED_DRIVER", [("drivers", 0, "driver_status", "excluded")], 1),
    ("AUTOP", "AT_LEAST_ONE_RATED_DRIVER", [("drivers", 0, "driver_status", None)], 0),
    ("HOME", "ROOF_NOT_BEFORE_HOUSE", [("protection", "roof_year", 1983)], 1),
    ("HOME", "ROOF_NOT_BEFORE_HOUSE", [("protection", "roof_year", 1984)], 0),
    ("HOME", "ROOF_NOT_BEFORE_HOUSE", [("property", "year_built", None)], 0),
    ("HOME", "DWELLING_RATIO", [("coverage", "dwelling_limit", 1850 * 90_00 - 1)], 1),
    ("HOME", "DWELLING_RATIO", [("coverage", "dwelling_limit", 1850 * 90_00)], 0),
    ("HOME", "DWELLING_RATIO", [("property", "square_feet", None)], 0),
    ("HOME", "DWELLING_RATIO", [("coverage", "dwelling_limit", 25_000_00), ("coverage", "policy_form", "HO4")], 0),
    ("HOME", "VACANT_REFERS", [("property", "occupancy", "vacant")], 1),
    ("HOME", "VACANT_REFERS", [("property", "occupancy", "rented")], 0),
    ("HOME", "VACANT_REFERS", [("property", "occupancy", None)], 0),
    ("CGL", "AGG_NOT_BELOW_OCC", [("coverage", "aggregate_limit", "600000")], 1),
    ("CGL", "AGG_NOT_BELOW_OCC", [("coverage", "aggregate_limit", "1000000")], 0),
    ("AUTOB", "FOR_HIRE_MIN_LIMIT", [("coverage", "csl_limit", "500000")], 1),
    ("AUTOB", "FOR_HIRE_MIN_LIMIT", [("coverage", "csl_limit", "750000")], 0),
    ("AUTOB", "FOR_HIRE_MIN_LIMIT", [("risk", "hauls_for_others", False), ("coverage", "csl_limit", "300000")], 0),
    ("AUTOB", "FOR_HIRE_MIN_LIMIT", [("coverage", "csl_limit", None)], 0),
    ("AUTOB", "UNIQUE_VIN", [("vehicles", 1, "vin", "1M8GDM9AXKP042788")], 1),
    ("AUTOB", "UNIQUE_VIN", [("vehicles", 1, "vin", None)], 0),
    ("AUTOB", "UNIQUE_VIN", [("vehicles", 0, "vin", None), ("vehicles", 1, "vin", None)], 0),
    ("WORK", "OWNERSHIP_TOTAL", [("officers", 1, "ownership_pct", "40.01")], 1),
    ("WORK", "OWNERSHIP_TOTAL", [("officers", 1, "ownership_pct", "40")], 0),
    ("WORK", "OWNERSHIP_TOTAL", [("officers", 0, "ownership_pct", None)], 0),
    ("WORK", "MONOPOLISTIC_STATE", [("coverage", "states_covered", ["FL", "OH"])], 1),
    ("WORK", "MONOPOLISTIC_STATE", [("coverage", "states_covered", ["FL", "CA"])], 0),
    ("WORK", "MONOPOLISTIC_STATE", [("coverage", "states_covered", None)], 0),
    ("PROP", "COVERAGE_SOMEWHERE", [("buildings", 1, "contents_limit", 0)], 1),
    ("PROP", "COVERAGE_SOMEWHERE", [("buildings", 1, "contents_limit", 0), ("buildings", 1, "bi_limit", 1_00)], 0),
    ("PROP", "COVERAGE_SOMEWHERE", [("buildings", 1, "contents_limit", None)], 0),
    ("PROP", "ROOF_NOT_BEFORE_BUILDING", [("buildings", 0, "roof_year", 1987), ("buildings", 1, "roof_year", 2005)], 2),
    ("PROP", "ROOF_NOT_BEFORE_BUILDING", [("buildings", 0, "roof_year", 1988)], 0),
    ("PROP", "ROOF_NOT_BEFORE_BUILDING", [("buildings", 0, "year_built", None)], 0),
    ("BOP", "BOP_ELIGIBLE_SALES", [("applicant", "annual_revenue", 5_000_000_01)], 1),
    ("BOP", "BOP_ELIGIBLE_SALES", [("applicant", "annual_revenue", 5_000_000_00)], 0),
    ("BOP", "BOP_ELIGIBLE_SALES", [("applicant", "annual_revenue", None)], 0),
    ("BOP", "BOP_ALCOHOL", [("risk", "alcohol_pct", "25.01")], 1),
    ("BOP", "BOP_ALCOHOL", [("risk", "alcohol_pct", "25")], 0),
    ("BOP", "BOP_ALCOHOL", [("risk", "alcohol_pct", None)], 0),
    ("CUMBR", "UNDERLYING_GL_MIN", [("underlying", 0, "u_limit", 999_999_99)], 1),
    ("CUMBR", "UNDERLYING_GL_MIN", [("underlying", 1, "u_limit", 500_000_00)], 0),
    ("CUMBR", "UNDERLYING_GL_MIN", [("underlying", 0, "u_limit", None)], 0),
    ("CUMBR", "UNDERLYING_DATES", [("underlying", 1, "u_effective", "2026-12-02")], 1),
    ("CUMBR", "UNDERLYING_DATES", [("underlying", 1, "u_expiration", "2026-12-01")], 1),
    ("CUMBR", "UNDERLYING_DATES", [("underlying", 1, "u_effective", "2026-12-01")], 0),
    ("CUMBR", "UNDERLYING_DATES", [("underlying", 1, "u_expiration", None)], 0),
    ("CUMBR", "UNDERLYING_DATES", [("coverage", "effective_date", None)], 0),
    ("CYBER", "MFA_MINIMUM", [("controls", "mfa", ["email", "remote"])], 1),
    ("CYBER", "MFA_MINIMUM", [("controls", "mfa", None)], 1),
    ("CYBER", "MFA_MINIMUM", [("controls", "mfa", None), ("controls", "edr", None)], 0),
    ("CYBER", "BACKUP_STALE", [("controls", "restore_tested_days", 366)], 1),
    ("CYBER", "BACKUP_STALE", [("controls", "restore_tested_days", 365)], 0),
    ("CYBER", "BACKUP_STALE", [("controls", "restore_tested_days", 900), ("controls", "backups_offline", False)], 0),
    ("EO", "SERVICE_SHARES", [("services", 1, "service_pct", "37.49")], 1),
    ("EO", "SERVICE_SHARES", [("services", 1, "service_pct", "37.51")], 1),
    ("EO", "SERVICE_SHARES", [("services", 1, "service_pct", None)], 0),
    ("EO", "RETRO_NOT_AFTER_EFFECTIVE", [("coverage", "retro_date", "2027-01-01")], 1),
    ("EO", "RETRO_NOT_AFTER_EFFECTIVE", [("coverage", "retro_date", "2026-12-31")], 0),
    ("EO", "RETRO_NOT_AFTER_EFFECTIVE", [("coverage", "retro_date", "2027-01-01"), ("coverage", "prior_acts", "full")], 0),
    ("EO", "RETRO_NOT_AFTER_EFFECTIVE", [("coverage", "effective_date", None)], 0),
    ("EO", "AGG_NOT_BELOW_CLAIM", [("coverage", "aggregate", "500000")], 1),
    ("EO", "AGG_NOT_BELOW_CLAIM", [("coverage", "aggregate", "1000000")], 0),
    ("EO", "AGG_NOT_BELOW_CLAIM", [("coverage", "limit", None)], 0),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "changes", "times"), CASES)
def test_a_rule_speaks_when_it_should_and_not_otherwise(line, code, changes, times):
    assert len(told(line, code, *changes)) == times


@pytest.mark.parametrize(("line", "code"), sorted({(line, code) for line, code, _, _ in CASES}))
def test_the_sample_keeps_every_rule(line, code):
    assert told(line, code) == []


@pytest.mark.parametrize(("days", "times"), [(91, 1), (90, 0)])
def test_loss_runs_valued_long_ago_are_told(days, times):
    old = AttachedFile("loss_runs", TODAY - timedelta(days=days))
    assert len(told("CGL", "LOSS_RUN_AGE", attachments=[old])) == times


def test_every_rule_of_every_line_is_shown_to_speak():
    shown = {(line, code) for line, code, _, times in CASES if times} | {("CGL", "LOSS_RUN_AGE")}
    assert shown == {(form.code, rule.code) for form in FORMS.values() for rule in form.rules}
    assert {code for _, code in shown} == set(FORM_RULES) | set(ITEM_RULES)
    assert not set(FORM_RULES) & set(ITEM_RULES)


def test_a_rule_about_items_names_the_item_and_its_box():
    form = FORMS["AUTOB"]
    answers = json.loads((LINES / "AUTOB.json").read_text())["answers"]
    answers["vehicles"][1]["vin"] = answers["vehicles"][0]["vin"]
    (found,) = problems(form, answers, today=TODAY, checks=CHECKS, only={"vehicles"})
    assert (found.item_id, found.question_key) == ("v2", "vin")
    assert found.message == "Vehicle 2: This VIN is listed before: enter each vehicle once"


@pytest.mark.parametrize(
    ("line", "changes", "severity"),
    [
        ("HOME", ("property", "occupancy", "vacant"), Severity.ROUTE),
        ("HOME", ("coverage", "dwelling_limit", 25_000_00), Severity.WARNING),
        ("HOME", ("protection", "roof_year", 1983), Severity.ERROR),
    ],
)
def test_a_rule_stops_tells_or_routes(line, changes, severity):
    answers = json.loads((LINES / f"{line}.json").read_text())["answers"]
    section, key, value = changes
    answers[section][key] = value
    found = problems(FORMS[line], answers, today=TODAY, checks=CHECKS, only={section})
    assert [one.severity for one in found] == [severity]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0.19", ["Experience modification must be 0.2 or more"]),
        ("0.2", []),
        ("5.1", ["Experience modification must be 5 or less"]),
    ],
)
def test_an_experience_modification_has_decimal_limits(typed, words):
    answers = json.loads((LINES / "WORK.json").read_text())["answers"]
    answers["coverage"]["experience_mod"] = typed
    found = problems(FORMS["WORK"], answers, today=TODAY, checks=CHECKS, only={"coverage"})
    assert [one.message for one in found] == words


def test_ownership_and_shares_are_added_exactly():
    thirds = [("officers", place, "ownership_pct", "33.33") for place in (0, 1)]
    assert told("WORK", "OWNERSHIP_TOTAL", *thirds) == []
    tenths = [("services", 0, "service_pct", "99.9"), ("services", 1, "service_pct", "0.1")]
    assert told("EO", "SERVICE_SHARES", *tenths) == []
