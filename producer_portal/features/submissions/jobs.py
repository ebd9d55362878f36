"""Work on a timetable: late answers are escalated once, quotes near their end are told of (SUB-11, SUB-13)."""

from datetime import datetime, timedelta

from producer_portal.features.submissions.queries.late import expiring_quotes, overdue_submissions
from producer_portal.features.submissions.services.overdue import tell_overdue
from producer_portal.features.submissions.services.proposing import tell_expiring
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.jobs import Job
from producer_portal.foundation.outbox import Effect
from producer_portal.foundation.unit_of_work import unit_of_work

_NAME = "escalate_late_submissions"
_EXPIRY = "warn_of_quote_expiry"
EXPIRY_DAYS = 3


def escalate_late(now: datetime) -> int:
    """Tell of each submission past its target date, one transaction each; safe to run twice."""
    with unit_of_work(system_actor(_NAME), now=now, read_only=True) as work:
        late = overdue_submissions(work, before=work.today, at=now)
    told = 0
    for submission_id, tenant_id in late:
        with unit_of_work(system_actor(_NAME, tenant_id=tenant_id), now=now) as work:
            told += tell_overdue(work, submission_id=submission_id)
    return told


def warn_of_expiry(now: datetime) -> int:
    """Tell of each quote that is open three more days or fewer; safe to run twice."""
    with unit_of_work(system_actor(_EXPIRY), now=now, read_only=True) as work:
        until = work.today + timedelta(days=EXPIRY_DAYS)
        soon = expiring_quotes(work, from_on=work.today, until_on=until)
    for quote_id, tenant_id in soon:
        with unit_of_work(system_actor(_EXPIRY, tenant_id=tenant_id), now=now) as work:
            tell_expiring(work, quote_id=quote_id)
    return len(soon)


EFFECTS: dict[str, Effect] = {}
JOBS = (Job(_NAME, 900, escalate_late), Job(_EXPIRY, 3600, warn_of_expiry))
