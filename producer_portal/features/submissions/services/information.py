"""Asking for what is missing, and the way back to review (SUB-12)."""

from collections.abc import Sequence

from sqlmodel import col, select

from producer_portal.features.documents import queries as documents
from producer_portal.features.submissions.queries.accepting import OTHER_DOCUMENT
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.rules.asking import RequestedItem, checked_items
from producer_portal.features.submissions.rules.refusals import (
    DeedNotAllowedNow,
    InformationStillOpen,
    ItemNotOpen,
    ItemNotReceived,
)
from producer_portal.features.submissions.rules.workflow import (
    InformationItemStatus,
    NextMove,
    SubmissionAction,
    SubmissionStatus,
    items_move,
    move_of,
)
from producer_portal.features.submissions.services.deeds import (
    advance,
    agency_side,
    belonging_to,
    finish,
    locked,
    note,
    producer_side,
    resume_target,
    tell,
    tell_status,
)
from producer_portal.features.submissions.services.measuring import keep_first_response
from producer_portal.features.submissions.services.reviewing import checked_note
from producer_portal.features.submissions.tables import InformationItem
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import InvalidInput, NotFound

_REPLY_LENGTH = 4_000
_S = InformationItemStatus
_WAITING = (_S.REQUESTED, _S.SENT_BACK)


def request_information(
    work: UnitOfWork, *, submission_id: int, items: Sequence[RequestedItem]
) -> None:
    """Ask the producer for documents or answers; the response date rests meanwhile (SUB-11, SUB-12).

    Needs SUBMISSIONS_UNDERWRITE. Raises InvalidInput by item, and DeedNotAllowedNow.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    opened = locked(work, submission_id)
    row = opened.row
    types = {request.document_type for request in opened.form.attachments} | {OTHER_DOCUMENT}
    asked = checked_items(items, today=work.today, document_types=types)
    for item in asked:
        work.session.add(_new_item(work, opened, item))
    work.session.flush()  # the next move reads all open items
    after = advance(work, row, SubmissionAction.REQUEST_INFORMATION, _move(work, opened))
    row.paused_on = row.paused_on or work.today
    row.paused_at = row.paused_at or work.now
    row.information_rounds += after is not None
    keep_first_response(work, row)
    if row.assigned_to_user_id is None:
        row.assigned_to_user_id, row.assigned_to_name = work.actor.user_id, work.actor.name
    _refresh(work, opened)
    labels = ", ".join(item.label for item in asked)
    note(work, row, "information.requested", f"asked for {labels}", status_after=after)
    finish(work, row)
    audit.record(
        work,
        "submission.information_requested",
        subject=("submission", opened.id),
        after={"items": [item.label for item in asked], "status": row.status},
        agency_id=row.agency_id,
    )
    listed = "\n".join(f"- {item.label}{': ' + item.note if item.note else ''}" for item in asked)
    told = producer_side(work, row)
    tell(work, row, "submission.information_requested", told, words={"items": listed})


def _new_item(work: UnitOfWork, opened: Opened, item: RequestedItem) -> InformationItem:
    return InformationItem(
        **belonging_to(opened.row),
        submission_id=opened.id,
        document_type=item.document_type,
        label=item.label,
        reason_code=item.reason_code,
        note=item.note,
        is_blocking=item.is_blocking,
        due_on=item.due_on,
        requested_at=work.now,
        requested_by_user_id=work.actor.user_id,
        requested_by_name=work.actor.name,
    )


def send_information(
    work: UnitOfWork, *, item_id: int, reply: str = "", document_id: int | None = None
) -> None:
    """Answer one item with words or with a document of the submission. Needs SUBMISSIONS_SUBMIT.

    Raises InvalidInput when there is nothing in it, ItemNotOpen when it is not expected any more, and
    NotFound for an item or a document out of sight.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    item, opened = _item(work, item_id)
    words = reply.replace("\x00", "").strip()
    if len(words) > _REPLY_LENGTH:
        raise InvalidInput({"reply": f"Keep it to {_REPLY_LENGTH:,} characters"})
    if document_id is None and (item.document_type or not words):
        ask = "Add the document" if item.document_type else "Enter the answer"
        raise InvalidInput({"reply": ask})
    if document_id is not None:
        rows = documents.documents_of(work, subject=("submission", opened.id))
        if document_id not in {row.id for row in rows}:
            raise NotFound("document")
    receive(work, opened, item, words, document_id)
    audit.record(
        work,
        "submission.information_received",
        subject=("submission", opened.id),
        after={"item": item.id, "document": document_id},
        agency_id=opened.row.agency_id,
    )


def receive(
    work: UnitOfWork,
    opened: Opened,
    item: InformationItem,
    words: str,
    document_id: int | None,
) -> None:
    """Mark an item received and tell the agency. The submission is in hand; the caller audits."""
    if opened.row.status != SubmissionStatus.INFORMATION_NEEDED or item.status not in _WAITING:
        raise ItemNotOpen("Nothing more is expected for this item.")
    item.status = _S.RECEIVED
    item.received_at, item.received_from_name = work.now, work.actor.name
    item.reply, item.document_id = words, document_id
    item.decision_note = ""
    _refresh(work, opened)
    note(work, opened.row, "information.received", f"sent {item.label}")
    finish(work, opened.row)
    told = agency_side(work, opened.row)
    tell(work, opened.row, "submission.information_received", told, words={"items": item.label})


def open_item_for(
    work: UnitOfWork, submission_id: int, document_type: str
) -> InformationItem | None:
    """The oldest item that waits for a document of this type."""
    return work.session.exec(
        select(InformationItem)
        .where(
            InformationItem.submission_id == submission_id,
            InformationItem.document_type == document_type,
            col(InformationItem.status).in_(_WAITING),
        )
        .order_by(col(InformationItem.id))
        .limit(1)
    ).first()


def accept_information(work: UnitOfWork, *, item_id: int) -> None:
    """Accept what came; with the last blocking item the review goes on by itself (SUB-12).

    Needs SUBMISSIONS_UNDERWRITE. Raises ItemNotReceived while there is nothing to accept.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    item, opened = _item(work, item_id)
    _refuse_undecidable(item)
    item.status = _S.ACCEPTED
    item.decided_at, item.decided_by_name = work.now, work.actor.name
    note(work, opened.row, "information.accepted", f"accepted {item.label}")
    audit.record(
        work,
        "submission.information_accepted",
        subject=("submission", opened.id),
        after={"item": item.id},
        agency_id=opened.row.agency_id,
    )
    held = [one for one in _items(work, opened) if one.is_blocking and one.status != _S.ACCEPTED]
    if not held and opened.row.status == SubmissionStatus.INFORMATION_NEEDED:
        _return(work, opened)
        return
    _refresh(work, opened)
    finish(work, opened.row)


def send_back_information(work: UnitOfWork, *, item_id: int, note_words: str) -> None:
    """Send an item back with words that say what is wrong. Needs SUBMISSIONS_UNDERWRITE.

    Raises InvalidInput without words, ItemNotReceived while nothing came, and DeedNotAllowedNow once
    the review goes on.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    words = checked_note(note_words)
    if not words:
        raise InvalidInput({"note": "Say what is wrong with it"})
    item, opened = _item(work, item_id)
    _refuse_undecidable(item)
    if opened.row.status != SubmissionStatus.INFORMATION_NEEDED:
        raise DeedNotAllowedNow("The review goes on already. Ask for it again instead.")
    item.status = _S.SENT_BACK
    item.decided_at, item.decided_by_name, item.decision_note = work.now, work.actor.name, words
    opened.row.sent_back_count += 1
    _refresh(work, opened)
    note(work, opened.row, "information.sent_back", f"sent back {item.label}: {words}")
    finish(work, opened.row)
    audit.record(
        work,
        "submission.information_sent_back",
        subject=("submission", opened.id),
        after={"item": item.id},
        note=words,
        agency_id=opened.row.agency_id,
    )
    told = {"items": item.label, "note": words}
    tell(
        work,
        opened.row,
        "submission.information_sent_back",
        producer_side(work, opened.row),
        words=told,
    )


def return_to_review(work: UnitOfWork, *, submission_id: int) -> None:
    """Go on with the review once every blocking item is in. Needs SUBMISSIONS_UNDERWRITE.

    Raises InformationStillOpen naming what is not.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    opened = locked(work, submission_id)
    lacking = [
        one.label for one in _items(work, opened) if one.is_blocking and one.status in _WAITING
    ]
    if lacking and opened.row.status == SubmissionStatus.INFORMATION_NEEDED:
        raise InformationStillOpen(lacking)
    _return(work, opened)
    audit.record(
        work,
        "submission.returned_to_review",
        subject=("submission", opened.id),
        after={"status": opened.row.status},
        agency_id=opened.row.agency_id,
    )


def _return(work: UnitOfWork, opened: Opened) -> None:
    row = opened.row
    after = advance(
        work, row, SubmissionAction.RETURN_TO_REVIEW, move_of(SubmissionStatus.IN_REVIEW)
    )
    resume_target(work, row)
    row.information_due_on = None
    note(work, row, "review.resumed", "went on with the review", status_after=after)
    finish(work, row)
    tell_status(work, row)


def _item(work: UnitOfWork, item_id: int) -> tuple[InformationItem, Opened]:
    """An item and its submission. The submission is locked first, as everywhere, then read again."""
    found = get_or_not_found(work, InformationItem, item_id, what="item")
    opened = locked(work, found.submission_id)
    return get_or_not_found(work, InformationItem, item_id, what="item", lock=True), opened


def _refuse_undecidable(item: InformationItem) -> None:
    if item.status == _S.ACCEPTED:
        raise ItemNotOpen("This item was accepted already.")
    if item.status != _S.RECEIVED:
        raise ItemNotReceived


def _items(work: UnitOfWork, opened: Opened) -> Sequence[InformationItem]:
    return work.session.exec(
        select(InformationItem)
        .where(InformationItem.submission_id == opened.id)
        .order_by(col(InformationItem.id))
        .limit(500)
    ).all()


def _move(work: UnitOfWork, opened: Opened) -> NextMove:
    items = _items(work, opened)
    waiting = [item.label for item in items if item.status in _WAITING]
    is_received = any(item.status == _S.RECEIVED for item in items)
    return items_move(waiting, waits_for_check=is_received)


def _refresh(work: UnitOfWork, opened: Opened) -> None:
    """Bring the next move and the date shown in line with the items."""
    work.session.flush()  # the items just changed are read again
    items = [item for item in _items(work, opened) if item.status in _WAITING]
    opened.row.information_due_on = min((item.due_on for item in items), default=None)
    if opened.row.status == SubmissionStatus.INFORMATION_NEEDED:
        move = _move(work, opened)
        opened.row.next_action, opened.row.next_action_by = move.words, move.by
