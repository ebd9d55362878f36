"""Telling the agency once that an answer is late (SUB-11)."""

from producer_portal.features.notifications.rules import Audience
from producer_portal.features.submissions.queries.calendar import told_when_late
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services.deeds import locked, note, tell
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.period import day_words

LATE_STATUSES = (SubmissionStatus.PENDING, SubmissionStatus.IN_REVIEW)


def tell_overdue(work: UnitOfWork, *, submission_id: int) -> bool:
    """Escalate a late submission once per target date, to whom the calendar names; False when it is not late any more.

    Needs SUBMISSIONS_ASSIGN, which the job has.
    """
    work.actor.require(Permission.SUBMISSIONS_ASSIGN)
    row = locked(work, submission_id).row
    target = row.target_response_on
    if target is None or row.status not in LATE_STATUSES:
        return False
    is_late = target < work.today
    if row.target_response_at is not None:
        is_late = row.target_response_at < work.now
    if not is_late or row.overdue_told_on == target:
        return False
    row.overdue_told_on = target
    words = day_words(target)
    note(work, row, "submission.overdue", f"No answer by the target date, {words}")
    audit.record(
        work,
        "submission.overdue",
        subject=("submission", submission_id),
        after={"target_response_on": target.isoformat()},
        agency_id=row.agency_id,
    )
    key = f"submission.overdue:{submission_id}:{target.isoformat()}"
    told = Audience(user_ids=told_when_late(work, row))
    tell(work, row, "submission.overdue", told, words={"target": words}, key=key)
    work.changed("submissions", f"submission:{submission_id}")
    return True
