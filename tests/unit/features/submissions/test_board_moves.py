"""Which column a card may go to, in words (SUB-9)."""

import pytest

from producer_portal.features.submissions.rules.board import (
    BOARD_COLUMNS,
    BOARD_DEEDS,
    board_moves,
)
from producer_portal.features.submissions.rules.workflow import (
    SubmissionAction,
    SubmissionStatus,
    next_status,
)

EVERYTHING = frozenset(SubmissionAction)


@pytest.mark.parametrize(("move", "deed"), BOARD_DEEDS.items())
def test_every_move_of_the_board_is_a_deed_that_leads_there(move, deed):
    here, there = move
    assert next_status(here, deed) is there


@pytest.mark.parametrize("status", BOARD_COLUMNS)
def test_every_other_column_is_named_with_the_reason_when_it_is_closed(status):
    moves = {one.column: one for one in board_moves(status, EVERYTHING)}
    assert set(moves) == set(BOARD_COLUMNS) - {status}
    for column, move in moves.items():
        assert bool(move.why_not) is ((status, column) not in BOARD_DEEDS)


def test_a_producer_is_told_that_a_review_is_not_theirs_to_start():
    moves = {one.column: one for one in board_moves(SubmissionStatus.PENDING, frozenset())}
    assert moves[SubmissionStatus.IN_REVIEW].why_not == "This move is not part of your role."


def test_what_needs_more_than_a_move_says_where_it_is_done():
    moves = {one.column: one for one in board_moves(SubmissionStatus.QUOTED, EVERYTHING)}
    assert moves[SubmissionStatus.BOUND].hint == "Choose and bind the quote on the record"
