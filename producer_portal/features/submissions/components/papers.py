"""Files of a submission in a list: name, size, who added it, download and remove."""

from typing import Any

import reflex as rx

from producer_portal.features.documents.queries import DocumentRow
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Flag
from producer_portal.ui.components.links import icon_button


def file_row(document: DocumentRow, *, can_remove: Flag, on_remove: Any) -> rx.Component:
    """One file; the name downloads it."""
    remove = icon_button(f"Remove {document.filename}", "trash-2", on_click=on_remove)
    download = rx.el.a(
        icon("download", size=17),
        href=document.href,
        class_name="ib",
        custom_attrs={"aria-label": f"Download {document.filename}"},
    )
    return rx.el.li(
        rx.el.span(icon("file-text", size=18), class_name="mut"),
        rx.el.span(
            rx.el.a(document.filename, href=document.href, class_name="med file-name"),
            rx.el.br(),
            rx.el.span(
                f"{document.title}, {document.size}, {document.added_by}, {document.added}",
                class_name="t-1 mut",
            ),
        ),
        rx.el.span(download, rx.cond(can_remove, remove), class_name="row-acts"),
        class_name="file",
        key=document.id,
    )
