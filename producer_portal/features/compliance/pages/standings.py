"""Who may sell what today, and why not: producers with their badges (VLT-1)."""

import reflex as rx

from producer_portal.features.compliance.queries import StandingRow
from producer_portal.features.compliance.state import StandingsState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, pager, record_link
from producer_portal.ui.components.feedback import empty_state, nothing_matches
from producer_portal.ui.components.filters import filter_row, find_box
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page


@portal_page(
    "/licenses",
    title="Licenses",
    permission=Permission.COMPLIANCE_READ,
    on_load=StandingsState.load,
    nav=Nav("licenses", "Licenses", "badge-check", group="Agency"),
)
def standings_page() -> rx.Component:
    """Producers by name, the states they are licensed in, and what is wrong."""
    return portal_frame(
        page_head("Licenses", words="Licenses, appointments and E&O cover of each producer."),
        rx.cond(
            StandingsState.is_own,
            rx.fragment(),
            filter_row(
                find_box(
                    "Filter by name",
                    value=StandingsState.search,
                    on_find=StandingsState.find,
                    placeholder="Producer",
                )
            ),
        ),
        data_table(
            [
                Column(key="name", header="Producer", cell=_name),
                Column(key="states", header="Licensed in", cell=lambda row: row.states),
                Column(key="standing", header="Standing", cell=_standing),
            ],
            StandingsState.rows,
            caption="Producers",
            row_key=lambda row: row.producer_id,
            is_loading=StandingsState.is_loading,
            empty=rx.cond(
                StandingsState.search != "",
                nothing_matches("Nothing matches this filter.", on_clear=StandingsState.find("")),
                empty_state("No producers yet.", "Whoever brings business stands here."),
            ),
        ),
        pager(
            StandingsState.pager_words,
            has_previous=StandingsState.page > 1,
            has_next=StandingsState.has_next,
            on_previous=StandingsState.turn(-1),
            on_next=StandingsState.turn(1),
        ),
        active="licenses",
    )


def _name(row: StandingRow) -> rx.Component:
    return record_link(row.name, row.href, under=row.agency)


def _standing(row: StandingRow) -> rx.Component:
    return status_badge(
        row.badge.words, row.badge.tone, row.badge.icon, is_final=row.badge.is_final
    )
