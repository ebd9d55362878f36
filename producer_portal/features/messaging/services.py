"""Writing, noting, escalating and taking over; telling whoever is concerned (MSG-1, MSG-2)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from producer_portal.features.documents import queries as document_queries
from producer_portal.features.documents import services as documents
from producer_portal.features.documents.services import FileAtHand
from producer_portal.features.messaging.queries.reading import tables_seen
from producer_portal.features.messaging.queries.subjects import (
    Reader,
    Subject,
    find_subject,
    on_call,
    people_of,
)
from producer_portal.features.messaging.rules import (
    ATTACHED_KINDS,
    ATTACHMENT,
    MOST_ATTACHMENTS,
    AlreadyEscalated,
    MessageKind,
    Named,
    NotYours,
    checked_reason,
    checked_words,
    excerpt,
    line_words,
    mentioned,
)
from producer_portal.features.messaging.tables import (
    InternalNote,
    Message,
    MessageThread,
    ThreadSeat,
)
from producer_portal.features.notifications import services as notifications
from producer_portal.features.notifications.rules import Audience
from producer_portal.foundation import audit, outbox, word_search
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import owner_of
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import InvalidInput, NotFound

THREAD = "message_thread"
# What a feature does when something was written about one of its records, by their kind.
_when_written: dict[str, Callable[[UnitOfWork, int], None]] = {}


def when_written(kind: str, deed: Callable[[UnitOfWork, int], None]) -> None:
    """Let a feature hear, in the same transaction, that something was written about a record of its kind."""
    _when_written[kind] = deed


def post_message(
    work: UnitOfWork,
    *,
    kind: str,
    subject_id: int,
    words: str,
    is_internal: bool = False,
    attachment_ids: Sequence[int] = (),
) -> int:
    """Write to everybody on a record, or a note to staff alone; returns the line's place.

    Needs MESSAGES_WRITE, for a note NOTES_WRITE. Raises InvalidInput, NotFound out of sight, and
    NotYours for files that were not added for this.
    """
    work.actor.require(Permission.MESSAGES_WRITE)
    if is_internal:
        work.actor.require(Permission.NOTES_WRITE)
    subject = find_subject(work, kind=kind, subject_id=subject_id)
    said = checked_words(words)
    row = _thread(work, subject)
    files = _files(work, row, attachment_ids, is_internal=is_internal)
    number = _append(work, row, subject, said, is_internal=is_internal, files=files)
    if kind in _when_written:
        _when_written[kind](work, subject_id)
    audit.record(
        work,
        "message.noted" if is_internal else "message.posted",
        subject=(THREAD, row.id or 0),
        after={"number": number, "files": [file["id"] for file in files]},
        agency_id=row.agency_id,
    )
    return number


def escalate(work: UnitOfWork, *, kind: str, subject_id: int, reason: str) -> None:
    """Bring a thread before the principals and managers, once, with a reason everybody on it reads.

    Needs MESSAGES_WRITE. Raises InvalidInput, NotFound, and AlreadyEscalated.
    """
    work.actor.require(Permission.MESSAGES_WRITE)
    subject = find_subject(work, kind=kind, subject_id=subject_id)
    because = checked_reason(reason)
    row = _thread(work, subject)
    if row.escalated_at is not None:
        raise AlreadyEscalated
    row.escalated_at, row.escalated_by_name = work.now, work.actor.name
    _append(work, row, subject, because, line=MessageKind.ESCALATED)
    audit.record(
        work,
        "thread.escalated",
        subject=(THREAD, row.id or 0),
        note=because,
        agency_id=row.agency_id,
    )
    notifications.announce(
        work,
        event="message.escalated",
        subject=(kind, subject_id),
        label=subject.label,
        link=row.link,
        audience=Audience(
            permission=Permission.ESCALATIONS_TAKE.value,
            agency_id=row.agency_id,
            but_user_id=work.actor.user_id,
        ),
        words={"reason": because},
        key=f"escalated:{row.id}",
    )


def take_thread(work: UnitOfWork, *, kind: str, subject_id: int) -> None:
    """Answer for the thread from now on.

    Needs MESSAGES_WRITE and NOTES_WRITE; of an escalated one, ESCALATIONS_TAKE. Raises NotFound before
    anybody wrote.
    """
    work.actor.require(Permission.MESSAGES_WRITE)
    work.actor.require(Permission.NOTES_WRITE)
    subject = find_subject(work, kind=kind, subject_id=subject_id)
    row = _existing(work, subject)
    if row is None:
        raise NotFound("conversation")
    if row.escalated_at is not None and row.escalation_taken_at is None:
        work.actor.require(Permission.ESCALATIONS_TAKE)
        row.escalation_taken_at = work.now
    before = row.keeper_name
    row.keeper_user_id, row.keeper_name = work.actor.user_id, work.actor.name
    _append(work, row, subject, "", line=MessageKind.TAKEN)
    audit.record(
        work,
        "thread.taken",
        subject=(THREAD, row.id or 0),
        before={"keeper": before},
        after={"keeper": row.keeper_name},
        agency_id=row.agency_id,
    )


def add_attachment(
    work: UnitOfWork,
    *,
    kind: str,
    subject_id: int,
    filename: str,
    file: FileAtHand,
    is_internal: bool = False,
) -> int:
    """Keep a file that a message will carry; returns the document's id.

    Needs MESSAGES_WRITE; a note's file is owned as the note is. Raises FileRefused, NotFound.
    """
    work.actor.require(Permission.MESSAGES_WRITE)
    if is_internal:
        work.actor.require(Permission.NOTES_WRITE)
    subject = find_subject(work, kind=kind, subject_id=subject_id)
    row = _thread(work, subject)
    added = documents.add_document(
        work,
        subject=(THREAD, row.id or 0),
        owner=_owner(row, is_internal=is_internal),
        document_type=ATTACHMENT,
        title="Sent with a message",
        filename=filename,
        file=file,
        allowed=ATTACHED_KINDS,
    )
    return added.id


def mark_thread_read(work: UnitOfWork, *, kind: str, subject_id: int, number: int) -> None:
    """Note how far the person has read. Needs MESSAGES_READ and sight of the record."""
    work.actor.require(Permission.MESSAGES_READ)
    subject = find_subject(work, kind=kind, subject_id=subject_id)
    row = _existing(work, subject, is_held=False)
    if row is None or row.id is None or work.actor.user_id is None:
        return
    seat = _seat(work, row.id, work.actor.user_id)
    reached = min(number, row.last_number)
    if reached <= seat.read_number and not seat.unread:
        return
    seat.read_number = max(seat.read_number, reached)
    seat.unread = _later_lines(work, row, seat.read_number)
    work.changed(f"unread:{work.actor.user_id}")


def _later_lines(work: UnitOfWork, row: MessageThread, number: int) -> int:
    """How many lines of others the person has not come to yet."""
    return sum(
        int(
            work.session.exec(
                select(func.count())
                .select_from(mapped)
                .where(
                    mapped.thread_id == row.id,
                    mapped.number > number,
                    func.coalesce(mapped.author_user_id, 0) != work.actor.user_id,
                )
            ).one()
        )
        for mapped in tables_seen(work)
    )


def tell_of_line(work: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Count a line as unread for whoever it concerns and tell them. Run by the outbox for the tenant."""
    row = get_or_not_found(
        work, MessageThread, payload["thread_id"], what="conversation", lock=True
    )
    subject = find_subject(work, kind=row.subject_kind, subject_id=row.subject_id)
    mapped: type[Any] = InternalNote if payload["is_internal"] else Message
    line = work.session.exec(
        select(mapped).where(mapped.thread_id == row.id, mapped.number == payload["number"])
    ).one()
    readers = [
        one for one in people_of(work, subject=subject) if one.user_id != line.author_user_id
    ]
    if payload["is_internal"]:
        readers = [one for one in readers if one.is_staff]
    named = mentioned(line.words, [Named(one.user_id, one.name) for one in readers])
    concerned = _concerned(work, row, subject, readers) | set(named)
    for user_id in sorted(concerned):
        _count(work, row.id or 0, user_id, line.number)
    if line.author_user_id is not None:
        _seat(work, row.id or 0, line.author_user_id).is_following = True
    _announce(work, row, line, named, concerned - set(named))


def _concerned(
    work: UnitOfWork, row: MessageThread, subject: Subject, readers: Sequence[Reader]
) -> set[int]:
    """Who follows the thread, keeps it or has it in their book; while nobody keeps it, who could."""
    following = set(
        work.session.exec(
            select(ThreadSeat.user_id).where(
                ThreadSeat.thread_id == row.id, col(ThreadSeat.is_following).is_(True)
            )
        ).all()
    )
    keeper = row.keeper_user_id or subject.keeper_user_id
    concerned = following | ({keeper} if keeper else set())
    concerned |= {one.user_id for one in readers if not one.is_staff}
    if keeper is None and not any(one.is_staff and one.user_id in following for one in readers):
        concerned |= on_call(work, subject=subject, readers=readers)
    return concerned & {one.user_id for one in readers}


def _count(work: UnitOfWork, thread_id: int, user_id: int, number: int) -> None:
    seat = _seat(work, thread_id, user_id)
    seat.is_following = True
    if seat.read_number < number:
        seat.unread += 1
        work.changed(f"unread:{user_id}")


def _announce(
    work: UnitOfWork,
    row: MessageThread,
    line: Message | InternalNote,
    named: Sequence[int],
    others: set[int],
) -> None:
    """Mentioned people get a notice, the others what their preferences say about new messages."""
    for event, user_ids in (("message.mentioned", named), ("message.posted", sorted(others))):
        if user_ids:
            notifications.announce(
                work,
                event=event,
                subject=(row.subject_kind, row.subject_id),
                label=row.label,
                link=row.link,
                audience=Audience(user_ids=tuple(user_ids)),
                words={"author": line.author_name},
                key=f"{event}:{row.id}:{line.number}",
                by=line.author_name,
            )


def _append(
    work: UnitOfWork,
    row: MessageThread,
    subject: Subject,
    said: str,
    *,
    line: MessageKind = MessageKind.WORDS,
    is_internal: bool = False,
    files: Sequence[dict[str, Any]] = (),
) -> int:
    """Add a line to a thread that is held, and ask for people to be told."""
    row.last_number += 1
    common: dict[str, Any] = {
        "thread_id": row.id or 0,
        "number": row.last_number,
        "author_user_id": work.actor.user_id,
        "author_name": work.actor.name,
        "at": work.now,
        "words": said,
        "tokens": " ".join(word_search.tokens_of(said)),
        "attachments": list(files),
    }
    owner = owner_of(row)
    if is_internal:
        del owner["producer_id"]
        work.session.add(InternalNote(**owner, **common))
    else:
        work.session.add(Message(**owner, kind=line, **common))
        row.last_at, row.last_by_name = work.now, work.actor.name
        row.last_words = excerpt(line_words(line, said))
        row.label = subject.label[:300]
        if row.keeper_user_id is None:
            row.keeper_name = subject.keeper_name
    outbox.enqueue(
        work,
        kind="message.deliver",
        key=f"message:{row.id}:{row.last_number}",
        payload={"thread_id": row.id, "number": row.last_number, "is_internal": is_internal},
    )
    work.changed(f"thread:{subject.kind}:{subject.id}", "messages")
    return row.last_number


def _existing(work: UnitOfWork, subject: Subject, *, is_held: bool = True) -> MessageThread | None:
    statement = select(MessageThread).where(
        MessageThread.subject_kind == subject.kind, MessageThread.subject_id == subject.id
    )
    if is_held:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return work.session.exec(statement).one_or_none()


def _thread(work: UnitOfWork, subject: Subject) -> MessageThread:
    """The record's thread, held for this transaction; begun with the first line."""
    found = _existing(work, subject)
    if found is not None:
        return found
    owner: dict[str, Any] = dict(subject.owner)
    begun = MessageThread(
        **owner,
        subject_kind=subject.kind,
        subject_id=subject.id,
        label=subject.label[:300],
        link=f"{subject.link}/messages",
        last_at=work.now,
        begun_at=work.now,
    )
    try:
        with work.session.begin_nested():
            work.session.add(begun)
    except IntegrityError:
        # Somebody else began it between our look and our insert: the unique key decides.
        found = _existing(work, subject)
        assert found is not None, "it is there now"
        return found
    return begun


def _owner(row: MessageThread, *, is_internal: bool) -> dict[str, Any]:
    """Whose a thread's file is. A note's belongs to nobody's book, so no producer sees it."""
    owner = owner_of(row)
    return {**owner, "producer_id": None} if is_internal else owner


def _files(
    work: UnitOfWork, row: MessageThread, ids: Sequence[int], *, is_internal: bool
) -> list[dict[str, Any]]:
    if len(ids) > MOST_ATTACHMENTS:
        raise InvalidInput({"words": f"Send at most {MOST_ATTACHMENTS} files with a message"})
    files = []
    for document_id in dict.fromkeys(ids):
        found = document_queries.attached(
            work, document_id=document_id, subject=(THREAD, row.id or 0)
        )
        is_for_notes = found.producer_id is None
        is_mixed_up = row.producer_id is not None and is_for_notes is not is_internal
        if found.added_by_user_id != work.actor.user_id or is_mixed_up:
            raise NotYours
        files.append({"id": document_id, "name": found.filename, "size": found.size})
    return files


def _seat(work: UnitOfWork, thread_id: int, user_id: int) -> ThreadSeat:
    statement = select(ThreadSeat).where(
        ThreadSeat.thread_id == thread_id, ThreadSeat.user_id == user_id
    )
    found = work.session.exec(statement.with_for_update()).one_or_none()
    if found is not None:
        return found
    begun = ThreadSeat(tenant_id=work.tenant_id, user_id=user_id, thread_id=thread_id)
    try:
        with work.session.begin_nested():
            work.session.add(begun)
    except IntegrityError:
        return work.session.exec(statement.with_for_update()).one()
    return begun
