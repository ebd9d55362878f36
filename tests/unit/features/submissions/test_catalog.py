"""Every line of business: keys, conditions, samples. A new line is held to the same without new tests."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from producer_portal.features.submissions.catalog import FORMS, VERSIONS, form_of
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
    form_from_json,
    form_to_json,
    missing_message,
    problems,
    progress,
    prune,
    visible_questions,
)

TODAY = date(2026, 11, 20)
LINES = Path(__file__).parents[3] / "golden" / "lines"
RELEASED = Path(__file__).parents[3] / "golden" / "released_forms.json"


def sample_of(code):
    return json.loads((LINES / f"{code}.json").read_text())


@pytest.fixture(params=sorted(FORMS))
def form(request):
    return FORMS[request.param]


def digest_of(form):
    """Of the form as submissions know it; how its file is laid out does not matter."""
    written = json.dumps(form_to_json(form), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def test_every_line_has_its_sample():
    assert {path.stem for path in LINES.glob("*.json")} == set(FORMS)


def test_a_released_version_is_never_changed_again():
    """An open submission keeps its form: a change is a new file with the next version (SUB-1)."""
    found = {f"{code}-{version}": digest_of(form) for (code, version), form in VERSIONS.items()}
    assert found == json.loads(RELEASED.read_text())
    for (code, version), form in VERSIONS.items():
        assert form_of(code, version) is form
        assert FORMS[code].version == max(one for name, one in VERSIONS if name == code)


def test_a_form_survives_json(form):
    assert form_from_json(json.loads(json.dumps(form_to_json(form)))) == form


def test_what_is_missing_is_asked_for_in_a_sentence(form):
    for section in form.sections:
        for question in section.questions:
            words = missing_message(question)
            assert words.split()[0] in {"Enter", "Select", "Say"}, words
            assert words[-1] not in ".?:", words
            assert not re.search(r"the (the|a|an|what|which|how|where|do|is) ", words), words
            assert "  " not in words, words


def test_pages_are_short_and_worded_in_american_english(form):
    words = json.dumps(form_to_json(form))
    assert not re.search(
        r"cancelled|cancelling|licence|colour|programme|cheque|e\.g\.|etc\.", words, re.IGNORECASE
    )
    for section in form.sections:
        assert len(section.questions) <= 15, section.key
        if section.repeat is None:
            assert len(section.questions) <= 13, section.key
            assert section.summarized_by, section.key
        for question in section.questions:
            assert question.label[0].isupper(), question.label
            assert len(question.label) <= 90, question.label
            if question.kind is Kind.MONEY:
                assert question.label.endswith(", in US dollars"), question.label
                assert question.name, question.label


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
    values = [choice.value for choice in question.choices]
    wanted = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    other = next((value for value in values if value not in wanted), None)
    match leaf.operator:
        case Operator.CONTAINS:
            return [leaf.value], [other]
        case Operator.ANSWERED:
            return "0.92" if question.kind is Kind.DECIMAL else "x", None
        case Operator.GT:
            return leaf.value + 1, leaf.value
        case Operator.LT:
            return leaf.value - 1, leaf.value
        case Operator.NE:
            return other, leaf.value
    if question.kind is Kind.BOOLEAN:
        return leaf.value, not leaf.value
    return wanted[0], other


def with_answer(form, sample, condition, home, value):
    """The sample with another answer to what the condition asks about, and the scope to read it in."""
    (leaf,) = leaves(condition)
    is_own = home is not None and form.question(home.key, leaf.question) is not None
    places = [one for one in form.sections if form.question(one.key, leaf.question)]
    section = home if is_own else places[0]
    stored = sample[section.key]
    item = {**(stored[0] if section.repeat else stored), leaf.question: value}
    return {**sample, section.key: [item] if section.repeat else item}, (section, 0) if is_own else None  # fmt: skip


def both_ways(form, condition):
    (leaf,) = leaves(condition)
    places = [form.question(one.key, leaf.question) for one in form.sections]
    return values_for(next(one for one in places if one is not None), leaf)


def test_every_condition_switches_both_ways(form):
    sample = sample_of(form.code)["answers"]
    for owner, condition, home in conditions_of(form):
        for value, expected in zip(both_ways(form, condition), (True, False), strict=True):
            answers, scope = with_answer(form, sample, condition, home, value)
            assert Reading(form, answers).holds(condition, scope) is expected, owner


def test_every_question_is_reached_with_some_answers(form):
    sample = sample_of(form.code)["answers"]
    rounds = [sample]
    for _, condition, home in conditions_of(form):
        answers, _ = with_answer(form, sample, condition, home, both_ways(form, condition)[0])
        rounds.append({"losses": [{"item_id": "x"}], **answers})
    reached = {
        question.key
        for answers in rounds
        for section in form.sections
        for place in range(len(answers.get(section.key, ())) if section.repeat else 1)
        for question in visible_questions(form, answers, section, place)
    }
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
