"""Say that a payee's line was paid: an entry of the ledger and a final status (COM-8)."""

from datetime import date

from producer_portal.features.commissions.rules import LineKind, LineNotPending, LineStatus
from producer_portal.features.commissions.tables import CommissionLine
from producer_portal.features.ledger import services as ledger
from producer_portal.features.ledger.rules import EntryReason, LedgerAccount, Leg
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.money import Money


def pay_line(work: UnitOfWork, *, line_id: int, paid_on: date) -> None:
    """Record that a pending line was paid on a day; doing it again changes nothing.

    Needs COMMISSION_RULES_MANAGE. Raises NotFound, and LineNotPending for a held, disputed or house
    line.
    """
    work.actor.require(Permission.COMMISSION_RULES_MANAGE)
    line = get_or_not_found(work, CommissionLine, line_id, what="commission line", lock=True)
    if line.status == LineStatus.PAID:
        return
    if line.status != LineStatus.PENDING or line.kind == LineKind.HOUSE:
        raise LineNotPending(
            "Only a producer's pending line can be paid. Release or resolve it first."
        )
    amount = Money(line.amount_minor, line.currency)
    ledger.post(
        work,
        agency_id=line.agency_id,
        reason=EntryReason.COMMISSION_PAID,
        source=("commission_line", line_id),
        idempotency_key=f"commission-line:{line_id}:paid",
        legs=(
            Leg(LedgerAccount.PRODUCER_PAYABLE, amount, line.producer_id),
            Leg(LedgerAccount.CASH, -amount),
        ),
    )
    line.status, line.paid_on = LineStatus.PAID, paid_on
    audit.record(
        work,
        "commission_line.paid",
        subject=("commission_line", line_id),
        after={"paid_on": paid_on.isoformat(), "amount_minor": line.amount_minor},
        agency_id=line.agency_id,
    )
    work.changed("commissions")
