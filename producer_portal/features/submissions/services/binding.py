"""Binding a quote within one's authority, or asking a principal to (SUB-14, RBAC-5)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, or_
from sqlalchemy import select as core_select
from sqlmodel import col

from producer_portal.features.notifications.rules import Audience
from producer_portal.features.policies import services as policies
from producer_portal.features.submissions.queries.answers import Opened, ask_attached_files
from producer_portal.features.submissions.queries.gate import ask_gate_policy
from producer_portal.features.submissions.queries.quotes import (
    ask_authority,
    authority_of,
    bind_request,
    waiting_referral,
)
from producer_portal.features.submissions.queries.views import BindOutcome
from producer_portal.features.submissions.rules.authority import beyond_authority
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.gate import GatePolicy
from producer_portal.features.submissions.rules.refusals import (
    AlreadyBound,
    EffectiveDateMissing,
    EffectiveDatePast,
    QuoteExpired,
    QuoteNotAccepted,
    ReferralDecided,
    ReferralWaiting,
    SubjectivitiesOpen,
    SubmissionNotComplete,
)
from producer_portal.features.submissions.rules.workflow import (
    QuoteStatus,
    ReferralStatus,
    SubmissionAction,
    SubmissionStatus,
    move_of,
    next_status,
)
from producer_portal.features.submissions.services.deeds import (
    advance,
    agency_side,
    belonging_to,
    finish,
    locked,
    note,
    producer_side,
    tell,
)
from producer_portal.features.submissions.services.gate import pass_gate_to_bind
from producer_portal.features.submissions.services.policy_drafts import policy_draft
from producer_portal.features.submissions.services.quoting import (
    quote_in_hand,
    refuse_closed,
    submission_of_quote,
)
from producer_portal.features.submissions.services.reviewing import (
    checked_note,
    refresh_quote_move,
)
from producer_portal.features.submissions.tables import Quote, Referral
from producer_portal.foundation import audit
from producer_portal.foundation.exchange import Answer
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import ask, columns_of, kept, write_changes
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import (
    ATTACHMENTS,
    AttachedFile,
    AttachmentStage,
    Problem,
    Severity,
    problems,
)
from producer_portal.values.period import day_words


def bind_quote(work: UnitOfWork, *, quote_id: int, note_words: str = "") -> BindOutcome:
    """Issue the policy of an accepted quote; beyond one's authority it goes to a principal (RBAC-5).

    Bound twice at once it is one policy: whoever comes second gets the same outcome for the same
    quote. Needs SUBMISSIONS_BIND. Raises AlreadyBound for another quote, QuoteNotAccepted,
    QuoteExpired, SubjectivitiesOpen, SubmissionNotComplete for documents due before binding,
    EffectiveDateMissing, EffectiveDatePast without a principal, ReferralWaiting.
    """
    work.actor.require(Permission.SUBMISSIONS_BIND)
    opened = submission_of_quote(work, quote_id)
    # Asked in one turn; the submission is locked.
    asked = _ask_quotes(work, quote_id, opened.id)
    authorized, unready = ask_authority(work), _ask_unready(work, opened)
    quote, others, is_referred = asked()
    row = opened.row
    if row.status == SubmissionStatus.BOUND:
        if quote.status == QuoteStatus.BOUND:
            return _bound_outcome(opened)
        raise AlreadyBound
    _refuse_unready(work, opened, quote, unready)
    if is_referred:
        raise ReferralWaiting
    assert row.effective_on is not None, "readiness looked at the effective date"
    if row.effective_on < work.today and not work.actor.may(Permission.REFERRALS_DECIDE):
        raise EffectiveDatePast(row.effective_on)
    request = bind_request(opened, quote)
    reasons = beyond_authority(authorized(), request, holder=work.actor.name)
    if reasons:
        return _refer(work, opened, quote, reasons, checked_note(note_words))
    return _issue(work, opened, quote, others, checked_note(note_words))


def _ask_quotes(
    work: UnitOfWork, quote_id: int, submission_id: int
) -> Answer[tuple[Quote, list[Quote], bool]]:
    """The quote and those that are open beside it, locked, and whether a principal was asked already.

    The submission is locked before. Looking raises NotFound.
    """
    asked = ask(
        work.session, _QUOTES_IN_HAND, {"quote_id": quote_id, "submission_id": submission_id}
    )

    def quotes() -> tuple[Quote, list[Quote], bool]:
        found = asked().all()
        in_hand = {row.id: kept(work.session, Quote, row) for row in found}
        if quote_id not in in_hand:
            raise NotFound("quote")
        others = [quote for key, quote in in_hand.items() if key != quote_id]
        return in_hand[quote_id], others, found[0].is_referred

    return Answer(quotes)


_QUOTES_IN_HAND = (
    core_select(
        *columns_of(Quote),
        core_select(col(Referral.id))
        .where(
            col(Referral.submission_id) == bindparam("submission_id"),
            col(Referral.status) == ReferralStatus.WAITING.value,
        )
        .exists()
        .label("is_referred"),
    )
    .where(
        col(Quote.submission_id) == bindparam("submission_id"),
        or_(col(Quote.id) == bindparam("quote_id"), col(Quote.status) == QuoteStatus.OPEN.value),
    )
    .order_by(col(Quote.id))
    .with_for_update(of=Quote)
)


def refer_quote(work: UnitOfWork, *, quote_id: int, note_words: str) -> BindOutcome:
    """Ask a principal to bind, though one might do it oneself or the date has passed.

    Needs SUBMISSIONS_BIND. Raises as `bind_quote`, except for the date.
    """
    work.actor.require(Permission.SUBMISSIONS_BIND)
    quote, opened = quote_in_hand(work, quote_id)
    if opened.row.status == SubmissionStatus.BOUND:
        raise AlreadyBound
    _refuse_unready(work, opened, quote, _ask_unready(work, opened))
    if waiting_referral(work, opened.id) is not None:
        raise ReferralWaiting
    asked = bind_request(opened, quote)
    reasons = beyond_authority(authority_of(work), asked, holder=work.actor.name)
    effective_on = opened.row.effective_on
    assert effective_on is not None, "readiness looked at the effective date"
    if effective_on < work.today:
        reasons = (*reasons, f"The effective date, {day_words(effective_on)}, has passed.")
    told = reasons or (f"{work.actor.name} asks for a decision.",)
    return _refer(work, opened, quote, told, checked_note(note_words))


def approve_referral(work: UnitOfWork, *, referral_id: int, note_words: str = "") -> BindOutcome:
    """Decide a referral by binding the quote. Needs REFERRALS_DECIDE and SUBMISSIONS_BIND.

    Raises ReferralDecided when somebody was faster, and what `bind_quote` raises.
    """
    referral, opened = _referral(work, referral_id)
    work.actor.require(Permission.SUBMISSIONS_BIND)
    quote, others, _ = _ask_quotes(work, referral.quote_id, opened.id)()
    _refuse_unready(work, opened, quote, _ask_unready(work, opened))
    words = checked_note(note_words)
    _decide(work, opened, referral, ReferralStatus.APPROVED, words)
    return _issue(work, opened, quote, others, words)


def decline_referral(work: UnitOfWork, *, referral_id: int, note_words: str) -> None:
    """Decide a referral by not binding, with words. Needs REFERRALS_DECIDE.

    Raises ReferralDecided when somebody was faster.
    """
    referral, opened = _referral(work, referral_id)
    words = checked_note(note_words)
    _decide(work, opened, referral, ReferralStatus.DECLINED, words)
    work.session.flush()  # the next move looks at waiting referrals
    refresh_quote_move(work, opened.row)
    told = f"did not approve the bind{': ' if words else ''}{words}"
    note(work, opened.row, "referral.declined", told)
    finish(work, opened.row)


def _referral(work: UnitOfWork, referral_id: int) -> tuple[Referral, Opened]:
    work.actor.require(Permission.REFERRALS_DECIDE)
    found = get_or_not_found(work, Referral, referral_id, what="referral")
    opened = locked(work, found.submission_id)
    referral = get_or_not_found(work, Referral, referral_id, what="referral", lock=True)
    if referral.status != ReferralStatus.WAITING:
        raise ReferralDecided
    return referral, opened


def _decide(
    work: UnitOfWork,
    opened: Opened,
    referral: Referral,
    status: ReferralStatus,
    words: str,
) -> None:
    referral.status = status
    referral.decided_at, referral.decided_by_name = work.now, work.actor.name
    referral.decision_note = words
    is_approved = status is ReferralStatus.APPROVED
    audit.record(
        work,
        f"referral.{status.value}",
        subject=("submission", opened.id),
        after={"referral": referral.id, "quote": referral.quote_id},
        note=words,
        agency_id=opened.row.agency_id,
    )
    asked = (referral.asked_by_user_id,) if referral.asked_by_user_id else ()
    told = Audience(user_ids=asked, but_user_id=work.actor.user_id)
    answer = {"status": "Approved and bound" if is_approved else "Not approved", "note": words}
    tell(work, opened.row, "submission.referral_decided", told, words=answer)


class _Unready(NamedTuple):
    """What must be known, besides the quote, to say what stands in the way of binding it."""

    missing: Answer[list[Problem]]
    policy: Answer[GatePolicy]


def _ask_unready(work: UnitOfWork, opened: Opened) -> _Unready:
    return _Unready(_ask_missing_documents(work, opened), ask_gate_policy(work))


def _refuse_unready(work: UnitOfWork, opened: Opened, quote: Quote, unready: _Unready) -> None:
    """Raise whatever stands in the way of binding this quote, whoever binds it."""
    row = opened.row
    next_status(SubmissionStatus(row.status), SubmissionAction.BIND)
    refuse_closed(quote)
    if quote.status != QuoteStatus.ACCEPTED:
        raise QuoteNotAccepted
    if quote.expires_on < work.today:
        raise QuoteExpired(quote.expires_on)
    open_conditions = [str(one["words"]) for one in quote.subjectivities if not one["is_met"]]
    if open_conditions:
        raise SubjectivitiesOpen(open_conditions)
    if row.effective_on is None:
        raise EffectiveDateMissing
    errors = unready.missing()
    if errors:
        raise SubmissionNotComplete(errors)
    carrier = (quote.carrier_id, quote.carrier_name)
    pass_gate_to_bind(work, opened, carrier, unready.policy())


def _ask_missing_documents(work: UnitOfWork, opened: Opened) -> Answer[list[Problem]]:
    """What the form wants attached before binding and is not."""

    def errors(files: tuple[AttachedFile, ...]) -> list[Problem]:
        lacking = problems(
            opened.form,
            opened.answers,
            today=work.today,
            checks=CHECKS,
            attachments=files,
            only={ATTACHMENTS},
            stage=AttachmentStage.BEFORE_BIND,
        )
        return [problem for problem in lacking if problem.severity is Severity.ERROR]

    is_ruled = any(
        rule.section == ATTACHMENTS and rule.severity is Severity.ERROR
        for rule in opened.form.rules
    )
    # When nothing is missing though nothing is in, it need not be looked up what is in.
    if not is_ruled and not errors(()):
        return Answer(list)
    attached = ask_attached_files(work, opened.id)
    return Answer(lambda: errors(attached()))


def _refer(
    work: UnitOfWork, opened: Opened, quote: Quote, reasons: Sequence[str], words: str
) -> BindOutcome:
    row = opened.row
    work.session.add(
        Referral(
            **belonging_to(row),
            submission_id=opened.id,
            quote_id=quote.id or 0,
            reasons=list(reasons),
            note=words,
            asked_at=work.now,
            asked_by_user_id=work.actor.user_id,
            asked_by_name=work.actor.name,
        )
    )
    work.session.flush()  # the next move looks at waiting referrals
    refresh_quote_move(work, row)
    note(work, row, "referral.asked", f"asked a principal to bind. {reasons[0]}")
    finish(work, row)
    audit.record(
        work,
        "referral.asked",
        subject=("submission", opened.id),
        after={"quote": quote.id, "reasons": list(reasons)},
        note=words,
        agency_id=row.agency_id,
    )
    told = agency_side(work, row, Permission.REFERRALS_DECIDE)
    tell(work, row, "submission.referred", told, words={"reason": " ".join(reasons)})
    sent = "Sent to a principal. You are told of the decision."
    return BindOutcome(
        is_bound=False,
        policy_id=0,
        policy_number="",
        policy_href="",
        reasons=list(reasons),
        words=sent,
    )


def _issue(
    work: UnitOfWork, opened: Opened, quote: Quote, others: Sequence[Quote], words: str
) -> BindOutcome:
    row = opened.row
    issued = policies.issue_policy(work, draft=policy_draft(opened, quote))
    for other in others:
        other.status = QuoteStatus.NOT_TAKEN
    quote.status = QuoteStatus.BOUND
    row.policy_id, row.policy_number = issued.policy_id, issued.number
    after = advance(work, row, SubmissionAction.BIND, move_of(SubmissionStatus.BOUND))
    told = f"bound it with {quote.carrier_name} as policy {issued.number}"
    note(work, row, "submission.bound", told, status_after=after)
    finish(work, row)
    write_changes(work.session, row, quote, *others)
    audit.record(
        work,
        "submission.bound",
        subject=("submission", opened.id),
        before={"status": SubmissionStatus.QUOTED.value},
        after={
            "status": row.status,
            "quote": quote.id,
            "policy": issued.policy_id,
            "premium_minor": quote.premium_minor,
        },
        note=words,
        agency_id=row.agency_id,
    )
    facts = {"policy": issued.number, "effective": day_words(issued.effective_on)}
    tell(work, row, "submission.bound", producer_side(work, row), words=facts)
    return _bound_outcome(opened)


def _bound_outcome(opened: Opened) -> BindOutcome:
    row = opened.row
    return BindOutcome(
        is_bound=True,
        policy_id=row.policy_id or 0,
        policy_number=row.policy_number,
        policy_href=f"/policies/{row.policy_id}",
        reasons=[],
        words=f"Bound as policy {row.policy_number}.",
    )
