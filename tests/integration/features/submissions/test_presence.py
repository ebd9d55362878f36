"""Bob and Alice on one draft see each other, and a box is one person's at a time (SUB-3)."""

import pytest

from producer_portal.features.submissions.queries.presence import others_present
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
