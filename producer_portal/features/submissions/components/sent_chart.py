"""What was sent over time as bars: in time below, past the target on top (look.md section 7).

Drawn by styles alone: no library, and nothing that a strict content security policy would stop.
"""

import reflex as rx

from producer_portal.ui.components.data_table import Column, data_table
from producer_portal.ui.components.kinds import Words
from producer_portal.ui.components.tabs import segments


def sent_chart(
    bars: rx.Var,
    *,
    top: Words,
    middle: Words,
    shown: Words,
    chart_href: Words,
    table_href: Words,
) -> rx.Component:
    """The figure with its switch; each bar is a queries.measures.SentBar."""
    switch = segments(
        [("chart", "Chart", chart_href, ""), ("table", "Table", table_href, "")],
        shown,
        label="Show as",
    )
    return rx.el.figure(
        rx.el.div(
            rx.el.figcaption("Sent over time", class_name="t-h2 grow"),
            rx.el.span(
                _key("in-time", "In time"), _key("late", "Past the target"), class_name="row"
            ),
            switch,
            class_name="row wrap sent-head",
        ),
        rx.cond(rx.Var.create(shown) == "table", _table(bars), _bars(bars, top, middle)),
        class_name="sent",
        custom_attrs={"data-testid": "sent-figure"},
    )


def _key(tone: str, words: str) -> rx.Component:
    mark = rx.el.i(class_name=f"bar-{tone}", custom_attrs={"aria-hidden": "true"})
    return rx.el.span(mark, words, class_name="lg")


def _bars(bars: rx.Var, top: Words, middle: Words) -> rx.Component:
    ticks = rx.el.div(
        rx.el.span(top),
        rx.el.span(middle),
        rx.el.span("0"),
        class_name="sent-ticks",
        custom_attrs={"aria-hidden": "true"},
    )
    drawn = rx.el.ol(rx.foreach(bars, _bar), class_name="sent-bars", custom_attrs={"role": "list"})
    return rx.el.div(ticks, drawn, class_name="sent-plot")


def _bar(bar: rx.Var) -> rx.Component:
    said = rx.el.span(
        bar.days, ": ", bar.sent, " sent, ", bar.late, " past the target", class_name="vh"
    )
    return rx.el.li(
        said,
        rx.el.div(
            rx.el.div(class_name="bar-late", style={"height": bar.late_height}),
            rx.el.div(class_name="bar-in-time", style={"height": bar.in_time_height}),
            class_name="sent-bar",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.span(bar.label, class_name="sent-label", custom_attrs={"aria-hidden": "true"}),
        title=f"{bar.days}: {bar.sent} sent, {bar.late} past the target",
    )


def _table(bars: rx.Var) -> rx.Component:
    return data_table(
        [
            Column(key="days", header="Sent", cell=lambda bar: bar.days),
            Column(key="sent", header="All", cell=lambda bar: bar.sent, is_numeric=True),
            Column(key="in_time", header="In time", cell=lambda bar: bar.in_time, is_numeric=True),
            Column(
                key="late", header="Past the target", cell=lambda bar: bar.late, is_numeric=True
            ),
        ],
        bars,
        caption="Sent over the period",
        row_key=lambda bar: bar.days,
        is_list=False,
        is_dense=True,
    )
