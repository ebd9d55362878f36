"""The book as lines of a file."""

from sqlmodel import col, select

from producer_portal.features.policies.tables import Carrier, Policy
from producer_portal.foundation.csv_lines import amount_cell
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork

HEAD = (
    "Policy",
    "Insured",
    "Line",
    "Carrier",
    "Effective",
    "Expires",
    "Premium",
    "Fees",
    "Currency",
)
LINES_AT_ONCE = 1000


def policy_lines(work: UnitOfWork, *, after_id: int) -> list[tuple[int, tuple[str, ...]]]:
    """The next policies in sight after an id, each with its id. Needs RECORDS_EXPORT (RBAC-1)."""
    work.actor.require(Permission.RECORDS_EXPORT)
    found = work.session.exec(
        select(Policy, Carrier.name)
        .join(Carrier, col(Carrier.id) == col(Policy.carrier_id))
        .where(col(Policy.id) > after_id)
        .order_by(col(Policy.id))
        .limit(LINES_AT_ONCE)
    ).all()
    return [
        (
            row.id or 0,
            (
                row.number,
                row.insured_name,
                row.line_name,
                carrier,
                row.effective_on.isoformat(),
                row.expires_on.isoformat(),
                amount_cell(row.premium_minor),
                amount_cell(row.fees_minor),
                row.currency,
            ),
        )
        for row, carrier in found
    ]
