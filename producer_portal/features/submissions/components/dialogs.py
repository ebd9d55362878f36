"""What is asked before a deed on the whole submission."""

from typing import Any

import reflex as rx

from producer_portal.features.submissions.state.information import InformationState
from producer_portal.features.submissions.state.offers import OfferState
from producer_portal.features.submissions.state.record import RecordState
from producer_portal.ui.components.dialog import confirm_dialog, dialog
from producer_portal.ui.components.feedback import error_callout
from producer_portal.ui.components.kinds import Words
from producer_portal.ui.components.typed_form import (
    TypedForm,
    form_buttons,
    select_field,
    text_field,
)


def record_dialogs() -> rx.Component:
    """All questions of the record's page; at most one is open."""
    return rx.fragment(
        _reason_dialog(
            "withdraw",
            "Withdraw this submission?",
            rx.cond(
                RecordState.detail.is_draft,
                "You can reopen it later.",
                "The agency stops working on it. An underwriter can reopen it.",
            ),
            "Withdraw",
            RecordState.detail.withdraw_reasons,
            RecordState.withdraw,
        ),
        _reason_dialog(
            "decline",
            "Decline this submission?",
            "The producer is told the reason and your words.",
            "Decline",
            RecordState.detail.decline_reasons,
            RecordState.decline,
        ),
        _assign_dialog(),
        confirm_dialog(
            "Reopen this submission?",
            "It goes on where it stood.",
            "Reopen",
            is_open=RecordState.dialog == "reopen",
            on_confirm=RecordState.reopen,
            on_cancel=RecordState.open_dialog(""),
            reason_label="Note",
            is_reason_required=False,
            test_id="reopen-dialog",
        ),
        confirm_dialog(
            "Send it back?",
            "The producer reads your words and sends it again.",
            "Send back",
            is_open=InformationState.sending_back > 0,
            on_confirm=InformationState.send_back,
            on_cancel=InformationState.ask_why(0),
            reason_label="What is wrong with it",
            test_id="send-back-dialog",
        ),
        *_quote_dialogs(),
    )


def _quote_dialogs() -> list[rx.Component]:
    asked = (
        (
            "bind",
            "Bind this quote?",
            "It issues the policy. This cannot be undone here.",
            "Bind",
            OfferState.bind,
            False,
        ),
        (
            "refer",
            "Refer to a principal?",
            "A principal decides whether to bind. You are told of the decision.",
            "Refer",
            OfferState.refer,
            False,
        ),
        (
            "approve",
            "Approve and bind?",
            "It issues the policy of the quote that was referred.",
            "Approve and bind",
            OfferState.approve,
            False,
        ),
        (
            "refuse",
            "Do not approve?",
            "The producer is told your words.",
            "Do not approve",
            OfferState.refuse,
            True,
        ),
    )
    return [
        confirm_dialog(
            title,
            words,
            verb,
            is_open=OfferState.dialog == name,
            on_confirm=on_confirm,
            on_cancel=OfferState.ask("", 0),
            reason_label="Why" if is_needed else "Note",
            is_reason_required=is_needed,
            test_id=f"{name}-dialog",
        )
        for name, title, words, verb, on_confirm, is_needed in asked
    ]


def _reason_dialog(
    name: str, title: str, words: Words, verb: str, reasons: rx.Var, on_submit: Any
) -> rx.Component:
    problems = RecordState.problems
    return _form_dialog(
        name,
        title,
        words,
        verb,
        on_submit,
        select_field(
            "reason_code", "Reason", reasons, problem=problems.get("reason_code", ""), width="full"
        ),
        text_field("note", "Note", rows=3, width="full", problem=problems.get("note", "")),
        is_dangerous=True,
    )


def _assign_dialog() -> rx.Component:
    problems = RecordState.problems
    return _form_dialog(
        "assign",
        "Assign this submission",
        "They are told. It stays in the list of everybody who may see it.",
        "Assign",
        RecordState.assign,
        select_field(
            "assignee",
            "Underwriter",
            RecordState.detail.assignees,
            problem=problems.get("assignee", ""),
            width="full",
        ),
        text_field(
            "note", "Reason (optional)", rows=2, width="full", problem=problems.get("note", "")
        ),
    )


def _form_dialog(
    name: str,
    title: str,
    words: Words,
    verb: str,
    on_submit: Any,
    *fields: rx.Component,
    is_dangerous: bool = False,
) -> rx.Component:
    return dialog(
        title,
        TypedForm.create(
            rx.el.div(error_callout(RecordState.failure), *fields, class_name="mb"),
            form_buttons(
                verb,
                on_cancel=RecordState.open_dialog(""),
                test_id="confirm",
                is_dangerous=is_dangerous,
            ),
            on_send=on_submit,
        ),
        is_open=RecordState.dialog == name,
        on_close=RecordState.open_dialog(""),
        words=words,
        test_id=f"{name}-dialog",
    )
