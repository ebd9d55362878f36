"""Bob and Alice on one draft see each other, and a box is one person's at a time (SUB-3)."""

import pytest

from producer_portal.features.submissions import queries
from producer_portal.features.submissions.queries.presence import others_present
from producer_portal.features.submissions.rules.refusals import BoxHeld
from producer_portal.features.submissions.services.answering import (
    add_item,
    remove_item,
    save_answers,
)
from producer_portal.features.submissions.services.presence import be_present, leave
from producer_portal.values.errors import NotFound, NotPermitted


def here(story, who, submission_id, section_key="applicant", box=""):
    story.do(who, be_present, submission_id=submission_id, section_key=section_key, box=box)


def seen(story, who, submission_id):
    found = story.see(who, others_present, submission_id=submission_id)
    return [(one.name.split()[0], one.section_key, one.box) for one in found]


def test_two_people_on_one_draft_see_each_other_and_not_themselves(story):
    draft = story.draft()
    here(story, story.bob, draft, box="dba")
    here(story, story.alice, draft, "coverage")
    assert seen(story, story.alice, draft) == [("Bob", "applicant", "dba")]
    assert seen(story, story.bob, draft) == [("Alice", "coverage", "")]


def test_a_box_opens_when_its_person_leaves_it_the_page_or_the_machine(story):
    draft = story.draft()
    here(story, story.bob, draft, box="dba")
    here(story, story.bob, draft, box="legal_name")
    assert seen(story, story.alice, draft) == [("Bob", "applicant", "legal_name")]
    story.later(seconds=29)
    assert seen(story, story.alice, draft) == [("Bob", "applicant", "legal_name")]
    story.later(seconds=1)
    assert seen(story, story.alice, draft) == [("Bob", "applicant", "")]
    story.later(seconds=15)
    assert seen(story, story.alice, draft) == []
    here(story, story.bob, draft, box="dba")
    story.do(story.bob, leave, submission_id=draft)
    assert seen(story, story.alice, draft) == []


def test_whoever_tells_again_stays(story):
    draft = story.draft()
    for _ in range(5):
        here(story, story.bob, draft, box="dba")
        story.later(seconds=15)
    assert seen(story, story.alice, draft) == [("Bob", "applicant", "dba")]


def test_on_what_was_sent_nobody_is_present(story):
    submission_id = story.sent()
    here(story, story.bob, submission_id)
    assert seen(story, story.alice, submission_id) == []


def test_strangers_are_told_of_nobody_and_readers_do_not_type(story):
    draft = story.draft()
    here(story, story.bob, draft)
    assert seen(story, story.nina, draft) == []
    assert seen(story, story.mallory, draft) == []
    for stranger in (story.nina, story.mallory):
        with pytest.raises(NotFound):
            here(story, stranger, draft)
        with pytest.raises(NotFound):
            story.do(stranger, leave, submission_id=draft)
    with pytest.raises(NotPermitted):
        here(story, story.uma, draft)


def saves(story, who, submission_id, values, section_key="applicant", item_id=""):
    story.do(
        who,
        save_answers,
        submission_id=submission_id,
        section_key=section_key,
        values=values,
        version=story.version(submission_id, who),
        item_id=item_id,
    )


def stored(story, submission_id, key):
    page = story.see(
        story.bob, queries.section_page, submission_id=submission_id, section_key="applicant"
    )
    return next(one for one in page.questions if one.key == key)


def test_while_bob_types_in_a_box_nobody_else_saves_it(story):
    draft = story.draft()
    saves(story, story.bob, draft, {"dba": "Kestrel"})
    here(story, story.bob, draft, box="dba")
    with pytest.raises(
        BoxHeld, match=r"Bob Baxter is typing in “.*” now\. Your words are kept here"
    ):
        saves(story, story.alice, draft, {"year_started": "2014", "dba": "Alice's"})
    assert stored(story, draft, "dba").value == "Kestrel"
    assert stored(story, draft, "year_started").value == "", "all of it or nothing"
    saves(story, story.alice, draft, {"year_started": "2014"})
    saves(story, story.bob, draft, {"dba": "Kestrel Gardens"})
    here(story, story.bob, draft, box="year_started")
    saves(story, story.alice, draft, {"dba": "Alice's"})
    assert stored(story, draft, "dba").value == "Alice's"


def test_a_box_of_somebody_who_fell_silent_is_saved_by_others(story):
    draft = story.draft()
    here(story, story.bob, draft, box="dba")
    story.later(seconds=30)
    saves(story, story.alice, draft, {"dba": "Alice's"})
    assert stored(story, draft, "dba").value == "Alice's"


def test_an_address_is_one_box(story):
    draft = story.draft()
    here(story, story.bob, draft, box="mailing_address.city")
    here(story, story.alice, draft, box="mailing_address.street")
    assert seen(story, story.bob, draft) == [("Alice", "applicant", "")]
    with pytest.raises(BoxHeld):
        saves(story, story.alice, draft, {"mailing_address.street": "88 Platt St"})


def test_a_box_belongs_to_whoever_came_first(story):
    draft = story.draft()
    here(story, story.alice, draft, box="dba")
    here(story, story.bob, draft, box="dba")
    saves(story, story.alice, draft, {"dba": "Alice's"})
    with pytest.raises(BoxHeld, match="Alice Archer"):
        saves(story, story.bob, draft, {"dba": "Kestrel"})


def test_a_row_somebody_types_in_is_neither_changed_there_nor_removed(story):
    draft = story.draft(code="AUTOP")
    where = {"submission_id": draft, "section_key": "drivers"}
    first, second = (story.do(story.bob, add_item, version=9, **where).item_id for _ in range(2))
    here(story, story.bob, draft, "drivers", f"drivers.{first}.driver_name")
    with pytest.raises(BoxHeld):
        saves(story, story.alice, draft, {"driver_name": "Leo"}, "drivers", first)
    with pytest.raises(BoxHeld, match="Bob Baxter is typing in “Household drivers” now"):
        story.do(story.alice, remove_item, item_id=first, version=9, **where)
    saves(story, story.alice, draft, {"driver_name": "Leo"}, "drivers", second)
    story.do(story.alice, remove_item, item_id=second, version=9, **where)
    # Bob himself may do both.
    saves(story, story.bob, draft, {"driver_name": "Ines"}, "drivers", first)
    story.do(story.bob, remove_item, item_id=first, version=9, **where)
