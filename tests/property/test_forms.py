"""Whatever comes in as answers, forms tell problems and never break."""

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.values.forms import (
    CheckedOn,
    FormUnreadable,
    Reading,
    answer_words,
    form_from_json,
    form_to_json,
    parse_answer,
    problems,
    progress,
    prune,
    stored_issue,
    typed_text,
)

TODAY = date(2026, 11, 20)
ON = CheckedOn(TODAY, CHECKS.values)
QUESTIONS = [
    question
    for form in FORMS.values()
    for section in form.sections
    for question in section.questions
]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=60),
    st.sampled_from(
        [
            "2026-03-07",
            "3/7/2026",
            "yes",
            "100/300",
            "rated",
            "1HGCM82633A004352",
            "$1,200.50",
            "\x00",
            "\ud800",
            "٣",
        ]
    ),
)
junk = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def answers_for(form):
    """Answers that look like the form's own, with junk where values belong."""

    def one(section):
        item = st.fixed_dictionaries(
            {}, optional={question.key: junk for question in section.questions}
        )
        return st.one_of(junk, st.lists(item, max_size=4) if section.repeat else item)

    return st.fixed_dictionaries(
        {}, optional={section.key: one(section) for section in form.sections}
    )


any_form_and_answers = st.sampled_from(sorted(FORMS)).flatmap(
    lambda code: st.tuples(st.just(FORMS[code]), st.one_of(junk, answers_for(FORMS[code])))
)


@settings(max_examples=150, deadline=None)
@given(any_form_and_answers)
def test_problems_and_progress_never_raise_and_pruning_settles_at_once(pair):
    form, answers = pair
    found = problems(form, answers, today=TODAY, checks=CHECKS)
    assert all(problem.message for problem in found)
    shown = progress(form, answers, today=TODAY, checks=CHECKS)
    assert 0 <= shown.answered <= shown.required
    kept = prune(form, answers)
    assert prune(form, kept) == kept
    assert progress(form, kept, today=TODAY, checks=CHECKS).answered == shown.answered


@settings(max_examples=150, deadline=None)
@given(any_form_and_answers)
def test_a_hidden_question_is_never_a_problem(pair):
    form, answers = pair
    reading = Reading(form, answers)
    for problem in problems(form, answers, today=TODAY, checks=CHECKS):
        section = form.section(problem.section_key)
        if section is None or problem.question_key is None or problem.item_id is not None:
            continue
        question = form.question(section.key, problem.question_key)
        places = range(len(reading.items(section)))
        assert any(reading.is_visible(section, question, place) for place in places)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(QUESTIONS), junk)
def test_any_answer_can_be_typed_stored_worded_and_checked_again(question, raw):
    parsed = parse_answer(question, raw, ON)
    json.dumps(parsed.value)
    assert isinstance(answer_words(question, parsed.value), str)
    assert isinstance(typed_text(question, parsed.value), str)
    stored_issue(question, raw, ON)
    answer_words(question, raw)
    if parsed.value is not None and parsed.issue is None:
        assert stored_issue(question, parsed.value, ON) is None


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(FORMS)), junk, st.data())
def test_a_damaged_form_is_refused_or_read_but_never_breaks(code, poison, data):
    written = json.loads(json.dumps(form_to_json(FORMS[code])))
    place = written
    for _ in range(data.draw(st.integers(0, 5))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key]:
            break
        place = place[key]
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    place[data.draw(st.sampled_from(keys))] = poison
    try:
        form = form_from_json(written)
    except FormUnreadable:
        return
    assert form_from_json(form_to_json(form)) == form
