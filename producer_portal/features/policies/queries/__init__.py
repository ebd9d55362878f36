"""Reading policies: the table, one policy, carriers, and the facts commissions accrue from."""

from producer_portal.features.policies.queries.carriers import (
    CarrierRow,
    carrier_detail,
    carriers,
)
from producer_portal.features.policies.queries.detail import (
    CoverageRow,
    LabeledFact,
    PolicyDetail,
    TimelineItem,
    TransactionRow,
    policy_detail,
)
from producer_portal.features.policies.queries.facts import (
    TransactionFacts,
    transaction_facts,
)
from producer_portal.features.policies.queries.table import (
    PolicyFilters,
    PolicyRow,
    PolicyTable,
    policy_table,
)

__all__ = [
    "CarrierRow",
    "CoverageRow",
    "LabeledFact",
    "PolicyDetail",
    "PolicyFilters",
    "PolicyRow",
    "PolicyTable",
    "TimelineItem",
    "TransactionFacts",
    "TransactionRow",
    "carrier_detail",
    "carriers",
    "policy_detail",
    "policy_table",
    "transaction_facts",
]
