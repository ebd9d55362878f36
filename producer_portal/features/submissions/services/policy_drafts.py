"""What a bind hands to policies, drawn from the submission and its quote (SUB-14)."""

from collections.abc import Mapping
from typing import Any

from producer_portal.features.policies.rules import (
    ClientFacts,
    ClientKind,
    CoverageDraft,
    PolicyDraft,
)
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.rules.insured import mapped_answers
from producer_portal.features.submissions.rules.quoting import read_terms
from producer_portal.features.submissions.tables import Quote
from producer_portal.values.period import policy_term


def policy_draft(opened: Opened, quote: Quote) -> PolicyDraft:
    """What the bind hands to policies. One submission issues one policy: the key names it."""
    row = opened.row
    assert row.effective_on is not None, "readiness looked at the effective date"
    return PolicyDraft(
        source_key=f"submission:{opened.id}",
        agency_id=row.agency_id,
        producer_id=row.producer_id,
        client=_client(opened),
        carrier_id=quote.carrier_id,
        line_code=row.line_code,
        line_name=opened.form.name,
        term=policy_term(row.effective_on, opened.form.policy_term_months),
        premium_minor=quote.premium_minor,
        fees_minor=quote.fees_minor + quote.taxes_minor,
        currency=quote.currency,
        coverages=_coverages(quote),
    )


def _client(opened: Opened) -> ClientFacts:
    mapped = mapped_answers(opened.form, opened.answers)
    address: Mapping[str, Any] = mapped.get("insured.mailing_address") or {}
    is_person = opened.form.segment == "personal"
    email = mapped.get("insured.email") or mapped.get("insured.contact.email") or ""
    phone = mapped.get("insured.phone") or mapped.get("insured.contact.phone") or ""
    street = ", ".join(str(address[key]) for key in ("street", "unit") if address.get(key))
    return ClientFacts(
        name=opened.row.insured_name,
        kind=ClientKind.PERSON if is_person else ClientKind.BUSINESS,
        email=str(email),
        phone=str(phone)[:40],
        street=street[:200],
        city=str(address.get("city", ""))[:100],
        state=opened.row.state,
        zip_code=str(address.get("zip", "")),
    )


def _coverages(quote: Quote) -> tuple[CoverageDraft, ...]:
    limits = [
        CoverageDraft(_code(term.label), term.label, limit_minor=term.amount_minor)
        for term in read_terms(quote.terms, "limits")
    ]
    deductibles = [
        CoverageDraft(_code(term.label), term.label, deductible_minor=term.amount_minor)
        for term in read_terms(quote.terms, "deductibles")
    ]
    return (*limits, *deductibles)


def _code(label: str) -> str:
    kept = "".join(letter if letter.isalnum() else "_" for letter in label.upper())
    return "_".join(part for part in kept.split("_") if part)[:60] or "COVERAGE"
