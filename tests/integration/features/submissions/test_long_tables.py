"""Bob insures a fleet of three hundred drivers: the table is read page by page, problems of all of it are named."""

import pytest

from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.rules.refusals import TooManyItems
from producer_portal.features.submissions.services import answering
from producer_portal.features.submissions.services.deeds import locked
from tests.integration.features.submissions.story import sample

FLEET = 300


@pytest.fixture
def fleet(story):
    """A draft with three hundred drivers; the 212th has no date of birth."""
    submission_id = story.draft(code="AUTOB")
    answers = sample("AUTOB")["answers"]
    drivers = [
        {**answers["drivers"][0], "item_id": f"d{place}", "driver_name": f"Driver No {place}"}
        for place in range(1, FLEET + 1)
    ]
    del drivers[211]["driver_dob"]
    with story.work(story.bob) as work:
        opened = locked(work, submission_id)
        opened.answers.update(answers | {"drivers": drivers})
        answering.store_answers(work, opened, [])
    return submission_id


def drivers(story, submission_id, **more):
    return story.see(
        story.bob,
        queries.section_page,
        submission_id=submission_id,
        section_key="drivers",
        **more,
    )


def ids(page):
    return [row.item_id for row in page.group.rows]


def test_twenty_five_drivers_stand_on_a_page_and_keep_their_numbers(story, fleet):
    first, last = drivers(story, fleet), drivers(story, fleet, page=12)
    assert (len(ids(first)), first.group.total) == (25, FLEET)
    assert ids(last)[0] == "d276"
    assert last.group.rows[-1].name == "driver 300"
    assert ids(drivers(story, fleet, page=99)) == ids(last)
    assert ids(drivers(story, fleet, page=-3)) == ids(first)


def test_the_page_of_a_driver_is_found_by_the_driver(story, fleet):
    page = drivers(story, fleet, at_item="d212")
    assert (page.group.page, ids(page)[11]) == (9, "d212")
    assert drivers(story, fleet, at_item="nobody").group.page == 1


def test_what_is_wrong_on_any_page_is_named_with_the_way_to_it(story, fleet):
    page = drivers(story, fleet, shows_problems=True)
    assert [(one.message, one.href) for one in page.problems] == [
        (
            "Driver 212: Enter the date of birth",
            f"/submissions/{fleet}/drivers?item=d212#q-drivers.d212.driver_dob",
        )
    ]
    assert not any(one.problem for row in page.group.rows for one in row.questions)
    there = drivers(story, fleet, shows_problems=True, at_item="d212").group.rows[11]
    assert [one.problem for one in there.questions if one.problem] == [page.problems[0].message]


def test_a_driver_that_is_added_stands_on_the_last_page_and_no_more_than_the_form_allows(
    story, fleet
):
    where = {"submission_id": fleet, "section_key": "drivers"}
    with pytest.raises(TooManyItems, match="Keep 300 drivers or fewer"):
        story.do(story.bob, services.add_item, version=99, **where)
    story.do(story.bob, services.remove_item, item_id="d1", version=99, **where)
    added = story.do(story.bob, services.add_item, version=99, **where)
    page = drivers(story, fleet, at_item=added.item_id)
    assert (page.group.page, ids(page)[-1]) == (12, added.item_id)


def test_an_answer_of_the_last_driver_is_saved_like_that_of_the_first(story, fleet):
    story.do(
        story.bob,
        services.save_answers,
        submission_id=fleet,
        section_key="drivers",
        item_id="d300",
        values={"driver_name": "Leo Valdez"},
        version=99,
    )
    assert drivers(story, fleet, page=12).group.rows[-1].title == "Leo Valdez"


def test_the_check_page_shows_the_first_drivers_and_all_of_them_on_demand(story, fleet):
    def titles(**more):
        checked = story.see(story.bob, queries.check_answers, submission_id=fleet, **more)
        return [one for one in checked.groups if one.title.startswith("Driver ")]

    short = titles()
    assert len(short) == 25
    assert (short[-1].section_key, short[-1].more_words) == ("drivers", "Show all 300 drivers")
    full = titles(in_full=["drivers"])
    assert len(full) == FLEET
    assert full[-1].more_words == ""
    link = full[-1].rows[0].href
    assert link == f"/submissions/{fleet}/drivers?item=d300#q-drivers.d300.driver_name"


def test_what_a_question_adds_to_its_words_stands_at_its_column(story):
    submission_id = story.draft(code="AUTOB")
    at = {"submission_id": submission_id, "section_key": "vehicles"}
    story.do(story.bob, services.add_item, version=1, **at)
    page = story.see(story.bob, queries.section_page, **at)
    hints = {column.key: column.hint for column in page.group.columns}
    assert hints["vin"].startswith("17 characters")
    assert page.group.rows[0].questions[0].hint == hints["vin"]
