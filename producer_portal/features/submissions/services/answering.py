"""Saving answers as they are typed, and the items of repeating sections (SUB-2, SUB-3)."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from producer_portal.features.submissions.queries.answers import Opened, seal_answers
from producer_portal.features.submissions.queries.presence import others_present
from producer_portal.features.submissions.queries.views import SavedAnswers
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.presence import holder_in, holder_of
from producer_portal.features.submissions.rules.refusals import (
    AnswersChanged,
    BoxHeld,
    TooManyItems,
)
from producer_portal.features.submissions.rules.workflow import (
    SubmissionAction,
    SubmissionStatus,
    next_status,
)
from producer_portal.features.submissions.services.deeds import finish, locked, note
from producer_portal.features.submissions.services.drafting import describe
from producer_portal.features.submissions.tables import SubmissionEvent
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.errors import InvalidInput, NotFound
from producer_portal.values.forms import (
    ITEM_ID,
    TEXT_CEILING,
    CheckedOn,
    Kind,
    Question,
    Section,
    answer_words,
    is_empty,
    parse_answer,
)

MOST_ANSWERS_AT_ONCE = 200
_ITEM_ID_BYTES = 5
_SAME_SITTING = timedelta(minutes=30)
_REMOVED = object()


def save_answers(
    work: UnitOfWork,
    *,
    submission_id: int,
    section_key: str,
    values: Mapping[str, Any],
    version: int,
    item_id: str = "",
) -> SavedAnswers:
    """Save answers as typed, right or wrong, and say which cannot stay as they are (SUB-3).

    `values` maps a question's key to what was typed: text, a list of choices, the parts of an
    address, or "address_key.part" to one part. An empty text for a sensitive question leaves what is
    on file; None removes it. `version` is what the page last saw: AnswersChanged is raised only when
    somebody else changed the same answer since, BoxHeld while they type in it. Needs SUBMISSIONS_SUBMIT; raises NotFound,
    DeedNotAllowedNow once sent, InvalidInput for questions that do not exist or text beyond measure.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    opened, section = _editable(work, submission_id, section_key)
    if len(values) > MOST_ANSWERS_AT_ONCE:
        raise InvalidInput({section_key: "Save fewer answers at once"})
    item = dict(_find_item(opened, section, item_id))
    found: dict[str, str] = {}
    edited: list[str] = []
    others = others_present(work, submission_id=submission_id)
    for key, raw in values.items():
        question = _question(section, key)
        path = ".".join(part for part in (section.key, item_id, question.key) if part)
        box = path if item_id else question.key
        if holder := holder_of(box, section.key, others):
            raise BoxHeld(holder, question.label)
        _refuse_stale(work, opened, path, question, version)
        value, problem = _read(work, question, item.get(question.key), key, raw)
        if problem:
            found[path] = problem
        if value is _REMOVED:
            item.pop(question.key, None)
        else:
            item[question.key] = value
        edited.append(path)
    _put_item(opened, section, item_id, item)
    return _saved(work, opened, section, edited, found, item_id=item_id)


def add_item(
    work: UnitOfWork, *, submission_id: int, section_key: str, version: int
) -> SavedAnswers:
    """Add an empty item to a repeating section; its id is in the answer. Needs SUBMISSIONS_SUBMIT.

    Raises TooManyItems when the section is full, NotFound, and DeedNotAllowedNow once sent.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    opened, section = _editable(work, submission_id, section_key)
    if section.repeat is None:
        raise NotFound("section")
    items = list(opened.answers.get(section.key, []))
    if len(items) >= section.repeat.maximum:
        raise TooManyItems(f"Keep {section.repeat.maximum} {section.repeat.plural} or fewer.")
    item_id = new_item_id()
    opened.answers[section.key] = [*items, {ITEM_ID: item_id}]
    return _saved(work, opened, section, [f"{section.key}.{item_id}"], {}, item_id=item_id)


def remove_item(
    work: UnitOfWork, *, submission_id: int, section_key: str, item_id: str, version: int
) -> SavedAnswers:
    """Remove an item with its answers. Needs SUBMISSIONS_SUBMIT; NotFound when it is gone already.

    Raises AnswersChanged when somebody else changed it since `version`, BoxHeld while they type in it.
    """
    work.actor.require(Permission.SUBMISSIONS_SUBMIT)
    opened, section = _editable(work, submission_id, section_key)
    _find_item(opened, section, item_id)
    path = f"{section.key}.{item_id}"
    if holder := holder_in(path, others_present(work, submission_id=submission_id)):
        raise BoxHeld(holder, section.title)
    for edited, edit in opened.row.answer_edits.items():
        if edited.startswith(path) and _is_newer(work, edit, version):
            raise AnswersChanged(str(edit["by"]), section.title)
    kept = [one for one in opened.answers[section.key] if one.get(ITEM_ID) != item_id]
    opened.answers[section.key] = kept
    return _saved(work, opened, section, [path], {})


def reveal_answer(
    work: UnitOfWork, *, submission_id: int, section_key: str, question_key: str, item_id: str = ""
) -> str:
    """One sensitive answer in full; every look is in the audit trail. Needs SENSITIVE_REVEAL.

    Raises NotFound when there is no such answer.
    """
    work.actor.require(Permission.SENSITIVE_REVEAL)
    opened = locked(work, submission_id)
    section = opened.form.section(section_key)
    question = opened.form.question(section_key, question_key)
    if section is None or question is None or not question.is_sensitive:
        raise NotFound("answer")
    value = _find_item(opened, section, item_id).get(question_key)
    if is_empty(value):
        raise NotFound("answer")
    audit.record(
        work,
        "submission.answer_revealed",
        subject=("submission", submission_id),
        after={"section": section_key, "question": question_key, "item": item_id},
        agency_id=opened.row.agency_id,
    )
    return answer_words(question, value, reveal=True)


def _editable(work: UnitOfWork, submission_id: int, section_key: str) -> tuple[Opened, Section]:
    opened = locked(work, submission_id)
    next_status(SubmissionStatus(opened.row.status), SubmissionAction.EDIT)
    section = opened.form.section(section_key)
    if section is None:
        raise NotFound("section")
    return opened, section


def _find_item(opened: Opened, section: Section, item_id: str) -> Mapping[str, Any]:
    stored = opened.answers.get(section.key)
    if section.repeat is None:
        if item_id:
            raise NotFound("item")
        return stored or {}
    for item in stored or []:
        if item.get(ITEM_ID) == item_id:
            return dict(item)
    raise NotFound("item")


def _put_item(opened: Opened, section: Section, item_id: str, item: dict[str, Any]) -> None:
    if section.repeat is None:
        opened.answers[section.key] = item
        return
    opened.answers[section.key] = [
        item if one.get(ITEM_ID) == item_id else one for one in opened.answers[section.key]
    ]


def _question(section: Section, key: str) -> Question:
    base, _, part = key.partition(".")
    for question in section.questions:
        if question.key == base and (not part or question.kind is Kind.ADDRESS):
            return question
    raise InvalidInput({key[:60]: "This question is not part of the form"})


def _refuse_stale(
    work: UnitOfWork, opened: Opened, path: str, question: Question, version: int
) -> None:
    edit = opened.row.answer_edits.get(path)
    if edit is not None and _is_newer(work, edit, version):
        raise AnswersChanged(str(edit["by"]), question.label)


def _is_newer(work: UnitOfWork, edit: Mapping[str, Any], version: int) -> bool:
    return int(edit["version"]) > version and edit["user_id"] != work.actor.user_id


def _read(work: UnitOfWork, question: Question, before: Any, key: str, raw: Any) -> tuple[Any, str]:
    """The value to store (or that there is none) and what is wrong with it."""
    if question.is_sensitive and raw == "" and not is_empty(before):
        return before, ""
    part = key.partition(".")[2]
    if part:
        raw = {**(before if isinstance(before, Mapping) else {}), part: raw}
    parsed = parse_answer(question, raw, CheckedOn(work.today, CHECKS.values))
    if parsed.value is None:
        if parsed.issue is not None:
            is_long = parsed.issue.code == "too_long"
            words = (
                f"Keep it under {TEXT_CEILING:,} characters" if is_long else parsed.issue.message
            )
            raise InvalidInput({key: words})
        return _REMOVED, ""
    return parsed.value, parsed.issue.message if parsed.issue else ""


def new_item_id() -> str:
    """What an item of a repeating section is known by, in its form alone."""
    return secrets.token_hex(_ITEM_ID_BYTES)


def store_answers(work: UnitOfWork, opened: Opened, edited: Sequence[str]) -> None:
    """Seal and store the answers in hand as the next version; `edited` are the paths that were changed."""
    row = opened.row
    row.answers = seal_answers(opened.form, opened.answers, opened.id)
    finish(work, row)
    edit = {"version": row.version, "by": work.actor.name, "user_id": work.actor.user_id}
    row.answer_edits = {**row.answer_edits, **dict.fromkeys(edited, edit)}
    describe(work, opened)


def _saved(
    work: UnitOfWork,
    opened: Opened,
    section: Section,
    edited: list[str],
    found: dict[str, str],
    *,
    item_id: str = "",
) -> SavedAnswers:
    row = opened.row
    store_answers(work, opened, edited)
    _note_sitting(work, opened, section)
    # The trail says which answers were changed, never to what: some of them are personal.
    audit.record(
        work,
        "submission.answers_saved",
        subject=("submission", opened.id),
        after={"answers": edited, "version": row.version},
        agency_id=row.agency_id,
    )
    words = f"Saved {moment_words(work, work.now).removeprefix('Today, ')}"
    return SavedAnswers(opened.id, row.version, words, row.percent_complete, item_id, found)


def _note_sitting(work: UnitOfWork, opened: Opened, section: Section) -> None:
    """One timeline entry per person, section and sitting, however many keys were pressed."""
    words = f"changed answers in {section.title}"
    last = work.session.exec(
        select(SubmissionEvent)
        .where(SubmissionEvent.submission_id == opened.id)
        .order_by(col(SubmissionEvent.at).desc(), col(SubmissionEvent.id).desc())
        .limit(1)
    ).first()
    is_same = (
        last is not None
        and (last.kind, last.words) == ("answers.changed", words)
        and last.actor_user_id == work.actor.user_id
        and work.now - last.at < _SAME_SITTING
    )
    if is_same and last is not None:
        last.at = work.now
        return
    note(work, opened.row, "answers.changed", words)
