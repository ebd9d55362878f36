"""Routing rules: drafted in order, tried on what was sent, published as the next version (SUB-8)."""

import reflex as rx

from producer_portal.features.admin.components.routing import rule_form
from producer_portal.features.admin.components.rules import (
    draft_bar,
    draft_dialogs,
    older_versions,
    rule_menu,
)
from producer_portal.features.admin.state.routing import RoutingState
from producer_portal.features.submissions.queries.routing import AgencyRow, RuleRow, TriedRow
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, two_lines
from producer_portal.ui.components.facts import section
from producer_portal.ui.components.feedback import skeleton_rows
from producer_portal.ui.components.form import select_box
from producer_portal.ui.components.links import button
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_body, page_head
from producer_portal.ui.page import Nav, portal_page

_S = RoutingState


@portal_page(
    "/admin/routing",
    title="Routing",
    permission=Permission.SETTINGS_MANAGE,
    on_load=RoutingState.load,
    nav=Nav("routing", "Routing", "route", group="Agency"),
)
def routing_page() -> rx.Component:
    """Rules in order, the trial, versions, tiers of agencies."""
    return portal_frame(
        page_head("Routing", words="To whom a submission goes when it is sent, and why."),
        page_body(
            rx.cond(
                _S.is_loading,
                skeleton_rows(3, 8),
                rx.fragment(
                    draft_bar(_S, "Change a rule to begin a draft."),
                    section("Rules in order", _rules(), action=_add()),
                    section("Trial", _trial(), action=_try()),
                    older_versions(_S.versions),
                    section("Agency tiers", _tiers()),
                ),
            )
        ),
        rule_form(),
        draft_dialogs(_S),
        active="routing",
    )


def _add() -> rx.Component:
    return button(
        "Add a rule",
        icon_name="plus",
        size="small",
        on_click=_S.open_rule(""),
        custom_attrs={"data-testid": "add-rule"},
    )


def _rules() -> rx.Component:
    def name(row: RuleRow) -> rx.Component:
        mark = rx.cond(
            row.is_exception, status_badge("Named exception", "info", "star"), rx.fragment()
        )
        return two_lines(
            rx.el.span(rx.el.span(row.name, class_name="med"), mark, class_name="row wrap"),
            row.words,
        )

    return data_table(
        [
            Column(key="rule", header="Rule", cell=name),
            Column(key="to", header="Goes to", cell=lambda row: row.goes_to, width="260px"),
        ],
        _S.rules,
        caption="Routing rules in order",
        row_key=lambda row: row.key,
        row_menu=lambda row: rule_menu(_S, row.key, row.name),
        empty=rx.el.p(
            "No rules. Once some are published, what none of them places goes to the queue.",
            class_name="t-d mut",
        ),
        is_list=False,
    )


def _try() -> rx.Component:
    return button(
        "Try on past submissions",
        icon_name="play",
        size="small",
        on_click=_S.try_out,
        custom_attrs={"data-testid": "try-out"},
    )


def _trial() -> rx.Component:
    def to(row: TriedRow) -> rx.Component:
        return two_lines(
            rx.el.span(row.goes_to, class_name=rx.cond(row.is_different, "med warn", "med")),
            row.why,
        )

    table = data_table(
        [
            Column(
                key="reference",
                header="Submission",
                cell=lambda row: two_lines(row.reference, row.sent),
                is_wrapping=False,
            ),
            Column(
                key="facts", header="What rules see", cell=lambda row: row.facts, hide_below="md"
            ),
            Column(key="to", header="Would go to", cell=to),
            Column(key="happened", header="Went to", cell=lambda row: row.happened),
        ],
        _S.tried,
        caption="Trial of the rules",
        row_key=lambda row: row.key,
        empty=rx.el.p("Nothing was sent yet.", class_name="t-d mut"),
        is_list=False,
    )
    return rx.cond(
        _S.trial_words != "",
        rx.el.div(
            rx.el.p(_S.trial_words, class_name="t-d", custom_attrs={"data-testid": "trial-words"}),
            table,
        ),
        rx.el.p(
            "Before publishing, see where the latest submissions would go and which rule says so.",
            class_name="t-d mut",
        ),
    )


def _tiers() -> rx.Component:
    def choice(row: AgencyRow) -> rx.Component:
        return select_box(
            rx.el.select(
                rx.el.option("Gold", value="gold"),
                rx.el.option("Silver", value="silver"),
                rx.el.option("Standard", value="standard"),
                value=row.tier,
                on_change=lambda value: _S.set_tier(row.id, value),
                class_name="inp",
                custom_attrs={"aria-label": f"Tier of {row.name}"},
            )
        )

    return rx.el.div(
        data_table(
            [
                Column(key="name", header="Agency", cell=lambda row: row.name),
                Column(key="tier", header="Tier", cell=choice, width="200px"),
            ],
            _S.tiers,
            caption="Agencies and their tiers",
            row_key=lambda row: row.id,
            is_list=False,
        ),
        class_name="asked",
    )
