"""A form survives the way through JSON, and one that could not be answered is never published."""

import json
from dataclasses import replace

import pytest

from producer_portal.values.forms import (
    AllOf,
    Answer,
    AnyItem,
    AnyOf,
    AttachmentRequest,
    Choice,
    CrossFieldRule,
    Form,
    FormUnreadable,
    Kind,
    Not,
    Operator,
    Question,
    Repeat,
    ResponseTarget,
    Section,
    above,
    contains,
    equals,
    form_faults,
    form_from_json,
    form_to_json,
    is_answered,
    one_of,
    questions_named,
)

NAME = Question("name", "Name", Kind.TEXT)
COLOR = Question("color", "Color", Kind.SELECT, choices=(Choice("r", "Red"),))
MAIN = Section("main", "Main", "risk", (NAME, COLOR))
ITEMS = Section(
    "items",
    "Items",
    "risk",
    (Question("size", "Size", Kind.INTEGER),),
    repeat=Repeat(0, 3, "Item", "items"),
)
FORM = Form("T", "Test", "personal", 1, 12, ResponseTarget(4, 1), (MAIN, ITEMS))


def with_question(**more):
    return replace(
        FORM,
        sections=(
            replace(MAIN, questions=(NAME, COLOR, replace(NAME, key="extra", **more))),
            ITEMS,
        ),
    )


def test_a_form_is_the_same_after_a_way_through_json():
    condition = AllOf(
        (
            AnyOf((equals("color", "r"), one_of("color", "r", "b"))),
            Not(is_answered("name")),
            AnyItem("items", equals("size", 3)),
        )
    )
    form = with_question(visible_if=condition, minimum="this_year", maximum=5, must_be=True)
    assert form_from_json(json.loads(json.dumps(form_to_json(form)))) == form


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("version",), "one", "version"),
        (("sections",), {}, "sections"),
        (("sections", 0), 5, "sections[0]"),
        (("sections", 0, "questions", 0, "kind"), "poem", "sections[0].questions[0].kind"),
        (("sections", 0, "questions", 0, "surprise"), 1, "sections[0].questions[0]"),
        (
            ("sections", 0, "questions", 0, "visible_if"),
            {"q": 1},
            "sections[0].questions[0].visible_if",
        ),
        (
            ("sections", 0, "questions", 0, "visible_if"),
            {"q": "a", "op": "like"},
            "sections[0].questions[0].visible_if",
        ),
        (("sections", 0, "questions", 0, "visible_if"), 5, "sections[0].questions[0].visible_if"),
        (("sections", 0, "questions", 0, "label"), "x" * 2001, "sections[0].questions[0].label"),
        (("sections", 0, "questions", 0, "label"), None, "sections[0].questions[0].label"),
        (("sections",), [{}] * 501, "sections"),
    ],
)
def test_json_that_describes_no_form_says_where_it_goes_wrong(path, value, where):
    written = form_to_json(FORM)
    place = written
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(FormUnreadable) as refused:
        form_from_json(written)
    assert where in refused.value.problems


@pytest.mark.parametrize("junk", [None, [], "form", 5, {}])
def test_what_is_no_form_at_all_is_refused(junk):
    with pytest.raises(FormUnreadable):
        form_from_json(junk)


def test_conditions_nested_too_deeply_are_refused():
    written = form_to_json(FORM)
    deep = {"q": "name", "op": "answered"}
    for _ in range(500):
        deep = {"not": deep}
    written["sections"][0]["visible_if"] = deep
    with pytest.raises(FormUnreadable):
        form_from_json(written)


def test_a_sound_form_has_no_fault():
    assert form_faults(FORM) == ()


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        (
            with_question(visible_if=is_answered("ghost")),
            "extra: its condition asks about ghost, which does not exist",
        ),
        (
            with_question(required_if=AnyItem("items", is_answered("name"))),
            "extra: its condition asks about name, which does not exist",
        ),
        (
            with_question(visible_if=is_answered("size")),
            "extra: its condition asks about size of one item from outside that item",
        ),
        (
            with_question(visible_if=is_answered("extra")),
            "extra: whether it is asked depends on its own answer",
        ),
        (with_question(kind=Kind.SELECT), "extra: there is nothing to choose from"),
        (
            with_question(choices=(Choice("a", "A"), Choice("a", "B"))),
            "extra: two choices have the same value",
        ),
        (with_question(pattern="(a+)+$"), "extra: its pattern is not one of the simple ones"),
        (with_question(pattern="a*b*c*d*"), "extra: its pattern is not one of the simple ones"),
        (with_question(pattern="[a"), "extra: its pattern is not one of the simple ones"),
        (with_question(pattern="a" * 121), "extra: its pattern is not one of the simple ones"),
        (with_question(not_before="yesterday"), "extra: yesterday is not a day"),
        (with_question(not_after="today+99999y"), "extra: today+99999y is not a day"),
        (with_question(minimum="soon"), "extra: soon is not a number"),
        (with_question(maximum="this_year*2"), "extra: this_year*2 is not a number"),
        (replace(FORM, sections=(MAIN, MAIN)), "name: two questions have this key"),
        (replace(FORM, sections=(MAIN, MAIN)), "main: two sections have this key"),
        (
            replace(FORM, sections=(replace(MAIN, questions=()),)),
            "main: a section has at least one question",
        ),
        (
            replace(FORM, sections=(replace(MAIN, summarized_by=("ghost",)),)),
            "main: there is no question ghost to sum it up",
        ),
        (
            replace(FORM, sections=(replace(MAIN, visible_if=is_answered("ghost")),)),
            "main: its condition asks about ghost, which does not exist",
        ),
        (
            replace(FORM, sections=(replace(ITEMS, repeat=Repeat(4, 3, "Item", "items")),)),
            "items: the least number of items is above the greatest",
        ),
        (
            replace(FORM, rules=(CrossFieldRule("R", "x", "main", "ghost"),)),
            "R: there is no question main.ghost",
        ),
        (
            replace(
                FORM,
                attachments=(
                    AttachmentRequest(
                        "map", "Map", is_required=True, applies_if=is_answered("ghost")
                    ),
                ),
            ),
            "map: its condition asks about ghost, which does not exist",
        ),
    ],
)
def test_a_faulty_form_says_why_it_must_not_be_published(form, fault):
    assert fault in form_faults(form)


@pytest.mark.parametrize(
    "condition",
    [
        equals("color", "green"),
        one_of("color", "r", "green"),
        above("color", 3),
        contains("color", "r"),
        equals("size", value=True),
        Answer("size", Operator.GT),
        one_of("size"),
        Answer("name", Operator.ANSWERED, "yes"),
        Not(equals("color", "green")),
        AllOf((equals("color", "r"), AnyOf((equals("color", "green"),)))),
        AnyItem("items", equals("size", value=False)),
    ],
)
def test_a_condition_that_can_never_be_met_is_a_fault(condition):
    home = ITEMS if any(key == "size" for key, _ in questions_named(condition)) else MAIN
    waiting = replace(home.questions[0], key="extra", visible_if=condition)
    changed = replace(home, questions=(*home.questions, waiting))
    form = replace(FORM, sections=tuple(changed if one is home else one for one in FORM.sections))
    (fault,) = form_faults(form)
    assert fault.startswith("extra: its condition compares ")
    assert fault.endswith(" with what it cannot be")


@pytest.mark.parametrize("minimum", ["0.2", "-1.5", "this_year-10", 0])
def test_a_limit_may_be_a_decimal(minimum):
    assert form_faults(with_question(minimum=minimum)) == ()


@pytest.mark.parametrize("minimum", ["0,2", ".2", "1.", "0.20000", "this_year+1000", "NaN"])
def test_a_limit_that_is_no_plain_number_is_a_fault(minimum):
    assert form_faults(with_question(minimum=minimum)) == (f"extra: {minimum} is not a number",)


def test_limits_by_year_and_day_can_be_read():
    sound = with_question(
        not_before="today-6m",
        not_after="2030-01-01",
        minimum="this_year-5",
        maximum="this_year",
        pattern=r"[A-Z]{2}\d+",
    )
    assert form_faults(sound) == ()


def test_nested_conditions_are_looked_through():
    nested = AllOf((AnyOf((equals("color", "r"), is_answered("ghost"))), Not(is_answered("name"))))
    assert form_faults(with_question(visible_if=nested)) == (
        "extra: its condition asks about ghost, which does not exist",
    )
