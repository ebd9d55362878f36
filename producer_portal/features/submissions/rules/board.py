"""Which deed moves a card from one column of the board to another (SUB-9)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from producer_portal.features.submissions.rules.workflow import (
    STATUS_LOOKS,
    SubmissionAction,
    SubmissionStatus,
)

S, A = SubmissionStatus, SubmissionAction

BOARD_COLUMNS = (S.PENDING, S.IN_REVIEW, S.INFORMATION_NEEDED, S.QUOTED, S.BOUND)

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


def board_moves(
    status: SubmissionStatus, permitted: Collection[SubmissionAction]
) -> tuple[BoardMove, ...]:
    """Every other column with whether a card in this status may go there, in words (SUB-9)."""
    return tuple(
        _move(status, column, permitted) for column in BOARD_COLUMNS if column is not status
    )


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
