"""Documents of a submission: adding what the form or the underwriter asks for, taking off (SUB-4)."""

from producer_portal.features.documents import services as documents
from producer_portal.features.documents.services import FileAtHand
from producer_portal.features.submissions.queries.accepting import TITLES, kinds_beside
from producer_portal.features.submissions.rules.refusals import DeedNotAllowedNow
from producer_portal.features.submissions.rules.workflow import (
    FINAL_STATUSES,
    SubmissionAction,
    SubmissionStatus,
    next_status,
    why_not,
)
from producer_portal.features.submissions.services.deeds import belonging_to, finish, locked, note
from producer_portal.features.submissions.services.drafting import describe
from producer_portal.features.submissions.services.information import (
    open_item_for,
    receive,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput


def attach_document(
    work: UnitOfWork,
    *,
    submission_id: int,
    document_type: str,
    filename: str,
    file: FileAtHand,
    replaces_id: int = 0,
) -> int:
    """Add a received file under one of the form's types, or "other"; returns the document's id.

    With `replaces_id` it becomes the next version of that document, which stays readable (DOC-2).
    An information item that waits for this type is marked received (SUB-12). Needs DOCUMENTS_ADD.
    Raises InvalidInput for an unknown type, FileRefused, DeedNotAllowedNow when it is closed.
    """
    work.actor.require(Permission.DOCUMENTS_ADD)
    opened = locked(work, submission_id)
    status = SubmissionStatus(opened.row.status)
    if status in FINAL_STATUSES:
        raise DeedNotAllowedNow(why_not(status, SubmissionAction.EDIT))
    wanted = {request.document_type: request for request in opened.form.attachments}
    request = wanted.get(document_type)
    if request is None and document_type not in TITLES:
        raise InvalidInput({"document_type": "Select a type of document"})
    added = documents.add_document(
        work,
        subject=("submission", opened.id),
        owner=belonging_to(opened.row),
        document_type=document_type,
        title=request.label if request else TITLES[document_type],
        filename=filename,
        file=file,
        allowed=request.accepts if request else kinds_beside(document_type),
        replaces_id=replaces_id,
    )
    item = open_item_for(work, opened.id, document_type)
    if item is not None and status is SubmissionStatus.INFORMATION_NEEDED:
        receive(work, opened, item, "", added.id)
    else:
        describe(work, opened)
        deed = "added a new version of" if replaces_id else "added"
        note(work, opened.row, "document.added", f"{deed} {added.filename}")
        finish(work, opened.row)
    return added.id


def detach_document(work: UnitOfWork, *, submission_id: int, document_id: int) -> None:
    """Take a document off while answers may still be changed. Needs DOCUMENTS_ADD.

    Raises DeedNotAllowedNow once the agency works on it, and NotFound.
    """
    work.actor.require(Permission.DOCUMENTS_ADD)
    opened = locked(work, submission_id)
    next_status(SubmissionStatus(opened.row.status), SubmissionAction.EDIT)
    documents.remove_document(work, document_id=document_id, subject=("submission", opened.id))
    describe(work, opened)
    note(work, opened.row, "document.removed", "took a document off")
    finish(work, opened.row)
