"""Facts: amounts, dates, rows of facts, lists of label and value, timelines, numbers."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Child, Flag, Words
from producer_portal.ui.components.links import page_link

Fact = tuple[Words, Child]


def money(words: Words, *, is_negative: Flag = False, **props: Any) -> rx.Component:
    """An amount as the server worded it, in figures of equal width; red only when negative."""
    class_name = rx.cond(is_negative, "num nowrap bad", "num nowrap")
    return rx.el.span(words, class_name=class_name, **props)


def unsigned(words: rx.Var) -> rx.Var:
    """An amount without its "$", for a column whose header names the unit."""
    return words.to(str).replace("$", "")


def date_text(words: Words, *, iso: Words = "", **props: Any) -> rx.Component:
    """A date or time as the server worded it, with its machine form when `iso` is given."""
    return rx.el.time(words, date_time=iso, class_name="nowrap", **props)


def facts_row(facts: Sequence[Fact]) -> rx.Component:
    """The facts under a record's name: label above value, side by side."""
    pairs = [rx.el.div(rx.el.dt(label), rx.el.dd(value)) for label, value in facts]
    return rx.el.dl(*pairs, class_name="facts wrap row", style={"gap": "10px 28px"})


def key_values(facts: Sequence[Fact], *, label_width: str = "132px") -> rx.Component:
    """Labels and values, one pair a line."""
    pairs: list[rx.Component] = []
    for label, value in facts:
        pairs += [rx.el.dt(label), rx.el.dd(value)]
    columns = f"{label_width} minmax(0,1fr)"
    return rx.el.dl(*pairs, class_name="kv", style={"gridTemplateColumns": columns})


def key_value_rows(rows: rx.Var) -> rx.Component:
    """Labels and values from a state: each row has `label` and `value`."""
    return rx.el.dl(
        rx.foreach(rows, lambda row: rx.fragment(rx.el.dt(row.label), rx.el.dd(row.value))),
        class_name="kv",
    )


def timeline(items: rx.Var) -> rx.Component:
    """What happened, newest first.

    Each item has `actor` (bold, may be ""), `words`, `when`, `icon_name`, `tone` ("" unless the event
    changed a status) and `href` ("" or a page to open).
    """
    return rx.el.ol(rx.foreach(items, _happening), class_name="tl", custom_attrs={"role": "list"})


def _happening(item: rx.Var) -> rx.Component:
    words = rx.fragment(
        rx.cond(item.actor != "", rx.fragment(rx.el.b(item.actor, class_name="med"), " ")),
        rx.cond(
            item.href != "",
            page_link(item.words, href=item.href, class_name="link"),
            item.words,
        ),
    )
    return rx.el.li(
        rx.el.span(icon(item.icon_name, size=12, stroke=2), class_name="ic " + item.tone),
        rx.el.div(words, rx.el.time(item.when)),
    )


def numbers(items: rx.Var, *, is_paired: bool = False) -> rx.Component:
    """Headline figures parted by lines; each has `label`, `figure` and `definition`.

    Four side by side, or two in a rail or beside one (`is_paired`).
    """
    return rx.el.dl(
        rx.foreach(
            items,
            lambda item: rx.el.div(
                rx.el.dt(item.label),
                rx.el.dd(item.figure, class_name="t-fig"),
                rx.el.dd(item.definition, class_name="def"),
            ),
        ),
        class_name="nums two" if is_paired else "nums",
    )


def section(title: Words, *children: Child, action: rx.Component | None = None) -> rx.Component:
    """A titled part of a page, without a box."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="t-h2 grow"),
            action if action is not None else rx.fragment(),
            class_name="sh",
        ),
        *children,
        class_name="sec",
    )


def saved_text(words: Words) -> rx.Component:
    """Words like "Saved 10:42 AM" beside a form's buttons, said aloud; "" shows nothing."""
    return rx.el.span(
        rx.cond(words != "", rx.fragment(icon("cloud-check", size=14), words)),
        class_name="saved",
        role="status",
        custom_attrs={"data-testid": "saved"},
    )
