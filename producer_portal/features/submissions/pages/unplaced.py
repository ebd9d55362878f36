"""The queue: submissions that no rule placed with the reason, and those past their target date (SUB-8)."""

import reflex as rx

from producer_portal.features.submissions.queries.queue import QueueRow
from producer_portal.features.submissions.state.queue import QueueState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import (
    Column,
    data_table,
    pager,
    record_link,
    two_lines,
)
from producer_portal.ui.components.dialog import dialog
from producer_portal.ui.components.feedback import empty_state, error_callout
from producer_portal.ui.components.links import button
from producer_portal.ui.components.status import late_words
from producer_portal.ui.components.tabs import tabs
from producer_portal.ui.components.typed_form import (
    TypedForm,
    form_buttons,
    select_field,
    text_field,
)
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page

_S = QueueState


@portal_page(
    "/queue",
    title="Queue",
    permission=Permission.SUBMISSIONS_ASSIGN,
    on_load=QueueState.load,
    nav=Nav("queue", "Queue", "inbox", place=12),
)
def queue_page() -> rx.Component:
    """Two lists as tabs; each row says why it is here and can be taken or assigned."""
    return portal_frame(
        page_head("Queue", words="What waits for somebody to decide whose it is."),
        tabs(_S.tabs, _S.view, label="Lists"),
        data_table(
            [
                Column(key="insured", header="Insured", cell=_insured),
                Column(key="why", header="Why it is here", cell=_why),
                Column(key="sent", header="Sent", cell=lambda row: row.sent, hide_below="lg"),
                Column(key="target", header="Target", cell=_target),
                Column(key="acts", header="Assign", cell=_acts),
            ],
            _S.rows,
            caption="Queue",
            row_key=lambda row: row.submission_id,
            is_loading=_S.is_loading,
            empty=rx.cond(
                _S.view == "late",
                empty_state("Nothing is late.", "Every answer is within its target date."),
                empty_state(
                    "Nothing waits here.", "What is sent and no routing rule places stands here."
                ),
            ),
        ),
        pager(
            _S.pager_words,
            has_previous=_S.page > 1,
            has_next=_S.has_next,
            on_previous=_S.turn(-1),
            on_next=_S.turn(1),
        ),
        _assigning(),
        active="queue",
    )


def _insured(row: QueueRow) -> rx.Component:
    return record_link(row.insured, row.href, under=_under(row))


def _under(row: QueueRow) -> rx.Var:
    return rx.cond(row.stage != "", f"{row.reference}, {row.stage}", row.reference)


def _why(row: QueueRow) -> rx.Component:
    where = f"{row.line}, {row.state}"
    return rx.cond(
        _S.view == "late",
        two_lines(row.assigned_to, f"{row.why}. {where}"),
        row.why,
    )


def _target(row: QueueRow) -> rx.Component:
    late = rx.cond(row.lateness != "", late_words(row.lateness, is_late=row.is_late))
    return rx.fragment(row.target, late)


def _acts(row: QueueRow) -> rx.Component:
    return rx.el.div(
        rx.cond(
            _S.can_take & (_S.view != "late"),
            button(
                "Take",
                size="small",
                on_click=_S.take(row.submission_id),
                custom_attrs={"aria-label": f"Take {row.insured}"},
            ),
        ),
        button(
            "Assign",
            size="small",
            on_click=_S.ask(row.submission_id),
            custom_attrs={"aria-label": f"Assign {row.insured}"},
        ),
        class_name="row queue-acts",
    )


def _assigning() -> rx.Component:
    problems = _S.problems
    return dialog(
        "Assign this submission",
        TypedForm.create(
            rx.el.div(
                error_callout(_S.failure),
                select_field(
                    "assignee",
                    "Underwriter",
                    _S.assignees,
                    problem=problems.get("assignee", ""),
                    width="full",
                ),
                text_field(
                    "note",
                    "Reason (optional)",
                    rows=2,
                    width="full",
                    problem=problems.get("note", ""),
                ),
                class_name="mb",
            ),
            form_buttons("Assign", on_cancel=_S.ask(0), test_id="confirm"),
            on_send=_S.assign,
        ),
        is_open=_S.assigning > 0,
        on_close=_S.ask(0),
        words=_S.assigned_name,
        test_id="assign-dialog",
    )
