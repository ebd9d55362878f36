"""Applications set in seven ways are read by our own questions; what is wrong is never called sure (SUB-17)."""

import json
from datetime import date
from pathlib import Path

import pytest

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.catalog.paper import PAPER_LABELS
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.paper_reading import read_application
from producer_portal.features.submissions.rules.paper_tables import numbered
from producer_portal.features.submissions.rules.paper_values import (
    address_parts,
    amounts_in,
    meant_choice,
)
from producer_portal.features.submissions.rules.paper_words import plain_label
from producer_portal.foundation import pages
from producer_portal.foundation.pages import PagesNotRead
from producer_portal.values.forms import CheckedOn, Choice
from producer_portal.values.pages import Box, FoundField, FoundPages, FoundText
from tests.factories import files

GOLDEN = Path(__file__).parents[3] / "golden"
PAPERS, UNSEEN = GOLDEN / "papers", GOLDEN / "unseen_papers"
LAYOUTS = sorted(path.stem for path in PAPERS.glob("*.pdf"))
ON = CheckedOn(date(2026, 11, 20), CHECKS.values)


def read(line, found):
    return {
        ".".join(filter(None, (one.section_key, str(one.place), one.question_key, one.part))): one
        for one in read_application(FORMS[line], found, ON, PAPER_LABELS)
    }


def kept(name, folder=PAPERS):
    told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return told["line"], told["answers"]


def test_at_least_six_layouts_are_kept():
    assert len(LAYOUTS) >= 6


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_recorded_application_is_read_and_nothing_wrong_is_called_sure(name):
    line, answers = kept(name)
    found = read(line, pages.found_on([(PAPERS / f"{name}.pdf").read_bytes()]))
    right = [key for key, text in answers.items() if key in found and found[key].text == text]
    wrong = [key for key, one in found.items() if one.text != answers.get(key)]
    assert len(right) >= 0.9 * len(answers), sorted(set(answers) - set(right))
    assert [key for key in wrong if found[key].is_sure] == []


@pytest.mark.parametrize("name", sorted(path.stem for path in UNSEEN.glob("*.pdf")))
def test_of_an_application_drawn_before_it_was_read_much_is_read_and_nothing_wrong_is_called_sure(
    name,
):
    line, answers = kept(name, UNSEEN)
    found = read(line, pages.found_on([(UNSEEN / f"{name}.pdf").read_bytes()]))
    right = [key for key, text in answers.items() if key in found and found[key].text == text]
    assert len(right) >= 0.4 * len(answers), sorted(set(answers) - set(right))
    assert [key for key, one in found.items() if one.is_sure and key not in right] == []


def test_every_answer_says_where_on_the_page_it_stands():
    line, _ = kept("boxes")
    found = read(line, pages.found_on([(PAPERS / "boxes.pdf").read_bytes()]))
    name = found["applicant.0.first_name"]
    assert name.box.page == 0
    assert 80 < name.box.left < 120
    assert name.box.top < found["property.0.year_built"].box.top


def piece(text, left, top, width=160):
    return FoundText(text, Box(0, left, top, left + width, top + 14))


def test_a_value_that_breaks_a_rule_is_read_and_never_sure():
    found = read("CGL", FoundPages(1, (piece("FEIN: 12-34", 90, 100),)))
    fein = found["applicant.0.fein"]
    assert (fein.text, fein.is_sure) == ("12-34", False)
    assert fein.problem


def test_a_label_that_two_questions_share_is_left_to_a_person():
    found = read("CUMBR", FoundPages(1, (piece("Annual premium: $4,100", 90, 100),)))
    assert not any(one.is_sure for one in found.values())


def test_a_label_without_a_value_answers_nothing():
    texts = (piece("Legal name:", 90, 100), piece("FEIN:", 90, 120))
    assert read("CGL", FoundPages(1, texts)) == {}


def test_a_date_on_the_page_is_the_date_of_no_loss():
    date_of_form = read("CGL", FoundPages(1, (piece("Date: 11/18/2026", 90, 100),)))
    assert not any(one.is_sure for one in date_of_form.values())


def test_what_is_told_of_the_agency_is_not_told_of_the_applicant():
    texts = (piece("Agency phone: (727) 555-0100", 90, 100), piece("Producer: Harborline", 90, 130))
    assert read("CGL", FoundPages(1, texts)) == {}


def test_a_label_where_a_value_should_stand_is_never_sure():
    texts = (piece("Carrier: Policy number", 90, 100),)
    assert not any(one.is_sure for one in read("CGL", FoundPages(1, texts)).values())


def test_what_may_belong_to_the_policy_applied_for_is_not_surely_of_the_prior_one():
    texts = (
        piece("Carrier: Pelican", 90, 100),
        piece("Policy expiration date: 02/02/2028", 90, 130),
    )
    assert not any(one.is_sure for one in read("CGL", FoundPages(1, texts)).values())


def test_a_cell_of_an_unknown_column_is_given_to_no_neighbor():
    heads = [
        piece(words, left, 100, 60)
        for words, left in [("Policy year", 60), ("Insurer", 200), ("Premium", 400)]
    ]
    rows = [piece("2026", 60, 120, 40), piece("Sandspur", 200, 120), piece("$8,100", 400, 120, 50)]
    found = read("CGL", FoundPages(1, (*heads, *rows)))
    assert "2026" not in {one.text for one in found.values() if one.is_sure}


def test_a_zip_code_has_the_figures_of_one():
    found = read("CGL", FoundPages(1, (piece("Zip: Code", 90, 100),)))
    assert "applicant.0.mailing_address.zip" not in found


def test_city_state_and_zip_code_under_one_label_come_apart():
    found = read("CGL", FoundPages(1, (piece("City / ST / Zip: Lutz, FL 33549", 90, 100),)))
    assert [
        found[f"applicant.0.mailing_address.{part}"].text for part in ("city", "state", "zip")
    ] == ["Lutz", "FL", "33549"]


def test_a_row_of_totals_is_no_building():
    heads = [piece("Year built", 90, 100, 60), piece("Stories", 300, 100, 60)]
    rows = [piece("1999", 90, 120, 40), piece("2", 300, 120, 10)]
    totals = [piece("Totals", 90, 140, 60), piece("2", 300, 140, 10)]
    found = read("PROP", FoundPages(1, (*heads, *rows, *totals)))
    assert set(found) == {"buildings.0.year_built", "buildings.0.stories"}


def test_ticked_boxes_of_a_fillable_form_answer_yes():
    box = Box(0, 10, 10, 20, 20)
    field = FoundField("subs", "Are subcontractors used?", "Yes", box, is_tick=True)
    assert read("CGL", FoundPages(1, (), (field,)))["risk.0.uses_subs"].text == "yes"


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("Eff. Date (mm/dd/yyyy):", "effective date"),
        ("Name of the Applicant", "name applicant"),
        ("E-mail", "email"),
        ("D/B/A", "dba"),
    ],
)
def test_labels_are_compared_by_the_words_that_matter(label, plain):
    assert plain_label(label) == plain


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12 Main Street, Tampa, FL 33602", ("12 Main Street", "", "Tampa", "FL", "33602")),
        (
            "12 Main Street, Suite 4\nTampa, FL 33602-1234",
            ("12 Main Street", "Suite 4", "Tampa", "FL", "33602-1234"),
        ),
    ],
)
def test_an_address_in_one_piece_comes_apart(text, parts):
    found = address_parts(text)
    assert found is not None
    assert (
        tuple(found.get(name, "") for name in ("street", "unit", "city", "state", "zip")) == parts
    )


def test_a_street_alone_is_no_whole_address():
    assert address_parts("12 Main Street") is None


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$1M", (1_000_000,)),
        ("1.5 million", (1_500_000,)),
        ("$500,000 / $1,000,000", (500_000, 1_000_000)),
    ],
)
def test_amounts_are_read_however_they_are_written(text, amounts):
    assert amounts_in(text) == amounts


def test_a_choice_is_meant_only_when_it_is_clear_which():
    choices = (Choice("500000", "$500,000"), Choice("1000000", "$1,000,000"))
    assert meant_choice(choices, "1M", {}) == "1000000"
    assert meant_choice(choices, "$750,000", {}) == ""
    assert (
        meant_choice((Choice("llc", "Limited liability company"),), "LLC", {"llc": ("LLC",)})
        == "llc"
    )


def test_items_are_counted_as_people_count_them():
    assert numbered("Driver 2") == ("Driver", 1)
    assert numbered("Vehicle #1") == ("Vehicle", 0)
    assert numbered("Service 1 - Type of service") == ("Type of service", 0)
    assert numbered("Coverages") == ("Coverages", -1)


# --- the program that looks -----------------------------------------------------------------------


def test_a_page_is_seen_as_a_picture():
    assert pages.picture_of([files.pdf("Loss runs")], 0).startswith(b"\x89PNG")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 torn", b"\x00" * 5000, files.png()])
def test_what_is_no_pdf_is_not_read_and_the_person_is_told_what_to_do(content):
    for look in (lambda: pages.found_on([content]), lambda: pages.picture_of([content], 0)):
        with pytest.raises(PagesNotRead) as refused:
            look()
        assert "type the answers" in refused.value.message


def test_a_page_that_is_not_there_is_not_seen():
    with pytest.raises(PagesNotRead):
        pages.picture_of([files.pdf("One page")], 7)
