"""Effects that did not go out: sent again, or given up with a reason (MSG-5)."""

from producer_portal.foundation import audit, outbox
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.tables import OutboxMessage, OutboxStatus
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import InvalidInput, RuleViolation

LONGEST_REASON = 500


class NothingToSend(RuleViolation):
    """It went out or was given up meanwhile."""

    def __init__(self) -> None:
        super().__init__("This delivery is no longer waiting for anybody. Load the page again.")


def send_again(work: UnitOfWork, *, message_id: int) -> None:
    """Try a delivery anew from its first attempt. Needs DELIVERIES_MANAGE.

    Raises NotFound, and NothingToSend for one that is neither dead nor failing.
    """
    row = _held(work, message_id)
    outbox.replay(work, message_id=message_id)
    row.given_up_at, row.given_up_reason = None, ""
    audit.record(
        work,
        "delivery.sent_again",
        subject=("delivery", message_id),
        after={"kind": row.kind},
        agency_id=row.agency_id,
    )
    work.changed("deliveries")


def give_up(work: UnitOfWork, *, message_id: int, reason: str) -> None:
    """Let a delivery rest for good, with a reason. Needs DELIVERIES_MANAGE.

    Raises InvalidInput without a reason, NotFound, and NothingToSend.
    """
    row = _held(work, message_id)
    because = " ".join(reason.split())[:LONGEST_REASON]
    if not because:
        raise InvalidInput({"reason": "Enter the reason"})
    row.status = OutboxStatus.DEAD
    row.given_up_at, row.given_up_reason = work.now, because
    audit.record(
        work,
        "delivery.given_up",
        subject=("delivery", message_id),
        after={"kind": row.kind},
        note=because,
        agency_id=row.agency_id,
    )
    work.changed("deliveries")


def _held(work: UnitOfWork, message_id: int) -> OutboxMessage:
    work.actor.require(Permission.DELIVERIES_MANAGE)
    row = get_or_not_found(work, OutboxMessage, message_id, what="delivery", lock=True)
    is_failing = row.status == OutboxStatus.WAITING and row.attempts > 0
    if not (row.status == OutboxStatus.DEAD or is_failing):
        raise NothingToSend
    return row
