"""What a bind hands to policies, drawn from the submission and its quote (SUB-14)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from producer_portal.features.policies.rules import (
    MOST_COVERAGES,
    ClientFacts,
    ClientKind,
    CoverageDraft,
    PolicyDraft,
)
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.rules.insured import mapped_answers
from producer_portal.features.submissions.rules.quoting import chosen_plan, read_terms
from producer_portal.features.submissions.tables import Quote
from producer_portal.values.forms import (
    Form,
    Kind,
    Question,
    Reading,
    answer_words,
    item_title,
)
from producer_portal.values.period import policy_term

_UNIT = ", in us dollars"
_NAME_LENGTH = 200
_WORDS_LENGTH = 80
_NOT_WANTED = ("none", "reject")
# A choice of one or two digits is a percentage, not an amount.
_PERCENT = 2


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
        payment_plan=chosen_plan(quote.terms).name,
        coverages=_coverages(opened, quote),
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


def _coverages(opened: Opened, quote: Quote) -> tuple[CoverageDraft, ...]:
    """What the quote offers; a quote that names no terms is bound as applied for."""
    codes = _codes(opened.form)
    found: dict[str, CoverageDraft] = {}
    for term in read_terms(quote.terms, "limits"):
        code = _unused(codes.get(_plain(term.label), _code(term.label)), found)
        found[code] = CoverageDraft(code, term.label, limit_minor=term.amount_minor)
    for term in read_terms(quote.terms, "deductibles"):
        code = codes.get(_plain(term.label), _code(term.label))
        known = found.get(code)
        if known is not None and known.deductible_minor is None and known.name == term.label:
            found[code] = replace(known, deductible_minor=term.amount_minor)
            continue
        code = _unused(code, found)
        found[code] = CoverageDraft(code, term.label, deductible_minor=term.amount_minor)
    return tuple(found.values()) or requested_coverages(opened.form, opened.answers)


def coverage_code(line_code: str, label: str) -> str:
    """The code of a coverage by how a quote of the line calls it: the form's, or one made of the words."""
    return _codes(FORMS[line_code]).get(_plain(label), _code(label))


def requested_coverages(form: Form, answers: Mapping[str, Any]) -> tuple[CoverageDraft, ...]:
    """The coverages that were applied for, in the order of the form, under the codes it maps them to.

    A coverage asked for each building or premises stands there for each, named after it. What was
    declined ("none", "reject") is left out.
    """
    reading = Reading(form, answers)
    found: list[CoverageDraft] = []
    for section in form.sections:
        for place in range(len(reading.items(section))):
            ending = f", {item_title(reading, section, place)}" if section.repeat else ""
            for question in section.questions:
                code = _mapped_code(question)
                value = reading.answer(section, question, place) if code else None
                if value is not None and value not in _NOT_WANTED:
                    found.append(_requested(question, code, value, ending))
    return tuple(found[:MOST_COVERAGES])


def _requested(question: Question, code: str, value: Any, ending: str) -> CoverageDraft:
    name = f"{_label(question)}{ending}"[:_NAME_LENGTH]
    if question.kind is Kind.MONEY:
        amount_minor = int(value)
    elif isinstance(value, str) and value.isascii() and value.isdigit() and len(value) > _PERCENT:
        amount_minor = int(value) * 100
    else:
        words = answer_words(question, value)[:_WORDS_LENGTH]
        return CoverageDraft(code, name, limit_words=words)
    if "deductible" in question.key or question.key == "retention":
        return CoverageDraft(code, name, deductible_minor=amount_minor)
    return CoverageDraft(code, name, limit_minor=amount_minor)


def _mapped_code(question: Question) -> str:
    """The code a policy knows the coverage by: EACHOCC for a question that maps to coverage.EACHOCC."""
    group, _, code = question.maps_to.partition(".")
    return code.upper() if group == "coverage" else ""


def _codes(form: Form) -> dict[str, str]:
    """Codes by how a coverage may be called in a quote: by its label or by its name."""
    return {
        _plain(words): _mapped_code(question)
        for section in form.sections
        for question in section.questions
        if _mapped_code(question)
        for words in (question.label, question.name)
        if words
    }


def _plain(words: str) -> str:
    """A coverage's name as it is compared: without brackets, units and "limit"."""
    kept = re.sub(r"\([^)]*\)", " ", words.casefold()).removesuffix(_UNIT)
    return " ".join(word for word in kept.replace(",", " ").split() if word != "limit")


def _label(question: Question) -> str:
    return question.label.removesuffix(", in US dollars")


def _unused(code: str, found: Mapping[str, CoverageDraft]) -> str:
    """The code, or the next of its kind when a quote names two alike."""
    number = 2
    wanted = code
    while wanted in found:
        wanted = f"{code}_{number}"
        number += 1
    return wanted


def _code(label: str) -> str:
    kept = "".join(letter if letter.isalnum() else "_" for letter in label.upper())
    return "_".join(part for part in kept.split("_") if part)[:50] or "COVERAGE"
