"""Adam names the agency's stages, Uma works by them, and Bob never hears of one (SUB-10)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import select

from producer_portal.features.submissions import services
from producer_portal.features.submissions.queries import (
    submission_detail,
    submission_table,
    timeline,
)
from producer_portal.features.submissions.queries.board import board_target, submission_board
from producer_portal.features.submissions.queries.measures import operations
from producer_portal.features.submissions.queries.queue import work_queue
from producer_portal.features.submissions.queries.stages import stage_board, stage_plan
from producer_portal.features.submissions.rules.stages import (
    MOST_STAGES,
    StageOfAnotherStatus,
    TooManyStages,
)
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services import stages
from producer_portal.features.submissions.tables import StageSpell, StatusSpell, Submission
from producer_portal.foundation import signals
from producer_portal.foundation.scope import scoped_tables
from producer_portal.foundation.tables import AuditRecord
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted

S = SubmissionStatus
MARKER = "Zanzibar"


def add(story, name, status=S.IN_REVIEW):
    return story.do(story.adam, stages.add_stage, status=status, name=name)


def counts(story, status=S.IN_REVIEW):
    groups = story.see(story.adam, stage_board)
    (found,) = [group for group in groups if group.status.key == status]
    return {stage.name: stage.count for stage in found.stages}


def stage_of(story, submission_id, actor=None):
    return story.see(actor or story.uma, submission_detail, submission_id=submission_id).stage


def move(story, submission_id, stage_id):
    story.do(story.uma, stages.move_to_stage, submission_id=submission_id, stage_id=stage_id)


def columns(story, actor, **asked):
    found = story.see(actor, submission_board, is_by_stage=True, **asked)
    return [(column.title, column.count) for column in found]


def test_the_first_stage_holds_all_and_a_move_changes_the_stage_only(story):
    submission_id = story.reviewed()
    assert stage_of(story, submission_id) == ""
    triage = add(story, "Triage")
    carrier = add(story, "With carrier")
    assert stage_of(story, submission_id) == "Triage"
    before = story.see(story.uma, submission_table).rows[0]
    move(story, submission_id, carrier)
    row = story.see(story.uma, submission_table).rows[0]
    assert (row.stage, row.status, row.waiting) == ("With carrier", before.status, before.waiting)
    assert counts(story) == {"Triage": 0, "With carrier": 1}
    told = story.see(story.uma, timeline, submission_id=submission_id)[0]
    assert (told.actor, told.words) == ("Uma Underhill", "moved it to With carrier")
    move(story, submission_id, triage)
    assert counts(story) == {"Triage": 1, "With carrier": 0}


def test_a_move_across_statuses_lands_in_the_first_stage(story):
    submission_id = story.reviewed()
    add(story, "Triage")
    move(story, submission_id, add(story, "With carrier"))
    add(story, "Chasing", S.INFORMATION_NEEDED)
    (item,) = story.ask(submission_id)
    assert stage_of(story, submission_id) == "Chasing"
    story.attach(submission_id, "loss_runs", content=b"%PDF-1.4 anew")
    story.do(story.uma, services.accept_information, item_id=item)
    assert stage_of(story, submission_id) == "Triage"


def test_the_board_stands_by_status_or_by_stage_over_the_same_rows(story):
    first, second = story.reviewed(), story.reviewed()
    add(story, "Triage")
    carrier = add(story, "With carrier")
    move(story, second, carrier)
    assert columns(story, story.uma) == [
        ("Pending", 0),
        ("Triage", 1),
        ("With carrier", 1),
        ("Information needed", 0),
        ("Quoted", 0),
        ("Bound", 0),
    ]
    by_status = story.see(story.uma, submission_board)
    assert [column.count for column in by_status] == [0, 2, 0, 0, 0]
    assert {card.stage for card in by_status[1].cards} == {"Triage", "With carrier"}
    for stage, expected in ((carrier, [second]), (carrier - 1, [first])):
        page = story.see(story.uma, submission_table, stage=stage)
        assert [row.id for row in page.rows] == expected
        assert (page.total, page.stage) == (1, str(stage))
    labels = [one.label for one in page.stages]
    assert labels == ["In review: Triage", "In review: With carrier"]
    found = story.see(story.uma, submission_table, stage=carrier, search="kestrel")
    assert [row.id for row in found.rows] == [second]
    assert story.see(story.uma, board_target, column=f"stage-{carrier}")[0] is S.IN_REVIEW
    for wrong in ("stage-0", "stage-999999", "stage-x", "nowhere"):
        with pytest.raises((NotFound, InvalidInput)):
            story.see(story.uma, board_target, column=wrong)


def test_an_order_can_change_while_every_submission_stays_in_its_stage(story):
    first, second = story.reviewed(), story.reviewed()
    triage, carrier = add(story, "Triage"), add(story, "With carrier")
    move(story, second, carrier)
    story.do(story.adam, stages.move_stage, stage_id=carrier, by=-1)
    assert (stage_of(story, first), stage_of(story, second)) == ("Triage", "With carrier")
    assert stage_of(story, story.reviewed()) == "With carrier"
    story.do(story.adam, stages.move_stage, stage_id=carrier, by=-1)
    assert list(counts(story)) == ["With carrier", "Triage"]
    story.do(story.adam, stages.move_stage, stage_id=triage, by=-1)
    assert counts(story) == {"Triage": 1, "With carrier": 2}


def test_a_stage_that_is_retired_says_how_many_were_in_it_and_where_they_went(story):
    first, second = story.reviewed(), story.reviewed()
    triage, carrier, loss = (add(story, one) for one in ("Triage", "With carrier", "Loss runs"))
    move(story, second, carrier)
    with pytest.raises(InvalidInput) as told:
        story.do(story.adam, stages.retire_stage, stage_id=triage)
    assert told.value.problems == {"into": "Choose the stage that its submissions go to"}
    story.later(minutes=7)
    assert story.do(story.adam, stages.retire_stage, stage_id=triage, into_id=loss) == 1
    assert (stage_of(story, first), stage_of(story, second)) == ("Loss runs", "With carrier")
    assert story.see(story.uma, timeline, submission_id=first)[0].words == "moved it to Loss runs"
    assert story.do(story.adam, stages.retire_stage, stage_id=carrier, into_id=loss) == 1
    assert counts(story) == {"Loss runs": 2}
    assert story.do(story.adam, stages.retire_stage, stage_id=loss) == 0
    assert stage_of(story, first) == ""
    with story.work(story.alice, read_only=True) as work:
        kept = work.session.exec(
            select(AuditRecord)
            .where(AuditRecord.action == "stage.retired")
            .order_by(AuditRecord.number)
        ).all()
        assert [one.after for one in kept] == [
            {"into": "Loss runs", "moved": 1},
            {"into": "Loss runs", "moved": 1},
            {"into": "", "moved": 0},
        ]
        stored = work.session.exec(select(Submission.stage_id)).all()
        assert set(stored) == {None}


def test_names_and_numbers_of_stages_are_checked(story):
    triage = add(story, "Triage")
    with pytest.raises(InvalidInput):
        add(story, "triage")
    carrier = add(story, "With carrier")
    with pytest.raises(InvalidInput):
        story.do(story.adam, stages.rename_stage, stage_id=carrier, name="Triage")
    story.do(story.adam, stages.rename_stage, stage_id=triage, name="Sorting")
    with pytest.raises(InvalidInput):
        add(story, "Thinking", S.DRAFT)
    for number in range(MOST_STAGES - 2):
        add(story, f"Step {number}")
    with pytest.raises(TooManyStages):
        add(story, "One more")
    for deed in (stages.retire_stage, stages.move_stage):
        with pytest.raises(NotFound):
            story.do(
                story.adam, deed, stage_id=10**6, **({"by": 1} if deed is stages.move_stage else {})
            )


def test_a_stage_of_another_status_or_agency_is_no_place_to_go(story):
    submission_id = story.reviewed()
    quoted = add(story, "Negotiating", S.QUOTED)
    with pytest.raises(StageOfAnotherStatus, match="Move it to quoted first"):
        move(story, submission_id, quoted)
    with pytest.raises(NotFound):
        story.do(story.mallory, stages.move_to_stage, submission_id=submission_id, stage_id=quoted)
    add(story, "Triage")
    carrier = add(story, "With carrier")
    for person, wrong in ((story.bob, NotPermitted), (story.adam, NotPermitted)):
        with pytest.raises(wrong):
            story.do(person, stages.move_to_stage, submission_id=submission_id, stage_id=carrier)
    with pytest.raises(NotPermitted):
        story.do(story.uma, stages.add_stage, status=S.QUOTED, name="Mine")


def test_producers_never_hear_what_a_stage_is_called(story):
    """Whatever Bob's own session can read of any table, and whatever a page shows him, is without it."""
    submission_id = story.reviewed()
    waiting = story.sent()
    first = add(story, f"{MARKER} one")
    move(story, submission_id, add(story, f"{MARKER} two"))
    add(story, f"{MARKER} three", S.PENDING)
    shown = [
        story.see(story.bob, submission_table),
        story.see(story.bob, submission_table, stage=first),
        story.see(story.bob, submission_table, search=MARKER).rows,
        story.see(story.bob, submission_board),
        story.see(story.bob, submission_board, is_by_stage=True),
        story.see(story.bob, submission_detail, submission_id=submission_id),
        story.see(story.bob, timeline, submission_id=submission_id),
    ]
    assert shown[1].total == 2, "a stage narrows nothing for whoever may not know of it"
    assert [column.count for column in shown[4]] == [1, 1, 0, 0, 0]
    assert MARKER not in repr(shown)
    with story.work(story.bob, read_only=True) as work:
        assert stage_plan(work).by_status == {}
        for mapped in scoped_tables():
            rows = [row.model_dump() for row in work.session.exec(select(mapped)).all()]
            assert MARKER not in repr(rows), mapped
    with pytest.raises(NotFound):
        story.see(story.bob, board_target, column=f"stage-{first}")
    assert MARKER in repr(story.see(story.uma, submission_table))
    assert story.see(story.uma, submission_detail, submission_id=waiting).stage == f"{MARKER} three"
    story.later(days=9)
    assert f"{MARKER} three" in repr(story.see(story.uma, work_queue, view="late").rows)


def test_a_move_is_announced_to_staff_and_asks_nothing_of_producers(story, monkeypatch):
    told = []
    monkeypatch.setattr(signals, "publish", lambda tenant, topics, **_: told.append(topics))
    submission_id = story.reviewed()
    add(story, "Triage")
    carrier = add(story, "With carrier")
    told.clear()
    move(story, submission_id, carrier)
    assert told == [{"stages", f"stage_of:{submission_id}"}]
    move(story, submission_id, carrier)
    assert len(told) == 1
    story.do(story.adam, stages.rename_stage, stage_id=carrier, name="At the carrier")
    assert told[1:] == [{"stages", "stage_plan"}]


def test_time_in_a_stage_is_kept_by_the_minute_whoever_moves_it_on(story):
    submission_id = story.reviewed()
    triage, carrier = add(story, "Triage"), add(story, "With carrier")
    story.later(minutes=30)
    move(story, submission_id, carrier)
    story.later(minutes=12)
    story.do(
        story.bob,
        services.withdraw_submission,
        submission_id=submission_id,
        reason_code="not_needed",
    )
    with story.work(story.uma, read_only=True) as work:
        within = work.session.exec(select(StageSpell)).one()
        last = work.session.exec(
            select(StatusSpell).where(StatusSpell.status == S.IN_REVIEW.value)
        ).one()
        assert (within.stage_id, within.minutes, within.moved_by_name) == (
            triage,
            30,
            "Uma Underhill",
        )
        assert (last.stage_id, last.stage_minutes, last.minutes) == (carrier, 12, 42)
        row = work.session.get(Submission, submission_id)
        assert (row.stage_id, row.stage_since_at) == (None, None)


def test_time_in_each_stage_stands_with_the_measures_of_ones_own_reach(story):
    """Bob's is 30 minutes in triage and 12 with the carrier, another one 20 in triage, one stays there."""
    before = story.reviewed()
    story.later(hours=9)
    add(story, "Triage")
    carrier = add(story, "With carrier")
    first, second = story.reviewed(), story.reviewed()
    story.later(minutes=20)
    for number, minutes in ((second, 0), (before, 10), (first, 12)):
        if number == first:
            move(story, first, carrier)
        story.later(minutes=minutes)
        story.do(story.uma, services.decline_submission, submission_id=number, reason_code="class")
    story.reviewed()
    found = story.see(story.alice, operations).stages
    # What was in review before there were stages was in none of them.
    assert [(one.name, one.median, one.left, one.now) for one in found] == [
        ("Triage", "25 min", 2, 1),
        ("With carrier", "12 min", 1, 0),
    ]
    elsewhere = replace(story.alice, agency_id=story.harborline.branches["naples"])
    assert [(one.left, one.now) for one in story.see(elsewhere, operations).stages] == [
        (0, 0),
        (0, 0),
    ]


def test_a_stage_retired_meanwhile_takes_nobody_in(story):
    """However the two come together, what is stored is a stage that is in force."""
    triage, carrier = add(story, "Triage"), add(story, "With carrier")
    ids = [story.reviewed() for _ in range(3)]

    def try_move(number):
        try:
            move(story, number, carrier)
        except NotFound:
            return

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(try_move, one) for one in ids]
        retiring = pool.submit(
            story.do, story.adam, stages.retire_stage, stage_id=carrier, into_id=triage
        )
        for one in (*done, retiring):
            one.result()
    assert counts(story) == {"Triage": 3}
    with story.work(story.uma, read_only=True) as work:
        assert set(work.session.exec(select(Submission.stage_id)).all()) == {None}
