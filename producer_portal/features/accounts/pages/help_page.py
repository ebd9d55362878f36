"""Help: whom to ask, how to work without a mouse, what the statuses mean."""

import reflex as rx

from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.facts import key_values, section
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page

# Words, tone, icon, whether it is over, what it means.
_STATUSES = (
    ("Draft", "quiet", "pencil-line", False, "You are still answering. Only you and your agency see it."),
    ("Pending", "quiet", "clock", False, "It was sent. An underwriter will take it next."),
    ("In review", "info", "search-check", False, "An underwriter is reading it. There is nothing for you to do."),
    ("Information needed", "warn", "circle-alert", False, "The underwriter asked for something. The page lists what, and by when."),
    ("Quoted", "ready", "file-check", False, "There is a quote to accept. It says how long it is open."),
    ("Bound", "good", "circle-check-big", True, "The policy is issued and its commission is posted."),
    ("Declined", "bad", "circle-x", True, "No carrier will write it. The reason is on its page."),
    ("Withdrawn", "quiet", "undo-2", True, "The agency stopped working on it. It can be reopened."),
)  # fmt: skip
_KEYS = (
    ("Tab", "moves to the next control, Shift and Tab to the one before."),
    ("Enter", "opens a link or presses a button; Space presses a button or ticks a box."),
    ("Arrows", "move inside a menu and between the answers of one question."),
    ("Esc", "closes a menu, a dialog or a receipt. You are back where you opened it."),
)


@portal_page("/help", title="Help", permission=Permission.OWN_ACCOUNT)
def help_page() -> rx.Component:
    """A few paragraphs that fit on one page."""
    return portal_frame(
        page_head("Help"),
        page_body(_asking(), _keyboard(), _statuses(), _losing(), is_reading=True),
        active="help",
    )


def _asking() -> rx.Component:
    return section(
        "Whom to ask",
        rx.el.p(
            "About a submission: its page names the underwriter who works on it. Give the submission "
            "ID, for example SUB-2026-000123."
        ),
        rx.el.p(
            "About your access, a locked account, a lost phone or your role: ask your agency's "
            "administrator.",
            style={"marginTop": "8px"},
        ),
        rx.el.p(
            "About an amount of commission: open the line under Commissions. Its receipt shows every "
            "step of the calculation.",
            style={"marginTop": "8px"},
        ),
    )


def _keyboard() -> rx.Component:
    return section(
        "Without a mouse", key_values([(key, words) for key, words in _KEYS], label_width="108px")
    )


def _statuses() -> rx.Component:
    rows = [
        (
            status_badge(words, tone, icon_name, is_final=is_final, is_outline=words == "Draft"),
            meaning,
        )
        for words, tone, icon_name, is_final, meaning in _STATUSES
    ]
    return section("What the statuses mean", key_values(rows, label_width="160px"))


def _losing() -> rx.Component:
    return section(
        "What is saved",
        rx.el.p(
            "Answers are saved while you type; the page says when. A session ends after half an hour "
            "without work, and you are warned two minutes before. Drafts are there when you sign in "
            "again."
        ),
    )
