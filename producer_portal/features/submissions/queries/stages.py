"""An agency's stages: in force for whoever works by them, and the page on which they are kept (SUB-10)."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, func
from sqlalchemy import select as core_select
from sqlmodel import col

from producer_portal.features.submissions.queries.looks import submission_status
from producer_portal.features.submissions.queries.views import OptionView, StatusView
from producer_portal.features.submissions.rules.stages import (
    NO_STAGES,
    STAGED_STATUSES,
    StageFacts,
    StagePlan,
    plan_of,
)
from producer_portal.features.submissions.rules.workflow import STATUS_LOOKS, SubmissionStatus
from producer_portal.features.submissions.tables import Stage, Submission
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.foundation.scope import read
from producer_portal.foundation.unit_of_work import UnitOfWork, act_as


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage as its administrator sees it."""

    id: int
    name: str
    count: int
    words: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class StageGroup:
    """A status and its stages in order."""

    status: StatusView
    stages: list[StageRow]


def sees_stages(actor: Actor) -> bool:
    """Stages are for the agency's own people; producers and insureds see the status."""
    return actor.book is Book.AGENCY


def stages_seen(work: UnitOfWork) -> StagePlan:
    """The stages in force, for whoever sees them; others are asked nothing and get none."""
    return stage_plan(work) if sees_stages(work.actor) else NO_STAGES


def stage_plan(work: UnitOfWork) -> StagePlan:
    """The stages of the actor's agency group, in order; none for whoever may not know them."""
    found = read(work.session, _statement(), {}).all()
    return plan_of(
        [StageFacts(number or 0, SubmissionStatus(status), name) for number, status, name in found]
    )


@cache
def _statement() -> Select[int | None, str, str]:
    return core_select(col(Stage.id), col(Stage.status), col(Stage.name)).order_by(
        col(Stage.place), col(Stage.id)
    )


def stage_options(plan: StagePlan) -> list[OptionView]:
    """Every stage with its status before it, to filter by."""
    return [
        OptionView(str(one.id), f"{STATUS_LOOKS[status].words}: {one.name}")
        for status, stages in plan.by_status.items()
        for one in stages
    ]


def stage_board(work: UnitOfWork) -> list[StageGroup]:
    """Every status with its stages and how many submissions are in each. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    plan = stage_plan(work)
    counted = _counted(work, plan)
    return [
        StageGroup(submission_status(status), _rows(plan.by_status.get(status, ()), counted))
        for status in STAGED_STATUSES
    ]


def _rows(stages: tuple[StageFacts, ...], counted: dict[int, int]) -> list[StageRow]:
    return [
        StageRow(
            id=one.id,
            name=one.name,
            count=(count := counted.get(one.id, 0)),
            words=f"{count:,} submission{'' if count == 1 else 's'}",
            is_first=place == 0,
            is_last=place == len(stages) - 1,
        )
        for place, one in enumerate(stages)
    ]


def _counted(work: UnitOfWork, plan: StagePlan) -> dict[int, int]:
    """How many are in each stage, counted by the portal itself: an administrator sees no submission."""
    if not plan.by_status:
        return {}
    who = work.actor
    act_as(work, system_actor("count_stages", tenant_id=work.tenant_id))
    found = work.session.execute(
        core_select(col(Submission.status), col(Submission.stage_id), func.count())
        .where(
            col(Submission.tenant_id) == work.tenant_id,
            col(Submission.status).in_([one.value for one in plan.by_status]),
        )
        .group_by(col(Submission.status), col(Submission.stage_id))
    ).all()
    act_as(work, who)
    counted: dict[int, int] = {}
    for status, stage_id, count in found:
        stage = plan.of(status, stage_id)
        assert stage is not None, "only statuses with stages are counted"
        counted[stage.id] = counted.get(stage.id, 0) + count
    return counted
