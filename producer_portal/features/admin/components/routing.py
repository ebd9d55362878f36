"""The form for one routing rule: its conditions and where it sends what fits."""

import reflex as rx

from producer_portal.features.admin.components.rules import ticks
from producer_portal.features.admin.state.routing import RoutingState
from producer_portal.features.submissions.queries.routing import UNDERWRITES
from producer_portal.foundation.permissions import ROLE_NAMES, Role
from producer_portal.ui.components.dialog import dialog
from producer_portal.ui.components.feedback import error_callout
from producer_portal.ui.components.form import select_box
from producer_portal.ui.components.typed_form import (
    TypedForm,
    form_buttons,
    select_field,
    text_field,
)

_S = RoutingState
_R = RoutingState.rule
OUTCOMES = (
    ("person", "One person"),
    ("team", "A team, fewest open"),
    ("exceptions", "Exception queue"),
)
TIERS = (("gold", "Gold"), ("silver", "Silver"), ("standard", "Standard"))


def rule_form() -> rx.Component:
    """Everything a rule can ask; what is left empty fits everything."""
    return dialog(
        "Routing rule",
        TypedForm.create(
            rx.el.div(error_callout(_S.failure), *_conditions(), *_outcome(), class_name="mb"),
            form_buttons("Save in the draft", on_cancel=_S.close_rule, test_id="save-rule"),
            on_send=_S.save_rule,
        ),
        is_open=_S.is_open,
        on_close=_S.close_rule,
        words="What is left empty fits everything.",
        test_id="rule-form",
    )


def _text(
    name: str, label: str, value: rx.Var, *, hint: str = "", width: str = "full", prefix: str = ""
) -> rx.Component:
    return text_field(
        name,
        label,
        problem=_S.problems.get(name, ""),
        value=value,
        hint=hint,
        width=width,
        prefix=prefix,
    )


def _choice(name: str, label: str, options: rx.Var, value: rx.Var, empty: str) -> rx.Component:
    return select_field(
        name,
        label,
        options,
        problem=_S.problems.get(name, ""),
        value=value,
        empty_words=empty,
        width="full",
    )


def _conditions() -> list[rx.Component]:
    return [
        _text("name", "Name", _R.name, hint="As people read it, like Florida contractors"),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name="is_exception",
                default_checked=_R.is_exception,
                class_name="cb",
            ),
            "Named exception: asked before every other rule",
            class_name="ra",
            style={"marginTop": "8px"},
        ),
        ticks("Lines", "line", _S.lines, _R.lines, problem=_S.problems.get("lines", "")),
        _text("states", "States", _R.states, hint="Like FL, GA"),
        _tiers(),
        _choice("agency", "Agency", _S.agencies, _R.agency, "Any agency"),
        _choice("producer", "Producer", _S.producers, _R.producer, "Any producer"),
        _pair(
            _text("least_revenue", "Revenue at least", _R.least_revenue, width="10", prefix="$"),
            _text("most_revenue", "At most", _R.most_revenue, width="10", prefix="$"),
        ),
        _pair(
            _text(
                "least_premium", "Prior premium at least", _R.least_premium, width="10", prefix="$"
            ),
            _text("most_premium", "At most", _R.most_premium, width="10", prefix="$"),
        ),
        _pair(
            _text("effective_from", "Effective from", _R.effective_from, width="10"),
            _text("effective_until", "Until (not included)", _R.effective_until, width="10"),
        ),
    ]


def _pair(first: rx.Component, second: rx.Component) -> rx.Component:
    return rx.el.div(first, second, class_name="field-row")


def _tiers() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Agency tier"),
        rx.el.div(
            *[
                rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        name=f"tier-{key}",
                        default_checked=_R.tiers.contains(key),
                        class_name="cb",
                    ),
                    words,
                    class_name="ra",
                )
                for key, words in TIERS
            ],
            class_name="row wrap in",
            style={"gap": "0 20px"},
        ),
        class_name="f",
    )


def _outcome() -> list[rx.Component]:
    roles = [(role, ROLE_NAMES[Role(role)]) for role in UNDERWRITES]
    return [
        rx.el.div(
            rx.el.label("Goes to", html_for="in-outcome"),
            rx.el.div(
                select_box(
                    rx.el.select(
                        *[rx.el.option(words, value=key) for key, words in OUTCOMES],
                        name="outcome",
                        value=_S.outcome,
                        on_change=_S.choose_outcome,
                        class_name="inp",
                        custom_attrs={"id": "in-outcome"},
                    )
                ),
                class_name="in",
            ),
            class_name="f",
        ),
        rx.cond(_S.outcome == "person", _choice("user", "Person", _S.people, _R.user, "Choose")),
        rx.cond(
            _S.outcome == "team",
            rx.fragment(
                select_field(
                    "team_role",
                    "Role",
                    None,
                    problem=_S.problems.get("team_role", ""),
                    value=_R.team_role,
                    empty_words="Everybody who underwrites",
                    width="full",
                    extra=roles,
                ),
                _choice("team_agency", "Of", _S.agencies, _R.team_agency, "Any agency"),
            ),
        ),
    ]
