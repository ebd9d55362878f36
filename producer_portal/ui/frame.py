"""The frame of every page after sign-in, bound to the state that fills it."""

import reflex as rx

from producer_portal.ui.components.feedback import connection_strip, not_found_body, page_notice
from producer_portal.ui.components.kinds import Child, Flag, Words
from producer_portal.ui.components.links import button_link
from producer_portal.ui.layout import ShellVars, shell
from producer_portal.ui.state import ShellState

_WATCH = rx.asset("session_watch.jsx", shared=True).importable_path


class SessionWatch(rx.Component):
    """Warns before the session ends and leaves when it is over."""

    library = _WATCH
    tag = "SessionWatch"
    leave_to: rx.Var[str]


def portal_frame(
    *content: Child, active: Words, is_missing: Flag = False, is_narrow_nav: bool = False
) -> rx.Component:
    """Navigation, bar, notices and session watch around a page's content.

    While `is_missing` the not-found words stand in the content's place: a record out of sight and one
    that does not exist look the same (RBAC-4).
    """
    shell_vars = ShellVars(
        nav=ShellState.nav,
        groups=ShellState.groups,
        agency_name=ShellState.agency_name,
        person_name=ShellState.person_name,
        person_initials=ShellState.person_initials,
        role_name=ShellState.role_name,
        unread=ShellState.unread,
        messages=ShellState.unread_messages,
        has_messages=ShellState.has_messages,
        notice=ShellState.notice,
        notice_tone=ShellState.notice_tone,
        notice_number=ShellState.notice_number.to_string(),
        on_dismiss_notice=ShellState.dismiss_notice,
    )
    shown = rx.cond(
        ShellState.refusal != "",
        page_notice(
            "Not part of your role",
            f"{ShellState.refusal} Ask your agency's administrator if you need it.",
            button_link("Go to Home", "/", tone="primary"),
        ),
        rx.cond(is_missing, not_found_body(), rx.fragment(*content)),
    )
    return rx.fragment(
        shell(shown, active=active, vars=shell_vars, is_narrow_nav=is_narrow_nav),
        SessionWatch.create(leave_to=ShellState.leave_to),
    )


def not_found_page() -> rx.Component:
    """The page for an address nothing stands at."""
    return portal_frame(not_found_body(), active="")


def connection_overlay() -> rx.Component:
    """In place of Reflex's own overlay, which shows raw addresses."""
    return connection_strip(ShellState.saved_words)
