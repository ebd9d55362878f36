"""Every conversation a person takes part in or may read, the latest first (MSG-1, MSG-2)."""

import reflex as rx

from producer_portal.features.messaging.queries import unread_messages
from producer_portal.features.messaging.queries.listing import InboxRow
from producer_portal.features.messaging.state import InboxState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, pager, two_lines
from producer_portal.ui.components.feedback import empty_state
from producer_portal.ui.components.filters import filter_row, find_box
from producer_portal.ui.components.links import page_link
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.components.tabs import tabs
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page


@portal_page(
    "/messages",
    title="Messages",
    permission=Permission.MESSAGES_READ,
    on_load=InboxState.load,
    nav=Nav("messages", "Messages", "message-square", count=unread_messages),
)
def messages_page() -> rx.Component:
    """Views as tabs, a find box, one row a conversation."""
    return portal_frame(
        page_head("Messages"),
        tabs(InboxState.tabs, InboxState.view, label="Views of messages"),
        filter_row(
            find_box(
                "Find in messages",
                value=InboxState.search,
                on_find=InboxState.find,
                placeholder="Words of a message",
            )
        ),
        data_table(
            [
                Column(key="about", header="Conversation", cell=_about),
                Column(
                    key="keeper", header="Answered by", cell=lambda row: row.keeper, hide_below="lg"
                ),
                Column(key="state", header="State", cell=_state),
                Column(key="at", header="Last message", cell=lambda row: row.at, hide_below="sm"),
            ],
            InboxState.rows,
            caption="Conversations",
            row_key=lambda row: row.id,
            is_loading=InboxState.is_loading,
            empty=_nothing(),
        ),
        pager(
            InboxState.summary,
            has_previous=InboxState.page > 1,
            has_next=InboxState.has_next,
            on_previous=InboxState.turn(-1),
            on_next=InboxState.turn(1),
        ),
        active="messages",
    )


def _nothing() -> rx.Component:
    return rx.cond(
        InboxState.search != "",
        empty_state("No conversation holds these words.", "Try fewer words, or another view."),
        empty_state(
            "Nothing in this view.",
            "Conversations begin on a submission. Yours are listed here once somebody writes.",
        ),
    )


def _about(row: InboxRow) -> rx.Component:
    said = rx.cond(row.by != "", f"{row.by}: {row.words}", row.words)
    return two_lines(page_link(row.label, href=row.href, class_name="m"), said)


def _state(row: InboxRow) -> rx.Component:
    return rx.el.span(
        rx.cond(
            row.unread != "",
            status_badge(f"{row.unread} unread", "info", "message-square", is_final=False),
        ),
        rx.cond(row.is_escalated, status_badge("Escalated", "warn", "arrow-up", is_final=False)),
        class_name="row wrap",
    )
