"""How far a form is: the state and the line of facts of each section, and one score (SUB-2, SUB-5)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from producer_portal.values.forms.checking import AttachedFile, Checks, problems
from producer_portal.values.forms.conditions import Reading, is_empty, is_typed
from producer_portal.values.forms.model import Form, Problem, Section, SectionState, Severity
from producer_portal.values.forms.words import answer_words

_UNFINISHED = frozenset({"missing", "too_few"})
_FACTS = 4
_FACT_LENGTH = 60


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """One row of the task list. `facts` is the line of answers so far, in words."""

    key: str
    title: str
    stage: str
    state: SectionState
    facts: str
    required: int
    answered: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FormProgress:
    """The task list and the score: needed answers that are in, of all that are needed."""

    sections: tuple[SectionProgress, ...]
    required: int
    answered: int

    @property
    def percent(self) -> int:
        """Completeness from 0 to 100; 100 only when nothing needed is open."""
        return 100 if self.required == 0 else self.answered * 100 // self.required

    @property
    def open_sections(self) -> tuple[SectionProgress, ...]:
        """The sections that are not completed."""
        return tuple(one for one in self.sections if one.state is not SectionState.COMPLETED)


def progress(
    form: Form,
    answers: Mapping[str, Any],
    *,
    today: date,
    checks: Checks,
    attachments: Sequence[AttachedFile] = (),
) -> FormProgress:
    """How far each section is; sections that are not asked are left out."""
    reading = Reading(form, answers)
    found = problems(form, answers, today=today, checks=checks, attachments=attachments)
    rows = []
    for section in form.sections:
        if reading.is_section_visible(section):
            rows.append(
                _row(reading, section, [one for one in found if one.section_key == section.key])
            )
        elif section.visible_if is not None and reading.waits_for_answers(section.visible_if):
            rows.append(_waiting(section))
    return FormProgress(
        tuple(rows), sum(row.required for row in rows), sum(row.answered for row in rows)
    )


def _waiting(section: Section) -> SectionProgress:
    state = SectionState.CANNOT_START
    return SectionProgress(section.key, section.title, section.stage, state, "", 0, 0, ())


def _row(reading: Reading, section: Section, found: Sequence[Problem]) -> SectionProgress:
    required, answered, is_begun = _counts(reading, section)
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    if any(problem.code not in _UNFINISHED for problem in errors):
        state = SectionState.PROBLEM
    elif not errors:
        state = SectionState.COMPLETED
    else:
        state = SectionState.IN_PROGRESS if is_begun else SectionState.NOT_STARTED
    facts = facts_line(reading, section) if is_begun else ""
    place = (section.key, section.title, section.stage)
    return SectionProgress(*place, state, facts, required, answered, tuple(found))


def _counts(reading: Reading, section: Section) -> tuple[int, int, bool]:
    """Needed answers, those that are in, and whether anything at all is answered."""
    required = answered = 0
    is_begun = False
    items = reading.items(section)
    if section.repeat is not None:
        lacking = max(0, section.repeat.minimum - len(items))
        needed = sum(question.is_required for question in section.questions)
        required += lacking * needed
        items = items[: section.repeat.maximum]
    for place in range(len(items)):
        for question in section.questions:
            if not reading.is_visible(section, question, place):
                continue
            is_given = not is_empty(items[place].get(question.key))
            is_begun = is_begun or is_given
            if reading.is_required(section, question, place):
                required += 1
                answered += is_given and not is_typed(items[place].get(question.key))
    return required, answered, is_begun


def answered_percent(form: Form, answers: Mapping[str, Any]) -> int:
    """How much of everything that is asked is answered, needed or not: 0 to 100, rounded down."""
    reading = Reading(form, answers)
    asked = given = 0
    for section in form.sections:
        for place, item in enumerate(reading.items(section)):
            for question in section.questions:
                if reading.is_visible(section, question, place):
                    asked += 1
                    given += not is_empty(item.get(question.key))
    return 100 if asked == 0 else given * 100 // asked


def facts_line(reading: Reading, section: Section) -> str:
    """The answers so far in one line, personal numbers by their last four only."""
    if section.repeat is None:
        return ", ".join(_facts(reading, section, 0, section.summarized_by))
    items = reading.items(section)
    count = len(items)
    noun = section.repeat.item_label.lower() if count == 1 else section.repeat.plural
    names = [
        " ".join(_facts(reading, section, place, section.repeat.named_by))
        for place in range(min(count, _FACTS))
    ]
    told = ", ".join(name for name in names if name)
    rest = f" and {count - _FACTS} more" if told and count > _FACTS else ""
    return f"{count} {noun}" + (f": {told}{rest}" if told else "")


def _facts(reading: Reading, section: Section, place: int, keys: Iterable[str]) -> Iterator[str]:
    wanted = tuple(keys) or tuple(question.key for question in section.questions)[:_FACTS]
    by_key = {question.key: question for question in section.questions}
    for key in wanted:
        question = by_key.get(key)
        value = None if question is None else reading.answer(section, question, place)
        words = "" if question is None else answer_words(question, value)
        if words:
            yield words if len(words) <= _FACT_LENGTH else f"{words[:_FACT_LENGTH].rstrip()}…"


def item_title(reading: Reading, section: Section, place: int) -> str:
    """How an item is called: the answers that name it, or "Driver 2" while they are open."""
    assert section.repeat is not None, "only repeating sections have items"
    named = " ".join(_facts(reading, section, place, section.repeat.named_by))
    return named or f"{section.repeat.item_label} {place + 1}"
