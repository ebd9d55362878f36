"""The board: the tracking table's own rows, one column for each status (SUB-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.features.submissions.queries.looks import permitted_actions, submission_status
from producer_portal.features.submissions.queries.stages import stages_seen
from producer_portal.features.submissions.queries.table import submission_table
from producer_portal.features.submissions.queries.views import StatusView, SubmissionRow
from producer_portal.features.submissions.rules.board import (
    BOARD_COLUMNS,
    STAGE_COLUMN,
    BoardMove,
    board_moves,
    column_key,
    stage_moves,
)
from producer_portal.features.submissions.rules.stages import StageFacts, StagePlan
from producer_portal.features.submissions.rules.wording import NONE
from producer_portal.features.submissions.rules.workflow import (
    STATUS_LOOKS,
    QuoteStatus,
    SubmissionStatus,
)
from producer_portal.features.submissions.tables import Quote, Submission
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import InvalidInput, NotFound
from producer_portal.values.money import Money
from producer_portal.values.names import initials

FIRST_CARDS = 20
MOST_CARDS = 100


@dataclass(frozen=True, slots=True)
class MoveView:
    """An entry of "Move to…": `why_not` is "" when the card may go there."""

    column: str
    words: str
    icon: str
    why_not: str
    hint: str
    is_done_at_once: bool


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One submission on the board."""

    id: int
    href: str
    insured: str
    facts: str
    stage: str
    blocker: str
    due: str
    is_late: bool
    owner: str
    owner_initials: str


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A status, or a stage of one, with its first cards. `count` says how many there are in all."""

    key: str
    title: str
    status: StatusView
    is_stage: bool
    count: int
    cards: list[BoardCard]
    moves: list[MoveView]
    has_more: bool


def submission_board(
    work: UnitOfWork,
    *,
    search: str = "",
    view: str = "",
    shown: Mapping[str, int] | None = None,
    is_by_stage: bool = False,
) -> list[BoardColumn]:
    """The open submissions in sight by status, and those bound this month. Needs SUBMISSIONS_READ.

    `shown` says how many cards a column shows; at most MOST_CARDS, the table shows them all. By stage,
    for whoever sees stages, a status has a column for each of its own (SUB-10).
    """
    work.actor.require(Permission.SUBMISSIONS_READ)
    plan = stages_seen(work)
    asked = _Asked(search, view, shown or {}, plan, is_by_stage=is_by_stage)
    columns = [
        (status, stage)
        for status in BOARD_COLUMNS
        for stage in ((is_by_stage and plan.by_status.get(status)) or (None,))
    ]
    return [_column(work, asked, status, stage) for status, stage in columns]


def status_of(work: UnitOfWork, *, submission_id: int) -> SubmissionStatus:
    """Where a submission in sight stands now. Needs SUBMISSIONS_READ. Raises NotFound."""
    work.actor.require(Permission.SUBMISSIONS_READ)
    row = get_or_not_found(work, Submission, submission_id, what="submission")
    return SubmissionStatus(row.status)


def board_target(work: UnitOfWork, *, column: str) -> tuple[SubmissionStatus, StageFacts | None]:
    """The status of a column, and the stage that it is. Needs SUBMISSIONS_READ.

    Raises InvalidInput for what is no column, and NotFound for a stage that is gone or not to be seen.
    """
    work.actor.require(Permission.SUBMISSIONS_READ)
    number = column.removeprefix(STAGE_COLUMN)
    if number != column and number.isascii() and number.isdigit() and len(number) < 19:
        stage = stages_seen(work).find(int(number))
        if stage is None:
            raise NotFound("stage")
        return stage.status, stage
    if column not in set(SubmissionStatus):
        raise InvalidInput({"column": "Choose one of the listed options."})
    return SubmissionStatus(column), None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of the board is asked for."""

    search: str
    view: str
    shown: Mapping[str, int]
    plan: StagePlan
    is_by_stage: bool


def _column(
    work: UnitOfWork, asked: _Asked, status: SubmissionStatus, stage: StageFacts | None
) -> BoardColumn:
    is_bound = status is SubmissionStatus.BOUND
    key = column_key(status, stage)
    size = min(max(asked.shown.get(key, FIRST_CARDS), FIRST_CARDS), MOST_CARDS)
    found = submission_table(
        work,
        search=asked.search,
        statuses=(status,),
        view="bound" if is_bound and asked.view in {"", "open"} else asked.view,
        sort="waiting" if is_bound else "target",
        page_size=size,
        has_tabs=False,
        stage=stage.id if stage else 0,
        plan=asked.plan,
    )
    premiums = _premiums(work, [row.id for row in found.rows])
    look = submission_status(status)
    permitted = permitted_actions(work.actor)
    moves = (
        stage_moves(status, stage.id if stage else 0, asked.plan, permitted)
        if asked.is_by_stage
        else board_moves(status, permitted)
    )
    return BoardColumn(
        key=key,
        title=stage.name if stage else look.words,
        status=look,
        is_stage=stage is not None,
        count=found.total,
        cards=[
            _card(row, status, premiums.get(row.id), has_stage=not asked.is_by_stage)
            for row in found.rows
        ],
        moves=[_move_view(one, status) for one in moves],
        has_more=found.total > size,
    )


def _move_view(move: BoardMove, status: SubmissionStatus) -> MoveView:
    look = STATUS_LOOKS[move.column]
    is_within = move.column is status and move.stage is not None
    return MoveView(
        column=column_key(move.column, move.stage),
        words=move.stage.name if is_within and move.stage else look.words,
        icon=look.icon,
        why_not=move.why_not,
        hint=move.hint or (move.stage.name if move.stage and not is_within else ""),
        is_done_at_once=not move.hint,
    )


def _premiums(work: UnitOfWork, ids: Sequence[int]) -> dict[int, Money]:
    """The lowest premium on offer or taken, for those that have a quote."""
    if not ids:
        return {}
    counted = {QuoteStatus.OPEN, QuoteStatus.ACCEPTED, QuoteStatus.BOUND}
    found = work.session.exec(
        select(Quote.submission_id, func.min(Quote.premium_minor), func.min(Quote.currency))
        .where(col(Quote.submission_id).in_(ids), col(Quote.status).in_(counted))
        .group_by(col(Quote.submission_id))
    ).all()
    return {one[0]: Money(one[1], one[2]) for one in found}


def _card(
    row: SubmissionRow, status: SubmissionStatus, premium: Money | None, *, has_stage: bool
) -> BoardCard:
    return BoardCard(
        id=row.id,
        href=f"/submissions/{row.id}",
        insured=row.insured,
        facts=f"{row.line} · {premium.words(cents=False)}" if premium else row.line,
        stage=row.stage if has_stage else "",
        blocker=_blocker(row, status),
        due=row.lateness or ("" if row.target == NONE else row.target),
        is_late=row.is_late,
        owner=row.assigned_to,
        owner_initials=initials(row.assigned_to) if row.assigned_to != "Nobody yet" else "",
    )


def _blocker(row: SubmissionRow, status: SubmissionStatus) -> str:
    if status is SubmissionStatus.PENDING and row.assigned_to == "Nobody yet":
        return "No underwriter yet"
    return row.next_action if status is SubmissionStatus.INFORMATION_NEEDED else ""
