"""What one is told of, by which ways, and when (MSG-3)."""

from typing import Any

import reflex as rx

from producer_portal.features.notifications.queries.choices import CellView, TopicRow
from producer_portal.features.notifications.state import ChoicesState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.autosave import TickBox
from producer_portal.ui.components.feedback import note, skeleton_rows
from producer_portal.ui.components.form import select_box
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import route_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page

_C = ChoicesState.choices


@portal_page(
    "/account/notices",
    title="What you are told",
    permission=Permission.NOTIFICATIONS_READ,
    on_load=ChoicesState.load,
)
def choices_page() -> rx.Component:
    """The matrix of notices and ways; under it the times."""
    return portal_frame(
        page_head(
            "What you are told",
            crumbs=[("Your account", "/account"), ("What you are told", "")],
            words="Changes are kept as you make them.",
        ),
        page_body(
            rx.cond(
                ChoicesState.is_loading,
                skeleton_rows(4, 9),
                rx.fragment(_phone(), _matrix(), _times()),
            ),
            is_reading=True,
        ),
        active="account",
    )


def _phone() -> rx.Component:
    return rx.cond(
        _C.phone_words != "",
        rx.el.p(_C.phone_words, class_name="t-d mut"),
        note(
            "Texts come once you have a phone number that you proved. ",
            route_link("Add your phone", href="/account/phone", class_name="link"),
            icon_name="smartphone",
        ),
    )


def _matrix() -> rx.Component:
    return rx.el.table(
        rx.el.caption("Notices and the ways in which they come", class_name="vh"),
        rx.el.thead(
            rx.el.tr(
                rx.el.th("Notice", scope="col"),
                *[
                    rx.el.th(words, scope="col", class_name="way")
                    for words in ("In the portal", "Email", "Text")
                ],
            )
        ),
        rx.el.tbody(rx.foreach(_C.rows, _topic)),
        class_name="t ways",
    )


def _topic(row: TopicRow) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            row.label,
            rx.cond(row.note != "", rx.el.span(row.note, class_name="sub")),
            scope="row",
        ),
        rx.foreach(row.cells, lambda cell: _cell(row, cell)),
        key=row.key,
    )


def _cell(row: TopicRow, cell: CellView) -> rx.Component:
    fixed = rx.el.span(
        icon("lock", size=14),
        rx.el.span(f"{cell.label}, always on", class_name="vh"),
        class_name="fixed",
    )
    missing = rx.el.span(
        "–", rx.el.span(f"{cell.label}, needs a phone", class_name="vh"), class_name="mut"
    )
    box = TickBox.create(
        is_on=cell.is_on,
        label_text=cell.label,
        on_turn=lambda is_on: ChoicesState.turn(row.key, cell.channel, is_on),
    )
    return rx.el.td(
        rx.cond(~cell.is_available, missing, rx.cond(cell.is_locked, fixed, box)),
        class_name="way",
    )


def _times() -> rx.Component:
    rhythms = [
        ("immediately", "As things happen"),
        ("daily", "Collected, once a day"),
        ("weekly", "Collected, once a week"),
    ]
    rhythm = _choice(
        "rhythm",
        "Emails come",
        _C.rhythm,
        *[rx.el.option(words, value=value) for value, words in rhythms],
    )
    return rx.el.section(
        rx.el.h2("When", class_name="t-h2", style={"marginTop": "28px"}),
        rx.el.div(
            rhythm,
            rx.cond(
                _C.rhythm == "weekly",
                _choice("digest_weekday", "On", _C.digest_weekday, _options(_C.days)),
            ),
            rx.cond(
                _C.rhythm != "immediately",
                _choice("digest_hour", "At", _C.digest_hour, _options(_C.hours)),
            ),
            _choice("time_zone", "Time zone", _C.time_zone, _options(_C.zones)),
            class_name="field-row",
        ),
        rx.el.div(
            _choice(
                "is_quiet",
                "Quiet hours",
                rx.cond(_C.is_quiet, "yes", "no"),
                rx.el.option("None", value="no"),
                rx.el.option("Emails and texts wait, notices here do not", value="yes"),
            ),
            class_name="field-row",
        ),
        rx.cond(
            _C.is_quiet,
            rx.el.div(
                _choice("quiet_from_hour", "From", _C.quiet_from_hour, _options(_C.hours)),
                _choice("quiet_until_hour", "Until", _C.quiet_until_hour, _options(_C.hours)),
                class_name="field-row",
            ),
        ),
        rx.el.p(
            "What is about the security of your account comes at once and is never collected.",
            class_name="t-d mut",
            style={"marginTop": "12px"},
        ),
    )


def _options(rows: Any) -> rx.Component:
    return rx.foreach(rows, lambda one: rx.el.option(one.label, value=one.value))


def _choice(name: str, label: str, value: Any, *options: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"when-{name}"),
        rx.el.div(
            select_box(
                rx.el.select(
                    *options,
                    id=f"when-{name}",
                    value=value,
                    on_change=lambda chosen: ChoicesState.time(name, chosen),
                    class_name="inp",
                )
            ),
            class_name="in",
        ),
        class_name="f",
    )
