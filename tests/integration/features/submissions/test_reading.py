"""Bob adds an application somebody filled in: sure answers flow, the rest waits, nothing is written over (SUB-17)."""

import pytest
from sqlmodel import col, select

from producer_portal.features.submissions import services
from producer_portal.features.submissions.queries.reading import (
    application_page,
    application_reading,
)
from producer_portal.features.submissions.rules.refusals import DeedNotAllowedNow
from producer_portal.features.submissions.services.reading import keep_reading, settle_read
from producer_portal.features.submissions.tables import ApplicationReading, Submission
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import AuditRecord
from producer_portal.values.errors import NotFound, NotPermitted
from producer_portal.values.pages import Box, FoundPages, FoundText


def paper(*lines):
    return FoundPages(
        2,
        tuple(
            FoundText(words, Box(0, 90, 100 + 20 * n, 600, 114 + 20 * n))
            for n, words in enumerate(lines)
        ),
    )


KESTREL = (
    "Legal name: Kestrel Valley Landscaping LLC",
    "FEIN: 59-1236789",
    "Type of entity: LLC",
    "Annual revenue: $840,000",
    "Year established: next spring",
    "Proposed effective date: 12/01/2026",
)


def add(story, submission_id, *lines, actor=None):
    return story.do(
        actor or story.bob,
        keep_reading,
        submission_id=submission_id,
        document_id=7,
        filename="kestrel.pdf",
        pages=paper(*lines),
    )


def settle(story, submission_id, reading_id, number, *, is_used):
    story.do(
        story.bob,
        settle_read,
        submission_id=submission_id,
        reading_id=reading_id,
        number=number,
        is_used=is_used,
    )


def seen(story, submission_id, actor=None):
    view = story.see(actor or story.bob, application_reading, submission_id=submission_id)
    return {row.question: row for row in view.rows}, view


def row_of(story, submission_id):
    with story.work(story.bob, read_only=True) as work:
        return work.session.get_one(Submission, submission_id)


def test_sure_answers_are_in_the_form_and_unsure_ones_wait(story):
    draft = story.draft()
    add(story, draft, *KESTREL)
    rows, view = seen(story, draft)
    assert rows["Legal name of the business"].state == "in_form"
    assert rows["Year the business started"].state == "waiting"
    assert "year" in rows["Year the business started"].problem.lower()
    assert (view.in_form_count, view.waiting_count) == (5, 1)
    row = row_of(story, draft)
    assert row.insured_name == "Kestrel Valley Landscaping LLC"
    assert row.answers["applicant"]["annual_revenue"] == 84_000_000
    assert row.effective_on.isoformat() == "2026-12-01"


def test_personal_numbers_are_masked_on_the_page_and_sealed_in_the_database(story):
    draft = story.draft()
    reading_id = add(story, draft, *KESTREL)
    rows, _ = seen(story, draft)
    assert rows["Federal employer ID number (FEIN)"].text == "•••• 6789"
    with story.work(story.bob, read_only=True) as work:
        stored = work.session.get_one(ApplicationReading, reading_id)
        assert "6789" not in stored.found
        assert "Kestrel" not in stored.found
    with story.work(system_actor("stories"), read_only=True) as work:
        told = work.session.exec(
            select(AuditRecord)
            .where(AuditRecord.action == "submission.application.read")
            .order_by(col(AuditRecord.id).desc())
        ).first()
        assert "6789" not in str(told.after)


def test_what_bob_typed_stays_and_the_paper_is_held_against_it(story):
    draft = story.draft()
    version = row_of(story, draft).version
    story.do(
        story.bob,
        services.save_answers,
        submission_id=draft,
        section_key="applicant",
        values={"legal_name": "Kestrel Gardens", "entity_type": "llc"},
        version=version,
    )
    reading_id = add(story, draft, *KESTREL)
    rows, _ = seen(story, draft)
    assert rows["Legal name of the business"].state == "differs"
    assert rows["Legal form"].state == "in_form"
    assert row_of(story, draft).insured_name == "Kestrel Gardens"
    number = rows["Legal name of the business"].number
    settle(story, draft, reading_id, number, is_used=True)
    assert row_of(story, draft).insured_name == "Kestrel Valley Landscaping LLC"
    assert seen(story, draft)[0]["Legal name of the business"].state == "in_form"


def test_what_bob_leaves_out_stays_out(story):
    draft = story.draft()
    reading_id = add(story, draft, *KESTREL)
    number = seen(story, draft)[0]["Year the business started"].number
    settle(story, draft, reading_id, number, is_used=False)
    rows, view = seen(story, draft)
    assert rows["Year the business started"].state == "left"
    assert view.waiting_count == 0
    assert "year_started" not in row_of(story, draft).answers["applicant"]


def test_items_are_made_for_what_repeats_and_never_guessed_over_typed_ones(story):
    lines = ("Class 1", "Classification: Lawn care", "Class code: 97047")
    draft = story.draft()
    add(story, draft, *lines)
    items = row_of(story, draft).answers["exposure"]
    assert [(one["class_description"], one["class_code"]) for one in items] == [
        ("Lawn care", "97047")
    ]
    add(story, draft, "Class 2", "Classification: Irrigation")
    assert len(row_of(story, draft).answers["exposure"]) == 1
    assert seen(story, draft)[0]["Description of the operation"].state == "waiting"


def test_reading_twice_changes_nothing_more(story):
    draft = story.draft()
    add(story, draft, *KESTREL)
    before = row_of(story, draft).answers
    add(story, draft, *KESTREL)
    after = row_of(story, draft).answers
    assert {key: value for key, value in after["applicant"].items() if key != "fein"} == {
        key: value for key, value in before["applicant"].items() if key != "fein"
    }
    assert seen(story, draft)[1].in_form_count == 5


def test_once_sent_nothing_is_read_into_it(story):
    submission_id = story.sent()
    with pytest.raises(DeedNotAllowedNow):
        add(story, submission_id, *KESTREL)


def test_other_peoples_drafts_are_not_found_and_underwriters_do_not_fill_in_forms(story):
    draft = story.draft()
    reading_id = add(story, draft, *KESTREL)
    for stranger in (story.nina, story.mallory):
        with pytest.raises(NotFound):
            add(story, draft, *KESTREL, actor=stranger)
        with pytest.raises(NotFound):
            seen(story, draft, actor=stranger)
        with pytest.raises(NotFound):
            story.see(
                stranger, application_page, submission_id=draft, reading_id=reading_id, page=0
            )
    with pytest.raises(NotPermitted):
        add(story, draft, *KESTREL, actor=story.uma)


@pytest.mark.parametrize(("further", "page"), [(0, 2), (0, -1), (1, 0)])
def test_a_page_it_does_not_have_is_not_found(story, further, page):
    draft = story.draft()
    number = add(story, draft, *KESTREL)
    asked = {"submission_id": draft, "reading_id": number, "page": 1}
    assert story.see(story.bob, application_page, **asked) == 7
    with pytest.raises(NotFound):
        story.see(
            story.bob, application_page, **asked | {"reading_id": number + further, "page": page}
        )
    with pytest.raises(NotFound):
        settle(story, draft, number, 99, is_used=True)
