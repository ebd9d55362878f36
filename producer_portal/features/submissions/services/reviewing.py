"""The agency's side: assigning, reviewing, declining, withdrawing, reopening (SUB-8, SUB-15)."""

from collections.abc import Mapping

from sqlmodel import select

from producer_portal.access.tables import User, UserStatus
from producer_portal.features.notifications.rules import Audience
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.queries.quotes import quotes_of, waiting_referral
from producer_portal.features.submissions.rules.workflow import (
    DECLINE_REASONS,
    STATUS_LOOKS,
    WITHDRAW_REASONS,
    QuoteStatus,
    ReferralStatus,
    SubmissionAction,
    SubmissionStatus,
    move_of,
    quotes_move,
)
from producer_portal.features.submissions.services.deeds import (
    advance,
    agency_side,
    finish,
    locked,
    note,
    producer_side,
    tell,
    tell_status,
)
from producer_portal.features.submissions.services.drafting import describe
from producer_portal.features.submissions.services.measuring import keep_first_response
from producer_portal.features.submissions.services.routing import note_who_has_it
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import ROLE_PERMISSIONS, Permission, Role
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput, NotFound

_NOTE_LENGTH = 2_000


def assign_submission(
    work: UnitOfWork, *, submission_id: int, user_id: int, reason: str = ""
) -> None:
    """Give a submission to an underwriter, with a reason when it had another (SUB-8).

    Needs SUBMISSIONS_ASSIGN. Raises NotFound for a person who does not underwrite here, and
    DeedNotAllowedNow for drafts and closed ones.
    """
    work.actor.require(Permission.SUBMISSIONS_ASSIGN)
    _assign(work, locked(work, submission_id), user_id, checked_note(reason))


def assign_to_me(work: UnitOfWork, *, submission_id: int) -> None:
    """Take a submission onto one's own desk. Needs SUBMISSIONS_UNDERWRITE."""
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    assert work.actor.user_id is not None, "people take submissions, jobs do not"
    _assign(work, locked(work, submission_id), work.actor.user_id, "")


def _assign(work: UnitOfWork, opened: Opened, user_id: int, reason: str) -> None:
    row = opened.row
    person = underwriter(work, user_id)
    before = row.assigned_to_name
    status = SubmissionStatus(row.status)
    move = move_of(status, is_assigned=True)
    if status in {SubmissionStatus.QUOTED, SubmissionStatus.INFORMATION_NEEDED}:
        kept = (row.next_action, row.next_action_by)
        advance(work, row, SubmissionAction.ASSIGN, move)
        row.next_action, row.next_action_by = kept
    else:
        advance(work, row, SubmissionAction.ASSIGN, move)
    row.assigned_to_user_id, row.assigned_to_name = user_id, person.name
    because = f": {reason}" if reason else ""
    note_who_has_it(work, row)
    words = "took it" if user_id == work.actor.user_id else f"assigned it to {person.name}{because}"
    note(work, row, "submission.assigned", words)
    finish(work, row)
    audit.record(
        work,
        "submission.assigned",
        subject=("submission", opened.id),
        before={"assigned_to": before},
        after={"assigned_to": person.name},
        note=reason,
        agency_id=row.agency_id,
    )
    told = Audience(user_ids=(user_id,), but_user_id=work.actor.user_id)
    tell(work, row, "submission.assigned", told)


def underwriter(work: UnitOfWork, user_id: int) -> User:
    """An active person of the agency group whose role underwrites. Raises NotFound otherwise."""
    person = work.session.exec(select(User).where(User.id == user_id)).one_or_none()
    if person is None or person.status != UserStatus.ACTIVE:
        raise NotFound("person")
    if Permission.SUBMISSIONS_UNDERWRITE not in ROLE_PERMISSIONS[Role(person.role)]:
        raise NotFound("person")
    return person


def start_review(work: UnitOfWork, *, submission_id: int) -> None:
    """Begin to review; whoever begins takes it when nobody has. Needs SUBMISSIONS_UNDERWRITE."""
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    opened = locked(work, submission_id)
    row = opened.row
    after = advance(work, row, SubmissionAction.START_REVIEW, move_of(SubmissionStatus.IN_REVIEW))
    if row.assigned_to_user_id is None:
        row.assigned_to_user_id, row.assigned_to_name = work.actor.user_id, work.actor.name
        note_who_has_it(work, row)
    keep_first_response(work, row)
    note(work, row, "review.started", "started the review", status_after=after)
    finish(work, row)
    audit.record(
        work,
        "submission.review_started",
        subject=("submission", opened.id),
        after={"status": row.status},
        agency_id=row.agency_id,
    )
    tell_status(work, row)


def decline_submission(
    work: UnitOfWork, *, submission_id: int, reason_code: str, note_words: str = ""
) -> None:
    """Decline with a reason and words for the producer (SUB-15). Needs SUBMISSIONS_UNDERWRITE.

    Raises InvalidInput for an unknown reason and DeedNotAllowedNow when it is closed.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    opened = locked(work, submission_id)
    reason = _close(
        work,
        opened,
        SubmissionAction.DECLINE,
        reason_code=reason_code,
        reasons=DECLINE_REASONS,
        note_words=note_words,
    )
    words = {"reason": reason, "note": opened.row.closed_note}
    tell(work, opened.row, "submission.declined", producer_side(work, opened.row), words=words)


def withdraw_submission(
    work: UnitOfWork, *, submission_id: int, reason_code: str, note_words: str = ""
) -> None:
    """Withdraw with a reason (SUB-15). Needs SUBMISSIONS_SUBMIT.

    Raises InvalidInput for an unknown reason and DeedNotAllowedNow when it is closed.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    opened = locked(work, submission_id)
    reason = _close(
        work,
        opened,
        SubmissionAction.WITHDRAW,
        reason_code=reason_code,
        reasons=WITHDRAW_REASONS,
        note_words=note_words,
    )
    if opened.row.submitted_at is not None:
        told = agency_side(work, opened.row)
        tell(work, opened.row, "submission.withdrawn", told, words={"reason": reason})


def _close(
    work: UnitOfWork,
    opened: Opened,
    action: SubmissionAction,
    *,
    reason_code: str,
    reasons: Mapping[str, str],
    note_words: str,
) -> str:
    row = opened.row
    if reason_code not in reasons:
        raise InvalidInput({"reason_code": "Select a reason"})
    words = checked_note(note_words)
    if reason_code == "other" and not words:
        raise InvalidInput({"note": "Say why in a few words"})
    before = row.status
    target = SubmissionStatus.DECLINED
    if action is SubmissionAction.WITHDRAW:
        target = SubmissionStatus.WITHDRAWN
    after = advance(work, row, action, move_of(target))
    _release(work, row)
    row.closed_reason, row.closed_note = reason_code, words
    if target is SubmissionStatus.DECLINED:
        keep_first_response(work, row)
    verb = STATUS_LOOKS[target].words.lower()
    told = f"{verb} it: {reasons[reason_code]}" + (f". {words}" if words else "")
    note(work, row, f"submission.{target.value}", told, status_after=after)
    finish(work, row)
    audit.record(
        work,
        f"submission.{target.value}",
        subject=("submission", opened.id),
        before={"status": before},
        after={"status": row.status, "reason": reason_code},
        note=words,
        agency_id=row.agency_id,
    )
    return reasons[reason_code]


def _release(work: UnitOfWork, row: Submission) -> None:
    """A closed submission waits for nothing: no pause, no referral."""
    row.paused_on = row.paused_at = row.information_due_on = None
    referral = waiting_referral(work, row.id or 0)
    if referral is not None:
        referral.status = ReferralStatus.DECLINED
        referral.decided_at, referral.decided_by_name = work.now, work.actor.name
        referral.decision_note = "The submission was closed."


def reopen_submission(work: UnitOfWork, *, submission_id: int, note_words: str = "") -> None:
    """Open a declined or withdrawn submission again (SUB-15).

    A withdrawn draft is reopened by whoever may submit; what was sent, by whoever underwrites.
    """
    opened = locked(work, submission_id)
    row = opened.row
    is_draft = row.submitted_at is None
    needed = Permission.SUBMISSIONS_SUBMIT if is_draft else Permission.SUBMISSIONS_UNDERWRITE
    work.actor.require(needed)
    words = checked_note(note_words)
    before = row.status
    action = SubmissionAction.REOPEN_DRAFT if is_draft else SubmissionAction.REOPEN
    is_reviewed = before == SubmissionStatus.DECLINED
    status = SubmissionStatus.IN_REVIEW if is_reviewed else SubmissionStatus.PENDING
    move = move_of(status, is_assigned=row.assigned_to_user_id is not None)
    after = advance(work, row, action, move)
    row.closed_reason = row.closed_note = ""
    if is_draft:
        describe(work, opened)
    note(
        work,
        row,
        "submission.reopened",
        f"reopened it{'. ' if words else ''}{words}",
        status_after=after,
    )
    finish(work, row)
    audit.record(
        work,
        "submission.reopened",
        subject=("submission", opened.id),
        before={"status": before},
        after={"status": row.status},
        note=words,
        agency_id=row.agency_id,
    )
    if not is_draft:
        tell_status(work, row, words)


def refresh_quote_move(work: UnitOfWork, row: Submission) -> None:
    """Bring the next move of a quoted submission in line with its quotes and referral."""
    found = quotes_of(work, row.id or 0)
    live = [one for one in found if one.status in {QuoteStatus.OPEN, QuoteStatus.ACCEPTED}]
    row.quote_count = len(live)
    move = quotes_move(
        len(live),
        is_accepted=any(one.status == QuoteStatus.ACCEPTED for one in live),
        is_referred=waiting_referral(work, row.id or 0) is not None,
    )
    row.next_action, row.next_action_by = move.words, move.by


def checked_note(words: str) -> str:
    """Free words, trimmed. Raises InvalidInput beyond 2,000 characters."""
    trimmed = words.replace("\x00", "").strip()
    if len(trimmed) > _NOTE_LENGTH:
        raise InvalidInput({"note": f"Keep it to {_NOTE_LENGTH:,} characters"})
    return trimmed
