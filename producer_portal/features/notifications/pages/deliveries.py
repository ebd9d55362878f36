"""What did not go out, and what to do about it (MSG-5)."""

import reflex as rx

from producer_portal.features.notifications.queries.deliveries import DeliveryRow, dead_count
from producer_portal.features.notifications.state import DeliveriesState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, pager, two_lines
from producer_portal.ui.components.dialog import confirm_dialog
from producer_portal.ui.components.feedback import empty_state
from producer_portal.ui.components.links import button
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.components.tabs import tabs
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page


@portal_page(
    "/admin/deliveries",
    title="Deliveries",
    permission=Permission.DELIVERIES_MANAGE,
    on_load=DeliveriesState.load,
    nav=Nav("deliveries", "Deliveries", "send", group="Agency", count=dead_count),
)
def deliveries_page() -> rx.Component:
    """Views as tabs, one row a delivery, its reason, and two ways on."""
    return portal_frame(
        page_head("Deliveries"),
        tabs(DeliveriesState.tabs, DeliveriesState.view, label="Views of deliveries"),
        data_table(
            [
                Column(
                    key="what", header="Delivery", cell=lambda row: two_lines(row.what, row.about)
                ),
                Column(
                    key="to",
                    header="To",
                    cell=lambda row: two_lines(row.recipient, "Asked " + row.asked),
                    hide_below="sm",
                ),
                Column(key="state", header="State", cell=_state),
                Column(key="why", header="Reason", cell=_reason, hide_below="lg"),
                Column(key="act", header="Action", cell=_ways),
            ],
            DeliveriesState.rows,
            caption="Deliveries",
            row_key=lambda row: row.id,
            is_loading=DeliveriesState.is_loading,
            empty=empty_state("Nothing in this view.", "What cannot be delivered is listed here."),
        ),
        pager(
            DeliveriesState.summary,
            has_previous=DeliveriesState.page > 1,
            has_next=DeliveriesState.has_next,
            on_previous=DeliveriesState.turn(-1),
            on_next=DeliveriesState.turn(1),
        ),
        confirm_dialog(
            "Give up this delivery",
            "It rests for good. The reason stands in the audit trail.",
            "Give up",
            is_open=DeliveriesState.giving_up_id > 0,
            on_confirm=DeliveriesState.give_up,
            on_cancel=DeliveriesState.ask_give_up(0),
            reason_label="Reason",
            is_dangerous=True,
            test_id="give-up-dialog",
        ),
        active="deliveries",
    )


def _state(row: DeliveryRow) -> rx.Component:
    tried = rx.cond(
        row.next_try != "", f"{row.attempts} tried, next {row.next_try}", f"{row.attempts} tried"
    )
    return rx.fragment(
        status_badge(row.state, row.tone, row.icon, is_final=row.state == "Given up"),
        rx.el.span(tried, class_name="sub"),
    )


def _reason(row: DeliveryRow) -> rx.Component:
    return rx.el.span(row.reason, class_name="t-1 wrap-any")


def _ways(row: DeliveryRow) -> rx.Component:
    return rx.cond(
        row.can_act,
        rx.el.span(
            button("Send again", size="small", on_click=DeliveriesState.send_again(row.id)),
            rx.cond(
                row.state != "Given up",
                button(
                    "Give up",
                    size="small",
                    tone="quiet",
                    on_click=DeliveriesState.ask_give_up(row.id),
                ),
            ),
            class_name="row wrap",
        ),
    )
