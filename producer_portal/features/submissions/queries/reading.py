"""What was read from an application, beside the page it stands on (SUB-17)."""

import json
from dataclasses import dataclass

from sqlmodel import col, select

from producer_portal.features.submissions.queries.answers import open_submission
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.paper_flow import KeptAnswer, ReadState, from_json
from producer_portal.features.submissions.rules.paper_reading import ReadAnswer
from producer_portal.features.submissions.rules.workflow import (
    SubmissionAction,
    SubmissionStatus,
    why_not,
)
from producer_portal.features.submissions.tables import ApplicationReading
from producer_portal.foundation import crypto
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import CheckedOn, Form, Question, answer_words, parse_answer

_PARTS = {"street": "street", "unit": "unit", "city": "city", "state": "state", "zip": "ZIP code"}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One answer that was read: the question, the text, how sure, and where on the page."""

    number: int
    section: str
    question: str
    text: str
    label: str
    state: str
    percent: int
    problem: str
    page: int
    left: str
    top: str
    width: str
    height: str
    href: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading with its answers; `id` is 0 when nothing was read yet."""

    id: int
    document_id: int
    filename: str
    page_count: int
    read_words: str
    rows: list[ReadRow]
    waiting_count: int
    in_form_count: int
    insured: str
    lock_words: str


def reading_row(work: UnitOfWork, *, submission_id: int, reading_id: int) -> ApplicationReading:
    """A reading of a submission. Raises NotFound."""
    asked = select(ApplicationReading).where(
        ApplicationReading.id == reading_id, ApplicationReading.submission_id == submission_id
    )
    row = work.session.exec(asked).one_or_none()
    if row is None:
        raise NotFound("reading")
    return row


def found_in(row: ApplicationReading) -> list[KeptAnswer]:
    """The answers of a reading, in the order of the form."""
    place = sealing_place(row.submission_id, row.document_id)
    return from_json(json.loads(crypto.unseal(row.found, context=place)))


def sealing_place(submission_id: int, document_id: int) -> str:
    """Where the answers of a reading are sealed for."""
    return f"application_reading.found:{submission_id}:{document_id}"


def application_reading(work: UnitOfWork, *, submission_id: int) -> ReadingView:
    """The newest reading of a submission. Needs SUBMISSIONS_READ; NotFound out of sight."""
    opened = open_submission(work, submission_id)
    locked = why_not(SubmissionStatus(opened.row.status), SubmissionAction.EDIT)
    newest = (
        select(ApplicationReading)
        .where(ApplicationReading.submission_id == submission_id)
        .order_by(col(ApplicationReading.id).desc())
        .limit(1)
    )
    row = work.session.exec(newest).one_or_none()
    title = opened.row.insured_name or opened.form.name
    if row is None:
        return ReadingView(0, 0, "", 0, "", [], 0, 0, title, locked)
    kept = found_in(row)
    rows = _rows(opened.form, kept, submission_id, CheckedOn(work.today, CHECKS.values))
    assert row.id is not None, "stored"
    return ReadingView(
        row.id,
        row.document_id,
        row.filename,
        row.page_count,
        f"Read {_mid_sentence(moment_words(work, row.read_at))} by {row.read_by_name}",
        rows,
        sum(one.state in {ReadState.WAITING, ReadState.DIFFERS} for one in kept),
        sum(one.state is ReadState.IN_FORM for one in kept),
        title,
        locked,
    )


def application_page(work: UnitOfWork, *, submission_id: int, reading_id: int, page: int) -> int:
    """The document that a page of a reading belongs to. Raises NotFound for a page it has not."""
    open_submission(work, submission_id)
    row = reading_row(work, submission_id=submission_id, reading_id=reading_id)
    if not 0 <= page < row.page_count:
        raise NotFound("page")
    return row.document_id


def _rows(form: Form, kept: list[KeptAnswer], submission_id: int, on: CheckedOn) -> list[ReadRow]:
    rows: list[ReadRow] = []
    before = ""
    for number, one in enumerate(kept):
        answer = one.answer
        section = form.section(answer.section_key)
        question = form.question(answer.section_key, answer.question_key)
        if section is None or question is None:
            continue
        title = section.title
        if section.repeat is not None:
            title = f"{section.repeat.item_label} {answer.place + 1}"
        words = question.label + (f", {_PARTS[answer.part]}" if answer.part in _PARTS else "")
        box = answer.box
        rows.append(
            ReadRow(
                number,
                title,
                words,
                _shown(question, answer, on),
                answer.label[:80],
                one.state.value,
                answer.percent,
                answer.problem,
                box.page,
                f"{box.left / 10:.1f}%",
                f"{box.top / 10:.1f}%",
                f"{max(box.right - box.left, 12) / 10:.1f}%",
                f"{max(box.bottom - box.top, 10) / 10:.1f}%",
                f"/submissions/{submission_id}/{section.key}#q-{question.key}",
                title != before,
            )
        )
        before = title
    return rows


def _mid_sentence(words: str) -> str:
    return words.replace("Today", "today", 1)


def _shown(question: Question, answer: ReadAnswer, on: CheckedOn) -> str:
    """As people read it; personal numbers by their last four letters."""
    if answer.part:
        return answer.text
    return answer_words(question, parse_answer(question, answer.text, on).value)
