"""Reading commissions: agreements, the table of lines, a line's receipt, exceptions."""

from producer_portal.features.commissions.queries.agreements import (
    AgreementRow,
    agreement_table,
    overrides_on,
    rules_on,
    split_on,
)
from producer_portal.features.commissions.queries.receipt import (
    CommissionReceipt,
    ReceiptLine,
    Recomputation,
    commission_receipt,
    recompute,
)
from producer_portal.features.commissions.queries.table import (
    CommissionFilters,
    CommissionRow,
    CommissionTable,
    StatusTotal,
    commission_table,
)
from producer_portal.features.commissions.queries.waiting import (
    ExceptionRow,
    accrual_exceptions,
    transactions_to_accrue,
)

__all__ = [
    "AgreementRow",
    "CommissionFilters",
    "CommissionReceipt",
    "CommissionRow",
    "CommissionTable",
    "ExceptionRow",
    "ReceiptLine",
    "Recomputation",
    "StatusTotal",
    "accrual_exceptions",
    "agreement_table",
    "commission_receipt",
    "commission_table",
    "overrides_on",
    "recompute",
    "rules_on",
    "split_on",
    "transactions_to_accrue",
]
