"""The demonstration shows every line of business: on its way, bound, and with its commission agreed."""

import json
from datetime import date
from pathlib import Path

import pytest

from producer_portal.demonstration.lines import demo_lines
from producer_portal.demonstration.seed import LESS_THAN_LIABILITY, WEIGHTS
from producer_portal.demonstration.submissions import _OTHERS
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.services.policy_drafts import coverage_code
from producer_portal.values.forms import (
    AttachedFile,
    AttachmentStage,
    CheckedOn,
    Severity,
    parse_answer,
    problems,
)

ASKED_FOR = Path(__file__).parents[3] / "golden" / "lines_asked_for.json"


def stored(form, typed, today):
    on = CheckedOn(today, CHECKS.values)
    answers = {}
    for section in form.sections:
        if section.key not in typed:
            continue
        items = typed[section.key] if section.repeat else [typed[section.key]]
        read = [
            {"item_id": str(place)}
            | {
                one.key: parse_answer(one, item[one.key], on).value
                for one in section.questions
                if one.key in item
            }
            for place, item in enumerate(items)
        ]
        answers[section.key] = read if section.repeat else read[0]
    return answers


def test_every_line_is_shown_with_a_rate_of_its_own():
    asked_for = json.loads(ASKED_FOR.read_text(encoding="utf-8"))["lines"]
    assert set(demo_lines()) == set(asked_for) == set(LESS_THAN_LIABILITY) == set(WEIGHTS)
    assert {line for line, *_ in _OTHERS} | {"CGL"} == set(demo_lines())


@pytest.mark.parametrize("code", sorted(demo_lines()))
@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2029, 2, 28), date(2032, 12, 31)])
def test_the_answers_of_a_line_can_be_sent_and_bound_on_any_day(code, today):
    line, form = demo_lines()[code], FORMS[code]
    answers = stored(form, line.answers_of("Ruth Beckett", today), today)
    found = problems(
        form,
        answers,
        today=today,
        checks=CHECKS,
        attachments=[AttachedFile(one) for one in line.documents],
        stage=AttachmentStage.BEFORE_BIND,
    )
    assert [one for one in found if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("code", sorted(demo_lines()))
def test_the_terms_of_a_line_go_by_the_codes_of_its_form_or_by_their_words(code):
    line = demo_lines()[code]
    codes = [coverage_code(code, term.label) for term in (*line.limits, *line.deductibles)]
    assert len(set(codes)) == len(codes)
    assert line.limits
    assert line.premium_dollars > 0
