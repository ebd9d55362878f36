"""The board shows the table's own rows by status, to those who may see them (SUB-9, RBAC-3)."""

import pytest

from producer_portal.features.submissions import services
from producer_portal.features.submissions.queries.board import status_of, submission_board
from producer_portal.values.errors import NotFound
from tests.integration.features.submissions.test_table import add


def board(story, actor, **choices):
    found = story.see(actor, submission_board, **{"shown": {}, **choices})
    return {column.key: column for column in found}


def test_a_submission_stands_in_the_column_of_its_status(story):
    story.sent()
    quoted, _ = story.quoted()
    columns = board(story, story.uma)
    assert {key: column.count for key, column in columns.items()} == {
        "pending": 1,
        "in_review": 0,
        "information_needed": 0,
        "quoted": 1,
        "bound": 0,
    }
    (waiting,) = columns["pending"].cards
    assert (waiting.blocker, waiting.owner_initials) == ("No underwriter yet", "")
    (offered,) = columns["quoted"].cards
    assert (offered.id, offered.facts) == (quoted, "General liability · $4,813")
    assert (offered.owner, offered.owner_initials, offered.is_late) == (
        "Uma Underhill",
        "UU",
        False,
    )


def test_what_was_asked_for_stands_on_the_card_in_words(story):
    submission_id = story.reviewed()
    story.ask(submission_id)
    (card,) = board(story, story.uma)["information_needed"].cards
    assert card.blocker == "Send Three years of loss runs"
    assert card.due == "Item due Nov 25"


def test_a_bound_submission_stays_on_the_board_for_its_month(story):
    _, quote_id = story.accepted()
    story.authorize(story.bob)
    story.do(story.bob, services.bind_quote, quote_id=quote_id)
    assert board(story, story.bob)["bound"].count == 1
    assert board(story, story.bob, search="nobody")["bound"].count == 0


def test_nina_sees_nothing_of_bobs_and_mallory_nothing_at_all(story):
    submission_id = story.sent()
    for person in (story.nina, story.mallory):
        assert all(column.count == 0 for column in board(story, person).values())
        with pytest.raises(NotFound):
            story.see(person, status_of, submission_id=submission_id)


def test_a_column_shows_its_first_cards_and_more_when_asked(story):
    for number in range(23):
        add(story, f"Osprey {number}", status="pending", reference=f"SUB-2026-9001{number:02}")
    first = board(story, story.bob)["pending"]
    assert (len(first.cards), first.count, first.has_more) == (20, 23, True)
    more = board(story, story.bob, shown={"pending": 40})["pending"]
    assert (len(more.cards), more.count, more.has_more) == (23, 23, False)
