"""Work on a timetable: late answers are escalated once (SUB-11)."""

from datetime import datetime

from producer_portal.features.submissions.queries.late import overdue_submissions
from producer_portal.features.submissions.services.overdue import tell_overdue
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.jobs import Job
from producer_portal.foundation.outbox import Effect
from producer_portal.foundation.unit_of_work import unit_of_work

_NAME = "escalate_late_submissions"


def escalate_late(now: datetime) -> int:
    """Tell of each submission past its target date, one transaction each; safe to run twice."""
    with unit_of_work(system_actor(_NAME), now=now, read_only=True) as work:
        late = overdue_submissions(work, before=work.today, at=now)
    told = 0
    for submission_id, tenant_id in late:
        with unit_of_work(system_actor(_NAME, tenant_id=tenant_id), now=now) as work:
            told += tell_overdue(work, submission_id=submission_id)
    return told


EFFECTS: dict[str, Effect] = {}
JOBS = (Job(_NAME, 900, escalate_late),)
