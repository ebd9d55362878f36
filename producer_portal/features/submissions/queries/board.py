"""The board: the tracking table's own rows, one column for each status (SUB-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.features.submissions.queries.looks import permitted_actions, submission_status
from producer_portal.features.submissions.queries.table import submission_table
from producer_portal.features.submissions.queries.views import StatusView, SubmissionRow
from producer_portal.features.submissions.rules.board import BOARD_COLUMNS, board_moves
from producer_portal.features.submissions.rules.wording import NONE
from producer_portal.features.submissions.rules.workflow import (
    STATUS_LOOKS,
    QuoteStatus,
    SubmissionAction,
    SubmissionStatus,
)
from producer_portal.features.submissions.tables import Quote, Submission
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
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


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One submission on the board."""

    id: int
    href: str
    insured: str
    facts: str
    blocker: str
    due: str
    is_late: bool
    owner: str
    owner_initials: str


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A status with its first cards. `count` says how many there are in all."""

    key: str
    status: StatusView
    count: int
    cards: list[BoardCard]
    moves: list[MoveView]
    has_more: bool


def submission_board(
    work: UnitOfWork, *, search: str = "", view: str = "", shown: Mapping[str, int] | None = None
) -> list[BoardColumn]:
    """The open submissions in sight by status, and those bound this month. Needs SUBMISSIONS_READ.

    `shown` says how many cards a column shows; at most MOST_CARDS, the table shows them all.
    """
    work.actor.require(Permission.SUBMISSIONS_READ)
    return [_column(work, status, search, view, shown or {}) for status in BOARD_COLUMNS]


def status_of(work: UnitOfWork, *, submission_id: int) -> SubmissionStatus:
    """Where a submission in sight stands now. Needs SUBMISSIONS_READ. Raises NotFound."""
    work.actor.require(Permission.SUBMISSIONS_READ)
    row = get_or_not_found(work, Submission, submission_id, what="submission")
    return SubmissionStatus(row.status)


def _column(
    work: UnitOfWork, status: SubmissionStatus, search: str, view: str, shown: Mapping[str, int]
) -> BoardColumn:
    is_bound = status is SubmissionStatus.BOUND
    size = min(max(shown.get(status, FIRST_CARDS), FIRST_CARDS), MOST_CARDS)
    found = submission_table(
        work,
        search=search,
        statuses=(status,),
        view="bound" if is_bound and view in {"", "open"} else view,
        sort="waiting" if is_bound else "target",
        page_size=size,
        has_tabs=False,
    )
    premiums = _premiums(work, [row.id for row in found.rows])
    return BoardColumn(
        key=status.value,
        status=submission_status(status),
        count=found.total,
        cards=[_card(row, status, premiums.get(row.id)) for row in found.rows],
        moves=_moves(status, permitted_actions(work.actor)),
        has_more=found.total > size,
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


def _card(row: SubmissionRow, status: SubmissionStatus, premium: Money | None) -> BoardCard:
    return BoardCard(
        id=row.id,
        href=f"/submissions/{row.id}",
        insured=row.insured,
        facts=f"{row.line} · {premium.words(cents=False)}" if premium else row.line,
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


@lru_cache(maxsize=256)
def _moves(status: SubmissionStatus, permitted: frozenset[SubmissionAction]) -> list[MoveView]:
    return [
        MoveView(
            column=one.column.value,
            words=STATUS_LOOKS[one.column].words,
            icon=STATUS_LOOKS[one.column].icon,
            why_not=one.why_not,
            hint=one.hint,
        )
        for one in board_moves(status, permitted)
    ]
