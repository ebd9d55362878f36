"""Quotes: their terms read from what was typed, their sums, their comparison (SUB-13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from producer_portal.features.submissions.rules.payment_plans import (
    IN_FULL,
    PLANS,
    PaymentPlan,
    checked_plans,
)
from producer_portal.values.errors import InvalidInput
from producer_portal.values.money import Money

MOST_TERMS = 40
MOST_SUBJECTIVITIES = 20
_LABEL_LENGTH = 120
_NOTE_LENGTH = 4_000
_CEILING_MINOR = 10**13


@dataclass(frozen=True, slots=True)
class Term:
    """A limit or a deductible in cents."""

    label: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class QuoteOffer:
    """What a carrier offers; amounts in cents."""

    carrier_id: int
    premium_minor: int
    taxes_minor: int
    fees_minor: int
    limits: tuple[Term, ...]
    deductibles: tuple[Term, ...]
    expires_on: date
    subjectivities: tuple[str, ...] = ()
    notes: str = ""
    payment_plans: tuple[str, ...] = ()


def checked_offer(offer: QuoteOffer, *, today: date) -> QuoteOffer:
    """The offer with its words trimmed. Raises InvalidInput with every problem by field."""
    found: dict[str, str] = {}
    if not 0 < offer.premium_minor <= _CEILING_MINOR:
        found["premium"] = "Enter a premium above $0"
    if not 0 <= offer.taxes_minor <= _CEILING_MINOR:
        found["taxes"] = "Taxes must be $0 or more"
    if not 0 <= offer.fees_minor <= _CEILING_MINOR:
        found["fees"] = "Fees must be $0 or more"
    if offer.expires_on < today:
        found["expires_on"] = "The quote must stay open until today or later"
    if len(offer.notes) > _NOTE_LENGTH:
        found["notes"] = f"Notes must be {_NOTE_LENGTH:,} characters or fewer"
    found.update(_terms_problem("limits", offer.limits))
    found.update(_terms_problem("deductibles", offer.deductibles))
    conditions = tuple(words.strip() for words in offer.subjectivities if words.strip())
    if len(conditions) > MOST_SUBJECTIVITIES or any(len(one) > 500 for one in conditions):
        found["subjectivities"] = f"Keep {MOST_SUBJECTIVITIES} conditions or fewer, each short"
    if found:
        raise InvalidInput(found)
    return QuoteOffer(
        offer.carrier_id,
        offer.premium_minor,
        offer.taxes_minor,
        offer.fees_minor,
        offer.limits,
        offer.deductibles,
        offer.expires_on,
        conditions,
        offer.notes.strip(),
        checked_plans(offer.payment_plans),
    )


def _terms_problem(field: str, terms: Sequence[Term]) -> dict[str, str]:
    if len(terms) > MOST_TERMS:
        return {field: f"Keep {MOST_TERMS} {field} or fewer"}
    for term in terms:
        if not term.label.strip() or len(term.label) > _LABEL_LENGTH:
            return {field: "Say what each amount is for"}
        if not 0 <= term.amount_minor <= _CEILING_MINOR:
            return {field: f"The amount of {term.label} must be $0 or more"}
    return {}


def stored_terms(offer: QuoteOffer) -> dict[str, Any]:
    """The terms as the quote's row keeps them."""
    return {
        "limits": [_stored(term) for term in offer.limits],
        "deductibles": [_stored(term) for term in offer.deductibles],
        "notes": offer.notes,
        "payment_plans": list(offer.payment_plans),
    }


def _stored(term: Term) -> dict[str, Any]:
    return {"label": term.label.strip(), "amount_minor": term.amount_minor}


def read_terms(stored: Mapping[str, Any], kind: str) -> tuple[Term, ...]:
    """The limits or deductibles of a stored quote."""
    return tuple(Term(one["label"], one["amount_minor"]) for one in stored.get(kind, []))


def offered_plans(stored: Mapping[str, Any]) -> tuple[PaymentPlan, ...]:
    """The payment plans of a stored quote; quotes from before there were any are paid in full."""
    return tuple(PLANS[key] for key in stored.get("payment_plans") or (IN_FULL,) if key in PLANS)


def chosen_plan(stored: Mapping[str, Any]) -> PaymentPlan:
    """The plan a quote was accepted with; its first one until somebody chose."""
    chosen = PLANS.get(str(stored.get("payment_plan", "")))
    return chosen or next(iter(offered_plans(stored)), PLANS[IN_FULL])


def amount_words(minor: int) -> str:
    """A limit in whole dollars, with cents only where there are any."""
    return Money(minor).words(cents=minor % 100 != 0)


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of a comparison."""

    label: str
    values: tuple[str, ...]

    @property
    def is_different(self) -> bool:
        """Whether the quotes say different things."""
        return len(set(self.values)) > 1


def compare_terms(quotes: Sequence[Mapping[str, Any]], kind: str) -> tuple[Compared, ...]:
    """Limits or deductibles side by side: every label once, "Not offered" where one lacks it."""
    by_quote = [
        {one.label: one.amount_minor for one in read_terms(terms, kind)} for terms in quotes
    ]
    labels = list(dict.fromkeys(label for terms in by_quote for label in terms))
    return tuple(
        Compared(
            label,
            tuple(
                amount_words(terms[label]) if label in terms else "Not offered"
                for terms in by_quote
            ),
        )
        for label in labels
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """What one revision of an offer says otherwise than the one before."""

    label: str
    before: str
    after: str


def changes_between(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Changed, ...]:
    """Every line that was changed, added or taken out, in the order of the new revision."""
    labels = list(dict.fromkeys([*new, *old]))
    return tuple(
        Changed(label, old.get(label, "Not offered"), new.get(label, "Not offered"))
        for label in labels
        if old.get(label) != new.get(label)
    )
