"""Operations: how new business runs, in four figures, one chart and two tables (ADM-3, SUB-16)."""

import reflex as rx

from producer_portal.features.submissions.components.sent_chart import sent_chart
from producer_portal.features.submissions.queries.measures import DeskRow, StatusTime
from producer_portal.features.submissions.queries.stage_times import StageTime
from producer_portal.features.submissions.rules.measures import PERIODS
from producer_portal.features.submissions.state.measures import OperationsState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.address import AddressKeeper
from producer_portal.ui.components.data_table import Column, data_table, two_lines
from producer_portal.ui.components.facts import numbers, section
from producer_portal.ui.components.feedback import empty_state, skeleton_rows
from producer_portal.ui.components.filters import filter_select
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.components.tabs import segments
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page

_S = OperationsState


@portal_page(
    "/operations",
    title="Operations",
    permission=Permission.MEASURES_READ,
    on_load=OperationsState.load,
    nav=Nav("operations", "Operations", "chart-column", group="Agency"),
)
def operations_page() -> rx.Component:
    """The measures of what is in sight; the period and the line stand in the address."""
    periods = [(key, words, _S.period_links[key], "") for key, words in PERIODS.items()]
    return portal_frame(
        AddressKeeper.create(query=_S.address),
        page_head(
            "Operations",
            segments(periods, _S.period, label="Period"),
            filter_select(
                "Line",
                value=_S.line,
                choices=_S.lines,
                on_choose=_S.choose_line,
                any_words="All lines",
            ),
            words="How new business runs, from what was sent and moved on in the period.",
        ),
        rx.cond(_S.is_loading, skeleton_rows(4), _measures()),
        active="operations",
    )


def _measures() -> rx.Component:
    sent = rx.fragment(
        rx.el.div(numbers(_S.figures), class_name="sums"),
        sent_chart(
            _S.bars,
            top=_S.top,
            middle=_S.middle,
            shown=_S.shown,
            chart_href=_S.shown_links["chart"],
            table_href=_S.shown_links["table"],
        ),
    )
    nothing = empty_state(
        "Nothing was sent in this period.", "Choose a longer period, or another line of business."
    )
    return rx.fragment(
        rx.cond(_S.sent > 0, sent, nothing),
        rx.el.div(_statuses(), _desks(), _stages(), class_name="measure-tables"),
    )


def _statuses() -> rx.Component:
    return section(
        "Time in each status",
        rx.el.p(
            "From entering to leaving it, by the clock. Now: how many stand in it.",
            class_name="t-1 mut",
        ),
        data_table(
            [
                Column(key="status", header="Status", cell=_status),
                Column(key="median", header="Median", cell=lambda row: row.median, is_numeric=True),
                Column(key="most", header="9 in 10", cell=lambda row: row.most, is_numeric=True),
                Column(key="left", header="Left it", cell=lambda row: row.left, is_numeric=True),
                Column(key="now", header="Now", cell=lambda row: row.now, is_numeric=True),
            ],
            _S.statuses,
            caption="Time in each status",
            row_key=lambda row: row.status.key,
            is_list=False,
            is_dense=True,
        ),
    )


def _stages() -> rx.Component:
    return rx.cond(
        _S.stages.length() > 0,
        section(
            "Time in each stage",
            rx.el.p(
                "The agency's own steps within a status. Producers see none of them.",
                class_name="t-1 mut",
            ),
            data_table(
                [
                    Column(key="stage", header="Stage", cell=_stage),
                    Column(
                        key="median", header="Median", cell=lambda row: row.median, is_numeric=True
                    ),
                    Column(
                        key="most", header="9 in 10", cell=lambda row: row.most, is_numeric=True
                    ),
                    Column(
                        key="left", header="Left it", cell=lambda row: row.left, is_numeric=True
                    ),
                    Column(key="now", header="Now", cell=lambda row: row.now, is_numeric=True),
                ],
                _S.stages,
                caption="Time in each stage",
                row_key=lambda row: row.key,
                is_list=False,
            ),
        ),
    )


def _stage(row: StageTime) -> rx.Component:
    return two_lines(row.name, row.status.words)


def _status(row: StatusTime) -> rx.Component:
    look = row.status
    return status_badge(
        look.words, look.tone, look.icon, is_final=look.is_final, is_outline=look.is_outline
    )


def _desks() -> rx.Component:
    return section(
        "By underwriter",
        rx.el.p(
            "Answered: quoted or declined in the period, each submission once. "
            "On the desk: assigned and open now.",
            class_name="t-1 mut",
        ),
        data_table(
            [
                Column(key="name", header="Underwriter", cell=_name),
                Column(
                    key="all", header="Answered", cell=lambda row: row.answered, is_numeric=True
                ),
                Column(
                    key="quoted",
                    header="Quoted",
                    cell=lambda row: row.quoted,
                    is_numeric=True,
                    hide_below="sm",
                ),
                Column(
                    key="declined",
                    header="Declined",
                    cell=lambda row: row.declined,
                    is_numeric=True,
                    hide_below="sm",
                ),
                Column(key="bound", header="Bound", cell=lambda row: row.bound, is_numeric=True),
                Column(
                    key="now", header="On the desk", cell=lambda row: row.open_now, is_numeric=True
                ),
            ],
            _S.desks,
            caption="By underwriter",
            row_key=lambda row: row.key,
            empty=empty_state("Nobody answered anything in this period.", ""),
            is_list=False,
            is_dense=True,
        ),
    )


def _name(row: DeskRow) -> rx.Component:
    return rx.el.span(row.name)
