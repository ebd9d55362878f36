"""Names for the numbers that identify records, and the references people say on the phone."""

from typing import NewType

TenantId = NewType("TenantId", int)
AgencyId = NewType("AgencyId", int)
UserId = NewType("UserId", int)
ProducerId = NewType("ProducerId", int)
ClientId = NewType("ClientId", int)
CarrierId = NewType("CarrierId", int)
SubmissionId = NewType("SubmissionId", int)
QuoteId = NewType("QuoteId", int)
InformationItemId = NewType("InformationItemId", int)
ReferralId = NewType("ReferralId", int)
PolicyId = NewType("PolicyId", int)
PolicyTransactionId = NewType("PolicyTransactionId", int)
DocumentId = NewType("DocumentId", int)
LedgerEntryId = NewType("LedgerEntryId", int)
CommissionLineId = NewType("CommissionLineId", int)
CommissionRuleId = NewType("CommissionRuleId", int)
NotificationId = NewType("NotificationId", int)
SessionId = NewType("SessionId", int)

LARGEST_ID = 2**63 - 1


def reference(prefix: str, year: int, number: int) -> str:
    """A public reference such as SUB-2026-000123."""
    assert number > 0, "references start at one"
    return f"{prefix}-{year:04d}-{number:06d}"
