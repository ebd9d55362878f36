"""Whatever an administrator does to a form, it stays one that can be read, and every question can be asked."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from producer_portal.features.submissions.catalog import FORMS, STATES
from producer_portal.features.submissions.rules import form_editing
from producer_portal.features.submissions.rules.form_changes import form_changes
from producer_portal.features.submissions.rules.form_conditions import (
    ALL,
    ANY,
    ConditionRow,
    Rows,
    condition_typed,
    condition_words,
    operators_of,
    rows_of,
    values_of,
)
from producer_portal.features.submissions.rules.form_reach import every_condition, witness
from producer_portal.features.submissions.rules.form_typed import (
    KIND_NAMES,
    document_typed,
    question_typed,
)
from producer_portal.values.errors import PortalError
from producer_portal.values.forms import (
    Reading,
    form_faults,
    form_from_json,
    form_to_json,
)

words = st.sampled_from(["", "Dogs", "Pool, in US dollars", "Is there a dog?", "1", "0", "5", "0.5", "-3", "today", "today - 2 years", "3/7/2026", "x" * 300, "\x00", "٣"])  # fmt: skip
BOXES = ("label", "name", "hint", "minimum", "maximum", "min_length", "max_length", "not_before", "not_after", "more_choices", "refused_message")  # fmt: skip
boxes = st.fixed_dictionaries(
    {
        "label": words,
        "kind": st.sampled_from([*(kind.value for kind in KIND_NAMES), "magic"]),
        "need": st.sampled_from(["needed", "optional", "needed_if"]),
        "more_choices": st.sampled_from(["", "Small\nLarge", "Small\nSmall", "Ä\nß"]),
    },
    optional={name: words for name in BOXES if name not in {"label", "more_choices"}},
)


def rows_for(draw, form):
    """Rows over questions of the form, some of which make no sense."""
    asked = [
        (f"{section.key}.{question.key}", question)
        for section in form.sections
        for question in section.questions
    ]
    rows = []
    for _ in range(draw(st.integers(0, 3))):
        name, question = draw(st.sampled_from(asked))
        operator = draw(st.sampled_from([*(one for one, _ in operators_of(question)), "odd"]))
        offered = [value for value, _ in values_of(question)]
        value = draw(st.sampled_from(offered) if offered else words)
        rows.append(ConditionRow(name, operator, value))
    return Rows(draw(st.sampled_from([ALL, ANY])), tuple(rows))


def one_edit(draw, form):
    """A deed of the editor, with whatever a person may have typed: form in, form out."""
    section = draw(st.sampled_from(form.sections))
    question = draw(st.sampled_from(section.questions))
    deed = draw(st.sampled_from(["add", "change", "move", "remove", "page", "drop", "document"]))
    if deed == "move":
        return form_editing.move_question(form, section.key, question.key, draw(st.integers(-1, 1)))
    if deed == "remove":
        return form_editing.remove_question(form, section.key, question.key)
    if deed == "drop":
        return form_editing.remove_section(form, section.key)
    if deed == "document":
        typed = {"label": draw(words), "stage": "submission", "max_megabytes": "25", "accepts-pdf": "on"}  # fmt: skip
        request = document_typed(typed, None, taken=[one.document_type for one in form.attachments])
        shown = condition_typed(form, rows_for(draw, form), None, None, field="shown")
        return form_editing.put_document(form, form_editing.replace(request, applies_if=shown))
    before = question if deed == "change" else None
    taken = form_editing.taken_keys(form)
    made = question_typed(draw(boxes), before, taken=taken, states=STATES)
    home = None if deed == "page" else section
    rows = rows_for(draw, form)
    made = form_editing.replace(
        made,
        visible_if=condition_typed(form, rows, home, None, field="shown"),
        required_if=None
        if made.is_required
        else condition_typed(form, rows_for(draw, form), home, None, field="needed"),
    )
    if deed == "page":
        return form_editing.add_section(form, after=section.key, title="Dogs", question=made)
    return form_editing.put_question(form, section.key, made)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["CGL", "AUTOP", "BOP", "HOME"]), st.data())
def test_a_form_stays_fit_and_every_question_can_be_asked(code, data):
    form = FORMS[code]
    for _ in range(6):
        try:
            form = one_edit(data.draw, form)
        except PortalError as refused:
            assert refused.message
            continue
        assert form_from_json(json.loads(json.dumps(form_to_json(form)))) == form
        assert form_faults(form) == ()
    form_changes(FORMS[code], form)
    for section in form.sections:
        for question in section.questions:
            found = witness(form, question.visible_if, section.visible_if)
            assert found is not None
            answers, place = _with(form, found, section)
            assert Reading(form, answers).is_visible(section, question, place), question.key
    for condition in every_condition(form):
        assert condition_words(form, condition)
        assert not rows_of(form, condition).kept


def _with(form, found, home):
    """The answers found, as they are stored, and the item in which the question itself is asked."""
    answers = {section.key: [{"item_id": "i0"}] if section.repeat else {} for section in form.sections}  # fmt: skip
    for (key, item), value in found.items():
        section = next(one for one in form.sections if form.question(one.key, key))
        question = form.question(section.key, key)
        stored = _stored(question, value)
        if section.repeat is None:
            answers[section.key][key] = stored
            continue
        items = answers[section.key]
        place = f"i{item}"
        if not any(one["item_id"] == place for one in items):
            items.append({"item_id": place})
        next(one for one in items if one["item_id"] == place)[key] = stored
    return answers, 0


def _stored(question, value):
    if question.kind.value == "money":
        return int(value * 100)
    if question.kind.value in {"integer", "year"}:
        return int(value)
    if question.kind.value in {"decimal", "percent"}:
        return str(value)
    if question.kind.value == "address":
        return {"street": "1 Main", "city": "Tampa", "state": "FL", "zip": "33611"}
    return list(value) if isinstance(value, tuple) else value
