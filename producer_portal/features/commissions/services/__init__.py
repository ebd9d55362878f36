"""Use cases of commissions: agreements, accrual, payment."""

from producer_portal.features.commissions.services.accrual import (
    AccrualView,
    accrue_policy_transaction,
)
from producer_portal.features.commissions.services.agreements import (
    set_override,
    set_rule,
    set_split,
)
from producer_portal.features.commissions.services.payment import pay_line

__all__ = [
    "AccrualView",
    "accrue_policy_transaction",
    "pay_line",
    "set_override",
    "set_rule",
    "set_split",
]
