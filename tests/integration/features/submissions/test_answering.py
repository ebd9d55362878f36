"""Bob answers a form: everything typed is kept, nobody else sees it, personal numbers stay sealed."""

import json
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import select

from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.refusals import (
    AnswersChanged,
    DeedNotAllowedNow,
    NotCertified,
    SubmissionNotComplete,
    TooManyItems,
)
from producer_portal.foundation.audit import AuditRecord
from producer_portal.foundation.tables import OutboxMessage
from producer_portal.values.errors import Conflict, InvalidInput, NotFound, NotPermitted


def save(story, submission_id, section, values, actor=None, version=None, item_id=""):
    return story.do(
        actor or story.bob,
        services.save_answers,
        submission_id=submission_id,
        section_key=section,
        values=values,
        version=story.version(submission_id, actor) if version is None else version,
        item_id=item_id,
    )


def page(story, submission_id, section, actor=None, **more):
    return story.see(
        actor or story.bob,
        queries.section_page,
        submission_id=submission_id,
        section_key=section,
        **more,
    )


def question(found, key):
    return next(one for one in found.questions if one.key == key)


def test_bob_fills_a_form_and_sends_it(story):
    submission_id = story.ready()
    tasks = story.see(story.bob, queries.task_list, submission_id=submission_id)
    assert (tasks.can_send, tasks.percent, tasks.title) == (
        True,
        100,
        "Kestrel Valley Landscaping LLC",
    )
    receipt = story.do(
        story.bob, services.certify_and_submit, submission_id=submission_id, is_certified=True
    )
    assert receipt.reference == "SUB-2026-000001"
    assert receipt.target_words == "Nov 25, 2026"
    assert receipt.sent_by == "Bob Baxter"
    assert receipt.pdf_href.startswith("/files/")
    detail = story.detail(submission_id)
    assert (detail.status.words, detail.sentence) == (
        "Pending",
        "General liability, new business, effective Dec 1, 2026.",
    )
    assert (
        detail.move_words == "Next action is with the agency, since Nov 20: assign an underwriter."
    )


def test_sending_twice_is_one_submission(story):
    submission_id = story.ready()
    first = story.do(
        story.bob,
        services.certify_and_submit,
        submission_id=submission_id,
        is_certified=True,
        send_key="press-1",
    )
    story.later(minutes=1)
    second = story.do(
        story.bob,
        services.certify_and_submit,
        submission_id=submission_id,
        is_certified=True,
        send_key="press-1",
    )
    assert first == second
    assert story.table(view="open").total == 1
    other = story.ready()
    with pytest.raises(Conflict):
        story.do(
            story.bob,
            services.certify_and_submit,
            submission_id=other,
            is_certified=True,
            send_key="press-1",
        )


def test_an_incomplete_form_is_not_sent_and_says_why(story):
    submission_id = story.draft()
    story.fill(
        submission_id, only={"applicant"}, applicant={"fein": "12", "contact_email": "nobody"}
    )
    with pytest.raises(NotCertified):
        story.do(
            story.bob, services.certify_and_submit, submission_id=submission_id, is_certified=False
        )
    with pytest.raises(SubmissionNotComplete) as refused:
        story.do(
            story.bob, services.certify_and_submit, submission_id=submission_id, is_certified=True
        )
    assert refused.value.problems["applicant.fein"] == (
        "Federal employer ID number must have nine digits, like 12-3456789"
    )
    assert refused.value.problems["applicant.contact_email"].startswith(
        "Contact email must be an email"
    )
    assert refused.value.problems["exposure"] == "Add at least one class"
    assert story.status(submission_id) == "draft"


def test_what_cannot_be_read_is_kept_as_typed(story):
    submission_id = story.draft()
    saved = save(story, submission_id, "coverage", {"effective_date": "2/30/2026"})
    assert saved.problems == {
        "coverage.effective_date": "Requested effective date must be a real date: February 2026 has 28 days",
    }
    assert question(page(story, submission_id, "coverage"), "effective_date").value == "2/30/2026"
    shown = page(story, submission_id, "coverage", shows_problems=True)
    assert shown.problems[0].field_id == "q-effective_date"
    assert question(shown, "effective_date").problem.startswith(
        "Requested effective date must be a real"
    )


def test_an_address_is_saved_part_by_part(story):
    submission_id = story.draft()
    for part, words in (
        ("street", "1 Main St"),
        ("city", "Tampa"),
        ("state", "Florida"),
        ("zip", "33611"),
    ):
        save(story, submission_id, "applicant", {f"mailing_address.{part}": words})
    parts = question(page(story, submission_id, "applicant"), "mailing_address").parts
    assert parts == {
        "street": "1 Main St",
        "unit": "",
        "city": "Tampa",
        "state": "FL",
        "zip": "33611",
    }


def test_a_changed_answer_opens_and_closes_questions(story):
    submission_id = story.draft()
    save(story, submission_id, "risk", {"uses_subs": "yes", "subs_cost": "$12,000"})
    assert question(page(story, submission_id, "risk"), "subs_cost").is_revealed_child
    save(story, submission_id, "risk", {"uses_subs": "no"})
    assert "subs_cost" not in {one.key for one in page(story, submission_id, "risk").questions}
    with pytest.raises(NotFound):
        page(story, submission_id, "losses")


def test_personal_numbers_are_sealed_at_rest_and_masked_on_pages(story):
    submission_id = story.draft()
    save(story, submission_id, "applicant", {"fein": "59-3456789"})
    with story.work(story.bob, read_only=True) as work:
        stored = work.session.execute(
            text("SELECT answers FROM submission WHERE id = :id"), {"id": submission_id}
        ).scalar()
        trail = json.dumps([one.after for one in work.session.exec(select(AuditRecord)).all()])
    raw = stored if isinstance(stored, str) else json.dumps(stored)
    assert "593456789" not in raw
    assert "3456789" not in raw
    assert "3456789" not in trail
    shown = question(page(story, submission_id, "applicant"), "fein")
    assert (shown.kind, shown.value) == ("ssn", "ending 6789")
    check = story.see(story.bob, queries.check_answers, submission_id=submission_id)
    row = next(row for group in check.groups for row in group.rows if row.path == "applicant.fein")
    assert (row.value, row.is_sensitive) == ("•••• 6789", True)


def test_an_empty_box_leaves_what_is_on_file_and_nothing_removes_it(story):
    submission_id = story.draft()
    save(story, submission_id, "applicant", {"fein": "59-3456789"})
    save(story, submission_id, "applicant", {"fein": ""})
    assert question(page(story, submission_id, "applicant"), "fein").value == "ending 6789"
    save(story, submission_id, "applicant", {"fein": None})
    assert question(page(story, submission_id, "applicant"), "fein").value == ""


def test_revealing_a_number_is_a_right_and_leaves_a_trace(story):
    submission_id = story.draft()
    save(story, submission_id, "applicant", {"fein": "59-3456789"})
    where = {"submission_id": submission_id, "section_key": "applicant"}
    assert story.do(story.bob, services.reveal_answer, question_key="fein", **where) == "59-3456789"
    with pytest.raises(NotPermitted):
        story.do(story.rita, services.reveal_answer, question_key="fein", **where)
    with pytest.raises(NotFound):
        story.do(story.bob, services.reveal_answer, question_key="legal_name", **where)
    with pytest.raises(NotFound):
        story.do(story.mallory, services.reveal_answer, question_key="fein", **where)
    with story.work(story.alice, read_only=True) as work:
        found = work.session.exec(
            select(AuditRecord).where(AuditRecord.action == "submission.answer_revealed")
        ).all()
    assert [(one.actor_name, one.after["question"]) for one in found] == [("Bob Baxter", "fein")]


def test_two_people_may_answer_different_questions_at_once_but_not_the_same(story):
    submission_id = story.draft()
    seen = story.version(submission_id)
    save(story, submission_id, "applicant", {"legal_name": "Kestrel"}, version=seen)
    save(story, submission_id, "applicant", {"dba": "Gardens"}, actor=story.dave, version=seen)
    with pytest.raises(AnswersChanged) as refused:
        save(
            story,
            submission_id,
            "applicant",
            {"legal_name": "Hawk"},
            actor=story.dave,
            version=seen,
        )
    assert "Bob Baxter changed “Legal name of the business”" in refused.value.message
    save(story, submission_id, "applicant", {"legal_name": "Kestrel LLC"}, version=seen)
    assert question(page(story, submission_id, "applicant"), "legal_name").value == "Kestrel LLC"


def test_items_are_added_named_and_removed(story):
    submission_id = story.draft(code="AUTOP")
    where = {"submission_id": submission_id, "section_key": "drivers"}
    first = story.do(story.bob, services.add_item, version=1, **where)
    second = story.do(story.bob, services.add_item, version=first.version, **where)
    save(
        story,
        submission_id,
        "drivers",
        {"driver_name": "Leo Ortiz", "driver_status": "excluded"},
        item_id=second.item_id,
    )
    group = page(story, submission_id, "drivers").group
    assert [item.title for item in group.rows] == ["Driver 1", "Leo Ortiz"]
    assert group.add_words == "Add a driver"
    assert {column.key for column in group.columns} == {
        "driver_name",
        "driver_dob",
        "driver_status",
    }
    story.do(
        story.bob,
        services.remove_item,
        item_id=first.item_id,
        version=story.version(submission_id),
        **where,
    )
    assert [item.title for item in page(story, submission_id, "drivers").group.rows] == [
        "Leo Ortiz"
    ]
    with pytest.raises(NotFound):
        story.do(story.bob, services.remove_item, item_id=first.item_id, version=99, **where)
    for _ in range(9):
        story.do(story.bob, services.add_item, version=99, **where)
    with pytest.raises(TooManyItems):
        story.do(story.bob, services.add_item, version=99, **where)
    with pytest.raises(NotFound):
        story.do(
            story.bob,
            services.add_item,
            submission_id=submission_id,
            section_key="applicant",
            version=99,
        )


def test_an_item_somebody_else_just_changed_is_not_removed(story):
    submission_id = story.draft(code="AUTOP")
    where = {"submission_id": submission_id, "section_key": "drivers"}
    added = story.do(story.bob, services.add_item, version=1, **where)
    save(
        story,
        submission_id,
        "drivers",
        {"driver_name": "Leo"},
        actor=story.dave,
        item_id=added.item_id,
    )
    with pytest.raises(AnswersChanged):
        story.do(
            story.bob, services.remove_item, item_id=added.item_id, version=added.version, **where
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ghost": "x"}, "ghost"),
        ({"legal_name.street": "x"}, "legal_name.street"),
        ({"operations": "x" * 20_001}, "operations"),
        ({"legal_name": ["x"]}, "legal_name"),
        ({f"k{n}": "" for n in range(201)}, "applicant"),
    ],
)
def test_what_no_page_would_send_is_refused_in_words(story, values, field):
    submission_id = story.draft()
    with pytest.raises(InvalidInput) as refused:
        save(story, submission_id, "applicant", values)
    assert field in refused.value.problems


def test_a_sent_form_is_locked(story):
    submission_id = story.sent()
    with pytest.raises(DeedNotAllowedNow):
        save(story, submission_id, "applicant", {"legal_name": "Other"})
    shown = page(story, submission_id, "applicant")
    assert shown.is_locked
    assert all(one.is_locked for one in shown.questions)


def test_hidden_answers_are_dropped_when_it_is_sent(story):
    submission_id = story.ready(risk={"uses_subs": "no", "subs_cost": "$12,000"})
    story.do(story.bob, services.certify_and_submit, submission_id=submission_id, is_certified=True)
    with story.work(story.bob, read_only=True) as work:
        stored = work.session.execute(
            text("SELECT answers FROM submission WHERE id = :id"), {"id": submission_id}
        ).scalar()
    assert "subs_cost" not in (stored if isinstance(stored, str) else json.dumps(stored))


def test_a_copy_asks_again_for_the_date_and_the_consent(story):
    source = story.sent(code="AUTOP")
    copy = story.do(story.bob, services.clone_submission, submission_id=source)
    detail = story.detail(copy)
    assert (detail.status.key, detail.title, detail.reference) == ("draft", "Maya Ortiz", "")
    assert question(page(story, copy, "coverage"), "effective_date").value == ""
    assert question(page(story, copy, "applicant"), "report_consent").value == ""
    assert question(page(story, copy, "applicant"), "date_of_birth").value == "ending 1988"


def test_a_sitting_is_one_line_of_the_timeline(story):
    submission_id = story.draft()
    for words in ("K", "Ke", "Kestrel"):
        save(story, submission_id, "applicant", {"legal_name": words})
        story.later(minutes=1)
    assert story.timeline(submission_id) == [
        "changed answers in Business applying for coverage",
        "started a general liability submission",
    ]


def test_people_outside_see_nothing_and_readers_change_nothing(story):
    submission_id = story.draft()
    for outsider in (story.mallory, story.nina, story.mo):
        with pytest.raises(NotFound):
            story.see(outsider, queries.task_list, submission_id=submission_id)
    with pytest.raises(NotFound):
        save(story, submission_id, "applicant", {"dba": "x"}, actor=story.mallory, version=1)
    with pytest.raises(NotPermitted):
        save(story, submission_id, "applicant", {"dba": "x"}, actor=story.rita, version=1)
    with pytest.raises(NotPermitted):
        story.see(story.ines, queries.task_list, submission_id=submission_id)
    assert story.see(story.rita, queries.task_list, submission_id=submission_id).is_locked


def test_staff_start_for_a_producer_who_then_sees_it(story):
    bob_id = story.world.harborline.producers["bob"]
    submission_id = story.draft(story.dave, producer_id=bob_id)
    assert story.detail(submission_id, story.bob).is_yours
    with pytest.raises(NotFound):
        story.draft(story.bob, producer_id=story.world.harborline.producers["nina"])
    with pytest.raises(NotFound):
        story.draft(story.dave, producer_id=story.world.mallorys.producers["mike"])
    with pytest.raises(InvalidInput):
        story.draft(code="BOATS")


def test_sending_tells_the_agency_and_mails_the_receipt_with_the_application(story):
    submission_id = story.sent()
    with story.work(story.alice, read_only=True) as work:
        told = [
            one.payload
            for one in work.session.exec(select(OutboxMessage)).all()
            if one.kind == "notice.deliver"
        ]
    events = {one["event"]: one for one in told if one["id"] == submission_id}
    assert set(events) == {"submission.submitted", "submission.received"}
    received = events["submission.received"]
    assert received["words"] == {"target": "Nov 25, 2026", "submitted": "Today, 10:00 AM"}
    assert received["attachment_name"] == "SUB-2026-000001 application.pdf"
    assert len(received["attachment"]) == 64


def test_the_start_page_lists_lines_and_for_staff_producers(story):
    names = [one.name for one in story.see(story.bob, queries.lines_of_business).lines]
    assert names == sorted(form.name for form in FORMS.values())
    assert set(names) >= {
        "Businessowners policy",
        "Commercial auto",
        "Commercial property",
        "Commercial umbrella or excess",
        "Cyber liability",
        "General liability",
        "Homeowners",
        "Personal auto",
        "Professional liability",
        "Workers compensation",
    }
    assert story.see(story.bob, queries.lines_of_business).producers == []
    names = {one.label for one in story.see(story.dave, queries.lines_of_business).producers}
    assert {"Bob Baxter", "Nina Novak"} <= names
    assert date(2026, 11, 20) == story.now.date()


def test_an_address_of_an_item_is_answered_part_by_part(story):
    """Commercial property lists buildings: a table has a box for each part of their addresses."""
    submission_id = story.draft(code="PROP")
    at = {"submission_id": submission_id, "section_key": "buildings"}
    added = story.do(story.bob, services.add_item, **at, version=story.version(submission_id))
    for part, words in (("street", "88 Platt St"), ("city", "Tampa"), ("state", "FL")):
        values = {f"building_address.{part}": words}
        story.do(
            story.bob,
            services.save_answers,
            **at,
            item_id=added.item_id,
            values=values,
            version=story.version(submission_id),
        )
    page = story.see(story.bob, queries.section_page, **at, shows_problems=True)
    labels = [column.label for column in page.group.columns]
    assert labels[:5] == [
        "Building address: street",
        "Building address: unit (optional)",
        "Building address: city",
        "Building address: state",
        "Building address: ZIP code",
    ]
    assert "Business income limit, in US dollars (optional)" in labels
    boxes = page.group.rows[0].questions
    assert [(one.kind, one.value) for one in boxes[:5]] == [
        ("text", "88 Platt St"),
        ("text", ""),
        ("text", "Tampa"),
        ("state", "FL"),
        ("text", ""),
    ]
    first = page.problems[0]
    assert first.message == "Building 1: Enter the ZIP code of the building address"
    assert first.field_id == f"q-buildings.{added.item_id}.building_address.street"
    assert [one.problem for one in boxes[:5] if one.problem] == [first.message]
    assert page.group.rows[0].title == "88 Platt St, Tampa, FL"


def test_a_problem_of_a_whole_table_leads_to_its_first_row(story):
    submission_id = story.draft(code="EO")
    at = {"submission_id": submission_id, "section_key": "services"}
    ids = []
    for share in ("60", "30"):
        added = story.do(story.bob, services.add_item, **at, version=story.version(submission_id))
        ids.append(added.item_id)
        story.do(
            story.bob,
            services.save_answers,
            **at,
            item_id=added.item_id,
            values={"service_name": "Surveys", "service_pct": share},
            version=story.version(submission_id),
        )
    page = story.see(story.bob, queries.section_page, **at, shows_problems=True)
    assert [(one.message, one.field_id) for one in page.problems] == [
        ("Shares of revenue must add up to 100%", f"q-services.{ids[0]}.service_pct")
    ]


def test_columns_of_a_table_share_its_width_by_what_is_written_in_them(story):
    submission_id = story.draft(code="WORK")
    at = {"submission_id": submission_id, "section_key": "payroll"}
    story.do(story.bob, services.add_item, **at, version=story.version(submission_id))
    columns = story.see(story.bob, queries.section_page, **at).group.columns
    shares = {column.key: int(column.width.removesuffix("%")) for column in columns}
    assert 98 <= sum(shares.values()) <= 102
    assert shares["class_state"] < shares["class_code"] < shares["class_duties"]
