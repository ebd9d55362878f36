"""Answers typed while a form is tried out (SUB-1)."""

from datetime import date

import pytest

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.form_trying import (
    answered,
    with_item,
    without_item,
)
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import CheckedOn

ON = CheckedOn(date(2026, 11, 20), CHECKS.values)
CGL, AUTOP = FORMS["CGL"], FORMS["AUTOP"]


def test_answers_are_read_as_any_answer_is_and_those_before_stay():
    answers = answered(CGL, {}, "risk", "", "uses_subs", "yes", ON)
    answers = answered(CGL, answers, "risk", "", "subs_cost", "5,000", ON)
    answers = answered(CGL, answers, "risk", "", "hazardous_ops", "alcohol,cranes", ON)
    address = "mailing_address.city"
    answers = answered(CGL, answers, "applicant", "", address, "Tampa", ON)
    answers = answered(CGL, answers, "applicant", "", "mailing_address.state", "FL", ON)
    assert answers["risk"] == {
        "uses_subs": True,
        "subs_cost": 500_000,
        "hazardous_ops": ["cranes", "alcohol"],
    }
    assert answers["applicant"]["mailing_address"]["city"] == "Tampa"
    assert answers["applicant"]["mailing_address"]["state"] == "FL"
    emptied = answered(CGL, answers, "risk", "", "uses_subs", "", ON)
    assert "uses_subs" not in emptied["risk"]
    unread = answered(CGL, {}, "coverage", "", "effective_date", "soon", ON)
    assert unread["coverage"]["effective_date"] == {"typed": "soon"}


def test_what_is_sealed_elsewhere_is_not_kept_at_all():
    assert answered(CGL, {}, "applicant", "", "fein", "59-3456701", ON) == {"applicant": {}}


def test_items_come_and_go():
    answers = with_item(AUTOP, with_item(AUTOP, {}, "drivers"), "drivers")
    assert [one["item_id"] for one in answers["drivers"]] == ["t1", "t2"]
    answers = answered(AUTOP, answers, "drivers", "t2", "driver_status", "rated", ON)
    assert answers["drivers"][1]["driver_status"] == "rated"
    answers = without_item(answers, "drivers", "t1")
    assert [one["item_id"] for one in with_item(AUTOP, answers, "drivers")["drivers"]] == ["t2", "t3"]  # fmt: skip
    most = AUTOP.section("drivers").repeat.maximum
    for _ in range(most + 5):
        answers = with_item(AUTOP, answers, "drivers")
    assert len(answers["drivers"]) <= most


def test_what_the_form_does_not_ask_is_not_found():
    for place in (("gone", "", "uses_subs"), ("risk", "", "gone"), ("risk", "", "uses_subs.city")):
        with pytest.raises(NotFound):
            answered(CGL, {}, *place, "yes", ON)
    with pytest.raises(NotFound):
        answered(AUTOP, {}, "drivers", "t9", "driver_status", "rated", ON)
    with pytest.raises(NotFound):
        with_item(CGL, {}, "risk")
