"""What may be uploaded to a submission, asked before any byte is read (SUB-4)."""

from collections.abc import Mapping

from producer_portal.features.submissions.queries.answers import open_submission
from producer_portal.features.submissions.rules.refusals import DeedNotAllowedNow
from producer_portal.features.submissions.rules.workflow import (
    FINAL_STATUSES,
    SubmissionAction,
    SubmissionStatus,
    why_not,
)
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput

# What is offered beside the types that the form knows.
OTHER_DOCUMENT = "other"
OTHER_KINDS = ("pdf", "jpg", "png")
# An application somebody filled in elsewhere, to be read into the form (SUB-17).
RECEIVED_APPLICATION = "received_application"
READABLE_KINDS = ("pdf",)
TITLES: Mapping[str, str] = {
    OTHER_DOCUMENT: "Other document",
    RECEIVED_APPLICATION: "Application as received",
}


def kinds_beside(document_type: str) -> tuple[str, ...]:
    """The kinds of file for a type that no form lists."""
    return READABLE_KINDS if document_type == RECEIVED_APPLICATION else OTHER_KINDS


def accepted_kinds(work: UnitOfWork, *, submission_id: int, document_type: str) -> tuple[str, ...]:
    """The kinds of file that the form takes for a type of document. Needs SUBMISSIONS_READ.

    Raises NotFound out of sight, InvalidInput for a type the form does not know, and DeedNotAllowedNow
    when the submission is closed.
    """
    opened = open_submission(work, submission_id)
    status = SubmissionStatus(opened.row.status)
    if status in FINAL_STATUSES:
        raise DeedNotAllowedNow(why_not(status, SubmissionAction.EDIT))
    if document_type in TITLES:
        return kinds_beside(document_type)
    for request in opened.form.attachments:
        if request.document_type == document_type:
            return tuple(request.accepts)
    raise InvalidInput({"document_type": "Select a type of document"})
