"""Quotes: adding, revising, accepting, meeting their conditions (SUB-13)."""

from sqlalchemy import bindparam
from sqlalchemy import select as core_select
from sqlmodel import col, func, select

from producer_portal.features.documents import services as documents
from producer_portal.features.policies import queries as policies
from producer_portal.features.submissions.pdf import quote_pdf
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.queries.answers import opened as opened_row
from producer_portal.features.submissions.queries.prints import quote_print
from producer_portal.features.submissions.queries.quotes import quotes_of, waiting_referral
from producer_portal.features.submissions.rules.quoting import (
    QuoteOffer,
    checked_offer,
    chosen_plan,
    offered_plans,
    stored_terms,
)
from producer_portal.features.submissions.rules.refusals import (
    QuoteExpired,
    QuoteNotOpen,
    ReferralWaiting,
)
from producer_portal.features.submissions.rules.workflow import (
    QuoteStatus,
    SubmissionAction,
    SubmissionStatus,
    next_status,
    quotes_move,
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
from producer_portal.features.submissions.services.reviewing import refresh_quote_move
from producer_portal.features.submissions.tables import Quote, Submission
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import columns_of, kept, read
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import InvalidInput, NotFound
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

_OPEN = (QuoteStatus.OPEN, QuoteStatus.ACCEPTED)


def add_quote(work: UnitOfWork, *, submission_id: int, offer: QuoteOffer) -> int:
    """Record a carrier's offer, print it, and tell the producer; returns the quote's id (SUB-13).

    Needs SUBMISSIONS_UNDERWRITE. Raises InvalidInput by field, NotFound for the carrier, and
    DeedNotAllowedNow before the review.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    opened = locked(work, submission_id)
    next_status(SubmissionStatus(opened.row.status), SubmissionAction.ADD_QUOTE)
    newest = select(func.coalesce(func.max(Quote.series), 0)).where(
        Quote.submission_id == submission_id
    )
    series = int(work.session.exec(newest).one()) + 1
    quote = _write(work, opened, offer, series=series, revision=1)
    _announce_quote(work, opened, quote, "quote.added", "quoted")
    return quote.id or 0


def revise_quote(work: UnitOfWork, *, quote_id: int, offer: QuoteOffer) -> int:
    """Replace an offer by a new revision; the old one stays readable. Returns the new id.

    Needs SUBMISSIONS_UNDERWRITE. Raises QuoteNotOpen when it was replaced or bound, ReferralWaiting
    while a principal decides on it, InvalidInput by field.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    old, opened = quote_in_hand(work, quote_id)
    next_status(SubmissionStatus(opened.row.status), SubmissionAction.ADD_QUOTE)
    refuse_closed(old)
    if waiting_referral(work, opened.id) is not None:
        raise ReferralWaiting
    old.status = QuoteStatus.REPLACED
    work.session.flush()  # only one revision of an offer is open
    quote = _write(work, opened, offer, series=old.series, revision=old.revision + 1)
    _announce_quote(work, opened, quote, "quote.revised", "revised the quote")
    return quote.id or 0


def _write(
    work: UnitOfWork, opened: Opened, offer: QuoteOffer, *, series: int, revision: int
) -> Quote:
    checked = checked_offer(offer, today=work.today)
    carrier = policies.carrier_detail(work, carrier_id=checked.carrier_id)
    quote = Quote(
        **belonging_to(opened.row),
        submission_id=opened.id,
        series=series,
        revision=revision,
        carrier_id=carrier.carrier_id,
        carrier_name=carrier.name,
        premium_minor=checked.premium_minor,
        taxes_minor=checked.taxes_minor,
        fees_minor=checked.fees_minor,
        terms=stored_terms(checked),
        subjectivities=[
            {"words": words, "is_met": False, "met_by": ""} for words in checked.subjectivities
        ],
        expires_on=checked.expires_on,
        made_at=work.now,
        made_by_name=work.actor.name,
    )
    work.session.add(quote)
    work.session.flush()  # the document and the trail name the quote by its id
    return quote


def _announce_quote(work: UnitOfWork, opened: Opened, quote: Quote, kind: str, verb: str) -> None:
    row = opened.row
    filename = f"{row.reference} quote {quote.series}-{quote.revision}.pdf"
    made = documents.add_made_document(
        work,
        subject=("submission", opened.id),
        owner=belonging_to(row),
        document_type="quote",
        title=f"Quote of {quote.carrier_name}, revision {quote.revision}",
        filename=filename,
        content=quote_pdf(quote_print(work, opened, quote)),
    )
    quote.document_id = made.id
    move = quotes_move(1, is_accepted=False, is_referred=False)
    after = advance(work, row, SubmissionAction.ADD_QUOTE, move)
    refresh_quote_move(work, row)
    premium = Money(quote.premium_minor, quote.currency).words()
    note(work, row, kind, f"{verb}: {quote.carrier_name}, {premium}", status_after=after)
    finish(work, row)
    audit.record(
        work,
        kind,
        subject=("submission", opened.id),
        after={
            "quote": quote.id,
            "carrier": quote.carrier_name,
            "premium_minor": quote.premium_minor,
            "revision": quote.revision,
        },
        agency_id=row.agency_id,
    )
    words = {
        "carrier": quote.carrier_name,
        "premium": premium,
        "expires": day_words(quote.expires_on),
    }
    tell(
        work,
        row,
        "submission.quoted",
        producer_side(work, row),
        words=words,
        attachment=(made.sha256, made.filename),
    )


def accept_quote(work: UnitOfWork, *, quote_id: int, payment_plan: str = "") -> None:
    """Choose one quote; another that was chosen before is open again. Needs SUBMISSIONS_SUBMIT.

    `payment_plan` is one that the quote offers; without one it is the first.

    Raises QuoteExpired, QuoteNotOpen, ReferralWaiting, DeedNotAllowedNow. Accepting twice changes
    nothing.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    quote, opened = quote_in_hand(work, quote_id)
    row = opened.row
    next_status(SubmissionStatus(row.status), SubmissionAction.ACCEPT_QUOTE)
    refuse_closed(quote)
    if quote.expires_on < work.today:
        raise QuoteExpired(quote.expires_on)
    if payment_plan and payment_plan not in {one.key for one in offered_plans(quote.terms)}:
        raise InvalidInput({"payment_plan": "Choose from the payment plans of this quote"})
    if quote.status == QuoteStatus.ACCEPTED and payment_plan in {
        "",
        quote.terms.get("payment_plan"),
    }:
        return
    if waiting_referral(work, opened.id) is not None:
        raise ReferralWaiting
    for other in quotes_of(work, opened.id):
        if other.status == QuoteStatus.ACCEPTED:
            other.status = QuoteStatus.OPEN
    work.session.flush()  # the database allows one accepted quote
    quote.status = QuoteStatus.ACCEPTED
    plan = next(
        (one for one in offered_plans(quote.terms) if one.key == payment_plan),
        chosen_plan(quote.terms),
    )
    quote.terms = {**quote.terms, "payment_plan": plan.key}
    quote.accepted_at, quote.accepted_by_name = work.now, work.actor.name
    work.session.flush()
    refresh_quote_move(work, row)
    words = f"accepted the quote of {quote.carrier_name}, {plan.name.lower()}"
    note(work, row, "quote.accepted", words)
    finish(work, row)
    audit.record(
        work,
        "quote.accepted",
        subject=("submission", opened.id),
        after={
            "quote": quote.id,
            "premium_minor": quote.premium_minor,
            "payment_plan": plan.key,
        },
        agency_id=row.agency_id,
    )
    told = agency_side(work, row)
    tell(work, row, "submission.quote_accepted", told, words={"carrier": quote.carrier_name})


def mark_subjectivity(work: UnitOfWork, *, quote_id: int, place: int, is_met: bool) -> None:
    """Say that a condition of a quote is met, or that it is not after all. Needs SUBMISSIONS_UNDERWRITE.

    Raises NotFound when the quote has no such condition, QuoteNotOpen.
    """
    work.actor.require(Permission.SUBMISSIONS_UNDERWRITE)
    quote, opened = quote_in_hand(work, quote_id)
    refuse_closed(quote)
    if not 0 <= place < len(quote.subjectivities):
        raise NotFound("condition")
    met = {"is_met": is_met, "met_by": work.actor.name if is_met else ""}
    quote.subjectivities = [
        {**one, **met} if number == place else one
        for number, one in enumerate(quote.subjectivities)
    ]
    words = quote.subjectivities[place]["words"]
    note(
        work,
        opened.row,
        "quote.condition",
        f"marked as {'met' if is_met else 'open'}: {words}",
    )
    finish(work, opened.row)
    audit.record(
        work,
        "quote.condition_marked",
        subject=("submission", opened.id),
        after={"quote": quote.id, "place": place, "is_met": is_met},
        agency_id=opened.row.agency_id,
    )


def quote_in_hand(work: UnitOfWork, quote_id: int) -> tuple[Quote, Opened]:
    """A quote and its submission; the submission is locked first, as everywhere."""
    opened = submission_of_quote(work, quote_id)
    return get_or_not_found(work, Quote, quote_id, what="quote", lock=True), opened


def submission_of_quote(work: UnitOfWork, quote_id: int) -> Opened:
    """The submission a quote belongs to, locked; in one look. Raises NotFound out of sight."""
    work.actor.require(Permission.SUBMISSIONS_READ)
    # Which submission a quote belongs to never changes, so it may be read before the lock is held.
    row = read(work.session, _SUBMISSION_OF_QUOTE, {"quote_id": quote_id}).one_or_none()
    if row is None:
        raise NotFound("quote")
    return opened_row(work, kept(work.session, Submission, row))


_SUBMISSION_OF_QUOTE = (
    core_select(*columns_of(Submission))
    .where(
        col(Submission.id)
        == core_select(col(Quote.submission_id))
        .where(col(Quote.id) == bindparam("quote_id"))
        .scalar_subquery()
    )
    .with_for_update(of=Submission)
)


def refuse_closed(quote: Quote) -> None:
    """Raise QuoteNotOpen for a quote that was replaced, bound or not taken."""
    if quote.status == QuoteStatus.REPLACED:
        raise QuoteNotOpen("This quote was replaced by a newer one. Open the newest.")
    if quote.status not in _OPEN:
        raise QuoteNotOpen("This quote is closed.")
