"""The list of submissions: who, what, how it stands, how long, whose move, by when (SUB-9)."""

import reflex as rx

from producer_portal.features.submissions.queries.looks import submission_status
from producer_portal.features.submissions.queries.starting import needs_me_count
from producer_portal.features.submissions.queries.views import StatusView, SubmissionRow
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.state.listing import SubmissionsState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.address import AddressKeeper
from producer_portal.ui.components.board import board
from producer_portal.ui.components.data_table import (
    Column,
    Selection,
    Sort,
    bulk_action,
    bulk_bar,
    data_table,
    pager,
    record_link,
    two_lines,
)
from producer_portal.ui.components.dialog import confirm_dialog
from producer_portal.ui.components.feedback import nothing_matches, nothing_yet
from producer_portal.ui.components.filters import filter_row, filter_select, find_box
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.links import button_link
from producer_portal.ui.components.menu import menu_link, row_menu
from producer_portal.ui.components.status import late_words, status_badge
from producer_portal.ui.components.tabs import segments, tabs
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page

_IS_FILTERED = (SubmissionsState.search != "") | (SubmissionsState.stage != "")


@portal_page(
    "/submissions",
    title="Submissions",
    permission=Permission.SUBMISSIONS_READ,
    on_load=SubmissionsState.load,
    nav=Nav("submissions", "Submissions", "file-stack", count=needs_me_count, place=10),
)
def submissions_page() -> rx.Component:
    """Views, find box, table, pages; rows move by themselves when somebody acts on them."""
    start = rx.cond(
        SubmissionsState.frame.can_start,
        button_link("New submission", "/submissions/new", icon_name="plus", tone="primary"),
    )
    return portal_frame(
        AddressKeeper.create(query=SubmissionsState.frame.address),
        page_head(
            "Submissions",
            segments(
                [
                    ("table", "Table", SubmissionsState.frame.table_address, "table-2"),
                    ("board", "Board", SubmissionsState.frame.board_address, "square-kanban"),
                ],
                rx.cond(SubmissionsState.is_board, "board", "table"),
                label="Layout",
            ),
            _stage_layout(),
            start,
        ),
        rx.el.div(
            tabs(SubmissionsState.tabs, SubmissionsState.frame.active_tab, label="Saved views"),
            rx.el.button(
                icon("plus", size=14, stroke=2),
                type="button",
                class_name="btn g s save-view",
                on_click=SubmissionsState.ask_name(True),
                custom_attrs={"aria-label": "Save this view"},
            ),
            class_name="views-row",
        ),
        filter_row(
            find_box(
                "Filter by insured or ID",
                value=SubmissionsState.search,
                on_find=SubmissionsState.find,
                placeholder="Insured or ID",
            ),
            rx.cond(
                ~SubmissionsState.is_board & (SubmissionsState.stages.length() > 0),
                filter_select(
                    "Stage",
                    value=SubmissionsState.stage,
                    choices=SubmissionsState.stages,
                    on_choose=SubmissionsState.choose_stage,
                ),
            ),
            has_filters=_IS_FILTERED,
            on_clear=SubmissionsState.clear,
        ),
        rx.cond(SubmissionsState.is_board, _board(), _pages()),
        bulk_bar(
            SubmissionsState.chosen,
            bulk_action("Assign to me", "user-plus", SubmissionsState.take_chosen),
            on_clear=SubmissionsState.choose_all(False),
        ),
        confirm_dialog(
            "Save this view",
            "It keeps the tab, the filter and the sorting.",
            "Save view",
            is_open=SubmissionsState.is_naming,
            on_confirm=SubmissionsState.save_view,
            on_cancel=SubmissionsState.ask_name(False),
            reason_label="Name of the view",
            missing_words="Enter a name",
            is_one_line=True,
        ),
        active="submissions",
    )


def _stage_layout() -> rx.Component:
    """Staff see a board by the producer's statuses or by their own stages (SUB-10)."""
    return rx.cond(
        SubmissionsState.is_board & (SubmissionsState.stages.length() > 0),
        segments(
            [
                ("status", "By status", SubmissionsState.frame.board_address, ""),
                ("stage", "By stage", SubmissionsState.frame.by_stage_address, ""),
            ],
            rx.cond(SubmissionsState.is_by_stage, "stage", "status"),
            label="Columns",
        ),
    )


def _board() -> rx.Component:
    return board(
        SubmissionsState.columns,
        answered=SubmissionsState.answered_moves,
        label="Board, scrolls sideways",
        on_move=SubmissionsState.move,
        on_more=SubmissionsState.show_more,
    )


def _pages() -> rx.Component:
    return rx.fragment(
        _table(),
        pager(
            SubmissionsState.frame.pager_words,
            has_previous=SubmissionsState.frame.has_previous,
            has_next=SubmissionsState.frame.has_next,
            on_previous=SubmissionsState.turn(-1),
            on_next=SubmissionsState.turn(1),
            has_bulk_bar=True,
        ),
    )


def _table() -> rx.Component:
    return data_table(
        [
            Column(key="insured", header="Insured", cell=_insured, is_sortable=True),
            Column(key="line", header="Line", cell=_line, hide_below="lg"),
            Column(key="status", header="Status", cell=_status, is_sortable=True),
            Column(
                key="stage",
                header="Stage",
                cell=lambda row: row.stage,
                hide_below="xl",
                is_offered=SubmissionsState.stages.length() > 0,
            ),
            Column(
                key="waiting",
                header="Waiting",
                cell=lambda row: row.waiting,
                is_numeric=True,
                is_sortable=True,
                hide_below="lg",
            ),
            Column(key="next", header="Next action", cell=_next_action),
            Column(
                key="assigned",
                header="Assigned to",
                cell=_assigned,
                hide_below="lg",
                is_wrapping=False,
            ),
            Column(key="target", header="Target", cell=_target, is_sortable=True),
        ],
        SubmissionsState.rows,
        caption="Submissions",
        row_key=lambda row: row.id,
        sort=Sort(
            key=SubmissionsState.frame.sort,
            is_descending=SubmissionsState.frame.is_descending,
            on_sort=SubmissionsState.sort_by,
        ),
        selection=Selection(
            chosen=SubmissionsState.chosen,
            row_id=lambda row: row.id,
            row_name=lambda row: row.insured,
            on_turn=SubmissionsState.choose,
            on_turn_all=SubmissionsState.choose_all,
            is_offered=SubmissionsState.frame.can_assign,
        ),
        row_menu=_menu,
        is_loading=SubmissionsState.is_loading,
        empty=rx.cond(
            _IS_FILTERED,
            nothing_matches("Nothing matches this filter.", on_clear=SubmissionsState.clear),
            nothing_yet(
                "No submissions here.",
                "Start one and it is saved as you type.",
                action_words="New submission",
                href="/submissions/new",
            ),
        ),
    )


def _address(row: SubmissionRow) -> rx.Var[str]:
    return rx.Var.create(f"/submissions/{row.id}")


def _insured(row: SubmissionRow) -> rx.Component:
    return record_link(row.insured, _address(row), under=row.reference, also=row.line)


def _line(row: SubmissionRow) -> rx.Component:
    return two_lines(row.line, row.sent_words)


def _status(row: SubmissionRow) -> rx.Component:
    # The rows name their status; how each looks is a part of the page.
    badge = rx.match(
        row.status,
        *((status.value, _badge(submission_status(status))) for status in SubmissionStatus),
        rx.fragment(),
    )
    # While the column of stages is dropped, the stage stands under its status.
    stage = rx.cond(row.stage != "", rx.el.span(row.stage, class_name="sub only-lg"))
    return rx.fragment(two_lines(badge, row.waiting, only_narrow=True), stage)


def _badge(view: StatusView) -> rx.Component:
    return status_badge(
        view.words, view.tone, view.icon, is_final=view.is_final, is_outline=view.is_outline
    )


def _next_action(row: SubmissionRow) -> rx.Component:
    whose = rx.cond(
        row.is_yours,
        rx.el.span("You", class_name="med", style={"color": "var(--text)"}),
        row.next_action_by,
    )
    return rx.fragment(row.next_action, rx.el.span(whose, class_name="sub"))


def _assigned(row: SubmissionRow) -> rx.Component:
    return rx.el.span(
        row.assigned_to, class_name=rx.cond(row.assigned_to == "Nobody yet", "mut", "")
    )


def _target(row: SubmissionRow) -> rx.Component:
    late = rx.cond(
        row.lateness != "",
        rx.cond(
            row.is_late | row.is_due_today,
            late_words(row.lateness, is_late=row.is_late),
            rx.el.span(row.lateness, class_name="sub nowrap"),
        ),
    )
    return rx.fragment(row.target, late)


def _menu(row: SubmissionRow) -> rx.Component:
    return row_menu(row.insured, menu_link("Open", _address(row), "arrow-right"))
