"""How a figure came about, laid out like a receipt."""

import reflex as rx

from producer_portal.ui.components.kinds import Words
from producer_portal.ui.components.links import text_link


def receipt_table(lines: rx.Var, *, caption: Words) -> rx.Component:
    """One figure column, operators in a left gutter, the source of each factor under it.

    Each line has `operator` ("", "−", "×", "="), `words`, `source`, `source_href` ("" or where the
    source stands), `figure` and `is_sum` (a line above it, and bold).
    """
    return rx.el.table(
        rx.el.caption(caption, class_name="vh"),
        rx.el.tbody(rx.foreach(lines, _line)),
        class_name="rc",
        custom_attrs={"data-testid": "receipt"},
    )


def _line(line: rx.Var) -> rx.Component:
    source = rx.cond(
        line.source_href != "", text_link(line.source, line.source_href), rx.fragment(line.source)
    )
    words = rx.el.span(line.words, rx.cond(line.source != "", rx.el.span(source, class_name="src")))
    return rx.el.tr(
        rx.el.th(
            rx.el.span(
                rx.el.span(line.operator, class_name="op", custom_attrs={"aria-hidden": "true"}),
                words,
                style={"display": "grid", "gridTemplateColumns": "18px 1fr"},
            ),
            scope="row",
        ),
        rx.el.td(line.figure),
        class_name=rx.cond(line.is_sum, "eq", ""),
    )
