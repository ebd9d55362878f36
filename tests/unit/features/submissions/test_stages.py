"""Stages of an agency: which is whose, what a new order changes, what a board of stages offers (SUB-10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer_portal.features.submissions.rules.board import column_key, stage_moves
from producer_portal.features.submissions.rules.stages import (
    NO_STAGES,
    StageFacts,
    checked_name,
    plan_of,
    restored,
)
from producer_portal.features.submissions.rules.workflow import SubmissionAction, SubmissionStatus
from producer_portal.values.errors import InvalidInput

S = SubmissionStatus
TRIAGE, CARRIER = StageFacts(4, S.IN_REVIEW, "Triage"), StageFacts(9, S.IN_REVIEW, "With carrier")
PLAN = plan_of([TRIAGE, CARRIER])


def test_what_is_stored_without_a_stage_is_in_the_first_of_its_status():
    assert PLAN.of("in_review", None) == TRIAGE
    assert PLAN.of("in_review", 9) == CARRIER
    assert PLAN.of("in_review", 77) == TRIAGE
    assert PLAN.of("pending", None) is None
    assert (PLAN.stored(TRIAGE), PLAN.stored(CARRIER)) == (None, 9)
    assert PLAN.name_of("pending", 9) == ""
    assert NO_STAGES.find(9) is None


@given(st.data())
def test_a_new_order_leaves_every_submission_in_its_stage(data):
    before = data.draw(st.lists(st.integers(1, 30), min_size=1, max_size=8, unique=True))
    retired = data.draw(st.lists(st.sampled_from(before), max_size=len(before) - 1, unique=True))
    after = data.draw(st.permutations([one for one in before if one not in retired]))
    moved = {one: data.draw(st.sampled_from(after)) for one in retired}
    changed = restored(before, after, moved)
    for stage in before:
        stored = None if stage == before[0] else stage
        now = changed.get(stored, stored)
        assert (after[0] if now is None else now) == moved.get(stage, stage)


def test_without_the_last_stage_nothing_is_stored():
    assert restored([4, 9], [], {}) == {9: None}


def test_a_board_of_stages_offers_the_stages_first_and_says_where_a_status_lands():
    may = frozenset(SubmissionAction)
    within, *across = stage_moves(S.IN_REVIEW, 4, PLAN, may)
    assert (within.stage, within.why_not, within.hint) == (CARRIER, "", "")
    assert [column_key(one.column, one.stage) for one in across] == [
        "pending",
        "information_needed",
        "quoted",
        "bound",
    ]
    back = [one for one in stage_moves(S.INFORMATION_NEEDED, 0, PLAN, may) if not one.why_not]
    assert [(column_key(one.column, one.stage), one.stage) for one in back] == [("stage-4", TRIAGE)]
    (refused, *_) = stage_moves(S.IN_REVIEW, 4, PLAN, frozenset())
    assert refused.why_not == "This move is not part of your role."


@pytest.mark.parametrize("typed", ["", "   ", "x" * 41, "\x00"])
def test_a_stage_needs_a_short_name(typed):
    with pytest.raises(InvalidInput):
        checked_name(typed)
