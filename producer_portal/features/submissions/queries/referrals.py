"""Requests to bind beyond somebody's authority that wait for a principal (RBAC-5, SUB-14)."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.workflow import ReferralStatus
from producer_portal.features.submissions.tables import Quote, Referral, Submission
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One request: whose business, what it is about, why it was asked, since when."""

    id: int
    insured: str
    reference: str
    line: str
    carrier: str
    premium: str
    reason: str
    asked: str
    waits: str
    expires: str
    href: str


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """One page of the requests that wait."""

    rows: list[ReferralRow]
    total: int
    page: int


def referral_queue(work: UnitOfWork, *, page: int = 1) -> ReferralPage:
    """What waits for a decision, the oldest first. Needs REFERRALS_DECIDE."""
    work.actor.require(Permission.REFERRALS_DECIDE)
    page = max(1, min(page, 10_000))
    waiting = (
        select(Referral, Quote, Submission)
        .join(Quote, col(Quote.id) == col(Referral.quote_id))
        .join(Submission, col(Submission.id) == col(Referral.submission_id))
        .where(
            Referral.tenant_id == work.tenant_id,
            col(Referral.status) == ReferralStatus.WAITING.value,
        )
    )
    found = work.session.exec(
        waiting.order_by(col(Referral.asked_at), col(Referral.id))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    return ReferralPage(
        [_row(work, referral, quote, row) for referral, quote, row in found],
        waiting_referrals(work),
        page,
    )


def waiting_referrals(work: UnitOfWork) -> int:
    """How many requests wait, for the navigation. Needs REFERRALS_DECIDE."""
    work.actor.require(Permission.REFERRALS_DECIDE)
    counted = (
        select(func.count())
        .select_from(Referral)
        .where(
            Referral.tenant_id == work.tenant_id,
            col(Referral.status) == ReferralStatus.WAITING.value,
        )
    )
    return int(work.session.exec(counted).one())


def _row(work: UnitOfWork, referral: Referral, quote: Quote, row: Submission) -> ReferralRow:
    form = FORMS.get(row.line_code)
    days = (work.today - referral.asked_at.date()).days
    return ReferralRow(
        id=referral.id or 0,
        insured=row.insured_name,
        reference=row.reference or "",
        line=form.name if form else row.line_code,
        carrier=quote.carrier_name,
        premium=Money(quote.premium_minor, quote.currency).words(cents=False),
        reason=" ".join(referral.reasons),
        asked=f"{referral.asked_by_name}, {moment_words(work, referral.asked_at)}",
        waits=f"{max(days, 0)} d",
        expires=day_words(quote.expires_on, today=work.today),
        href=f"/submissions/{row.id}",
    )
