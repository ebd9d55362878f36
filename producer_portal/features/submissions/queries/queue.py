"""What no rule placed, and what is past its target date: the queue somebody takes from (SUB-8, SUB-11)."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.detail import assignees
from producer_portal.features.submissions.queries.stages import stages_seen
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.routing import Outcome, in_queue_words
from producer_portal.features.submissions.rules.stages import StagePlan
from producer_portal.features.submissions.rules.wording import due_words
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.tables import RoutingRecord, Submission
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words

PAGE_SIZE = 25
EXCEPTIONS, LATE = "exceptions", "late"
_WAITING = (SubmissionStatus.PENDING.value, SubmissionStatus.IN_REVIEW.value)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One submission that somebody has to take or to hurry."""

    submission_id: int
    insured: str
    reference: str
    line: str
    state: str
    sent: str
    why: str
    target: str
    lateness: str
    is_late: bool
    assigned_to: str
    href: str
    stage: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, and how many stand on either list."""

    rows: list[QueueRow]
    total: int
    page: int
    exceptions: int
    late: int
    assignees: list[OptionView]


def work_queue(work: UnitOfWork, *, view: str = EXCEPTIONS, page: int = 1) -> QueuePage:
    """Submissions that no rule placed, or that are past their target date, the oldest first.

    Needs SUBMISSIONS_READ and SUBMISSIONS_ASSIGN.
    """
    work.actor.require(Permission.SUBMISSIONS_READ)
    work.actor.require(Permission.SUBMISSIONS_ASSIGN)
    page = max(1, min(page, 10_000))
    placed = (
        select(Submission, RoutingRecord.words)
        .join(RoutingRecord, col(RoutingRecord.submission_id) == col(Submission.id))
        .where(
            Submission.tenant_id == work.tenant_id,
            col(Submission.status) == SubmissionStatus.PENDING.value,
            col(Submission.assigned_to_user_id).is_(None),
            RoutingRecord.outcome == Outcome.EXCEPTIONS,
        )
    )
    late = (
        select(Submission, RoutingRecord.words)
        .outerjoin(RoutingRecord, col(RoutingRecord.submission_id) == col(Submission.id))
        .where(
            Submission.tenant_id == work.tenant_id,
            col(Submission.status).in_(_WAITING),
            col(Submission.target_response_on) < work.today,
        )
    )
    counts = [
        int(work.session.exec(select(func.count()).select_from(one.subquery())).one())
        for one in (placed, late)
    ]
    shown = late if view == LATE else placed
    found = work.session.exec(
        shown.order_by(col(Submission.target_response_on), col(Submission.id))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    plan = stages_seen(work)
    return QueuePage(
        rows=[_row(work, row, words or "", view, plan) for row, words in found],
        total=counts[view == LATE],
        page=page,
        exceptions=counts[0],
        late=counts[1],
        assignees=assignees(work),
    )


def _row(work: UnitOfWork, row: Submission, words: str, view: str, plan: StagePlan) -> QueueRow:
    due = due_words(row.target_response_on, work.today)
    told = "Escalated" if row.overdue_told_on == row.target_response_on else "Not escalated yet"
    why = in_queue_words(words) if view != LATE else told
    form = FORMS.get(row.line_code)
    return QueueRow(
        submission_id=row.id or 0,
        insured=row.insured_name,
        reference=row.reference or "",
        line=form.name if form else row.line_code,
        state=row.state,
        sent=moment_words(work, row.submitted_at) if row.submitted_at else "",
        why=why,
        target=due.words,
        lateness=due.lateness,
        is_late=due.is_late,
        assigned_to=row.assigned_to_name or "Nobody yet",
        href=f"/submissions/{row.id}",
        stage=plan.name_of(row.status, row.stage_id),
    )
