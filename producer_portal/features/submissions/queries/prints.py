"""What the application and the quote say on paper, taken from the rows and masked (SUB-6, SUB-13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.queries.detail import agency_name
from producer_portal.features.submissions.queries.questions import on_file_words
from producer_portal.features.submissions.queries.quotes import comparison_of, quote_total
from producer_portal.features.submissions.rules.payment_plans import plan_words
from producer_portal.features.submissions.rules.printing import (
    ApplicationPrint,
    PrintedPart,
    ProposalPrint,
    QuotePrint,
)
from producer_portal.features.submissions.rules.quoting import (
    amount_words,
    offered_plans,
    read_terms,
)
from producer_portal.features.submissions.rules.wording import NONE
from producer_portal.features.submissions.tables import Quote
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.forms import (
    Form,
    Question,
    Reading,
    Section,
    answer_words,
    is_empty,
    item_title,
)
from producer_portal.values.money import Money
from producer_portal.values.period import day_words


def application_print(work: UnitOfWork, opened: Opened) -> ApplicationPrint:
    """Every visible answer in the order of the form, sensitive ones by their last four only."""
    row, form = opened.row, opened.form
    reading = Reading(form, opened.answers)
    signed = _lasting_words(work, row.certified_at) if row.certified_at else ""
    words = "Certified as true and complete to the best of the signer's knowledge"
    return ApplicationPrint(
        agency_name=agency_name(work, row.agency_id),
        reference=row.reference or "Draft",
        line_name=form.name,
        insured_name=row.insured_name or NONE,
        facts=(
            ("Submission ID", row.reference or "Not sent"),
            ("Line of business", form.name),
            ("Effective date", day_words(row.effective_on) if row.effective_on else NONE),
            ("State", row.state or NONE),
            ("Producer", row.started_by_name or NONE),
            (
                "Target response",
                day_words(row.target_response_on) if row.target_response_on else NONE,
            ),
        ),
        parts=tuple(
            part
            for section in form.sections
            if reading.is_section_visible(section)
            for part in _parts(reading, section)
        ),
        signed_by=row.certified_by_name,
        signed_words=f"{words}. Signed in the portal, {signed}."
        if signed
        else "Not certified yet.",
        form_words=_form_words(form, is_own=bool(row.form_digest)),
    )


def _lasting_words(work: UnitOfWork, at: datetime) -> str:
    """An instant with its whole date: paper is read on another day."""
    local = at.astimezone(ZoneInfo(work.actor.time_zone))
    clock = f"{local.strftime('%I').lstrip('0')}:{local.strftime('%M %p')}"
    return f"{day_words(local.date())}, {clock}"


def _form_words(form: Form, *, is_own: bool) -> str:
    version = f"Version {form.version} of the agency's own form" if is_own else f"Version {form.version}"  # fmt: skip
    # A carrier's own supplement has no number.
    numbers = [one.number for one in form.acord_forms if one.use == "application" and one.number]
    if not numbers:
        return f"{version}. This is not an ACORD form."
    listed = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
    return f"{version}. Feeds ACORD {listed}; this is not an ACORD form."


def _parts(reading: Reading, section: Section) -> list[PrintedPart]:
    parts = []
    for place, item in enumerate(reading.items(section)):
        title = section.title
        if section.repeat is not None:
            title = (
                f"{section.repeat.item_label} {place + 1}: {item_title(reading, section, place)}"
            )
        rows = tuple(
            (question.label, _printed(question, item[question.key]))
            for question in section.questions
            if reading.is_visible(section, question, place) and not is_empty(item.get(question.key))
        )
        parts.append(PrintedPart(title, rows or (("Nothing answered", ""),)))
    return parts or [PrintedPart(section.title, (("Nothing answered", ""),))]


def _printed(question: Question, value: Any) -> str:
    words = on_file_words(question, value) if question.is_sensitive else ""
    return words or answer_words(question, value)


def quote_print(work: UnitOfWork, opened: Opened, quote: Quote) -> QuotePrint:
    """One quote as the client may read it."""
    row = opened.row
    total = quote.premium_minor + quote.taxes_minor + quote.fees_minor
    return QuotePrint(
        agency_name=agency_name(work, row.agency_id),
        reference=row.reference or "",
        line_name=opened.form.name,
        insured_name=row.insured_name,
        facts=(
            ("Carrier", quote.carrier_name),
            ("Line of business", opened.form.name),
            ("Effective date", day_words(row.effective_on) if row.effective_on else NONE),
            ("Revision", str(quote.revision)),
            ("Open until", day_words(quote.expires_on)),
        ),
        terms=tuple(
            (one.label, amount_words(one.amount_minor))
            for kind in ("limits", "deductibles")
            for one in read_terms(quote.terms, kind)
        ),
        figures=(
            ("Premium", Money(quote.premium_minor).words()),
            ("Taxes", Money(quote.taxes_minor).words()),
            ("Fees", Money(quote.fees_minor).words()),
            ("Total", Money(total).words()),
        ),
        conditions=tuple(str(one["words"]) for one in quote.subjectivities),
        notes=str(quote.terms.get("notes", "")),
    )


def proposal_print(work: UnitOfWork, opened: Opened, quotes: Sequence[Quote]) -> ProposalPrint:
    """Quotes side by side as the client may read them: prices and terms, never what anybody earns."""
    row = opened.row
    compared = [one for one in comparison_of(quotes) if one.label not in _TOLD_BELOW]
    return ProposalPrint(
        agency_name=agency_name(work, row.agency_id),
        reference=row.reference or "",
        line_name=opened.form.name,
        insured_name=row.insured_name,
        facts=(
            ("Prepared for", row.insured_name),
            ("Line of business", opened.form.name),
            ("Effective date", day_words(row.effective_on) if row.effective_on else NONE),
            ("Prepared on", day_words(work.today)),
        ),
        carriers=tuple(quote.carrier_name for quote in quotes),
        rows=tuple((one.label, tuple(one.values)) for one in compared),
        payments=tuple((quote.carrier_name, _payments(quote)) for quote in quotes),
        conditions=tuple(
            (quote.carrier_name, tuple(str(one["words"]) for one in quote.subjectivities))
            for quote in quotes
            if quote.subjectivities
        ),
    )


# Carriers head the columns; payments and conditions have parts of their own.
_TOLD_BELOW = frozenset({"Carrier", "Payment", "Conditions"})


def _payments(quote: Quote) -> tuple[str, ...]:
    total = quote_total(quote)
    return tuple(f"{plan.name}: {plan_words(plan, total)}" for plan in offered_plans(quote.terms))
