"""What stands where something is missing, waiting, failed, or was just done."""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.core.banner import (  # type: ignore[import-untyped]
    has_connection_errors,
)

from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Child, Flag, Words
from producer_portal.ui.components.links import button, button_link

NoteTone = Literal["", "info", "good", "warn", "bad"]

NOTE_ICONS: dict[NoteTone, str] = {
    "": "info",
    "info": "info",
    "good": "circle-check-big",
    "warn": "circle-alert",
    "bad": "triangle-alert",
}

_BAR_WIDTHS = ("60%", "40%", "70%")


def note(
    *words: Child, tone: NoteTone = "", icon_name: str = "", action: Child = ""
) -> rx.Component:
    """A few words that belong to the page, with one action at most."""
    return rx.el.div(
        icon(icon_name or NOTE_ICONS[tone], size=16),
        rx.el.span(*words, class_name="grow"),
        action,
        class_name=f"note {tone}".strip(),
    )


def error_callout(
    words: Words, *, action_words: Words = "Try again", on_retry: Any = None
) -> rx.Component:
    """In place of the part that failed: the effect, the fix, one action. Nothing while words are ""."""
    action: Child = rx.fragment()
    if on_retry is not None:
        action = button(action_words, size="small", on_click=on_retry)
    return rx.cond(
        words != "",
        rx.el.div(
            icon("triangle-alert", size=16),
            rx.el.span(words, class_name="grow"),
            action,
            class_name="note bad",
            role="alert",
            custom_attrs={"data-testid": "error-callout"},
        ),
    )


def notice_strip(words: Words, tone: Words, *, number: Words = "", on_dismiss: Any) -> rx.Component:
    """What was just done, said aloud; leaves by itself after 8 s unless it is bad news.

    `number` changes with every notice, so that the same words shown again appear again.
    """
    mark = rx.match(tone, ("bad", "triangle-alert"), ("warn", "circle-alert"), "circle-check-big")
    stays = rx.cond(tone == "bad", "toast stays", "toast")
    return rx.el.div(
        rx.cond(
            words != "",
            rx.el.div(
                icon(mark, size=16),
                rx.el.span(words, class_name="grow", custom_attrs={"data-testid": "notice"}),
                rx.el.button(
                    icon("x", size=15),
                    type="button",
                    class_name="ib s x",
                    custom_attrs={"aria-label": "Dismiss"},
                    on_click=on_dismiss,
                ),
                class_name=stays,
                key=f"{number} {words}",
            ),
        ),
        class_name="toasts",
        role="status",
    )


def empty_state(lead: Words, words: Words = "", action: Child = "") -> rx.Component:
    """Where the rows would be: one sentence, one grey sentence, one button."""
    return rx.el.div(
        rx.el.p(lead, class_name="lead", style={"color": "var(--text)"}),
        rx.cond(words != "", rx.el.p(words)),
        action,
        class_name="empty",
        custom_attrs={"data-testid": "empty"},
    )


def nothing_yet(lead: Words, words: Words, *, action_words: Words, href: Words) -> rx.Component:
    """Nothing yet: what will stand here and the way to the first one."""
    return empty_state(
        lead, words, button_link(action_words, href, tone="outline", icon_name="plus")
    )


def nothing_matches(lead: Words, *, on_clear: Any) -> rx.Component:
    """Nothing matches the filters: "Nothing matches these 2 filters." and a way out."""
    return empty_state(lead, "", button("Clear filters", on_click=on_clear))


def not_allowed(lead: Words, words: Words = "") -> rx.Component:
    """Not part of the person's role, and whom to ask."""
    return empty_state(lead, words)


def skeleton_rows(columns: int = 4, rows: int = 12) -> rx.Component:
    """Rows at their final height while the first ones load; shown after 0.3 s."""
    widths = [_BAR_WIDTHS[place % len(_BAR_WIDTHS)] for place in range(columns)]
    line = rx.el.tr(*[rx.el.td(rx.el.span(class_name="sk", style={"width": w})) for w in widths])
    return rx.el.div(
        rx.el.span("Loading", class_name="vh", role="status"),
        rx.el.table(
            rx.el.tbody(*[line for _ in range(rows)]),
            class_name="t skeleton",
            custom_attrs={"aria-hidden": "true"},
        ),
    )


def connection_strip(saved_at: Words = "") -> rx.Component:
    """The strip under the bar while the server cannot be reached; takes the overlay's place."""
    saved = rx.cond(saved_at != "", rx.fragment(" Your work was saved at ", saved_at, "."))
    return rx.cond(
        has_connection_errors,
        rx.el.div(
            icon("wifi-off", size=16),
            rx.el.span("Not connected.", saved, " Trying again."),
            class_name="strip lost",
            role="status",
            custom_attrs={"data-testid": "not-connected"},
        ),
    )


def page_notice(title: Words, words: Words, *actions: Child, reference: Words = "") -> rx.Component:
    """A page that is only words: what happened, what to do, where to go."""
    return rx.el.div(
        rx.el.h1(title, class_name="t-page"),
        rx.el.p(words),
        rx.cond(reference != "", rx.el.p("Reference ", reference, class_name="id")),
        rx.el.div(*actions, class_name="row"),
        class_name="oops",
    )


def not_found_body(home_href: Words = "/") -> rx.Component:
    """The page for an address nothing stands at, or nothing this person may see."""
    return page_notice(
        "This page is not here",
        "The address may be mistyped, or the record belongs to somebody else's book.",
        button_link("Go to Home", home_href, tone="primary"),
    )


def error_body(reference: Words = "") -> rx.Component:
    """The page in place of one that failed; works without a connection."""
    return page_notice(
        "This page stopped working",
        "What you saved is safe. Load the page again; if it stops again, tell your administrator.",
        rx.el.a("Load the page again", href="", class_name="btn p"),
        rx.el.a("Go to Home", href="/", class_name="btn o"),
        reference=reference,
    )


def waiting_words(is_long: Flag) -> rx.Component:
    """For work over 10 seconds."""
    return rx.cond(
        is_long,
        rx.el.p(
            "Still working. You can leave; we will tell you.", class_name="t-d mut", role="status"
        ),
    )
