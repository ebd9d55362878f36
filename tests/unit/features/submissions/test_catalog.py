"""Every line of business: keys, conditions, samples. A new line is held to the same without new tests."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.values.forms import (
    AllOf,
    Answer,
    AnyItem,
    AnyOf,
    AttachedFile,
    Kind,
    Not,
    Operator,
    Reading,
    form_faults,
    form_from_json,
    form_to_json,
    problems,
    progress,
    prune,
    visible_questions,
)

TODAY = date(2026, 11, 20)
LINES = Path(__file__).parents[3] / "golden" / "lines"
SAMPLES = {"AUTOP": "personal_auto", "CGL": "general_liability"}


def sample_of(code):
    return json.loads((LINES / f"{SAMPLES[code]}.json").read_text())


@pytest.fixture(params=sorted(FORMS))
def form(request):
    return FORMS[request.param]


def test_every_line_has_its_sample():
    assert set(SAMPLES) == set(FORMS)
    assert {path.stem for path in LINES.glob("*.json")} == set(SAMPLES.values())


def test_a_form_is_fit_to_publish(form):
    assert form_faults(form) == ()


def test_a_form_survives_json(form):
    assert form_from_json(json.loads(json.dumps(form_to_json(form)))) == form


def test_every_rule_has_its_function(form):
    assert {rule.code for rule in form.rules} <= set(CHECKS.rules)


def test_every_named_check_exists(form):
    named = {question.check for section in form.sections for question in section.questions} - {""}
    assert named <= set(CHECKS.values)


def test_the_sample_validates(form):
    sample = sample_of(form.code)
    attached = [AttachedFile(kind) for kind in sample["attachments"]]
    assert problems(form, sample["answers"], today=TODAY, checks=CHECKS, attachments=attached) == ()
    assert progress(form, sample["answers"], today=TODAY, checks=CHECKS).percent == 100
    assert prune(form, sample["answers"]) == sample["answers"]


def test_personal_numbers_are_sensitive(form):
    for section in form.sections:
        for question in section.questions:
            is_number = question.kind in {Kind.SSN, Kind.EIN} or question.key in {
                "date_of_birth",
                "driver_dob",
                "license_number",
            }
            assert question.is_sensitive is is_number, question.key


def leaves(condition):
    match condition:
        case Answer():
            return (condition,)
        case AllOf(parts) | AnyOf(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case Not(part):
            return leaves(part)
        case AnyItem(_, where):
            return leaves(where)


def conditions_of(form):
    for section in form.sections:
        if section.visible_if is not None:
            yield section.key, section.visible_if, None
        home = section if section.repeat else None
        for question in section.questions:
            for condition in (question.visible_if, question.required_if):
                if condition is not None:
                    yield question.key, condition, home
    for request in form.attachments:
        if request.applies_if is not None:
            yield request.document_type, request.applies_if, None


def values_for(question, leaf):
    """A value that meets the leaf and one that does not."""
    if question.kind is Kind.BOOLEAN:
        return leaf.value, not leaf.value
    if leaf.operator is Operator.CONTAINS:
        return [leaf.value], [next(c.value for c in question.choices if c.value != leaf.value)]
    if question.kind is Kind.SELECT:
        other = next(choice.value for choice in question.choices if choice.value != leaf.value)
        return (other, leaf.value) if leaf.operator is Operator.NE else (leaf.value, other)
    return {Operator.GT: (leaf.value + 1, leaf.value), Operator.LT: (leaf.value - 1, leaf.value)}[
        leaf.operator
    ]


def test_every_condition_switches_both_ways(form):
    sample = sample_of(form.code)["answers"]
    for owner, condition, home in conditions_of(form):
        (leaf,) = leaves(condition)
        section = home or next(
            one for one in form.sections if form.question(one.key, leaf.question)
        )
        question = form.question(section.key, leaf.question)
        for value, expected in zip(values_for(question, leaf), (True, False), strict=True):
            stored = sample[section.key]
            changed = (
                [{**stored[0], question.key: value}]
                if section.repeat
                else {**stored, question.key: value}
            )
            reading = Reading(form, {**sample, section.key: changed})
            scope = (section, 0) if home else None
            assert reading.holds(condition, scope) is expected, owner


def test_every_question_is_reached_with_some_answers(form):
    sample = sample_of(form.code)["answers"]
    reached = set()
    answers = json.loads(json.dumps(sample))
    rounds = [answers]
    for _, condition, home in conditions_of(form):
        (leaf,) = leaves(condition)
        section = home or next(
            one for one in form.sections if form.question(one.key, leaf.question)
        )
        question = form.question(section.key, leaf.question)
        changed = json.loads(json.dumps(sample))
        item = changed[section.key][0] if section.repeat else changed[section.key]
        item[question.key] = values_for(question, leaf)[0]
        if section.key == "prior_insurance" and "losses" not in changed:
            changed["losses"] = [{"item_id": "x"}]
        rounds.append(changed)
    for one in rounds:
        for section in form.sections:
            reached |= {question.key for question in visible_questions(form, one, section)}
    assert reached == {question.key for section in form.sections for question in section.questions}


def test_hidden_answers_are_never_required(form):
    for section in form.sections:
        for problem in problems(form, {}, today=TODAY, checks=CHECKS, only={section.key}):
            if problem.question_key is not None:
                assert problem.question_key in {
                    one.key for one in visible_questions(form, {}, section)
                }


def test_a_sole_proprietor_needs_no_fein_but_a_company_does():
    form, sample = FORMS["CGL"], sample_of("CGL")
    for entity, expected in (
        ("individual", ()),
        ("llc", ("Enter the federal employer ID number",)),
    ):
        applicant = {**sample["answers"]["applicant"], "entity_type": entity}
        del applicant["fein"]
        found = problems(
            form,
            {**sample["answers"], "applicant": applicant},
            today=TODAY,
            checks=CHECKS,
            only={"applicant"},
        )
        assert tuple(one.message for one in found) == expected


def test_samples_stay_short_enough_to_be_shown_on_one_page(form):
    short = replace(form, attachments=())
    assert all(
        len(one.facts) <= 250
        for one in progress(
            short, sample_of(form.code)["answers"], today=TODAY, checks=CHECKS
        ).sections
    )
