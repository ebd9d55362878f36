"""What happened to records a person cares for."""

import reflex as rx

from producer_portal.features.notifications.queries.notices import NoticeRow
from producer_portal.features.notifications.state import NoticesState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.feedback import empty_state
from producer_portal.ui.components.links import button, button_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page


@portal_page(
    "/notifications",
    title="Notifications",
    permission=Permission.NOTIFICATIONS_READ,
    on_load=NoticesState.load,
)
def notices_page() -> rx.Component:
    """The list, newest first; unread ones carry a dot and the word."""
    return portal_frame(
        page_head(
            "Notifications",
            button_link("What you are told", "/account/notices"),
            button("Mark all read", on_click=NoticesState.mark_all_read),
        ),
        page_body(
            rx.cond(
                NoticesState.rows.length() > 0,
                rx.el.ul(rx.foreach(NoticesState.rows, _notice), class_name="notices"),
                rx.cond(
                    NoticesState.is_loading,
                    rx.fragment(),
                    empty_state(
                        "Nothing here yet.",
                        "You are told here and by email when your submissions move.",
                    ),
                ),
            ),
            _pager(),
            is_reading=True,
        ),
        active="notifications",
    )


def _notice(row: NoticeRow) -> rx.Component:
    mark = rx.el.span(rx.el.span("Unread", class_name="vh"), class_name="unread-dot")
    return rx.el.li(
        rx.el.button(
            rx.cond(row.is_unread, mark, rx.el.span(class_name="read-dot")),
            rx.el.span(
                rx.el.span(row.title, class_name=rx.cond(row.is_unread, "med", "")),
                rx.el.span(row.by, " · ", row.at, class_name="t-1 mut"),
                class_name="grow notice-words",
            ),
            type="button",
            class_name="notice",
            on_click=NoticesState.open_notice(row.id),
            custom_attrs={"data-testid": "notice-row"},
        )
    )


def _pager() -> rx.Component:
    return rx.cond(
        NoticesState.summary != "",
        rx.el.div(
            rx.el.span(NoticesState.summary),
            rx.el.span(
                button(
                    "Previous",
                    size="small",
                    on_click=NoticesState.turn_to(NoticesState.page - 1),
                    disabled=NoticesState.page <= 1,
                ),
                button(
                    "Next",
                    size="small",
                    on_click=NoticesState.turn_to(NoticesState.page + 1),
                    disabled=~NoticesState.has_next,
                ),
                class_name="row",
            ),
            class_name="pager",
            style={"padding": "10px 0"},
        ),
    )
