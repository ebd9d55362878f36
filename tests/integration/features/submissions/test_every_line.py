"""Every line of business goes all the way: sent with its application on paper, quoted, bound as a policy."""

import io
import json
import os
import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader
from sqlmodel import select

from producer_portal.features.policies.tables import Policy, PolicyCoverage, PolicyLine
from producer_portal.features.submissions import queries, services
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.pdf import application_pdf
from producer_portal.features.submissions.queries.answers import open_submission
from producer_portal.features.submissions.queries.prints import application_print
from producer_portal.features.submissions.rules.quoting import Term
from producer_portal.values.forms import (
    ITEM_ID,
    AttachmentStage,
    Reading,
    answer_words,
    requested_attachments,
)
from tests.integration.features.submissions.story import sample

APPLICATIONS = Path(__file__).parents[3] / "golden" / "applications"
LINES = sorted(FORMS)
KEPT = sorted(path.stem for path in APPLICATIONS.glob("*.txt"))


# With PORTAL_KEEP_GOLDEN=1 what is made is kept as it is; somebody looks at it before it is committed.
IS_KEEPING = os.environ.get("PORTAL_KEEP_GOLDEN") == "1"
DOTS_AN_INCH = 60
# Of 255: what another build of the rasterizer may shade differently, far below one moved line.
MOST_SHADE_APART = 1.0


def paper_of(story, submission_id):
    with story.work(story.bob, read_only=True) as work:
        printed = application_print(work, open_submission(work, submission_id))
    return application_pdf(printed)


def read(paper):
    return [page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages]


def pages_of(story, submission_id):
    return read(paper_of(story, submission_id))


def seen(paper):
    """Each page as a person sees it, in shades of gray."""
    document = pypdfium2.PdfDocument(paper)
    return [page.render(scale=DOTS_AN_INCH / 72).to_pil().convert("L") for page in document]


def shade_apart(one, other):
    assert one.size == other.size
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def due_before_bind(code):
    reading = Reading(FORMS[code], sample(code)["answers"])
    found = requested_attachments(reading, AttachmentStage.BEFORE_BIND)
    return [one.document_type for one in found if one.is_required]


def bound(story, code, **offer):
    """The policy of a submission that went all the way, with its line and its coverages."""
    story.authorize(story.bob)
    submission_id, quote_id = story.accepted(code=code, **offer)
    for document_type in due_before_bind(code):
        story.attach(submission_id, document_type)
    assert story.do(story.bob, services.bind_quote, quote_id=quote_id).is_bound
    with story.work(story.alice, read_only=True) as work:
        policy = work.session.exec(select(Policy)).one()
        line = work.session.exec(select(PolicyLine)).one()
        coverages = work.session.exec(select(PolicyCoverage).order_by(PolicyCoverage.place)).all()
    return policy, line, coverages


def test_applications_are_kept_of_ten_lines():
    assert len(KEPT) >= 10
    assert set(KEPT) <= set(FORMS)


@pytest.mark.parametrize("code", KEPT)
def test_the_application_on_paper_reads_as_kept(story, code):
    """SUB-6: text and number of pages of each line's application, word for word."""
    pages = pages_of(story, story.sent(code=code))
    words, kept = "\n\f\n".join(pages) + "\n", APPLICATIONS / f"{code}.txt"
    if IS_KEEPING:
        kept.write_text(words, encoding="utf-8")
    assert words == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", KEPT)
def test_the_application_on_paper_looks_as_kept(story, code):
    """SUB-6: every page of each line's application as a picture."""
    pictures = seen(paper_of(story, story.sent(code=code)))
    if IS_KEEPING:
        for old in APPLICATIONS.glob(f"{code}-*.png"):
            old.unlink()
        for number, picture in enumerate(pictures, start=1):
            picture.quantize(16).save(APPLICATIONS / f"{code}-{number}.png", optimize=True)
    kept = [Image.open(path) for path in sorted(APPLICATIONS.glob(f"{code}-*.png"))]
    assert len(pictures) == len(kept)
    apart = [
        shade_apart(picture, old.convert("L")) for picture, old in zip(pictures, kept, strict=True)
    ]
    assert max(apart) < MOST_SHADE_APART, apart


def test_a_line_that_moved_would_be_seen():
    """The measure bites: a page whose words stand three points lower is another picture."""
    kept = Image.open(APPLICATIONS / "CGL-1.png").convert("L")
    assert shade_apart(kept, ImageChops.offset(kept, 0, 3)) > 3 * MOST_SHADE_APART


@pytest.mark.parametrize("code", LINES)
def test_every_answer_is_on_paper_in_the_order_of_the_form_and_nothing_personal_in_full(
    story, code
):
    text = " ".join(" ".join(pages_of(story, story.sent(code=code))).split())
    answers, form = sample(code)["answers"], FORMS[code]
    reading, at = Reading(form, answers), 0
    for section in form.sections:
        for place, item in enumerate(reading.items(section)):
            for question in section.questions:
                if question.key not in item or not reading.is_section_visible(section):
                    continue
                full = answer_words(question, item[question.key], reveal=True)
                if question.is_sensitive:
                    assert full not in text, question.key
                    continue
                words = " ".join(question.label.split())
                found = re.search(re.escape(words[:24]).replace(r"\ ", r"\s+"), text[at:])
                assert found is not None, (question.key, place)
                at += found.start()


@pytest.mark.parametrize("code", LINES)
def test_a_bind_makes_a_policy_of_the_line_with_what_was_applied_for(story, code):
    """SUB-14: a quote that names no terms is bound as applied for, under the codes of the form."""
    policy, line, coverages = bound(story, code, limits=(), deductibles=())
    form = FORMS[code]
    assert (policy.line_code, line.line_code, line.line_name) == (code, code, form.name)
    months = (policy.expires_on.year - policy.effective_on.year) * 12
    assert months + policy.expires_on.month - policy.effective_on.month == form.policy_term_months
    mapped = {
        question.maps_to.removeprefix("coverage.").upper()
        for section in form.sections
        for question in section.questions
        if question.maps_to.startswith("coverage.")
    }
    assert {one.code for one in coverages} <= mapped
    assert coverages
    for one in coverages:
        amounts = (one.limit_minor, one.deductible_minor, one.limit_words or None)
        assert sum(amount is not None for amount in amounts) == 1, one.code


def test_a_quote_decides_over_what_was_applied_for(story):
    terms = {
        "limits": (
            Term("Dwelling limit", 40_000_000),
            Term("Personal liability", 30_000_000),
            Term("Sewer backup", 1_000_000),
            Term("Sewer backup", 2_000_000),
        ),
        "deductibles": (Term("All-peril deductible", 250_000), Term("Sewer backup", 50_000)),
    }
    _, _, coverages = bound(story, "HOME", **terms)
    assert [(one.code, one.limit_minor, one.deductible_minor) for one in coverages] == [
        ("DWELL", 40_000_000, None),
        ("PL", 30_000_000, None),
        ("SEWER_BACKUP", 1_000_000, 50_000),
        ("SEWER_BACKUP_2", 2_000_000, None),
        ("DEDUCTIBLE", None, 250_000),
    ]


def test_what_was_declined_is_no_coverage(story):
    changes = {"coverage": {"comp_deductible": "none"}}
    _, _, coverages = bound(story, "AUTOP", changes=changes, limits=(), deductibles=())
    assert [one.code for one in coverages] == ["BI", "PD", "UM", "COLL"]
    assert [one.limit_words for one in coverages][:3] == ["100/300", "", "100/300"]


def test_a_coverage_of_each_building_is_named_after_it(story):
    _, _, coverages = bound(story, "PROP", limits=(), deductibles=())
    assert [one.name for one in coverages][:2] == [
        "Building limit, 4100 Adamo Drive, Tampa, FL 33605",
        "Business personal property limit, 4100 Adamo Drive, Tampa, FL 33605",
    ]


ASKS_PERSONAL_NUMBERS = [
    code
    for code in LINES
    if any(one.is_sensitive for section in FORMS[code].sections for one in section.questions)
]


def test_each_of_the_ten_lines_asks_for_something_sensitive():
    assert len(ASKS_PERSONAL_NUMBERS) >= 10


@pytest.mark.parametrize("code", ASKS_PERSONAL_NUMBERS)
def test_personal_numbers_are_sealed_masked_and_revealed_one_by_one(story, code):
    """SUB-1: what is sensitive lies sealed, is shown by its end, and is opened on demand."""
    submission_id = story.sent(code=code)
    with story.work(story.bob, read_only=True) as work:
        row = open_submission(work, submission_id).row
        kept = json.dumps(row.answers)
        item_ids = {
            section.key: [item.get(ITEM_ID, "") for item in row.answers.get(section.key, [])]
            for section in FORMS[code].sections
            if section.repeat
        }
    checked = story.see(story.bob, queries.check_answers, submission_id=submission_id)
    shown = json.dumps([[row.value for row in group.rows] for group in checked.groups])
    reading = Reading(FORMS[code], sample(code)["answers"])
    found = 0
    for section in FORMS[code].sections:
        for place, item in enumerate(reading.items(section)):
            for question in section.questions:
                if not question.is_sensitive or question.key not in item:
                    continue
                value, full = (
                    item[question.key],
                    answer_words(question, item[question.key], reveal=True),
                )
                assert str(value) not in kept, question.key
                assert str(value) not in shown, question.key
                assert full not in shown, question.key
                told = story.do(
                    story.uma,
                    services.reveal_answer,
                    submission_id=submission_id,
                    section_key=section.key,
                    question_key=question.key,
                    item_id=item_ids[section.key][place] if section.repeat else "",
                )
                assert told == full
                found += 1
    assert found
