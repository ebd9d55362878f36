"""Pages of submissions: one module per page, so that each loads its own script only."""

from producer_portal.features.submissions.pages import (
    check,
    documents,
    messages,
    record,
    section,
    sent,
    start,
    submissions,
    unplaced,
)

__all__ = [
    "check",
    "documents",
    "messages",
    "record",
    "section",
    "sent",
    "start",
    "submissions",
    "unplaced",
]
