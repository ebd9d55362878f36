"""What one producer holds: licenses with their lines of authority, appointments, E&O cover (VLT-1)."""

import reflex as rx

from producer_portal.features.compliance.components import held_dialogs
from producer_portal.features.compliance.queries import AppointmentRow, CoverRow, LicenseRow
from producer_portal.features.compliance.rules import Standing
from producer_portal.features.compliance.state import HeldState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, two_lines
from producer_portal.ui.components.facts import section
from producer_portal.ui.components.feedback import note, skeleton_rows
from producer_portal.ui.components.links import button
from producer_portal.ui.components.menu import menu_action, row_menu
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import portal_page


@portal_page(
    "/licenses/[producer_id]",
    title="Producer's licenses",
    permission=Permission.COMPLIANCE_READ,
    on_load=HeldState.load,
)
def held_page() -> rx.Component:
    """Three tables; whoever manages adds, changes and removes."""
    return portal_frame(
        rx.cond(HeldState.is_loading, skeleton_rows(4, 8), _held()),
        active="licenses",
        is_missing=HeldState.is_missing,
    )


def _held() -> rx.Component:
    return rx.fragment(
        page_head(
            HeldState.name,
            status=_badge(HeldState.badge),
            crumbs=[("Licenses", "/licenses"), (HeldState.name, "")],
            is_ruled=True,
        ),
        page_body(
            rx.cond(
                HeldState.can_change,
                rx.fragment(),
                note("An administrator or a principal keeps this record. Tell them what changed."),
            ),
            section("Licenses", _licenses(), action=_add("license", "Add a license")),
            section(
                "Appointments", _appointments(), action=_add("appointment", "Add an appointment")
            ),
            section("E&O cover", _covers(), action=_add("cover", "Add an E&O policy")),
        ),
        held_dialogs(),
    )


def _add(kind: str, words: str) -> rx.Component:
    return rx.cond(
        HeldState.can_change,
        button(
            words,
            icon_name="plus",
            size="small",
            on_click=HeldState.open_form(kind, 0),
            custom_attrs={"data-testid": f"add-{kind}"},
        ),
        rx.fragment(),
    )


def _badge(badge: Standing) -> rx.Component:
    return status_badge(badge.words, badge.tone, badge.icon, is_final=badge.is_final)


def _menu(kind: str, row: LicenseRow | AppointmentRow | CoverRow, name: rx.Var) -> rx.Component:
    return rx.cond(
        HeldState.can_change,
        row_menu(
            name,
            menu_action("Change", "pencil", HeldState.open_form(kind, row.id)),
            menu_action("Remove", "trash-2", HeldState.ask_remove(kind, row.id)),
        ),
        rx.fragment(),
    )


def _nothing(words: str) -> rx.Component:
    return rx.el.p(words, class_name="t-d mut")


def _licenses() -> rx.Component:
    return data_table(
        [
            Column(
                key="license",
                header="License",
                cell=lambda row: two_lines(
                    rx.el.span(row.state, " ", row.number, class_name="med"),
                    rx.cond(row.npn != "", f"{row.class_words}, NPN {row.npn}", row.class_words),
                ),
            ),
            Column(
                key="lines",
                header="Lines of authority",
                cell=lambda row: row.authority_words,
                hide_below="sm",
            ),
            Column(key="term", header="Term", cell=lambda row: row.term, hide_below="md"),
            Column(key="standing", header="Standing", cell=lambda row: _badge(row.badge)),
        ],
        HeldState.licenses,
        caption="Licenses",
        row_key=lambda row: row.id,
        row_menu=lambda row: _menu("license", row, row.state + " " + row.number),
        empty=_nothing("No license yet. Without one in the state nothing can be sent from there."),
        is_list=False,
    )


def _appointments() -> rx.Component:
    return data_table(
        [
            Column(
                key="carrier",
                header="Carrier",
                cell=lambda row: rx.el.span(row.carrier, class_name="med"),
            ),
            Column(key="state", header="State", cell=lambda row: row.state),
            Column(key="term", header="Term", cell=lambda row: row.term, hide_below="md"),
            Column(key="standing", header="Standing", cell=lambda row: _badge(row.badge)),
        ],
        HeldState.appointments,
        caption="Appointments",
        row_key=lambda row: row.id,
        row_menu=lambda row: _menu("appointment", row, row.carrier + " " + row.state),
        empty=_nothing("No appointment yet."),
        is_list=False,
    )


def _covers() -> rx.Component:
    return data_table(
        [
            Column(
                key="insurer",
                header="Insurer",
                cell=lambda row: two_lines(rx.el.span(row.insurer, class_name="med"), row.number),
            ),
            Column(key="limits", header="Limits", cell=lambda row: row.limits, hide_below="sm"),
            Column(key="term", header="Term", cell=lambda row: row.term, hide_below="md"),
            Column(key="standing", header="Standing", cell=lambda row: _badge(row.badge)),
        ],
        HeldState.covers,
        caption="E&O policies",
        row_key=lambda row: row.id,
        row_menu=lambda row: _menu("cover", row, row.insurer + " " + row.number),
        empty=_nothing("No E&O policy yet."),
        is_list=False,
    )
