"""A conversation beside its record, and as a page of its own."""

from typing import Any

import reflex as rx

from producer_portal.features.messaging.queries.reading import AttachmentView, LineView
from producer_portal.features.messaging.rules import ATTACHED_ENDINGS
from producer_portal.features.messaging.state import ThreadState
from producer_portal.ui.components.composer import composer, seen_mark
from producer_portal.ui.components.dialog import confirm_dialog
from producer_portal.ui.components.feedback import empty_state, note
from producer_portal.ui.components.filters import find_box
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button, route_link, text_link

_T = ThreadState.thread
IN_RAIL = 3


def thread_rail(href: Any) -> rx.Component:
    """The last lines and a box to answer in; all of them on the page behind `href`."""
    shown = _T.lines[-IN_RAIL:]
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Messages", class_name="t-h2 grow"),
            rx.cond(_T.total > 0, text_link(f"All {_T.total}", href, class_name="t-d")),
            class_name="sh",
        ),
        rx.cond(
            _T.total > 0,
            _lines(shown),
            rx.el.p("Nothing was written yet.", class_name="t-d mut"),
        ),
        _box(),
        seen_mark(_T.newest, on_seen=ThreadState.seen),
        custom_attrs={"aria-label": "Messages", "data-testid": "messages"},
    )


def thread_body() -> rx.Component:
    """The whole conversation: find, older lines, all lines, the box."""
    return rx.el.div(
        rx.el.div(
            find_box(
                "Find in this conversation",
                value=ThreadState.search,
                on_find=ThreadState.find,
                placeholder="Find in this conversation",
            ),
            rx.el.span(class_name="grow"),
            rx.cond(
                _T.can_take, button("Take over", icon_name="user-check", on_click=ThreadState.take)
            ),
            rx.cond(
                _T.can_escalate,
                button("Escalate", icon_name="arrow-up", on_click=ThreadState.ask_escalation),
            ),
            class_name="row wrap thread-tools",
        ),
        rx.cond(_T.escalated != "", note(_T.escalated, tone="warn")),
        rx.cond(
            _T.has_older,
            rx.el.div(
                button("Show older messages", size="small", on_click=ThreadState.show_older),
                class_name="thread-older",
            ),
        ),
        rx.cond(_T.lines.length() > 0, _lines(_T.lines), _nothing()),
        _box(),
        _escalation(),
        rx.cond(ThreadState.search == "", seen_mark(_T.newest, on_seen=ThreadState.seen)),
        class_name="thread",
    )


def keeper_words() -> rx.Component:
    """Who answers for the conversation."""
    return rx.cond(
        _T.keeper != "", f"{_T.keeper} answers for the agency.", "Nobody has taken it yet."
    )


def _nothing() -> rx.Component:
    return rx.cond(
        ThreadState.search != "",
        empty_state(
            "No message holds these words.",
            "",
            button("Clear the search", on_click=ThreadState.find("")),
        ),
        empty_state("Nothing was written yet.", "What you write here stays with the record."),
    )


def _lines(lines: Any) -> rx.Component:
    return rx.el.div(
        rx.el.ol(rx.foreach(lines, _line), class_name="msgs", custom_attrs={"role": "list"}),
        role="log",
        custom_attrs={"aria-label": "Conversation", "aria-live": "polite"},
    )


def _line(line: LineView) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            line.initials, class_name="av " + line.hue, custom_attrs={"aria-hidden": "true"}
        ),
        rx.el.div(
            rx.el.div(
                rx.el.b(line.author, class_name="med"),
                rx.el.time(line.at),
                rx.cond(line.is_new, rx.el.span("New", class_name="new-mark")),
                class_name="who",
            ),
            rx.el.p(line.words, class_name=rx.cond(line.is_deed, "said mut", "said")),
            rx.foreach(line.attachments, _attachment),
            rx.cond(
                line.is_internal,
                rx.el.p(
                    icon("eye-off", size=12, stroke=2),
                    "Internal note, not shown to the producer",
                    class_name="row t-1 warn note-words",
                ),
            ),
        ),
        class_name=rx.cond(line.is_internal, "msg int", "msg"),
        key=line.key,
        custom_attrs={"data-testid": rx.cond(line.is_internal, "note-line", "message-line")},
    )


def _attachment(file: AttachmentView) -> rx.Component:
    return rx.el.div(
        icon("paperclip", size=14),
        route_link(file.name, href=file.href, class_name="link"),
        rx.el.span(file.size, class_name="mut num"),
        class_name="row t-d msg-file",
    )


def _box() -> rx.Component:
    return rx.cond(
        _T.can_write,
        composer(
            "Write a message",
            people=_T.people,
            may_note=_T.can_note,
            upload_url=f"/files/messages/{ThreadState.subject_kind}/{ThreadState.subject_id}",
            sent_number=ThreadState.sent_number,
            problem=ThreadState.problems.get("words", ""),
            placeholder="Write a message, @ mentions somebody",
            accept=ATTACHED_ENDINGS,
            on_send=ThreadState.send,
        ),
    )


def _escalation() -> rx.Component:
    return confirm_dialog(
        "Escalate this conversation",
        "The principals and managers are told. It can be escalated once.",
        "Escalate",
        is_open=ThreadState.dialog == "escalate",
        on_confirm=ThreadState.escalate,
        on_cancel=ThreadState.close_dialog,
        reason_label="Reason",
        reason_hint="Everybody in the conversation reads it.",
        test_id="escalate-dialog",
    )
