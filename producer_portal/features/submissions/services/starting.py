"""Starting a submission, and starting a copy of one."""

from typing import Any

from producer_portal.features.agencies import queries as agencies
from producer_portal.features.submissions.queries.answers import (
    Opened,
    open_submission,
    seal_answers,
)
from producer_portal.features.submissions.queries.forms import FormInUse, form_in_use
from producer_portal.features.submissions.queries.known import known_answers
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services.deeds import note
from producer_portal.features.submissions.services.drafting import describe
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput, NotFound
from producer_portal.values.forms import Form, prune


def start_submission(
    work: UnitOfWork, *, line_code: str, producer_id: int | None = None, source: str = ""
) -> int:
    """Start a draft of a line and return its id (SUB-1, SUB-3). Needs SUBMISSIONS_SUBMIT.

    A producer starts in their own book; staff may name the producer. `source` names what is known of
    the insured already, "submission:12" or "policy:5", whose answers it begins with (SUB-2). Raises
    InvalidInput for an unknown line and NotFound for a producer or a source out of sight.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    found = form_in_use(work, line_code=line_code)
    if found is None:
        raise InvalidInput({"line_code": "Choose one of the listed lines of business"})
    form = found.form
    row = _new_row(work, found, _owner(work, producer_id))
    words = f"started a {form.name.lower()} submission"
    answers: dict[str, Any] = {}
    if source:
        answers, named = known_answers(work, form=form, source=source)
        words += f" with what is known from {named}"
    _opened_now(work, row, form, answers, words)
    assert row.id is not None, "flushed"
    audit.record(
        work,
        "submission.started",
        subject=("submission", row.id),
        after={
            "line_code": form.code,
            "form_version": form.version,
            "form_digest": found.digest,
            "source": source[:40],
        },
        agency_id=row.agency_id,
    )
    return row.id


def clone_submission(work: UnitOfWork, *, submission_id: int) -> int:
    """Start a draft with the answers of another submission and return its id (SUB-15).

    The effective date and consents are asked again. Needs SUBMISSIONS_SUBMIT; NotFound out of sight.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    source = open_submission(work, submission_id)
    found = form_in_use(work, line_code=source.row.line_code)
    found = found or FormInUse(source.form, source.row.form_digest)
    form = found.form
    owner: dict[str, Any] = {
        "tenant_id": source.row.tenant_id,
        "agency_id": source.row.agency_id,
        "producer_id": source.row.producer_id,
    }
    row = _new_row(work, found, owner)
    row.cloned_from_id = source.id
    answers = _fit_to_copy(form, source)
    named = source.row.reference or "a draft"
    _opened_now(work, row, form, answers, f"started this as a copy of {named}")
    assert row.id is not None, "flushed"
    audit.record(
        work,
        "submission.cloned",
        subject=("submission", row.id),
        after={"from": source.id},
        agency_id=row.agency_id,
    )
    return row.id


def _owner(work: UnitOfWork, producer_id: int | None) -> dict[str, Any]:
    actor = work.actor
    agency_id = actor.agency_id or work.tenant_id
    if actor.book is Book.OWN:
        if producer_id not in {None, actor.producer_id}:
            raise NotFound("producer")
        producer_id = actor.producer_id
    elif producer_id is not None:
        agency_id = agencies.producer_detail(work, producer_id=producer_id).agency_id
    return {"tenant_id": work.tenant_id, "agency_id": agency_id, "producer_id": producer_id}


def _new_row(work: UnitOfWork, found: FormInUse, owner: dict[str, Any]) -> Submission:
    return Submission(
        **owner,
        line_code=found.form.code,
        form_version=found.form.version,
        form_digest=found.digest,
        status=SubmissionStatus.DRAFT,
        status_since_at=work.now,
        started_at=work.now,
        changed_at=work.now,
        started_by_user_id=work.actor.user_id,
        started_by_name=work.actor.name,
    )


def _opened_now(
    work: UnitOfWork, row: Submission, form: Form, answers: dict[str, Any], words: str
) -> None:
    work.session.add(row)
    # Sealed answers are bound to the id of their submission.
    work.session.flush()
    assert row.id is not None, "flushed"
    row.answers = seal_answers(form, answers, row.id)
    describe(work, Opened(row, form, answers))
    note(work, row, "submission.started", words)
    work.changed("submissions", f"submission:{row.id}")


def _fit_to_copy(form: Form, source: Opened) -> dict[str, Any]:
    kept = prune(form, source.answers)
    for section in form.sections:
        asked_again = {
            question.key
            for question in section.questions
            if question.must_be is not None or question.maps_to == "policy.effective_date"
        }
        stored = kept.get(section.key)
        if asked_again and isinstance(stored, dict):
            kept[section.key] = {
                key: value for key, value in stored.items() if key not in asked_again
            }
    return kept
