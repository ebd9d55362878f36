"""The one panel of a page: what stands in the way, each thing with its way there."""

import reflex as rx

from producer_portal.ui.components.kinds import Child, Words


def missing_panel(title: Words, *rows: Child, aside: Child = "", foot: Child = "") -> rx.Component:
    """A bordered list under a title; `aside` stands at the right of the title, `foot` under the rows."""
    return rx.el.section(
        rx.el.header(rx.el.h2(title, class_name="t-h2 grow"), aside),
        rx.el.ol(*rows, class_name="miss"),
        foot,
        class_name="panel",
        custom_attrs={"aria-label": title, "data-testid": "panel"},
    )


def progress_bar(percent: rx.Var, words: Words) -> rx.Component:
    """How much of the form is done: words and a thin bar."""
    return rx.el.span(
        rx.el.span(words, class_name="t-1 mut num"),
        rx.el.span(
            rx.el.i(style={"width": f"{percent}%"}),
            class_name="bar-m",
            style={"width": "96px"},
            role="img",
            custom_attrs={"aria-label": f"{percent} percent complete"},
        ),
        class_name="row",
    )
