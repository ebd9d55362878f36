"""One's own sessions and sign-in history (ACC-10)."""

import reflex as rx

from producer_portal.features.accounts.queries import SessionRow
from producer_portal.features.accounts.state import AccountState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, two_lines
from producer_portal.ui.components.links import button, button_link, route_link
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page


@portal_page(
    "/account", title="Your account", permission=Permission.OWN_ACCOUNT, on_load=AccountState.load
)
def account_page() -> rx.Component:
    """Where one is signed in, and what was tried with one's name."""
    return portal_frame(
        page_head(
            "Your account",
            button_link("What you are told", "/account/notices"),
            route_link("Second factor", href="/account/factors", class_name="btn o"),
            route_link("Your phone", href="/account/phone", class_name="btn o"),
            route_link("Change password", href="/account/password", class_name="btn o"),
        ),
        page_body(
            rx.el.h2("Where you are signed in", class_name="t-h2"),
            data_table(
                [
                    Column(
                        key="browser",
                        header="Browser",
                        cell=lambda row: two_lines(row.browser, row.address),
                    ),
                    Column(
                        key="started", header="Since", cell=lambda row: row.started, hide_below="sm"
                    ),
                    Column(key="seen", header="Last active", cell=lambda row: row.last_seen),
                    Column(key="end", header="Action", cell=_end),
                ],
                AccountState.sessions,
                caption="Your open sessions",
                row_key=lambda row: row.id,
                is_loading=AccountState.is_loading,
            ),
            rx.el.h2("Sign-in history", class_name="t-h2", style={"marginTop": "24px"}),
            data_table(
                [
                    Column(
                        key="at", header="When", cell=lambda row: two_lines(row.at, row.address)
                    ),
                    Column(key="outcome", header="What", cell=lambda row: row.outcome),
                    Column(
                        key="browser",
                        header="Browser",
                        cell=lambda row: row.browser,
                        hide_below="sm",
                    ),
                ],
                AccountState.attempts,
                caption="Your last 25 attempts to sign in",
                row_key=lambda row: row.id,
                is_loading=AccountState.is_loading,
            ),
        ),
        active="account",
    )


def _end(row: SessionRow) -> rx.Component:
    return rx.cond(
        row.is_this,
        rx.el.span("This browser", class_name="mut"),
        button("End session", size="small", on_click=AccountState.end_session(row.id)),
    )
