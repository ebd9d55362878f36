"""The row above a list: a find box, filters to choose, and the chosen ones as chips."""

from typing import Any

import reflex as rx

from producer_portal.ui.components.autosave import AutosaveText
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Child, Flag, Words
from producer_portal.ui.components.links import button

FIND_DELAY_SECONDS = 0.2


def find_box(
    label: Words, *, value: Words, on_find: Any, placeholder: Words = "", test_id: str = "find"
) -> rx.Component:
    """A box that narrows the list while typing; `on_find(text)` comes 0.2 s after the last key.

    `value` is the text in force, so that a cleared filter empties the box.
    """
    return rx.el.div(
        icon("list-filter", size=14),
        AutosaveText.create(
            kind="search",
            label_text=label,
            value=value,
            placeholder=placeholder,
            idle_seconds=FIND_DELAY_SECONDS,
            box_class="bare",
            is_spelled=False,
            test_id=test_id,
            on_commit=on_find,
        ),
        class_name="fld",
    )


def filter_select(
    label: Words, *, value: Words, choices: rx.Var, on_choose: Any, any_words: str = "Any"
) -> rx.Component:
    """A filter with a fixed list: "Status: Any". Each choice has `value` and `label`; "" is any."""
    return rx.el.span(
        rx.el.label(
            rx.el.span(label, ":"),
            rx.el.select(
                rx.el.option(any_words, value=""),
                rx.foreach(choices, lambda choice: rx.el.option(choice.label, value=choice.value)),
                value=value,
                on_change=on_choose,
                class_name="pick",
            ),
        ),
        icon("chevron-down", size=14),
        class_name="chip sel",
    )


def filter_chips(chips: rx.Var, *, on_remove: Any) -> rx.Component:
    """The filters in force; each has `key`, `label` and `words`. `on_remove(key)` drops one."""
    return rx.foreach(
        chips,
        lambda chip: rx.el.span(
            rx.el.span(rx.el.span(chip.label, ":"), " ", rx.el.b(chip.words), class_name="words"),
            rx.el.button(
                icon("x", size=13, stroke=2),
                type="button",
                class_name="x",
                custom_attrs={"aria-label": f"Remove filter {chip.label}"},
                on_click=on_remove(chip.key),
            ),
            class_name="chip",
        ),
    )


def filter_row(*controls: Child, has_filters: Flag = False, on_clear: Any = None) -> rx.Component:
    """The filters of a list, and a way out of all of them while any is in force."""
    clear: Child = rx.fragment()
    if on_clear is not None:
        clear = rx.cond(
            has_filters,
            button("Clear filters", tone="quiet", size="small", on_click=on_clear),
        )
    return rx.el.div(*controls, rx.el.span(class_name="grow"), clear, class_name="filters")
