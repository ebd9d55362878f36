"""How long submissions are in each stage of the agency's own (SUB-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, null, union_all
from sqlalchemy import select as core_select
from sqlmodel import col

from producer_portal.features.submissions.queries.looks import submission_status
from producer_portal.features.submissions.queries.ranking import NONE, ranked
from producer_portal.features.submissions.queries.stages import stages_seen
from producer_portal.features.submissions.queries.views import StatusView
from producer_portal.features.submissions.rules.measures import span_words
from producer_portal.features.submissions.tables import Stage, StageSpell, StatusSpell, Submission
from producer_portal.foundation.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long one stage lasts: left in the period, and how many are in it now."""

    key: str
    name: str
    status: StatusView
    median: str
    most: str
    left: int
    now: int


def stage_times(work: UnitOfWork, *, since: datetime, line: str = "") -> list[StageTime]:
    """Every stage with its times, for whoever sees stages.

    A stage is left for another of its status, or with its status; the first counts since it is the first.
    """
    plan = stages_seen(work)
    stages = [one for some in plan.by_status.values() for one in some]
    if not stages:
        return []
    found = _ranked(work, since, line)
    now = _now(work, [status.value for status in plan.by_status], line)
    counted: dict[int, int] = {}
    for status, stage_id, count in now:
        stage = plan.of(status, stage_id)
        if stage is not None:
            counted[stage.id] = counted.get(stage.id, 0) + count
    return [
        StageTime(
            key=str(one.id),
            name=one.name,
            status=submission_status(one.status),
            median=span_words(times.median),
            most=span_words(times.most),
            left=times.count,
            now=counted.get(one.id, 0),
        )
        for one in stages
        for times in (found.get(one.id, NONE),)
    ]


def _ranked(work: UnitOfWork, since: datetime, line: str) -> Any:
    firsts = work.session.execute(
        core_select(col(Stage.id), col(Stage.status), col(Stage.first_since_at)).where(
            col(Stage.first_since_at).is_not(None)
        )
    ).all()
    ended_with_status = case(
        (col(StatusSpell.stage_id).is_not(None), col(StatusSpell.stage_id)),
        *(
            (
                and_(col(StatusSpell.status) == status, col(StatusSpell.began_at) >= first_since),
                number,
            )
            for number, status, first_since in firsts
        ),
        else_=null(),
    )
    within: Any = core_select(
        col(StageSpell.stage_id).label("stage"), col(StageSpell.minutes).label("minutes")
    ).where(*_ended(work, StageSpell, since, line))
    last = core_select(
        ended_with_status.label("stage"),
        func.coalesce(col(StatusSpell.stage_minutes), col(StatusSpell.minutes)).label("minutes"),
    ).where(
        *_ended(work, StatusSpell, since, line),
        col(StatusSpell.status).in_([status for _, status, _ in firsts]),
    )
    spells = union_all(within, last).subquery("spells")
    return ranked(work, spells.c.minutes, spells.c.stage, [spells.c.stage.is_not(None)])


def _ended(work: UnitOfWork, kind: Any, since: datetime, line: str) -> list[ColumnElement[bool]]:
    found = [
        col(kind.tenant_id) == work.tenant_id,
        col(kind.ended_at) >= since,
        col(kind.ended_at) <= work.now,
    ]
    return [*found, col(kind.line_code) == line] if line else found


def _now(work: UnitOfWork, statuses: Sequence[str], line: str) -> Sequence[Any]:
    where = [
        col(Submission.tenant_id) == work.tenant_id,
        col(Submission.status).in_(statuses),
        *([col(Submission.line_code) == line] if line else []),
    ]
    return work.session.execute(
        core_select(col(Submission.status), col(Submission.stage_id), func.count())
        .where(*where)
        .group_by(col(Submission.status), col(Submission.stage_id))
    ).all()
