"""What an underwriter does next, who has it, and what happened."""

from typing import Any

import reflex as rx

from producer_portal.features.messaging.components import thread_rail
from producer_portal.features.submissions.queries.views import ActionView, OptionView
from producer_portal.features.submissions.state.information import InformationState
from producer_portal.features.submissions.state.offers import OfferState
from producer_portal.features.submissions.state.record import RecordState
from producer_portal.ui.components.facts import key_value_rows, timeline
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button
from producer_portal.ui.components.menu import menu, menu_action_or_reason, menu_choice

_D = RecordState.detail


def record_rail() -> rx.Component:
    """Deeds first, then the conversation, the facts, the timeline."""
    return rx.fragment(
        rx.cond(RecordState.has_rail_actions, _deeds()),
        rx.cond(_D.stages.length() > 0, _stages()),
        thread_rail(f"/submissions/{RecordState.submission_id}/messages"),
        rx.el.section(
            rx.el.h2("Facts", class_name="t-h2", style={"marginBottom": "8px"}),
            key_value_rows(RecordState.detail.facts),
        ),
        rx.el.section(
            rx.el.h2("Timeline", class_name="t-h2", style={"marginBottom": "10px"}),
            timeline(RecordState.happenings),
        ),
    )


def _stages() -> rx.Component:
    """From one stage of this status to another; the producer sees nothing of it (SUB-10)."""

    def choice(one: OptionView) -> rx.Component:
        return menu_choice(
            one.label,
            "list-checks",
            is_chosen=one.label == _D.stage,
            on_select=RecordState.move_to_stage(one.value),
        )

    return rx.el.section(
        rx.el.h2("Stage", class_name="t-h2", style={"marginBottom": "8px"}),
        menu(
            rx.fragment(_D.stage, icon("chevron-down", size=14)),
            rx.foreach(_D.stages, choice),
            label="Move to another stage",
            test_id="stage",
        ),
    )


def _deeds() -> rx.Component:
    take = rx.cond(
        RecordState.is_assigned_to_me,
        rx.el.p("Assigned to you", class_name="mut"),
        rx.cond(
            RecordState.can_take,
            button("Assign to me", icon_name="user-plus", on_click=RecordState.take),
        ),
    )
    return rx.el.section(
        rx.el.h2("Next", class_name="t-h2", style={"marginBottom": "8px"}),
        rx.el.div(rx.foreach(RecordState.rail_actions, _deed), take, class_name="deed-list"),
        custom_attrs={"aria-label": "What you can do", "data-testid": "deeds"},
    )


def _deed(action: ActionView) -> rx.Component:
    events: tuple[tuple[str, str, Any], ...] = (
        ("start_review", "search-check", RecordState.start_review),
        ("return_to_review", "rotate-ccw", InformationState.return_to_review),
        ("request_information", "circle-help", InformationState.begin),
        ("add_quote", "file-plus", OfferState.begin(0)),
        ("assign", "user-round", RecordState.open_dialog("assign")),
        ("decline", "circle-x", RecordState.open_dialog("decline")),
    )
    return rx.match(
        action.key,
        *[(key, _deed_button(action, mark, event)) for key, mark, event in events],
        rx.fragment(),
    )


def _deed_button(action: ActionView, icon_name: str, on_click: Any) -> rx.Component:
    reason = rx.el.p(
        icon("lock", size=14),
        rx.el.span(action.words, rx.el.span(action.reason, class_name="sub-line")),
        class_name="row mut deed-waits",
    )
    marked = {"custom_attrs": {"data-testid": "deed-" + action.key}}
    return rx.cond(
        action.is_available,
        rx.cond(
            (action.key == RecordState.primary_deed)
            & ~OfferState.is_open
            & ~InformationState.is_open,
            button(action.words, icon_name=icon_name, tone="primary", on_click=on_click, **marked),
            button(action.words, icon_name=icon_name, on_click=on_click, **marked),
        ),
        reason,
    )


def more_menu() -> rx.Component:
    """Copy, withdraw, reopen: what is done seldom."""
    return rx.cond(
        RecordState.menu_actions.length() > 0,
        menu(
            icon("ellipsis"),
            rx.foreach(RecordState.menu_actions, _entry),
            label="More actions",
            button_label="More actions",
            button_class="ib",
            test_id="more",
        ),
    )


def _entry(action: ActionView) -> rx.Component:
    events: tuple[tuple[str, str, Any], ...] = (
        ("clone", "copy", RecordState.clone),
        ("withdraw", "undo-2", RecordState.open_dialog("withdraw")),
        ("reopen", "rotate-ccw", RecordState.open_dialog("reopen")),
        ("reopen_draft", "rotate-ccw", RecordState.open_dialog("reopen")),
    )
    return rx.match(
        action.key,
        *[
            (key, menu_action_or_reason(action.words, mark, event, action.reason))
            for key, mark, event in events
        ],
        rx.fragment(),
    )
