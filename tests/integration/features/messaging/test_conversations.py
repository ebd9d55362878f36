"""Bob and Uma talk about a submission; notes, mentions, escalation, unread counts (MSG-1, MSG-2)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import select

from producer_portal.features.documents import services as documents
from producer_portal.features.documents.services import MadeFile
from producer_portal.features.messaging import queries, services
from producer_portal.features.messaging.rules import AlreadyEscalated, NotYours
from producer_portal.features.messaging.tables import InternalNote, Message
from producer_portal.features.notifications.tables import Notification
from producer_portal.foundation import outbox
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import AuditRecord, OutboxMessage
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.scheduler import effects
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted
from tests.integration.features.submissions.story import Story

KIND = "submission"


@pytest.fixture
def story(world):
    return Story(world)


@pytest.fixture
def about(story):
    """Bob's submission, for which nobody has taken charge."""
    return story.sent()


def write(story, actor, about, words, **more):
    return story.do(actor, services.post_message, kind=KIND, subject_id=about, words=words, **more)


def read(story, actor, about, **more):
    return story.see(actor, queries.thread, kind=KIND, subject_id=about, **more)


def said(view):
    return [line.words for line in view.lines]


def deliver(story):
    return outbox.deliver_due(effects(), clock=lambda: story.now, most=500)


def unread(story, actor):
    return story.see(actor, queries.unread_messages)


def bells(story, actor):
    with story.work(actor, read_only=True) as work:
        found = work.session.exec(select(Notification.title)).all()
    return [title for title in found if "mentioned" in title or "Escalated" in title]


def test_bob_writes_uma_answers_and_everybody_on_it_reads_both(story, about):
    write(story, story.bob, about, "Loss runs come on Friday.")
    write(story, story.uma, about, "Friday is fine.")
    for actor in (story.bob, story.uma, story.alice, story.dave):
        assert said(read(story, actor, about)) == [
            "Loss runs come on Friday.",
            "Friday is fine.",
        ]


def test_nobody_out_of_sight_finds_the_conversation(story, about):
    write(story, story.bob, about, "Loss runs come on Friday.")
    for actor in (story.nina, story.pat, story.mallory, story.mike):
        for deed, more in (
            (services.post_message, {"words": "Hello"}),
            (services.escalate, {"reason": "Why"}),
            (services.mark_thread_read, {"number": 1}),
        ):
            with pytest.raises(NotFound):
                story.do(actor, deed, kind=KIND, subject_id=about, **more)
        with pytest.raises(NotFound):
            read(story, actor, about)
        assert story.see(actor, queries.inbox, view="all").total == 0
        assert story.see(actor, queries.inbox, view="all", search="loss").total == 0
    with pytest.raises(NotFound):
        story.see(story.alice, queries.thread, kind="carrier", subject_id=about)


def test_rita_reads_and_does_not_write(story, about):
    write(story, story.bob, about, "Loss runs come on Friday.")
    view = read(story, story.rita, about)
    assert said(view) == ["Loss runs come on Friday."]
    assert not view.can_write
    assert not view.can_note
    with pytest.raises(NotPermitted):
        write(story, story.rita, about, "Me too")


def test_a_note_is_read_by_staff_and_by_no_producer_through_either_lock(
    story, about, portal_database
):
    write(story, story.bob, about, "Is it on its way?")
    note = "Fallbrook promised it; I doubt that."
    write(story, story.uma, about, note, is_internal=True)
    deliver(story)
    staff = read(story, story.dave, about)
    assert said(staff) == ["Is it on its way?", note]
    assert [line.is_internal for line in staff.lines] == [False, True]
    assert staff.total == 2
    bobs = read(story, story.bob, about)
    assert said(bobs) == ["Is it on its way?"]
    assert (bobs.total, bobs.newest) == (1, 1)
    assert story.see(story.bob, queries.inbox, view="all", search="Fallbrook").total == 0
    assert story.see(story.dave, queries.inbox, view="all", search="Fallbrook").total == 1
    assert unread(story, story.bob) == 0
    with story.work(story.bob, read_only=True) as work:
        # The first lock: the session shows nothing. The second: neither does plain SQL on PostgreSQL.
        assert work.session.exec(select(InternalNote)).all() == []
        if portal_database.dialect.name == "postgresql":
            counted = work.session.connection().execute(text("SELECT count(*) FROM internal_note"))
            assert counted.scalar_one() == 0
    with pytest.raises(NotPermitted):
        write(story, story.bob, about, "A note", is_internal=True)


def test_a_note_mentioning_bob_tells_bob_nothing(story, about):
    write(story, story.uma, about, "@Bob Baxter is slow, @Dave Dunn, call him.", is_internal=True)
    deliver(story)
    assert bells(story, story.bob) == []
    assert unread(story, story.bob) == 0
    assert story.see(story.bob, queries.inbox, view="all").total == 0
    assert bells(story, story.dave) == ["Uma Underhill mentioned you: " + label_of(story, about)]
    assert unread(story, story.dave) == 1


def label_of(story, about):
    return read(story, story.alice, about).label


def test_a_mention_reaches_only_whoever_may_see_the_record(story, about):
    write(story, story.bob, about, "@Alice Archer and @Nina Novak, have a look")
    deliver(story)
    assert unread(story, story.alice) == 1
    assert bells(story, story.alice) == [f"Bob Baxter mentioned you: {label_of(story, about)}"]
    assert unread(story, story.nina) == 0
    assert bells(story, story.nina) == []


def test_while_nobody_keeps_it_underwriters_are_told_afterwards_its_keeper(story, about):
    write(story, story.bob, about, "Anybody?")
    deliver(story)
    assert [unread(story, one) for one in (story.uma, story.ulf, story.dave)] == [1, 1, 0]
    story.do(story.uma, services.take_thread, kind=KIND, subject_id=about)
    deliver(story)
    assert read(story, story.bob, about).keeper == "Uma Underhill"
    before = unread(story, story.uma), unread(story, story.bob)
    write(story, story.bob, about, "Thank you")
    deliver(story)
    assert unread(story, story.uma) == before[0] + 1
    assert unread(story, story.bob) == before[1]


def test_unread_falls_as_far_as_was_read_and_counts_each_line_once(story, about):
    for words in ("One", "Two", "Three"):
        write(story, story.bob, about, words)
    for _ in range(3):
        deliver(story)
    assert unread(story, story.uma) == 3
    mark = {"kind": KIND, "subject_id": about}
    story.do(story.uma, services.mark_thread_read, number=2, **mark)
    assert unread(story, story.uma) == 1
    assert [line.is_new for line in read(story, story.uma, about).lines] == [False, False, True]
    story.do(story.uma, services.mark_thread_read, number=10**15, **mark)
    assert unread(story, story.uma) == 0
    story.do(story.uma, services.mark_thread_read, number=1, **mark)
    assert unread(story, story.uma) == 0
    assert unread(story, story.ulf) == 3


def test_what_was_seen_before_it_was_counted_stays_read(story, about):
    """Uma's page is open: she sees the line before the delivery comes to it."""
    write(story, story.bob, about, "Anybody?")
    story.do(story.uma, services.mark_thread_read, kind=KIND, subject_id=about, number=1)
    deliver(story)
    assert unread(story, story.uma) == 0
    assert unread(story, story.ulf) == 1


def test_an_escalation_goes_up_once_with_its_reason_and_is_taken_over(story, about):
    write(story, story.bob, about, "Anybody?")
    story.do(story.bob, services.escalate, kind=KIND, subject_id=about, reason="Silence since May")
    with pytest.raises(AlreadyEscalated):
        story.do(story.uma, services.escalate, kind=KIND, subject_id=about, reason="Again")
    with pytest.raises(InvalidInput):
        story.do(story.bob, services.escalate, kind=KIND, subject_id=about, reason=" ")
    deliver(story)
    for actor in (story.alice, story.mia):
        assert bells(story, actor) == [f"Escalated: {label_of(story, about)}"]
    assert story.see(story.alice, queries.inbox, view="escalated").total == 1
    assert said(read(story, story.bob, about))[-1] == "Escalated this: Silence since May"
    with pytest.raises(NotPermitted):
        story.do(story.uma, services.take_thread, kind=KIND, subject_id=about)
    story.do(story.alice, services.take_thread, kind=KIND, subject_id=about)
    assert read(story, story.bob, about).keeper == "Alice Archer"
    assert story.see(story.alice, queries.inbox, view="escalated").total == 0


def test_what_was_written_is_never_changed(story, about):
    write(story, story.bob, about, "Loss runs come on Friday.")
    write(story, story.uma, about, "A note", is_internal=True)
    for mapped in (Message, InternalNote):
        for deed in (rewrite, remove):
            with pytest.raises(Exception, match="append-only|permission denied"):
                deed(mapped, story.now)


def rewrite(mapped, now):
    with unit_of_work(system_actor("editor"), now=now) as work:
        row = work.session.exec(select(mapped).order_by(mapped.id.desc())).first()
        row.words = "Something else"


def remove(mapped, now):
    with unit_of_work(system_actor("editor"), now=now) as work:
        work.session.connection().execute(text(f"DELETE FROM {mapped.__tablename__}"))


def test_every_deed_is_on_the_trail_without_its_words(story, about):
    write(story, story.bob, about, "Wordlessly kept")
    story.do(story.bob, services.escalate, kind=KIND, subject_id=about, reason="No answer")
    with unit_of_work(system_actor("reading"), now=story.now, read_only=True) as work:
        rows = work.session.exec(
            select(AuditRecord)
            .where(AuditRecord.subject_kind == "message_thread")
            .where(AuditRecord.tenant_id == story.world.harborline.tenant_id)
            .order_by(AuditRecord.number)
        ).all()
        asked = work.session.exec(
            select(OutboxMessage).where(OutboxMessage.kind == "message.deliver")
        ).all()
    assert [row.action for row in rows] == ["message.posted", "thread.escalated"]
    for row in (*rows, *asked):
        assert "Wordlessly" not in repr(row.model_dump())


def file_for(story, actor, about, *, is_internal=False):
    return story.do(
        actor,
        services.add_attachment,
        kind=KIND,
        subject_id=about,
        filename="runs.pdf",
        file=MadeFile(b"%PDF-1.4 runs"),
        is_internal=is_internal,
    )


def test_a_file_goes_with_a_message_and_is_opened_by_whoever_reads_it(story, about):
    document_id = file_for(story, story.bob, about)
    write(story, story.bob, about, "Here they are", attachment_ids=[document_id])
    (line,) = read(story, story.uma, about).lines
    assert [(one.name, one.href) for one in line.attachments] == [
        ("runs.pdf", f"/files/{document_id}")
    ]
    assert story.do(story.uma, documents.hand_out, document_id=document_id).filename == "runs.pdf"
    for actor in (story.nina, story.mallory):
        with pytest.raises(NotFound):
            story.do(actor, documents.hand_out, document_id=document_id)


def test_the_file_of_a_note_is_opened_by_staff_alone(story, about):
    document_id = file_for(story, story.uma, about, is_internal=True)
    write(story, story.uma, about, "See this", is_internal=True, attachment_ids=[document_id])
    assert story.do(story.dave, documents.hand_out, document_id=document_id)
    with pytest.raises(NotFound):
        story.do(story.bob, documents.hand_out, document_id=document_id)
    with pytest.raises(NotYours):
        write(story, story.uma, about, "For all", attachment_ids=[document_id])
    with pytest.raises(NotYours):
        write(
            story,
            story.uma,
            about,
            "For us",
            is_internal=True,
            attachment_ids=[file_for(story, story.uma, about)],
        )


def test_nobody_sends_a_file_of_another_record_or_person(story, about):
    elsewhere = file_for(story, story.bob, story.sent())
    with pytest.raises(NotFound):
        write(story, story.bob, about, "Here", attachment_ids=[elsewhere])
    umas = file_for(story, story.uma, about)
    with pytest.raises(NotYours):
        write(story, story.bob, about, "Here", attachment_ids=[umas])


def test_a_long_conversation_is_read_page_by_page_and_found_by_words(story, about):
    for number in range(70):
        write(story, story.bob, about, f"Line {number} about brick walls")
    page = read(story, story.uma, about)
    assert (len(page.lines), page.has_older, page.total) == (30, True, 70)
    assert said(page)[-1] == "Line 69 about brick walls"
    above = read(story, story.uma, about, before=page.oldest)
    assert said(above)[-1] == "Line 39 about brick walls"
    assert said(read(story, story.uma, about, search="line 41")) == ["Line 41 about brick walls"]
    assert said(read(story, story.uma, about, search="mortar")) == []


def test_two_first_words_at_once_are_one_conversation(story, about):
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: write(story, story.bob, about, f"Words {n}"), range(8)))
    assert sorted(numbers) == list(range(1, 9))
    assert read(story, story.uma, about).total == 8


def test_mail_tells_of_a_message_without_its_words(story, about):
    write(story, story.bob, about, "Secretive words")
    deliver(story)
    with unit_of_work(system_actor("reading"), now=story.now, read_only=True) as work:
        mails = work.session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.kind == "notice.mail")
            .where(OutboxMessage.tenant_id == story.world.harborline.tenant_id)
        ).all()
    told = [one.payload for one in mails if "New message" in one.payload["subject"]]
    assert {one["to"] for one in told} >= {story.world.harborline.emails["uma"]}
    assert all("Secretive" not in one["text"] for one in told)
