"""The application, the quote and the proposal as PDF, in the portal's own layout (SUB-6, SUB-13)."""

from reportlab.platypus import Flowable, Spacer

from producer_portal.features.submissions.rules.printing import (
    ApplicationPrint,
    ProposalPrint,
    QuotePrint,
)
from producer_portal.foundation.pdf import (
    LABEL,
    TITLE,
    Furniture,
    build,
    columns_table,
    figure_table,
    heading,
    label_table,
    signature_block,
    words,
)

_GAP_POINTS = 8


def application_pdf(printed: ApplicationPrint) -> bytes:
    """Every answered question in order, then the signed block; pages are numbered "Page 1 of 3"."""
    story: list[Flowable] = [
        words(printed.insured_name, TITLE),
        words(f"{printed.line_name} application", LABEL),
        Spacer(1, _GAP_POINTS),
        label_table(printed.facts),
    ]
    for part in printed.parts:
        story += [heading(part.title), label_table(part.rows)]
    story.append(signature_block(printed.signed_by or "Not signed", printed.signed_words))
    furniture = Furniture(printed.agency_name, "Application", printed.reference, printed.form_words)
    return build(furniture, story)


def proposal_pdf(printed: ProposalPrint) -> bytes:
    """Up to five quotes side by side, how each may be paid, and what each depends on."""
    story: list[Flowable] = [
        words(printed.insured_name, TITLE),
        words(f"{printed.line_name} proposal", LABEL),
        Spacer(1, _GAP_POINTS),
        label_table(printed.facts),
        heading("Side by side"),
        columns_table(
            ("", *printed.carriers), [(label, *values) for label, values in printed.rows]
        ),
    ]
    for title, parts in (
        ("How it may be paid", printed.payments),
        ("What each quote depends on", printed.conditions),
    ):
        if parts:
            story += [
                heading(title),
                label_table([(one, "\n".join(lines)) for one, lines in parts]),
            ]
    footer = "A proposal is an offer of terms. No coverage is in force until it is bound."
    furniture = Furniture(printed.agency_name, "Proposal", printed.reference, footer)
    return build(furniture, story)


def quote_pdf(printed: QuotePrint) -> bytes:
    """One quote: its terms, its sums, what it depends on."""
    story: list[Flowable] = [
        words(printed.insured_name, TITLE),
        words(f"{printed.line_name} quote", LABEL),
        Spacer(1, _GAP_POINTS),
        label_table(printed.facts),
    ]
    if printed.terms:
        story += [heading("Limits and deductibles"), label_table(printed.terms)]
    story += [heading("What it costs"), figure_table(("", "Amount"), printed.figures, (5.0, 2.0))]
    if printed.conditions:
        story += [heading("This quote depends on"), *(words(one) for one in printed.conditions)]
    if printed.notes:
        story += [heading("Notes"), words(printed.notes)]
    footer = "A quote is an offer of terms. No coverage is in force until it is bound."
    return build(Furniture(printed.agency_name, "Quote", printed.reference, footer), story)
