"""Files of a submission in a list: what state one is in, who added it, its versions, what can be done."""

from typing import Any

import reflex as rx

from producer_portal.features.documents.queries import DocumentRow, EarlierVersion
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Flag
from producer_portal.ui.components.links import icon_button, route_link


def file_row(
    document: DocumentRow,
    *,
    can_remove: Flag,
    on_remove: Any,
    on_replace: Any = None,
    replacing: rx.Component | None = None,
) -> rx.Component:
    """One file; the name downloads it once it may be handed out. `replacing` stands under it when open."""
    remove = icon_button(f"Remove {document.filename}", "trash-2", on_click=on_remove)
    replace = (
        rx.fragment()
        if on_replace is None
        else icon_button(
            f"Add a new version of {document.filename}", "file-up", on_click=on_replace
        )
    )
    download = route_link(
        icon("download", size=17),
        href=document.href,
        class_name="ib",
        custom_attrs={"aria-label": f"Download {document.filename}"},
    )
    return rx.el.li(
        rx.el.span(icon(_mark(document), size=18), class_name="mut"),
        rx.el.span(_name(document), _state(document), _facts(document)),
        rx.el.span(
            rx.cond(document.href != "", download),
            rx.cond(can_remove, rx.fragment(replace, remove)),
            class_name="row-acts",
        ),
        replacing or rx.fragment(),
        class_name="file",
        key=document.id,
        custom_attrs={"data-testid": "file", "data-status": document.status},
    )


def _mark(document: DocumentRow) -> rx.Var:
    return rx.match(
        document.status,
        ("waiting", "file-clock"),
        ("infected", "file-warning"),
        "file-text",
    )


def _name(document: DocumentRow) -> rx.Component:
    return rx.cond(
        document.href != "",
        route_link(document.filename, href=document.href, class_name="med file-name"),
        rx.el.span(document.filename, class_name="med"),
    )


def _state(document: DocumentRow) -> rx.Component:
    tone = rx.cond(document.status == "infected", "t-1 bad", "t-1 warn")
    return rx.cond(
        document.status_words != "",
        rx.el.span(rx.el.br(), document.status_words, class_name=tone),
    )


def _facts(document: DocumentRow) -> rx.Component:
    version = rx.cond(document.version_words != "", f"{document.version_words}, ", "")
    return rx.fragment(
        rx.el.br(),
        rx.el.span(
            f"{document.title}, ",
            version,
            f"{document.size}, {document.added_by}, {document.added}",
            class_name="t-1 mut",
        ),
        rx.el.details(
            rx.el.summary(
                rx.cond(document.earlier.length() > 0, "Earlier versions and checksum", "Checksum"),
                rx.el.span(f" of {document.filename}", class_name="vh"),
            ),
            rx.el.p("SHA-256 ", rx.el.code(document.checksum), class_name="t-1 mut checksum"),
            rx.el.ul(rx.foreach(document.earlier, _earlier)),
            class_name="t-1 file-more",
        ),
    )


def _earlier(one: EarlierVersion) -> rx.Component:
    return rx.el.li(
        rx.cond(
            one.href != "",
            route_link(one.words, href=one.href, class_name="file-name"),
            one.words,
        )
    )
