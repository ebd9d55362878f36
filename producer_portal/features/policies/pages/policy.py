"""One policy: facts, coverages, transactions and what happened (POL-3, its beginning)."""

import reflex as rx

from producer_portal.features.policies.queries.detail import CoverageRow, TransactionRow
from producer_portal.features.policies.state import PolicyState
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.components.data_table import Column, data_table, total_row, two_lines
from producer_portal.ui.components.facts import money, section, timeline, unsigned
from producer_portal.ui.components.status import status_badge
from producer_portal.ui.frame import portal_frame
from producer_portal.ui.layout import page_head, split
from producer_portal.ui.page import portal_page

# A carrier may price the policy as a whole: its coverages then carry no premium of their own.
_NOTHING = "$0.00"


@portal_page(
    "/policies/[policy_id]",
    title="Policy",
    permission=Permission.POLICIES_READ,
    on_load=PolicyState.load,
)
def policy_page() -> rx.Component:
    """The facts stay while scrolling; the timeline stands at the right."""
    return portal_frame(
        rx.el.div(
            page_head(
                PolicyState.insured,
                status=status_badge(
                    PolicyState.status,
                    PolicyState.tone,
                    PolicyState.icon,
                    is_final=PolicyState.is_final,
                ),
                words=PolicyState.sentence,
                crumbs=[("Policies", "/policies"), (PolicyState.number, "")],
            ),
            rx.el.dl(
                rx.foreach(
                    PolicyState.facts,
                    lambda fact: rx.el.div(rx.el.dt(fact.label), rx.el.dd(fact.value)),
                ),
                class_name="facts ruled-facts",
            ),
            class_name="psum",
        ),
        split(
            rx.fragment(
                section("Coverage", _coverages()), section("Transactions", _transactions())
            ),
            section("Timeline", timeline(PolicyState.happenings)),
            rail_label="What happened",
        ),
        active="policies",
        is_missing=PolicyState.is_missing,
    )


def _coverages() -> rx.Component:
    return data_table(
        [
            Column(key="name", header="Coverage", cell=_coverage),
            Column(
                key="limit",
                header="Limit, $",
                cell=lambda row: unsigned(row.limit),
                is_numeric=True,
            ),
            Column(
                key="deductible",
                header="Deductible, $",
                cell=lambda row: unsigned(row.deductible),
                is_numeric=True,
            ),
            Column(
                key="premium",
                header="Premium, $",
                cell=lambda row: rx.cond(
                    row.premium == _NOTHING, "Included", unsigned(row.premium)
                ),
                is_numeric=True,
            ),
        ],
        PolicyState.coverages,
        caption="Coverages",
        row_key=lambda row: row.name,
        is_dense=True,
        footer=rx.cond(
            PolicyState.coverage_total != _NOTHING,
            total_row("Total", unsigned(PolicyState.coverage_total), columns_before=3),
        ),
        is_loading=PolicyState.is_loading,
    )


def _coverage(row: CoverageRow) -> rx.Component:
    return two_lines(row.name)


def _transactions() -> rx.Component:
    return data_table(
        [
            Column(key="what", header="Transaction", cell=_transaction),
            Column(key="effective", header="Effective", cell=lambda row: row.effective),
            Column(
                key="fees",
                header="Fees, $",
                cell=lambda row: unsigned(row.fees),
                is_numeric=True,
                hide_below="md",
            ),
            Column(
                key="premium",
                header="Premium, $",
                cell=lambda row: money(unsigned(row.premium), is_negative=row.is_negative),
                is_numeric=True,
            ),
        ],
        PolicyState.transactions,
        caption="Transactions",
        row_key=lambda row: row.policy_transaction_id,
        is_loading=PolicyState.is_loading,
    )


def _transaction(row: TransactionRow) -> rx.Component:
    return two_lines(row.words, row.recorded)
