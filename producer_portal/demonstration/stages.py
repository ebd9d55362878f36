"""How the demonstration's agency works within the producer's statuses."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from producer_portal.features.submissions.queries import submission_table
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services import stages
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.unit_of_work import unit_of_work

IN_REVIEW = ("Triage", "With carrier", "Waiting for loss runs")


def work_by_stages(people: Mapping[str, Actor], *, now: datetime) -> None:
    """Ada names three stages of what is in review; Tom moves what he has begun into the later two."""
    status = SubmissionStatus.IN_REVIEW
    with unit_of_work(people["ada"], now=now) as work:
        _, *later = [stages.add_stage(work, status=status, name=name) for name in IN_REVIEW]
    with unit_of_work(people["tom"], now=now, read_only=True) as work:
        begun = submission_table(work, statuses=(status,), has_tabs=False).rows
    an_hour_ago = now - timedelta(hours=1)
    for stage_id, row in zip(later, begun, strict=False):
        with unit_of_work(people["tom"], now=an_hour_ago) as work:
            stages.move_to_stage(work, submission_id=row.id, stage_id=stage_id)
