"""The tracking table: whose rows, which tab, what order, in how many statements."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.queries.starting import needs_me_count
from producer_portal.features.submissions.rules.insured import normalized_name
from producer_portal.features.submissions.services.drafting import keep_search_words
from producer_portal.features.submissions.services.keeping import TooManySavedViews
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation import database
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted


def add(story, name, actor=None, **more):
    actor = actor or story.bob
    at = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
    facts = {
        "tenant_id": actor.tenant_id,
        "agency_id": actor.agency_id,
        "producer_id": actor.producer_id,
        "line_code": "CGL",
        "form_version": 1,
        "insured_name": name,
        "insured_name_normalized": normalized_name(name),
        "status": "draft",
        "status_since_at": at,
        "started_at": at,
        "changed_at": at,
        "started_by_user_id": actor.user_id,
        "started_by_name": actor.name,
        "next_action": "Finish 3 of 6 sections",
        "next_action_by": "producer",
    }
    with story.work(actor) as work:
        row = Submission(**{**facts, **more})
        work.session.add(row)
        work.session.flush()
        keep_search_words(work, row)
        return row.id


def names(page):
    return [row.insured for row in page.rows]


def test_a_row_reads_as_a_sentence(story):
    submission_id = story.sent()
    (row,) = story.table().rows
    assert (row.insured, row.reference, row.line, row.sent_words) == (
        "Kestrel Valley Landscaping LLC",
        "SUB-2026-000001",
        "General liability",
        "Sent Nov 20",
    )
    assert (row.status, row.waiting, row.next_action, row.next_action_by) == (
        "pending",
        "Today",
        "Assign an underwriter",
        "Agency",
    )
    assert (row.assigned_to, row.target, row.id) == ("Nobody yet", "Nov 25", submission_id)
    story.later(days=6)
    (row,) = story.table().rows
    assert (row.waiting, row.lateness, row.is_late) == ("6 d", "1 day late", True)


def test_everybody_sees_their_own_rows_and_counts(story):
    add(story, "Kestrel")
    add(story, "Falcon", story.nina)
    assert names(story.table()) == ["Kestrel"]
    assert sorted(names(story.table(story.alice))) == ["Falcon", "Kestrel"]
    assert names(story.table(story.mia)) == ["Kestrel"]
    assert names(story.table(story.mallory)) == []
    assert story.table(story.mallory).tabs[0].count == 0
    with pytest.raises(NotPermitted):
        story.table(story.ines)
    with pytest.raises(NotPermitted):
        story.table(story.carol)


def test_tabs_count_what_they_show(story):
    story.sent()
    quoted, _ = story.quoted()
    add(story, "Draft one")
    add(
        story,
        "Bound one",
        status="bound",
        reference="SUB-2026-900001",
        status_since_at=story.now,
        next_action_by="nobody",
    )
    add(
        story,
        "Bound before",
        status="bound",
        reference="SUB-2026-900002",
        next_action_by="nobody",
        status_since_at=datetime(2026, 10, 30, tzinfo=UTC),
    )
    page = story.table()
    counts = {tab.key: tab.count for tab in page.tabs}
    assert counts == {
        "open": 3,
        "mine": 2,
        "agency": 1,
        "quoted": 1,
        "late": 0,
        "bound": 1,
        "closed": 0,
    }
    for tab in page.tabs:
        shown = story.table(view=tab.key)
        assert shown.total == (2 if tab.key == "closed" else tab.count), tab.key
        assert len(shown.rows) == shown.total
    assert story.see(story.bob, needs_me_count) == 2
    assert {row.id for row in story.table(view="quoted").rows} == {quoted}


def test_what_needs_me_depends_on_who_i_am(story):
    submission_id = story.sent()
    assert story.table(story.uma, view="mine").total == 1
    story.do(story.uma, services.assign_to_me, submission_id=submission_id)
    assert story.table(story.uma, view="mine").total == 1
    assert story.table(story.ulf, view="mine").total == 0
    assert story.table(story.bob, view="mine").total == 0


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("kes", ["Kestrel Valley 100%"]),
        ("VALLEY", ["Kestrel Valley 100%"]),
        ("alley", []),
        ("100", ["Kestrel Valley 100%"]),
        ("%", []),
        ("_", []),
        ("SUB-2026-9", ["Osprey Bakery"]),
        ("sub-2026-900077", ["Osprey Bakery"]),
        ("900077", ["Osprey Bakery"]),
        ("bak osp", ["Osprey Bakery"]),
        ("osprey valley", []),
        ("SUB-2025", []),
        ("su", []),
        ("osprey  bak", ["Osprey Bakery"]),
        ("   ", ["Kestrel Valley 100%", "Osprey Bakery"]),
        ("x" * 500, []),
    ],
)
def test_searching_takes_words_from_their_start_and_references(story, search, found):
    add(story, "Kestrel Valley 100%")
    add(
        story,
        "Osprey Bakery",
        status="pending",
        reference="SUB-2026-900077",
        next_action_by="agency",
    )
    assert sorted(names(story.table(search=search))) == found


def test_rows_are_sorted_and_paged_without_overlap(story):
    for number in range(7):
        add(
            story,
            f"Insured {number}",
            target_response_on=None
            if number == 6
            else datetime(2026, 12, 10 - number, tzinfo=UTC).date(),
        )
    first = story.table(sort="insured", page_size=3)
    assert (names(first), first.pager_words, first.has_next) == (
        ["Insured 0", "Insured 1", "Insured 2"],
        "Showing 1–3 of 7",
        True,
    )
    assert names(story.table(sort="insured", page_size=3, page=3)) == ["Insured 6"]
    assert names(story.table(sort="insured", page_size=3, page=99)) == ["Insured 6"]
    assert names(story.table(sort="insured", descending=True, page_size=2)) == [
        "Insured 6",
        "Insured 5",
    ]
    assert names(story.table(sort="target"))[0] == "Insured 5"
    assert names(story.table(sort="target"))[-1] == "Insured 6"
    assert names(story.table(sort="target", descending=True))[-1] == "Insured 6"
    for sort in ("status", "waiting", "sent", "changed", "effective", "nonsense"):
        seen = [
            row.id
            for page in (1, 2, 3)
            for row in story.table(sort=sort, page_size=3, page=page).rows
        ]
        assert len(set(seen)) == 7
    assert story.table(page_size=0).page_size == 1
    assert story.table(page_size=10**6).page_size == 100


def test_statuses_narrow_a_view(story):
    add(story, "Kestrel")
    add(story, "Osprey", status="pending", reference="SUB-2026-900078", next_action_by="agency")
    assert names(story.table(statuses=["pending", "nonsense"])) == ["Osprey"]
    assert story.table(statuses=["nonsense"]).total == 2


def test_an_empty_table_says_so(story):
    page = story.table(view="nonsense")
    assert (page.rows, page.view, page.pager_words, page.can_start) == (
        [],
        "open",
        "Nothing to show",
        True,
    )
    assert not story.table(story.rita).can_start


def test_a_page_of_the_table_takes_three_statements(story):
    for number in range(30):
        add(story, f"Insured {number}")
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith("SELECT") and "set_config" not in statement:
            seen.append(statement)

    event.listen(database.engine(), "before_cursor_execute", note)
    try:
        assert len(story.table(page_size=25).rows) == 25
    finally:
        event.remove(database.engine(), "before_cursor_execute", note)
    assert len(seen) == 3
    assert not any("answers" in statement for statement in seen)


def test_a_person_keeps_views_of_their_own(story):
    saved_id = story.do(
        story.bob,
        services.save_view,
        name=" Late  ones ",
        choices={"view": "late", "ghost": "x", "search": ""},
    )
    again = story.do(
        story.bob, services.save_view, name="Late ones", choices={"view": "late", "sort": "insured"}
    )
    assert saved_id == again
    own = [tab for tab in story.table().tabs if tab.is_own]
    assert [(tab.words, tab.query) for tab in own] == [("Late ones", "view=late&sort=insured")]
    assert not any(tab.is_own for tab in story.table(story.dave).tabs)
    with pytest.raises(NotFound):
        story.do(story.dave, services.remove_view, saved_id=saved_id)
    with pytest.raises(InvalidInput):
        story.do(story.bob, services.save_view, name=" ", choices={})
    for number in range(11):
        story.do(story.bob, services.save_view, name=f"View {number}", choices={})
    with pytest.raises(TooManySavedViews):
        story.do(story.bob, services.save_view, name="One more", choices={})
    story.do(story.bob, services.remove_view, saved_id=saved_id)
    assert len([tab for tab in story.table().tabs if tab.is_own]) == 11


def test_the_detail_lists_what_a_person_may_choose_from(story):
    submission_id = story.reviewed()
    detail = story.see(story.alice, queries.submission_detail, submission_id=submission_id)
    assert {one.label for one in detail.assignees} >= {
        "Uma Underhill",
        "Ulf Ulrich",
        "Alice Archer",
    }
    assert [one.label for one in detail.carriers] == ["Blue Heron Casualty"]
    assert story.detail(submission_id).assignees == []
    assert story.detail(submission_id).carriers == []


def test_a_quoted_submission_is_never_late_whatever_its_target_was(story):
    add(
        story,
        "Osprey Bakery",
        status="quoted",
        reference="SUB-2026-900079",
        target_response_on=date(2026, 11, 16),
    )
    (row,) = story.table().rows
    assert (row.target, row.lateness, row.is_late) == ("Nov 16", "", False)
    assert story.table(view="late").total == 0
