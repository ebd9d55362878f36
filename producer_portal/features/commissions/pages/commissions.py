"""Lines of commission and, from any of them, the receipt of its amount (COM-6, COM-8)."""

import reflex as rx

from producer_portal.features.commissions.queries.table import CommissionRow
from producer_portal.features.commissions.state import CommissionsState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.address import AddressKeeper
from producer_portal.ui.components.data_table import Column, Sort, data_table, pager, two_lines
from producer_portal.ui.components.dialog import drawer
from producer_portal.ui.components.facts import key_values, money, numbers, unsigned
from producer_portal.ui.components.feedback import empty_state, note, nothing_matches
from producer_portal.ui.components.filters import filter_row, filter_select, find_box
from producer_portal.ui.components.links import button, file_link, text_link
from producer_portal.ui.components.receipt import receipt_table
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page


@portal_page(
    "/commissions",
    title="Commissions",
    permission=Permission.COMMISSIONS_READ,
    on_load=CommissionsState.load,
    nav=Nav("commissions", "Commissions", "circle-dollar-sign", group="Money", place=40),
)
def commissions_page() -> rx.Component:
    """What each status adds to, the lines, and the drawer with the receipt."""
    return portal_frame(
        AddressKeeper.create(query=CommissionsState.address),
        page_head(
            "Commissions",
            rx.cond(CommissionsState.can_export, file_link("Export", "/exports/commissions.csv")),
            words="Posted to the ledger when a policy transaction is recorded.",
        ),
        rx.el.div(numbers(CommissionsState.totals), class_name="sums"),
        filter_row(
            find_box(
                "Filter by insured or policy",
                value=CommissionsState.search,
                on_find=CommissionsState.find,
                placeholder="Insured or policy",
            ),
            filter_select(
                "Status",
                value=CommissionsState.status,
                choices=CommissionsState.statuses,
                on_choose=CommissionsState.choose_status,
            ),
            has_filters=CommissionsState.search != "",
            on_clear=CommissionsState.find(""),
        ),
        _table(),
        pager(
            CommissionsState.showing,
            has_previous=CommissionsState.page > 1,
            has_next=CommissionsState.has_next,
            on_previous=CommissionsState.turn(-1),
            on_next=CommissionsState.turn(1),
        ),
        _receipt(),
        active="commissions",
    )


def _table() -> rx.Component:
    return data_table(
        [
            Column(key="insured", header="Insured and policy", cell=_insured, is_sortable=True),
            Column(key="line", header="Line and carrier", cell=_line, hide_below="lg"),
            Column(
                key="effective",
                header="Effective",
                cell=lambda row: row.effective,
                is_sortable=True,
            ),
            Column(
                key="premium",
                header="Premium, $",
                cell=lambda row: unsigned(row.premium),
                is_numeric=True,
                is_sortable=True,
                hide_below="md",
            ),
            Column(
                key="rate",
                header="Rate",
                cell=lambda row: row.rate,
                is_numeric=True,
                hide_below="lg",
            ),
            Column(
                key="amount", header="Amount, $", cell=_amount, is_numeric=True, is_sortable=True
            ),
            Column(key="status", header="Status", cell=_status),
        ],
        CommissionsState.rows,
        caption="Commission lines",
        row_key=lambda row: row.line_id,
        sort=Sort(
            key=CommissionsState.sort,
            is_descending=CommissionsState.is_descending,
            on_sort=CommissionsState.sort_by,
        ),
        is_current=lambda row: row.line_id == CommissionsState.open_line,
        is_loading=CommissionsState.is_loading,
        empty=rx.cond(
            (CommissionsState.search != "") | (CommissionsState.status != ""),
            nothing_matches("Nothing matches these filters.", on_clear=CommissionsState.find("")),
            empty_state("No commission yet.", "A line stands here as soon as a policy is bound."),
        ),
    )


def _insured(row: CommissionRow) -> rx.Component:
    name = rx.cond(row.insured != "", row.insured, "Override")
    return rx.fragment(
        rx.el.button(
            name,
            type="button",
            class_name="m line-open",
            on_click=CommissionsState.open_receipt(row.line_id),
            custom_attrs={"data-testid": "open-receipt"},
        ),
        rx.el.span(row.policy_number, class_name="sub id"),
    )


def _line(row: CommissionRow) -> rx.Component:
    return two_lines(row.line, row.carrier)


def _amount(row: CommissionRow) -> rx.Component:
    return money(unsigned(row.amount), is_negative=row.is_negative)


def _status(row: CommissionRow) -> rx.Component:
    badge = status_badge(row.status, row.status_tone, row.status_icon, is_final=row.is_final)
    return two_lines(badge, row.paid)


def _receipt() -> rx.Component:
    state = CommissionsState
    return drawer(
        "Receipt of this commission",
        is_open=state.open_line != 0,
        on_close=state.close_receipt,
        kind=f"Commission line {state.reference}",
        head=rx.fragment(
            rx.el.h2(state.title, class_name="t-h2"),
            rx.el.p(
                text_link(state.policy_number, state.policy_href),
                ", ",
                state.sentence,
                class_name="mut",
            ),
            rx.el.p(
                rx.el.span(
                    state.amount, class_name=rx.cond(state.is_negative, "t-fig bad", "t-fig")
                ),
                status_badge(
                    state.line_status,
                    state.line_tone,
                    state.line_icon,
                    is_final=state.is_line_final,
                ),
                rx.el.span(state.paid_words, class_name="mut"),
                class_name="row",
            ),
        ),
        body=rx.fragment(
            rx.el.h3("How this was calculated", class_name="t-h2"),
            receipt_table(state.steps, caption="How this was calculated"),
            rx.el.h3("Ledger entry", class_name="t-h2", style={"marginTop": "20px"}),
            key_values(
                [("Entry", state.entry_words), ("From", state.entry_from), ("To", state.entry_to)],
                label_width="108px",
            ),
        ),
        result=rx.cond(
            state.verdict != "",
            rx.cond(
                state.is_equal,
                note(state.verdict, tone="good", icon_name="equal"),
                note(state.verdict, tone="bad"),
            ),
        ),
        actions=button("Recompute", icon_name="rotate-cw", on_click=state.recompute),
        on_previous=state.step(-1),
        on_next=state.step(1),
        test_id="receipt-drawer",
    )
