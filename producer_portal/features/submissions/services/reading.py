"""Answers out of an application that came as a PDF: into the form where they are sure, else for a person (SUB-17)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from producer_portal.features.submissions.catalog.paper import PAPER_LABELS
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.queries.reading import (
    found_in,
    reading_row,
    sealing_place,
)
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.paper_flow import KeptAnswer, ReadState, as_json
from producer_portal.features.submissions.rules.paper_reading import ReadAnswer, read_application
from producer_portal.features.submissions.rules.workflow import (
    SubmissionAction,
    SubmissionStatus,
    next_status,
)
from producer_portal.features.submissions.services.answering import new_item_id, store_answers
from producer_portal.features.submissions.services.deeds import belonging_to, locked, note
from producer_portal.features.submissions.tables import ApplicationReading
from producer_portal.foundation import audit, crypto
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import (
    ITEM_ID,
    CheckedOn,
    Kind,
    Question,
    Section,
    is_empty,
    parse_answer,
)
from producer_portal.values.pages import FoundPages


def keep_reading(
    work: UnitOfWork, *, submission_id: int, document_id: int, filename: str, pages: FoundPages
) -> int:
    """Read an application into a draft; the id of the reading is returned. Needs SUBMISSIONS_SUBMIT.

    Sure answers go into questions that have none yet. What is unsure, and what differs from an answer
    that is there, waits for a person; nothing is written over. Raises NotFound out of sight and
    DeedNotAllowedNow once sent.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    opened = locked(work, submission_id)
    next_status(SubmissionStatus(opened.row.status), SubmissionAction.EDIT)
    on = CheckedOn(work.today, CHECKS.values)
    found = read_application(opened.form, pages, on, PAPER_LABELS)
    kept, edited = _flow(opened, found, on)
    row = ApplicationReading(
        **belonging_to(opened.row),
        submission_id=opened.id,
        document_id=document_id,
        filename=filename[:200],
        page_count=max(pages.page_count, 1),
        found=_sealed(kept, opened.id, document_id),
        read_at=work.now,
        read_by_name=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()  # the page that shows it is named by its id
    words = f"read {len(edited)} answers from {filename[:120]}"
    _saved(work, opened, edited, "application.read", words, count=len(found))
    assert row.id is not None, "flushed"
    return row.id


def settle_read(
    work: UnitOfWork, *, submission_id: int, reading_id: int, number: int, is_used: bool
) -> None:
    """Put one answer that was read into the form, over what is there, or leave it out.

    `number` counts the answers of the reading from 0. Needs SUBMISSIONS_SUBMIT. Raises NotFound and
    DeedNotAllowedNow once sent.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    opened = locked(work, submission_id)
    next_status(SubmissionStatus(opened.row.status), SubmissionAction.EDIT)
    row = reading_row(work, submission_id=submission_id, reading_id=reading_id)
    kept = found_in(row)
    if not 0 <= number < len(kept):
        raise NotFound("answer")
    answer = kept[number].answer
    edited: list[str] = []
    if is_used:
        edited = _put(opened, answer, CheckedOn(work.today, CHECKS.values))
    kept[number] = kept[number].moved(ReadState.IN_FORM if is_used else ReadState.LEFT)
    row.found = _sealed(kept, opened.id, row.document_id)
    deed = "took an answer from" if is_used else "left out an answer of"
    _saved(work, opened, edited, "application.answer_settled", f"{deed} {row.filename}", count=1)


def _flow(
    opened: Opened, found: Sequence[ReadAnswer], on: CheckedOn
) -> tuple[list[KeptAnswer], list[str]]:
    """Where each answer goes, and which questions of the form changed."""
    had_items = {
        section.key
        for section in opened.form.sections
        if section.repeat is not None and opened.answers.get(section.key)
    }
    kept, edited = [], []
    for one in found:
        state = _state(opened, one, on, is_taken=one.section_key in had_items)
        if state is ReadState.IN_FORM:
            edited += _put(opened, one, on)
        kept.append(KeptAnswer(one, state))
    return kept, list(dict.fromkeys(edited))


def _state(opened: Opened, one: ReadAnswer, on: CheckedOn, *, is_taken: bool) -> ReadState:
    """Whether an answer may flow. Items that somebody typed are not guessed to be the same ones."""
    section, question = _asked(opened, one)
    before = _item(opened, section, one.place).get(question.key)
    if one.part and isinstance(before, Mapping):
        before = before.get(one.part) or None
    if not is_empty(before):
        value = before if one.part else parse_answer(question, one.text, on).value
        is_same = value == (one.text if one.part else before)
        return ReadState.IN_FORM if is_same else ReadState.DIFFERS
    return ReadState.IN_FORM if one.is_sure and not is_taken else ReadState.WAITING


def _asked(opened: Opened, one: ReadAnswer) -> tuple[Section, Question]:
    section = opened.form.section(one.section_key)
    question = opened.form.question(one.section_key, one.question_key)
    if section is None or question is None:
        raise NotFound("question")
    return section, question


def _item(opened: Opened, section: Section, place: int) -> Mapping[str, Any]:
    stored = opened.answers.get(section.key)
    if section.repeat is None:
        return stored or {}
    items = stored or []
    return items[place] if place < len(items) else {}


def _put(opened: Opened, one: ReadAnswer, on: CheckedOn) -> list[str]:
    """Write an answer into the form in hand; the path of the question it changed."""
    section, question = _asked(opened, one)
    if section.repeat is not None:
        if one.place >= section.repeat.maximum:
            return []
        items = [dict(item) for item in opened.answers.get(section.key) or []]
        while len(items) <= one.place:
            items.append({ITEM_ID: new_item_id()})
        item = items[one.place]
        opened.answers[section.key] = items
    else:
        item = dict(opened.answers.get(section.key) or {})
        opened.answers[section.key] = item
    raw: object = one.text
    if question.kind is Kind.ADDRESS:
        before = item.get(question.key)
        raw = {**(before if isinstance(before, Mapping) else {}), one.part or "street": one.text}
    value = parse_answer(question, raw, on).value
    if value is not None:
        item[question.key] = value
    return [".".join(filter(None, (section.key, str(item.get(ITEM_ID, "")), question.key)))]


def _sealed(kept: list[KeptAnswer], submission_id: int, document_id: int) -> str:
    place = sealing_place(submission_id, document_id)
    return crypto.seal(json.dumps(as_json(kept)), context=place)


def _saved(
    work: UnitOfWork, opened: Opened, edited: list[str], action: str, words: str, *, count: int
) -> None:
    row = opened.row
    store_answers(work, opened, edited)
    note(work, row, action, words)
    # Which answers, never what they say: some of them are personal.
    audit.record(
        work,
        f"submission.{action}",
        subject=("submission", opened.id),
        after={"answers": edited, "found": count, "version": row.version},
        agency_id=row.agency_id,
    )
