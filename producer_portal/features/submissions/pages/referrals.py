"""Requests to bind beyond somebody's authority, for whoever decides them (RBAC-5, SUB-14)."""

import reflex as rx

from producer_portal.features.submissions.queries.referrals import ReferralRow, waiting_referrals
from producer_portal.features.submissions.state.referrals import ReferralsState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import (
    Column,
    data_table,
    pager,
    record_link,
    two_lines,
)
from producer_portal.ui.components.feedback import empty_state
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head
from producer_portal.ui.page import Nav, portal_page

_S = ReferralsState


@portal_page(
    "/referrals",
    title="Referrals",
    permission=Permission.REFERRALS_DECIDE,
    on_load=ReferralsState.load,
    nav=Nav("referrals", "Referrals", "stamp", count=waiting_referrals, place=11),
)
def referrals_page() -> rx.Component:
    """Each row says what is to be bound and why it was asked; it is decided on its record."""
    return portal_frame(
        page_head("Referrals", words="Binds that wait for your decision, the oldest first."),
        data_table(
            [
                Column(key="insured", header="Insured", cell=_insured),
                Column(
                    key="offer",
                    header="Carrier and premium",
                    cell=lambda row: two_lines(row.carrier, row.premium),
                ),
                Column(key="reason", header="Why it was asked", cell=lambda row: row.reason),
                Column(key="asked", header="Asked by", cell=lambda row: row.asked, hide_below="lg"),
                Column(
                    key="expires",
                    header="Quote open until",
                    cell=lambda row: row.expires,
                    hide_below="lg",
                ),
                Column(key="waits", header="Waits", cell=lambda row: row.waits),
            ],
            _S.rows,
            caption="Referrals",
            row_key=lambda row: row.id,
            is_loading=_S.is_loading,
            empty=empty_state(
                "Nothing waits for your decision.",
                "A bind beyond a producer's authority stands here until it is decided.",
            ),
        ),
        pager(
            _S.pager_words,
            has_previous=_S.page > 1,
            has_next=_S.has_next,
            on_previous=_S.turn(-1),
            on_next=_S.turn(1),
        ),
        active="referrals",
    )


def _insured(row: ReferralRow) -> rx.Component:
    return record_link(row.insured, row.href, under=f"{row.reference} · {row.line}")
