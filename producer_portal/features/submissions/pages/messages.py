"""The whole conversation about a submission (MSG-1)."""

import reflex as rx

from producer_portal.features.messaging.components import keeper_words, thread_body
from producer_portal.features.messaging.state import ThreadState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.feedback import skeleton_rows
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page

_T = ThreadState.thread


@portal_page(
    "/submissions/[submission_id]/messages",
    title="Messages",
    permission=Permission.MESSAGES_READ,
    on_load=ThreadState.load,
)
def submission_messages_page() -> rx.Component:
    """Its head leads back to the record; under it the lines, oldest first, and the box."""
    return portal_frame(
        rx.cond(
            ThreadState.is_loading,
            skeleton_rows(1, 6),
            rx.fragment(
                page_head(
                    "Messages",
                    crumbs=[("Submissions", "/submissions"), (_T.label, _T.link), ("Messages", "")],
                    words=keeper_words(),
                    is_ruled=True,
                ),
                page_body(thread_body(), is_reading=True),
            ),
        ),
        active="submissions",
        is_missing=ThreadState.is_missing,
    )
