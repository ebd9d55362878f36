"""What may be uploaded to a submission, asked before any byte is read (SUB-4)."""

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


def accepted_kinds(work: UnitOfWork, *, submission_id: int, document_type: str) -> tuple[str, ...]:
    """The kinds of file that the form takes for a type of document. Needs SUBMISSIONS_READ.

    Raises NotFound out of sight, InvalidInput for a type the form does not know, and DeedNotAllowedNow
    when the submission is closed.
    """
    opened = open_submission(work, submission_id)
    status = SubmissionStatus(opened.row.status)
    if status in FINAL_STATUSES:
        raise DeedNotAllowedNow(why_not(status, SubmissionAction.EDIT))
    if document_type == OTHER_DOCUMENT:
        return OTHER_KINDS
    for request in opened.form.attachments:
        if request.document_type == document_type:
            return tuple(request.accepts)
    raise InvalidInput({"document_type": "Select a type of document"})
