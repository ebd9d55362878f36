"""What the application and the quote say on paper, worded and masked, ready to be set (SUB-6, SUB-13)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A heading with labels and values; an item of a repeating section has a heading of its own."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ApplicationPrint:
    """A whole application."""

    agency_name: str
    reference: str
    line_name: str
    insured_name: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[PrintedPart, ...]
    signed_by: str
    signed_words: str
    form_words: str


@dataclass(frozen=True, slots=True)
class ProposalPrint:
    """Several quotes side by side for the client. There is no place in it for what anybody earns (DOC-5)."""

    agency_name: str
    reference: str
    line_name: str
    insured_name: str
    facts: tuple[tuple[str, str], ...]
    carriers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    payments: tuple[tuple[str, tuple[str, ...]], ...]
    conditions: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class QuotePrint:
    """One quote."""

    agency_name: str
    reference: str
    line_name: str
    insured_name: str
    facts: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    notes: str
