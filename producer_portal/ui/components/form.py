"""A page of questions, from a list in a state.

The feature that owns the questions defines frozen dataclasses with these fields; this module only
reads them by name, so business code never imports it.

QuestionView
    key: str            unique on the page; the box has the id "q-" + key
    label: str          the question; for money it names the unit ("…, in US dollars")
    kind: str           text, textarea, select, boolean, choice, multiselect, date, money, integer,
                        percent, state, address, ssn, ein, email, phone
    hint: str           "" or one sentence
    value: str          what was answered, as a person would type it; "yes" and "no" for boolean;
                        for ssn and ein what is on file, masked ("ending 4471"), or ""
    choices: list[ChoiceView]
    parts: dict[str, str]   of an address: street, unit, city, state, zip; otherwise {}
    is_optional: bool
    problem: str        "" or what is wrong, in the words of the summary
    width: str          how long the answer is: "2", "5", "10", "15", "20", "30", "full"
    prefix: str         "$" or ""
    suffix: str         "%" or ""
    is_revealed_child: bool     asked because of the answer above it
    is_locked: bool     somebody else is in the box, or it may not be changed
    lock_words: str     why, "" when open
ChoiceView
    value: str, label: str, is_chosen: bool

Commits arrive as `on_commit(question_key, value)`. An address commits each part under
"key.street", "key.unit", "key.city", "key.state", "key.zip". A multiselect commits "a,b".
"""

from collections.abc import Callable
from typing import Any

import reflex as rx

from producer_portal.ui.components.autosave import (
    AutosaveChecks,
    AutosaveRadios,
    AutosaveSecret,
    AutosaveSelect,
    AutosaveText,
)
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Child, Words
from producer_portal.ui.components.us_states import STATE_CHOICES

Commit = Callable[[Any, Any], Any]

YES_AND_NO = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]

ID_PREFIX = "q-"


def question_list(questions: rx.Var, *, on_commit: Any) -> rx.Component:
    """All questions of a section, 22 pixels apart, each with hint, message and box."""
    return rx.el.div(
        rx.foreach(questions, lambda question: question_field(question, on_commit=on_commit)),
        class_name="qs",
    )


def question_field(question: Any, *, on_commit: Any) -> rx.Component:
    """One question. Groups (radios, check boxes, addresses) are fieldsets with a legend."""
    is_group = rx.Var.create(["boolean", "choice", "multiselect", "address"]).contains(
        question.kind
    )
    return rx.fragment(
        rx.cond(is_group, _group(question, on_commit), _single(question, on_commit)),
        key=question.key,
    )


def select_box(control: Child) -> rx.Component:
    """The arrow over a native list."""
    return rx.el.span(control, icon("chevron-down"), class_name="sel")


def problem_text(words: Words, element_id: Words) -> rx.Component:
    """What is wrong with one answer, between hint and box."""
    return rx.cond(
        words != "",
        rx.el.span(
            icon("circle-alert", size=14, stroke=2),
            rx.el.span(rx.el.span("Error: ", class_name="vh"), words),
            class_name="em",
            id=element_id,
        ),
    )


def _single(question: Any, on_commit: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(_label(question), html_for=ID_PREFIX + question.key),
        *_hint_and_problem(question),
        rx.el.div(
            rx.cond(
                question.prefix != "",
                rx.el.span(question.prefix, custom_attrs={"aria-hidden": "true"}),
            ),
            rx.el.div(_box(question, on_commit), class_name="w-" + question.width),
            rx.cond(question.suffix != "", rx.el.span(question.suffix, class_name="suf")),
            class_name="pre in",
        ),
        _lock(question),
        class_name=_field_class(question),
    )


def _group(question: Any, on_commit: Any) -> rx.Component:
    common = _common(question)
    commit = _committing(on_commit, question.key)
    controls = rx.match(
        question.kind,
        (
            "boolean",
            AutosaveRadios.create(
                **common, value=question.value, choices=YES_AND_NO, on_commit=commit
            ),
        ),
        (
            "multiselect",
            AutosaveChecks.create(**common, choices=question.choices, on_commit=commit),
        ),
        ("address", _address(question, on_commit)),
        AutosaveRadios.create(
            **common, value=question.value, choices=question.choices, on_commit=commit
        ),
    )
    is_address = question.kind == "address"
    return rx.el.fieldset(
        rx.el.legend(_label(question)),
        *_hint_and_problem(question),
        rx.el.div(controls, class_name=rx.cond(is_address, "parts", "in")),
        _lock(question),
        class_name=_field_class(question) + rx.cond(is_address, " group", ""),
        id=rx.cond(is_address, ID_PREFIX + question.key, ""),
    )


def _label(question: Any) -> rx.Component:
    return rx.fragment(question.label, rx.cond(question.is_optional, " (optional)", ""))


def _hint_and_problem(question: Any) -> tuple[rx.Component, rx.Component]:
    hint = rx.cond(
        question.hint != "",
        rx.el.p(question.hint, class_name="hint", id=ID_PREFIX + question.key + "-hint"),
    )
    return hint, problem_text(question.problem, ID_PREFIX + question.key + "-problem")


def _lock(question: Any) -> rx.Component:
    return rx.cond(
        question.lock_words != "",
        rx.el.p(
            icon("lock", size=12),
            question.lock_words,
            class_name="lock",
            id=ID_PREFIX + question.key + "-lock",
        ),
    )


def _field_class(question: Any) -> rx.Var:
    problem = rx.cond(question.problem != "", " err", "")
    # dates that follow each other stand side by side, aligned on their boxes
    shape = rx.cond(question.kind == "date", "f half", "f")
    return rx.cond(question.is_revealed_child, "f reveal", shape) + problem


def _described_by(question: Any) -> rx.Var:
    base = ID_PREFIX + question.key
    hint = rx.cond(question.hint != "", base + "-hint ", "")
    problem = rx.cond(question.problem != "", base + "-problem ", "")
    return hint + problem + rx.cond(question.lock_words != "", base + "-lock", "")


def _common(question: Any) -> dict[str, Any]:
    return {
        "field_id": ID_PREFIX + question.key,
        "described_by": _described_by(question),
        "is_invalid": question.problem != "",
        "is_disabled": question.is_locked,
        "test_id": ID_PREFIX + question.key,
    }


def _committing(on_commit: Any, key: Any) -> Callable[[Any], Any]:
    return lambda value: on_commit(key, value)


def _box(question: Any, on_commit: Any) -> rx.Component:
    return box_of_kind(
        question.kind,
        common=_common(question),
        value=question.value,
        choices=question.choices,
        on_commit=_committing(on_commit, question.key),
    )


def box_of_kind(
    kind: Any,
    *,
    common: dict[str, Any],
    value: Any,
    choices: Any,
    on_commit: Any,
    is_code: bool = False,
) -> rx.Component:
    """The box for one kind of answer; `is_code` shows states by their two letters."""

    def text(**props: Any) -> rx.Component:
        return AutosaveText.create(**common, value=value, on_commit=on_commit, **props)

    secret = AutosaveSecret.create(**common, on_file=value, on_commit=on_commit)
    states = AutosaveSelect.create(
        **common, value=value, choices=STATE_CHOICES, is_code=is_code, on_commit=on_commit
    )
    chosen = AutosaveSelect.create(**common, value=value, choices=choices, on_commit=on_commit)
    return rx.match(
        kind,
        ("textarea", text(is_multiline=True, rows=3)),
        ("select", select_box(chosen)),
        ("state", select_box(states)),
        ("money", text(input_mode="decimal", is_spelled=False)),
        ("percent", text(input_mode="decimal", is_spelled=False)),
        ("integer", text(input_mode="numeric", is_spelled=False)),
        ("date", text(is_spelled=False, placeholder="")),
        ("ssn", secret),
        ("ein", secret),
        ("email", text(kind="email", is_spelled=False)),
        ("phone", text(kind="tel", is_spelled=False)),
        text(),
    )


def _address(question: Any, on_commit: Any) -> rx.Component:
    return rx.fragment(
        *[
            _address_part(question, part, label, on_commit)
            for part, label in (
                ("street", "Street address"),
                ("unit", "Unit (optional)"),
                ("city", "City"),
                ("state", "State"),
                ("zip", "ZIP code"),
            )
        ]
    )


def _address_part(question: Any, part: str, label: str, on_commit: Any) -> rx.Component:
    box_id = ID_PREFIX + question.key + "." + part
    common = {
        "field_id": box_id,
        "is_invalid": question.problem != "",
        "described_by": rx.cond(question.problem != "", ID_PREFIX + question.key + "-problem", ""),
        "is_disabled": question.is_locked,
        "test_id": box_id,
        "value": question.parts[part],
        "on_commit": _committing(on_commit, question.key + "." + part),
    }
    box = (
        select_box(
            AutosaveSelect.create(**common, choices=STATE_CHOICES, is_code=True, empty_words="–")
        )
        if part == "state"
        else AutosaveText.create(
            **common, is_spelled=False, input_mode="numeric" if part == "zip" else "text"
        )
    )
    return rx.el.div(rx.el.label(label, html_for=box_id), box, class_name=part)
