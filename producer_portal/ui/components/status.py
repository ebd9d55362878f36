"""The badge of a status: words, tone and mark; never color alone."""

from typing import Any

import reflex as rx

from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Flag, Words


def status_badge(
    words: Words,
    tone: Words,
    icon_name: Words = "",
    *,
    is_final: Flag = False,
    is_outline: Flag = False,
    **props: Any,
) -> rx.Component:
    """A status. Alive statuses have a fill; final ones are icon and word only; a draft has a line.

    `tone` is quiet, info, ready, good, warn or bad; `icon_name` a symbol of the sprite or "".
    """
    shape = rx.cond(is_final, " done", rx.cond(is_outline, " draft", ""))
    mark_color = rx.cond(is_final, f"var(--{tone}-mark)", "")
    return rx.el.span(
        rx.cond(icon_name != "", icon(icon_name, size=14, stroke=2, style={"color": mark_color})),
        words,
        class_name=rx.Var.create(f"st {tone}") + shape,
        **props,
    )


def late_words(words: Words, *, is_late: Flag = True) -> rx.Component:
    """Lateness under a date: red words with a clock, or plain words that need attention today."""
    return rx.cond(
        is_late,
        rx.el.span(icon("clock-alert", size=12, stroke=2), words, class_name="sub bad med due"),
        rx.el.span(words, class_name="sub warn med"),
    )
