"""Certifying and sending: one submission and one reference, however often it is pressed (SUB-6)."""

from sqlmodel import col, select

from producer_portal.features.documents import services as documents
from producer_portal.features.notifications.rules import Audience
from producer_portal.features.submissions.pdf import application_pdf
from producer_portal.features.submissions.queries.answers import (
    Opened,
    attached_files,
    seal_answers,
)
from producer_portal.features.submissions.queries.detail import receipt_view
from producer_portal.features.submissions.queries.prints import application_print
from producer_portal.features.submissions.queries.routing import desks_for_sending
from producer_portal.features.submissions.queries.views import ReceiptView
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.refusals import (
    NotCertified,
    SubmissionNotComplete,
)
from producer_portal.features.submissions.rules.workflow import (
    SubmissionAction,
    SubmissionStatus,
    move_of,
    next_status,
)
from producer_portal.features.submissions.services.deeds import (
    advance,
    agency_side,
    finish,
    locked,
    note,
    set_target,
    tell,
)
from producer_portal.features.submissions.services.drafting import describe
from producer_portal.features.submissions.services.gate import pass_gate_to_send
from producer_portal.features.submissions.services.routing import route
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import owner_of
from producer_portal.foundation.sequences import next_reference
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.errors import Conflict, InvalidInput
from producer_portal.values.forms import Severity, answered_percent, problems, prune
from producer_portal.values.period import day_words

_KEY_LENGTH = 80
_NAME_LENGTH = 200


def certify_and_submit(
    work: UnitOfWork,
    *,
    submission_id: int,
    is_certified: bool,
    certified_by: str = "",
    send_key: str = "",
) -> ReceiptView:
    """Send a complete, certified draft to the agency and return its receipt (SUB-6).

    Sent twice it is one submission with one reference: the second time returns the same receipt.
    Needs SUBMISSIONS_SUBMIT. Raises NotCertified, SubmissionNotComplete with every problem,
    GateClosed for what the agency asks for (SUB-7), DeedNotAllowedNow for what is closed, Conflict when the key belongs to another submission.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    desks = desks_for_sending(work)
    opened = locked(work, submission_id)
    row = opened.row
    if row.submitted_at is not None:
        return receipt_view(work, opened)
    next_status(SubmissionStatus(row.status), SubmissionAction.SEND)
    name = " ".join((certified_by or work.actor.name).split())
    if not is_certified:
        raise NotCertified
    if not name or len(name) > _NAME_LENGTH:
        raise InvalidInput({"certified_by": "Enter the name of whoever certifies the answers"})
    _refuse_used_key(work, opened, send_key)
    warnings = _refuse_incomplete(work, opened)
    sent = Opened(row, opened.form, prune(opened.form, opened.answers))
    # Before anything is written: what stops it leaves nothing behind.
    warned = pass_gate_to_send(work, sent)
    _stamp(work, sent, name, send_key)
    if warned:
        note(work, row, "gate.warned", f"sent it though: {'; '.join(warned)}")
    route(work, sent, desks)
    digest = _attach_application(work, sent)
    _tell_everybody(work, sent, digest)
    audit.record(
        work,
        "submission.submitted",
        subject=("submission", opened.id),
        before={"status": SubmissionStatus.DRAFT.value},
        after={
            "status": row.status,
            "reference": row.reference,
            "assigned_to": row.assigned_to_name,
            "certified_by": name,
            "application_sha256": digest,
            "warnings": warnings,
            "gate": warned,
        },
        agency_id=row.agency_id,
    )
    return receipt_view(work, sent)


def _refuse_used_key(work: UnitOfWork, opened: Opened, send_key: str) -> None:
    if not send_key:
        return
    if len(send_key) > _KEY_LENGTH:
        raise InvalidInput({"send_key": f"The key must be {_KEY_LENGTH} characters or fewer"})
    other = work.session.exec(
        select(Submission.id).where(
            Submission.send_key == send_key, col(Submission.id) != opened.id
        )
    ).first()
    if other is not None:
        raise Conflict("This key was used to send another submission.")


def _refuse_incomplete(work: UnitOfWork, opened: Opened) -> list[str]:
    """Raise SubmissionNotComplete for errors; the codes of warnings go into the trail."""
    found = problems(
        opened.form,
        opened.answers,
        today=work.today,
        checks=CHECKS,
        attachments=attached_files(work, opened.id),
    )
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    if errors:
        raise SubmissionNotComplete(errors)
    return [problem.code for problem in found]


def _stamp(work: UnitOfWork, opened: Opened, name: str, send_key: str) -> None:
    row = opened.row
    row.answers = seal_answers(opened.form, opened.answers, opened.id)
    row.reference = next_reference(work, "SUB")
    describe(work, opened)
    set_target(work, opened)
    row.submitted_at = row.certified_at = work.now
    row.complete_at_submit = answered_percent(opened.form, opened.answers)
    row.certified_by_user_id, row.certified_by_name = work.actor.user_id, name
    row.send_key = send_key or None
    after = advance(work, row, SubmissionAction.SEND, move_of(SubmissionStatus.PENDING))
    words = f"certified the answers and sent it as {row.reference}"
    note(work, row, "submission.sent", words, status_after=after)
    finish(work, row)
    # Sending is no act on what was sent, also where somebody of the agency sends.
    row.touches = 0


def _attach_application(work: UnitOfWork, opened: Opened) -> str:
    reference = opened.row.reference or ""
    made = documents.add_made_document(
        work,
        subject=("submission", opened.id),
        owner=owner_of(opened.row),
        document_type="application",
        title=f"Application {reference}",
        filename=f"{reference} application.pdf",
        content=application_pdf(application_print(work, opened)),
    )
    return made.sha256


def _tell_everybody(work: UnitOfWork, opened: Opened, digest: str) -> None:
    row = opened.row
    assert row.target_response_on is not None, "sent submissions have a target"
    target = day_words(row.target_response_on)
    tell(
        work,
        row,
        "submission.submitted",
        agency_side(work, row),
        words={"target": target},
        key=f"submission.submitted:{opened.id}",
    )
    receipt_to = Audience(
        user_ids=(work.actor.user_id,) if work.actor.user_id else (), producer_id=row.producer_id
    )
    tell(
        work,
        row,
        "submission.received",
        receipt_to,
        words={"target": target, "submitted": moment_words(work, work.now)},
        attachment=(digest, f"{row.reference} application.pdf"),
        key=f"submission.received:{opened.id}",
    )
