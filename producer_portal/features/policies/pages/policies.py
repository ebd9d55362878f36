"""The book of policies (POL-1, its table)."""

import reflex as rx

from producer_portal.features.policies.queries.table import PolicyRow
from producer_portal.features.policies.state import PoliciesState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.address import AddressKeeper
from producer_portal.ui.components.data_table import (
    Column,
    Sort,
    data_table,
    pager,
    record_link,
    two_lines,
)
from producer_portal.ui.components.facts import money, unsigned
from producer_portal.ui.components.feedback import empty_state, nothing_matches
from producer_portal.ui.components.filters import filter_row, find_box
from producer_portal.ui.components.links import file_link
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page


@portal_page(
    "/policies",
    title="Policies",
    permission=Permission.POLICIES_READ,
    on_load=PoliciesState.load,
    nav=Nav("policies", "Policies", "shield"),
)
def policies_page() -> rx.Component:
    """Name, number, line, carrier, term, premium, status."""
    return portal_frame(
        AddressKeeper.create(query=PoliciesState.address),
        page_head(
            "Policies",
            rx.cond(PoliciesState.can_export, file_link("Export", "/exports/policies.csv")),
        ),
        filter_row(
            find_box(
                "Filter by insured or policy number",
                value=PoliciesState.search,
                on_find=PoliciesState.find,
                placeholder="Insured or policy number",
            ),
            has_filters=PoliciesState.search != "",
            on_clear=PoliciesState.find(""),
        ),
        _table(),
        pager(
            PoliciesState.showing,
            has_previous=PoliciesState.page > 1,
            has_next=PoliciesState.has_next,
            on_previous=PoliciesState.turn(-1),
            on_next=PoliciesState.turn(1),
        ),
        active="policies",
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
                key="expires",
                header="Expires",
                cell=lambda row: row.expires,
                is_sortable=True,
                hide_below="md",
            ),
            Column(
                key="premium",
                header="Premium, $",
                cell=lambda row: money(unsigned(row.premium), is_negative=row.is_negative),
                is_numeric=True,
                is_sortable=True,
            ),
            Column(key="status", header="Status", cell=_status),
        ],
        PoliciesState.rows,
        caption="Policies",
        row_key=lambda row: row.policy_id,
        sort=Sort(
            key=PoliciesState.sort,
            is_descending=PoliciesState.is_descending,
            on_sort=PoliciesState.sort_by,
        ),
        is_loading=PoliciesState.is_loading,
        empty=rx.cond(
            PoliciesState.search != "",
            nothing_matches("Nothing matches this filter.", on_clear=PoliciesState.find("")),
            empty_state("No policies yet.", "A policy stands here as soon as a quote is bound."),
        ),
    )


def _insured(row: PolicyRow) -> rx.Component:
    return record_link(row.insured, f"/policies/{row.policy_id}", under=row.number, also=row.line)


def _line(row: PolicyRow) -> rx.Component:
    return two_lines(row.line, row.carrier)


def _status(row: PolicyRow) -> rx.Component:
    return status_badge(row.status, row.status_tone, row.status_icon, is_final=row.is_final)
