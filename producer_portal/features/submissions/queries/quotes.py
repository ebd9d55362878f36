"""Quotes worded, compared, and what stands in the way of binding (SUB-13, SUB-14)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.features.submissions.queries.answers import Opened, open_submission
from producer_portal.features.submissions.queries.looks import status_view
from producer_portal.features.submissions.queries.views import (
    ChangeView,
    CompareRow,
    PlanView,
    QuotesView,
    QuoteView,
    ReferralView,
    SubjectivityView,
    TermView,
)
from producer_portal.features.submissions.rules.authority import (
    FULL_AUTHORITY,
    Authority,
    BindRequest,
    beyond_authority,
    greatest_limit_minor,
)
from producer_portal.features.submissions.rules.payment_plans import plan_words
from producer_portal.features.submissions.rules.quoting import (
    Term,
    amount_words,
    changes_between,
    chosen_plan,
    compare_terms,
    offered_plans,
    read_terms,
)
from producer_portal.features.submissions.rules.workflow import (
    QUOTE_LOOKS,
    QuoteStatus,
    ReferralStatus,
    SubmissionStatus,
)
from producer_portal.features.submissions.tables import BindingAuthority, Quote, Referral
from producer_portal.foundation.exchange import Answer
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import ask
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

# As many as stand side by side on paper and on a tablet (SUB-13).
MOST_COMPARED = 5
LIVE = (QuoteStatus.OPEN, QuoteStatus.ACCEPTED, QuoteStatus.BOUND)


def quotes_of(work: UnitOfWork, submission_id: int) -> Sequence[Quote]:
    """Every quote of a submission, newest first."""
    return work.session.exec(
        select(Quote)
        .where(Quote.submission_id == submission_id)
        .order_by(col(Quote.id).desc())
        .limit(200)
    ).all()


def waiting_referral(work: UnitOfWork, submission_id: int) -> Referral | None:
    """The request to bind that a principal has not decided yet."""
    return work.session.exec(
        select(Referral).where(
            Referral.submission_id == submission_id, Referral.status == ReferralStatus.WAITING
        )
    ).one_or_none()


def authority_of(work: UnitOfWork) -> Authority | None:
    """What the actor may bind alone; whoever decides referrals may bind everything (RBAC-5)."""
    return ask_authority(work)()


def ask_authority(work: UnitOfWork) -> Answer[Authority | None]:
    """As `authority_of`, in one turn with what is asked beside it."""
    if work.actor.may(Permission.REFERRALS_DECIDE):
        return Answer(lambda: FULL_AUTHORITY)
    asked = ask(work.session, _AUTHORITY, {"user_id": work.actor.user_id})

    def authority() -> Authority | None:
        row = asked().one_or_none()
        if row is None:
            return None
        lines, states, premium_ceiling_minor, limit_ceiling_minor = row
        return Authority(
            frozenset(lines), frozenset(states), premium_ceiling_minor, limit_ceiling_minor
        )

    return Answer(authority)


_AUTHORITY = core_select(
    col(BindingAuthority.lines),
    col(BindingAuthority.states),
    col(BindingAuthority.premium_ceiling_minor),
    col(BindingAuthority.limit_ceiling_minor),
).where(col(BindingAuthority.user_id) == bindparam("user_id"))


def bind_request(opened: Opened, quote: Quote) -> BindRequest:
    """What binding this quote would put on the books."""
    return BindRequest(
        line_code=opened.row.line_code,
        line_name=opened.form.name,
        state=opened.row.state,
        premium_minor=quote.premium_minor,
        greatest_limit_minor=greatest_limit_minor(quote.terms),
    )


def quotes_view(
    work: UnitOfWork, *, submission_id: int, compared: Sequence[int] = ()
) -> QuotesView:
    """The quotes and the comparison of up to five of them side by side. Needs SUBMISSIONS_READ.

    `compared` names the quotes to compare; without it they are the newest.
    """
    opened = open_submission(work, submission_id)
    authority = authority_of(work)
    referral = waiting_referral(work, submission_id)
    found = quotes_of(work, submission_id)
    live = [one for one in found if one.status in LIVE]
    chosen = [one for one in live if one.id in compared] or live
    chosen = chosen[:MOST_COMPARED]
    may_quote = work.actor.may(Permission.SUBMISSIONS_UNDERWRITE)
    can_add = may_quote and opened.row.status in {
        SubmissionStatus.IN_REVIEW,
        SubmissionStatus.QUOTED,
    }
    return QuotesView(
        quotes=[
            quote_view(
                work,
                opened,
                one,
                authority,
                is_referred=referral is not None,
                before=_revision_before(one, found),
            )
            for one in live
        ],
        earlier=[
            quote_view(work, opened, one, authority, is_referred=False)
            for one in found
            if one.status not in LIVE
        ],
        comparison=comparison_of(chosen) if len(chosen) > 1 else [],
        can_add=can_add,
        compared=[one.id or 0 for one in chosen],
        can_propose=bool(live)
        and opened.row.status == SubmissionStatus.QUOTED
        and work.actor.may(Permission.SUBMISSIONS_SUBMIT),
    )


def quote_view(
    work: UnitOfWork,
    opened: Opened,
    quote: Quote,
    authority: Authority | None,
    *,
    is_referred: bool,
    before: Quote | None = None,
) -> QuoteView:
    """One quote in words, what changed since the revision before, and what the person may do with it."""
    assert quote.id is not None, "a listed quote is stored"
    is_expired = quote.expires_on < work.today and quote.status != QuoteStatus.BOUND
    is_quoted = opened.row.status == SubmissionStatus.QUOTED
    is_open = quote.status in {QuoteStatus.OPEN, QuoteStatus.ACCEPTED}
    reason = _bind_reason(
        opened,
        quote,
        authority,
        is_referred=is_referred,
        may_decide=work.actor.may(Permission.REFERRALS_DECIDE),
        today=work.today,
    )
    at = moment_words(work, quote.made_at)
    return QuoteView(
        id=quote.id,
        carrier=quote.carrier_name,
        carrier_id=quote.carrier_id,
        revision=quote.revision,
        status=status_view(quote.status, QUOTE_LOOKS[QuoteStatus(quote.status)]),
        premium=Money(quote.premium_minor).words(),
        taxes=Money(quote.taxes_minor).words(),
        fees=Money(quote.fees_minor).words(),
        total=Money(quote.premium_minor + quote.taxes_minor + quote.fees_minor).words(),
        expires=day_words(quote.expires_on),
        is_expired=is_expired,
        limits=_terms(read_terms(quote.terms, "limits")),
        deductibles=_terms(read_terms(quote.terms, "deductibles")),
        notes=str(quote.terms.get("notes", "")),
        subjectivities=_subjectivities(quote),
        open_subjectivities=sum(not one["is_met"] for one in quote.subjectivities),
        document_id=quote.document_id or 0,
        made_words=f"{quote.made_by_name}, {at}",
        can_accept=work.actor.may(Permission.SUBMISSIONS_SUBMIT)
        and is_quoted
        and not is_expired
        and not is_referred
        and quote.status == QuoteStatus.OPEN,
        can_bind=work.actor.may(Permission.SUBMISSIONS_BIND)
        and is_quoted
        and quote.status == QuoteStatus.ACCEPTED
        and not reason,
        can_revise=work.actor.may(Permission.SUBMISSIONS_UNDERWRITE) and is_quoted and is_open,
        bind_reason=reason if is_open else "",
        payment_plans=[
            PlanView(plan.key, plan.name, plan_words(plan, quote_total(quote)))
            for plan in offered_plans(quote.terms)
        ],
        chosen_plan=chosen_plan(quote.terms).key,
        changes=[
            ChangeView(one.label, one.before, one.after)
            for one in (changes_between(_said(before), _said(quote)) if before else ())
        ],
    )


def _revision_before(quote: Quote, found: Sequence[Quote]) -> Quote | None:
    wanted = (quote.series, quote.revision - 1)
    return next((one for one in found if (one.series, one.revision) == wanted), None)


def quote_total(quote: Quote) -> Money:
    """Premium, taxes and fees."""
    return Money(quote.premium_minor + quote.taxes_minor + quote.fees_minor, quote.currency)


def _said(quote: Quote) -> dict[str, str]:
    """Everything a quote says, line by line."""
    lines = {
        "Carrier": quote.carrier_name,
        "Premium": Money(quote.premium_minor).words(),
        "Taxes": Money(quote.taxes_minor).words(),
        "Fees": Money(quote.fees_minor).words(),
        "Total": quote_total(quote).words(),
        "Open until": day_words(quote.expires_on),
    }
    for kind in ("limits", "deductibles"):
        lines |= {
            one.label: amount_words(one.amount_minor) for one in read_terms(quote.terms, kind)
        }
    lines["Payment"] = "; ".join(plan.name for plan in offered_plans(quote.terms))
    lines["Conditions"] = "; ".join(str(one["words"]) for one in quote.subjectivities) or "None"
    lines["Notes"] = str(quote.terms.get("notes", "")) or "None"
    return lines


def _bind_reason(
    opened: Opened,
    quote: Quote,
    authority: Authority | None,
    *,
    is_referred: bool,
    may_decide: bool,
    today: date,
) -> str:
    if is_referred:
        return (
            "Decide on the request to bind first."
            if may_decide
            else "A principal has been asked. Wait for the decision."
        )
    if quote.expires_on < today:
        return f"The quote expired on {day_words(quote.expires_on)}. Ask for a revised one."
    if quote.status == QuoteStatus.OPEN:
        return "Accept the quote first."
    open_count = sum(not one["is_met"] for one in quote.subjectivities)
    if open_count:
        return f"{open_count} condition{'s' * (open_count > 1)} of the quote must be met first."
    return next(iter(beyond_authority(authority, bind_request(opened, quote))), "")


def _terms(terms: Sequence[Term]) -> list[TermView]:
    return [TermView(term.label, amount_words(term.amount_minor)) for term in terms]


def _subjectivities(quote: Quote) -> list[SubjectivityView]:
    return [
        SubjectivityView(
            place,
            str(one["words"]),
            bool(one["is_met"]),
            f"Met, says {one['met_by']}" if one["is_met"] else "Open",
        )
        for place, one in enumerate(quote.subjectivities)
    ]


def comparison_of(quotes: Sequence[Quote]) -> list[CompareRow]:
    """Quotes side by side, line by line."""
    plain = (
        ("Carrier", [one.carrier_name for one in quotes]),
        ("Premium", [Money(one.premium_minor).words() for one in quotes]),
        ("Taxes", [Money(one.taxes_minor).words() for one in quotes]),
        ("Fees", [Money(one.fees_minor).words() for one in quotes]),
        (
            "Total",
            [Money(one.premium_minor + one.taxes_minor + one.fees_minor).words() for one in quotes],
        ),
        ("Open until", [day_words(one.expires_on) for one in quotes]),
    )
    rows = [CompareRow(label, values, len(set(values)) > 1) for label, values in plain]
    stored = [one.terms for one in quotes]
    for kind in ("limits", "deductibles"):
        rows += [
            CompareRow(one.label, list(one.values), one.is_different)
            for one in compare_terms(stored, kind)
        ]
    payments = ["; ".join(plan.name for plan in offered_plans(one.terms)) for one in quotes]
    rows.append(CompareRow("Payment", payments, len(set(payments)) > 1))
    conditions = [
        "; ".join(str(condition["words"]) for condition in one.subjectivities) or "None"
        for one in quotes
    ]
    return [*rows, CompareRow("Conditions", conditions, len(set(conditions)) > 1)]


def referral_view(work: UnitOfWork, submission_id: int) -> ReferralView | None:
    """The referral that waits for a decision, or None."""
    row = waiting_referral(work, submission_id)
    if row is None:
        return None
    assert row.id is not None, "a listed referral is stored"
    at = moment_words(work, row.asked_at)
    return ReferralView(
        id=row.id,
        quote_id=row.quote_id,
        reasons=list(row.reasons),
        note=row.note,
        asked_words=f"{row.asked_by_name}, {at}",
        can_decide=work.actor.may(Permission.REFERRALS_DECIDE),
    )
