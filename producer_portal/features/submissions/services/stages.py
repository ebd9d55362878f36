"""Keeping an agency's stages, and moving a submission from one to another within its status (SUB-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, literal, or_, select, update
from sqlmodel import col

from producer_portal.features.submissions.queries.stages import stage_plan
from producer_portal.features.submissions.rules.stages import (
    MOST_STAGES,
    STAGED_STATUSES,
    StageOfAnotherStatus,
    TooManyStages,
    checked_name,
    restored,
)
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services.deeds import locked
from producer_portal.features.submissions.services.measuring import minutes_between
from producer_portal.features.submissions.services.touching import touch
from producer_portal.features.submissions.tables import Stage, StageSpell, Submission
from producer_portal.foundation import audit
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import insert_rows
from producer_portal.foundation.unit_of_work import UnitOfWork, act_as
from producer_portal.values.errors import InvalidInput, NotFound

# What every page that shows stages listens to when they are added, renamed, put in order or retired.
PLAN = "stage_plan"
MOVES = "stages"


def move_to_stage(work: UnitOfWork, *, submission_id: int, stage_id: int) -> None:
    """Put a submission into another stage of its status. Needs SUBMISSIONS_UNDERWRITE.

    Its producer sees nothing of it. Raises StageOfAnotherStatus, and NotFound for a stage that is gone.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    # The stage is held first: whoever retires it holds it before the submissions in it.
    wanted = select(Stage).where(col(Stage.id) == stage_id).with_for_update(read=True)
    held = work.session.execute(wanted).scalar_one_or_none()
    if held is None:
        raise NotFound("stage")
    opened = locked(work, submission_id)
    row = opened.row
    if row.status != held.status:
        raise StageOfAnotherStatus(held.name, SubmissionStatus(held.status))
    plan = stage_plan(work)
    here, there = plan.of(row.status, row.stage_id), plan.find(stage_id)
    assert here is not None, "a status with a stage has stages"
    assert there is not None, "a stage that is held is in force"
    if here.id == there.id:
        return
    _keep_spells(work, [row], here.id, there.name, work.actor.name)
    row.stage_id, row.stage_since_at = plan.stored(there), work.now
    touch(work, row)
    audit.record(
        work,
        "submission.stage_changed",
        subject=("submission", opened.id),
        # By number: the trail of a submission never says what a stage is called.
        before={"stage_id": here.id},
        after={"stage_id": there.id},
        agency_id=row.agency_id,
    )
    work.changed(MOVES, f"stage_of:{row.id}")


_SPELL_FACTS: tuple[Any, ...] = (
    col(Submission.id),
    col(Submission.tenant_id),
    col(Submission.agency_id),
    col(Submission.line_code),
    col(Submission.status_since_at),
    col(Submission.stage_since_at),
)


def _keep_spells(
    work: UnitOfWork, rows: Sequence[Any], stage_id: int, next_name: str, by: str
) -> None:
    """Keep how long each submission was in the stage that it leaves."""
    spells = []
    for row in rows:
        began_at = row.stage_since_at or row.status_since_at
        spells.append(
            {
                "tenant_id": row.tenant_id,
                "agency_id": row.agency_id,
                "submission_id": row.id,
                "line_code": row.line_code,
                "stage_id": stage_id,
                "next_stage_name": next_name,
                "began_at": began_at,
                "ended_at": work.now,
                "minutes": minutes_between(began_at, work.now),
                "moved_by_name": by,
            }
        )
    insert_rows(work.session, StageSpell, spells)


def add_stage(work: UnitOfWork, *, status: SubmissionStatus, name: str) -> int:
    """Add a stage at the end of a status; returns its number. Needs SETTINGS_MANAGE.

    The first one of a status holds all that stand in it. Raises InvalidInput, TooManyStages.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    words = checked_name(name)
    if status not in STAGED_STATUSES:
        raise InvalidInput({"status": "Choose one of the listed statuses"})
    stages = _in_hand(work, status)
    _refuse_taken(stages, words)
    if len(stages) >= MOST_STAGES:
        raise TooManyStages
    row = Stage(
        tenant_id=work.tenant_id,
        status=status.value,
        name=words,
        place=len(stages) + 1,
        first_since_at=None if stages else work.now,
    )
    work.session.add(row)
    # Its number is the trail's subject.
    work.session.flush()
    _noted(work, "stage.added", row, after={"status": status.value, "name": words})
    return row.id or 0


def rename_stage(work: UnitOfWork, *, stage_id: int, name: str) -> None:
    """Call a stage otherwise. Needs SETTINGS_MANAGE. Raises InvalidInput, NotFound."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    words = checked_name(name)
    stages, row = _stage_in_hand(work, stage_id)
    _refuse_taken([one for one in stages if one is not row], words)
    before, row.name = row.name, words
    _noted(work, "stage.renamed", row, before={"name": before}, after={"name": words})


def move_stage(work: UnitOfWork, *, stage_id: int, by: int) -> None:
    """Put a stage one place earlier (-1) or later (1) within its status; submissions stay in theirs.

    Needs SETTINGS_MANAGE. Raises NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    stages, row = _stage_in_hand(work, stage_id)
    place = stages.index(row)
    other = place + (1 if by > 0 else -1)
    if not 0 <= other < len(stages):
        return
    before, ordered = _ids(stages), list(stages)
    ordered[place], ordered[other] = ordered[other], ordered[place]
    _put_in_order(work, ordered)
    _store_anew(work, row.status, before, _ids(ordered))
    _noted(work, "stage.moved", row, before={"place": place + 1}, after={"place": other + 1})


def retire_stage(work: UnitOfWork, *, stage_id: int, into_id: int | None = None) -> int:
    """Take a stage away; its submissions go to `into_id`. Returns how many. Needs SETTINGS_MANAGE.

    The last stage of a status needs no other: what stands there has no stage then. Raises
    InvalidInput while another has to be chosen, and NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    stages, row = _stage_in_hand(work, stage_id)
    left = [one for one in stages if one is not row]
    goal = next((one for one in left if one.id == into_id), None)
    if left and goal is None:
        raise InvalidInput({"into": "Choose the stage that its submissions go to"})
    before, status, is_first = _ids(stages), row.status, stages[0] is row
    _put_in_order(work, left)
    work.session.delete(row)
    leaving = _Leaving(stage_id, is_first, goal.id or 0, goal.name) if goal else None
    count = _store_anew(work, status, before, _ids(left), leaving)
    after = {"into": goal.name if goal else "", "moved": count}
    _noted(work, "stage.retired", row, before={"name": row.name}, after=after)
    return count


def _in_hand(work: UnitOfWork, status: str) -> list[Stage]:
    """The stages of a status in order, held so that two administrators queue up."""
    wanted = (
        select(Stage)
        .where(col(Stage.status) == status)
        .order_by(col(Stage.place), col(Stage.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(work.session.execute(wanted).scalars())


def _stage_in_hand(work: UnitOfWork, stage_id: int) -> tuple[list[Stage], Stage]:
    asked = select(col(Stage.status)).where(col(Stage.id) == stage_id)
    status = work.session.execute(asked).scalar_one_or_none()
    stages = [] if status is None else _in_hand(work, status)
    for one in stages:
        if one.id == stage_id:
            return stages, one
    raise NotFound("stage")


def _refuse_taken(stages: Sequence[Stage], name: str) -> None:
    if any(one.name.casefold() == name.casefold() for one in stages):
        raise InvalidInput({"name": "This status has a stage of that name already"})


def _noted(
    work: UnitOfWork,
    action: str,
    row: Stage,
    *,
    after: Mapping[str, object],
    before: Mapping[str, object] | None = None,
) -> None:
    audit.record(work, action, subject=("stage", row.id or 0), before=before, after=after)
    work.changed(PLAN, MOVES)


def _put_in_order(work: UnitOfWork, stages: Sequence[Stage]) -> None:
    """Number the stages anew, and note since when the first is the first."""
    for place, one in enumerate(stages, start=1):
        one.place = place
        if place > 1:
            one.first_since_at = None
        elif one.first_since_at is None:
            one.first_since_at = work.now


def _ids(stages: Sequence[Stage]) -> list[int]:
    return [one.id or 0 for one in stages]


@dataclass(frozen=True, slots=True)
class _Leaving:
    """Whoever is in the one stage goes to the other."""

    stage_id: int
    is_first: bool
    into_id: int
    into_name: str


def _store_anew(
    work: UnitOfWork,
    status: str,
    before: Sequence[int],
    after: Sequence[int],
    leaving: _Leaving | None = None,
) -> int:
    """Store a status' submissions by the new order of its stages; how many went to another.

    Done by the portal itself, since an administrator sees no submission. Rows in hand are let go.
    """
    moved = {leaving.stage_id: leaving.into_id} if leaving else {}
    changed = restored(before, after, moved)
    who = work.actor
    act_as(work, system_actor("store_stages", tenant_id=work.tenant_id))
    count = _leave(work, status, leaving, who.name) if leaving else 0
    if changed:
        cases = [
            (_stored_as(was), literal(becomes, BigInteger)) for was, becomes in changed.items()
        ]
        work.session.execute(
            update(Submission)
            .where(*_of(work, status), or_(*(is_so for is_so, _ in cases)))
            .values(stage_id=case(*cases, else_=col(Submission.stage_id)))
            .execution_options(synchronize_session=False)
        )
    act_as(work, who)
    return count


def _leave(work: UnitOfWork, status: str, leaving: _Leaving, by: str) -> int:
    """Keep how long those of a stage that ends were in it."""
    theirs = (*_of(work, status), _stored_as(None if leaving.is_first else leaving.stage_id))
    rows = work.session.execute(select(*_SPELL_FACTS).where(*theirs).with_for_update()).all()
    _keep_spells(work, rows, leaving.stage_id, leaving.into_name, by)
    if rows:
        work.session.execute(
            update(Submission)
            .where(*theirs)
            .values(stage_since_at=work.now)
            .execution_options(synchronize_session=False)
        )
    return len(rows)


def _of(work: UnitOfWork, status: str) -> tuple[ColumnElement[bool], ...]:
    return col(Submission.tenant_id) == work.tenant_id, col(Submission.status) == status


def _stored_as(stage_id: int | None) -> ColumnElement[bool]:
    stored = col(Submission.stage_id)
    return stored.is_(None) if stage_id is None else stored == stage_id
