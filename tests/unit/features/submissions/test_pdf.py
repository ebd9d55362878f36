"""The application and the quote on paper: every answer in order, nothing obeyed, pages numbered."""

import io
import unicodedata

import pytest
from pypdf import PdfReader

from producer_portal.features.submissions.pdf import application_pdf, quote_pdf
from producer_portal.features.submissions.rules.printing import (
    ApplicationPrint,
    PrintedPart,
    QuotePrint,
)


def printed(parts):
    return ApplicationPrint(
        agency_name="Harborline Tampa",
        reference="SUB-2026-000123",
        line_name="General liability",
        insured_name="Kestrel <b>Valley</b> & Sons",
        facts=(("Submission ID", "SUB-2026-000123"),),
        parts=parts,
        signed_by="Bob Baxter",
        signed_words="Certified. Signed in the portal, Nov 20, 2026.",
        form_words="Version 1. Feeds ACORD 125 and 126; this is not an ACORD form.",
    )


def read(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return [page.extract_text() for page in pages]


def test_an_application_shows_every_answer_in_order_and_the_signature():
    parts = (
        PrintedPart("Business", (("Legal name", "Kestrel"), ("FEIN", "ending 6789"))),
        PrintedPart("Risk", (("Subs", "Yes"),)),
    )
    (text,) = read(application_pdf(printed(parts)))
    places = [
        text.index(words)
        for words in ("Kestrel <b>Valley</b> & Sons", "Legal name", "FEIN", "Subs", "Bob Baxter")
    ]
    assert places == sorted(places)
    assert "ending 6789" in text
    assert "Page 1 of 1" in text
    assert "Harborline Tampa" in text
    assert "this is not an ACORD form" in text


def test_a_long_application_numbers_its_pages():
    parts = tuple(
        PrintedPart(f"Class {n}", (("Description", "word " * 400), ("Note", "x" * 3000)))
        for n in range(6)
    )
    pages = read(application_pdf(printed(parts)))
    assert len(pages) > 3
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert "SUB-2026-000123" in text


@pytest.mark.parametrize(
    "hostile",
    [
        "<font color=red>x",
        "</para><para>",
        "&lt;",
        "\u202e\u0000\ud800",
        "<a href='http://x'>",
        "漢字 🚚",
    ],
)
def test_what_people_type_is_shown_and_never_obeyed(hostile):
    parts = (PrintedPart(hostile, ((hostile, hostile),)),)
    assert application_pdf(printed(parts)).startswith(b"%PDF-")


def test_the_same_application_is_the_same_file():
    parts = (PrintedPart("Risk", (("Subs", "Yes"),)),)
    assert application_pdf(printed(parts)) == application_pdf(printed(parts))


def quote(**more):
    facts = {
        "agency_name": "Harborline",
        "reference": "SUB-2026-000123",
        "line_name": "General liability",
        "insured_name": "Kestrel",
        "facts": (("Carrier", "Blue Heron Casualty"),),
        "terms": (("Each occurrence", "$1,000,000"),),
        "figures": (("Premium", "$4,812.50"), ("Total", "$5,007.50")),
        "conditions": ("Signed application",),
        "notes": "Audit yearly",
    }
    return QuotePrint(**{**facts, **more})


def test_a_quote_shows_its_terms_sums_and_conditions():
    (text,) = read(quote_pdf(quote()))
    for words in (
        "Blue Heron Casualty",
        "Each occurrence",
        "$5,007.50",
        "Signed application",
        "Audit yearly",
        "No coverage is in force until it is bound.",
    ):
        assert words in text


def test_a_bare_quote_has_no_empty_headings():
    (text,) = read(quote_pdf(quote(terms=(), conditions=(), notes="")))
    for words in ("Limits and deductibles", "depends on", "Notes"):
        assert words not in text


def test_people_read_their_own_names_on_paper():
    """Names of half the world have a shape; what has none is a question mark, never a lost letter."""
    names = (
        "Nguyễn Thị Ánh",
        "Łukasz Żółć",
        "Jose\u0301 Muñoz",
        "Ольга Ким",
        "Αλέξανδρος",
        "O’Brien–Şen",
    )
    parts = (PrintedPart("Drivers", tuple((f"Driver {n}", name) for n, name in enumerate(names))),)
    (text,) = read(application_pdf(printed(parts)))
    for name in names:
        assert unicodedata.normalize("NFC", name) in text
    (text,) = read(application_pdf(printed((PrintedPart("Drivers", (("Driver", "王\t1"),)),))))
    assert "? 1" in text
