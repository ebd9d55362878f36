"""Boxes of forms that are sent as a whole: what was typed stays in them when something is wrong."""

from typing import Any

import reflex as rx

from producer_portal.ui.components.form import problem_text, select_box
from producer_portal.ui.components.kinds import Child, Words
from producer_portal.ui.components.links import button

PREFIX = "in-"
_MODULE = rx.asset("typed_form.jsx", shared=True).importable_path


class TypedForm(rx.Component):
    """A form sent as a whole: `on_send` gets what was typed, by name. Ticked boxes are "on"."""

    library = _MODULE
    tag = "TypedForm"
    form_class: rx.Var[str]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, str])]  # type: ignore[type-arg, valid-type]


def text_field(
    name: Words,
    label: Words,
    *,
    problem: rx.Var,
    hint: Words = "",
    value: Words = "",
    width: str = "30",
    prefix: str = "",
    rows: int = 0,
    input_mode: str = "text",
    is_label_hidden: bool = False,
) -> rx.Component:
    """A box for text; `rows` makes it tall, `prefix` stands before it ("$")."""
    box_id = rx.Var.create(PREFIX) + name
    common: dict[str, Any] = {
        "name": name,
        "default_value": value,
        "class_name": "inp",
        "auto_complete": "off",
        "custom_attrs": {
            "id": box_id,
            "aria-invalid": rx.cond(problem != "", "true", "false"),
            "aria-describedby": rx.cond(problem != "", box_id + "-problem", box_id + "-hint"),
        },
    }
    box = (
        rx.el.textarea(rows=str(rows), **common)
        if rows
        else rx.el.input(input_mode=input_mode, **common)
    )
    mark = rx.el.span(prefix, custom_attrs={"aria-hidden": "true"}) if prefix else rx.fragment()
    return _field(
        rx.el.label(label, html_for=box_id, class_name="vh" if is_label_hidden else ""),
        rx.el.div(mark, rx.el.div(box, class_name=f"w-{width}"), class_name="pre in"),
        box_id=box_id,
        hint=hint,
        problem=problem,
    )


def select_field(
    name: Words,
    label: Words,
    options: rx.Var | None,
    *,
    problem: rx.Var,
    value: Words = "",
    empty_words: str = "Choose",
    hint: Words = "",
    width: str = "30",
    extra: list[tuple[str, str]] | None = None,
) -> rx.Component:
    """A native list of options with `value` and `label`, if any; `extra` are fixed options after them."""
    box_id = rx.Var.create(PREFIX) + name
    box = rx.el.select(
        *([rx.el.option(empty_words, value="")] if empty_words else []),
        rx.fragment()
        if options is None
        else rx.foreach(options, lambda one: rx.el.option(one.label, value=one.value)),
        *[rx.el.option(words, value=key) for key, words in extra or []],
        name=name,
        default_value=value,
        class_name="inp",
        custom_attrs={
            "id": box_id,
            "aria-invalid": rx.cond(problem != "", "true", "false"),
            "aria-describedby": rx.cond(problem != "", box_id + "-problem", box_id + "-hint"),
        },
    )
    return _field(
        rx.el.label(label, html_for=box_id),
        rx.el.div(select_box(box), class_name=f"in w-{width}"),
        box_id=box_id,
        hint=hint,
        problem=problem,
    )


def _field(
    label: Child, box: Child, *, box_id: rx.Var, hint: Words, problem: rx.Var
) -> rx.Component:
    return rx.el.div(
        label,
        rx.cond(rx.Var.create(hint) != "", rx.el.p(hint, class_name="hint", id=box_id + "-hint")),
        problem_text(problem, box_id + "-problem"),
        box,
        class_name=rx.cond(problem != "", "f err", "f"),
    )


def form_buttons(
    words: Words, *, on_cancel: Any, test_id: str, is_dangerous: bool = False
) -> rx.Component:
    """The foot of a form in a dialog."""
    return rx.el.div(
        button("Cancel", tone="quiet", on_click=on_cancel),
        button(
            words,
            tone="danger" if is_dangerous else "primary",
            type="submit",
            custom_attrs={"data-testid": test_id},
        ),
        class_name="mf",
    )
