"""Which deed moves a card from one column of the board to another (SUB-9)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from producer_portal.features.submissions.rules.stages import StageFacts, StagePlan
from producer_portal.features.submissions.rules.workflow import (
    STATUS_LOOKS,
    SubmissionAction,
    SubmissionStatus,
)

S, A = SubmissionStatus, SubmissionAction

BOARD_COLUMNS = (S.PENDING, S.IN_REVIEW, S.INFORMATION_NEEDED, S.QUOTED, S.BOUND)

STAGE_COLUMN = "stage-"

BOARD_DEEDS: Mapping[tuple[SubmissionStatus, SubmissionStatus], SubmissionAction] = {
    (S.PENDING, S.IN_REVIEW): A.START_REVIEW,
    (S.PENDING, S.INFORMATION_NEEDED): A.REQUEST_INFORMATION,
    (S.IN_REVIEW, S.INFORMATION_NEEDED): A.REQUEST_INFORMATION,
    (S.IN_REVIEW, S.QUOTED): A.ADD_QUOTE,
    (S.INFORMATION_NEEDED, S.IN_REVIEW): A.RETURN_TO_REVIEW,
    (S.QUOTED, S.INFORMATION_NEEDED): A.REQUEST_INFORMATION,
    (S.QUOTED, S.BOUND): A.BIND,
}
# Nothing has to be said for these: the move itself is the deed.
DONE_AT_ONCE = frozenset({A.START_REVIEW, A.RETURN_TO_REVIEW})
_ON_THE_RECORD: Mapping[SubmissionAction, str] = {
    A.REQUEST_INFORMATION: "Say what is needed on the record",
    A.ADD_QUOTE: "Add the quote on the record",
    A.BIND: "Choose and bind the quote on the record",
}


@dataclass(frozen=True, slots=True)
class BoardMove:
    """A column a card may go to: `why_not` is "" when it may, `hint` says what is still to be done there."""

    column: SubmissionStatus
    why_not: str
    hint: str
    # Where columns are stages: the one it lands in; None where the status has none.
    stage: StageFacts | None = None


def board_moves(
    status: SubmissionStatus, permitted: Collection[SubmissionAction]
) -> tuple[BoardMove, ...]:
    """Every other column with whether a card in this status may go there, in words (SUB-9)."""
    return tuple(
        _move(status, column, permitted) for column in BOARD_COLUMNS if column is not status
    )


def stage_moves(
    status: SubmissionStatus,
    stage_id: int,
    plan: StagePlan,
    permitted: Collection[SubmissionAction],
) -> tuple[BoardMove, ...]:
    """As `board_moves` on a board of stages: every other stage of the status first, then the statuses.

    What comes into another status lands in its first stage (SUB-10).
    """
    may = A.START_REVIEW in permitted
    why_not = "" if may else "This move is not part of your role."
    stages = [one for one in plan.by_status.get(status, ()) if one.id != stage_id]
    others = board_moves(status, permitted)
    return (
        *(BoardMove(status, why_not, "", one) for one in stages),
        *(_first(one, plan) for one in others),
    )


def _first(move: BoardMove, plan: StagePlan) -> BoardMove:
    return replace(move, stage=plan.of(move.column, None))


def _move(
    status: SubmissionStatus, column: SubmissionStatus, permitted: Collection[SubmissionAction]
) -> BoardMove:
    deed = BOARD_DEEDS.get((status, column))
    if deed is None:
        here, there = STATUS_LOOKS[status].words.lower(), STATUS_LOOKS[column].words.lower()
        why_not = (
            "It is bound and stays so." if status is S.BOUND else f"Not from {here} to {there}."
        )
        return BoardMove(column, why_not, "")
    if deed not in permitted:
        return BoardMove(column, "This move is not part of your role.", "")
    return BoardMove(column, "", _ON_THE_RECORD.get(deed, ""))


def column_key(status: SubmissionStatus, stage: StageFacts | None) -> str:
    """How the board names a column: by its status, or by the stage it is."""
    return status.value if stage is None else f"{STAGE_COLUMN}{stage.id}"
