"""Commission lines as lines of a file."""

from sqlmodel import col, select

from producer_portal.features.commissions.queries.table import insured_in_sight, line_reference
from producer_portal.features.commissions.rules import LineKind
from producer_portal.features.commissions.tables import CommissionLine
from producer_portal.foundation.csv_lines import amount_cell
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork

HEAD = (
    "Line",
    "Policy",
    "Insured",
    "Line of business",
    "Carrier",
    "Effective",
    "Payee",
    "Amount",
    "Currency",
    "Status",
    "Paid on",
)
LINES_AT_ONCE = 1000


def commission_lines(work: UnitOfWork, *, after_id: int) -> list[tuple[int, tuple[str, ...]]]:
    """The next payees' lines in sight after an id. Needs COMMISSIONS_EXPORT (RBAC-1)."""
    work.actor.require(Permission.COMMISSIONS_EXPORT)
    found = work.session.exec(
        select(CommissionLine)
        .where(col(CommissionLine.id) > after_id, CommissionLine.kind != LineKind.HOUSE)
        .order_by(col(CommissionLine.id))
        .limit(LINES_AT_ONCE)
    ).all()
    insured = insured_in_sight(work, list(found))
    return [
        (
            row.id or 0,
            (
                line_reference(row.id or 0),
                row.policy_number,
                insured[row.id or 0],
                row.line_name,
                row.carrier_name,
                row.effective_on.isoformat(),
                row.payee_name,
                amount_cell(row.amount_minor),
                row.currency,
                row.status,
                row.paid_on.isoformat() if row.paid_on else "",
            ),
        )
        for row in found
    ]
