"""What is wrong with the answers of a form, section by section, in words that say what to do (SUB-5)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from producer_portal.values.forms.conditions import ITEM_ID, Reading, is_empty
from producer_portal.values.forms.model import (
    AttachmentRequest,
    AttachmentStage,
    Form,
    Problem,
    Question,
    Section,
    Severity,
)
from producer_portal.values.forms.outcomes import CheckedOn, ValueCheck, missing_message
from producer_portal.values.forms.parsing import is_in_normal_form, stored_issue

ATTACHMENTS = "attachments"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A document that is in: its type and, where it has one, the day its figures are valued."""

    document_type: str
    valued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule over several answers may look at: visible, readable answers only."""

    reading: Reading
    attachments: Sequence[AttachedFile]
    today: date
    checks: Mapping[str, ValueCheck] = field(default_factory=dict)

    def value(self, key: str) -> Any:
        """The answer to a question outside repeating sections, or None."""
        question, value = self.reading.find(key)
        return None if question is None else self._readable(question, value)

    def _readable(self, question: Question, value: Any) -> Any:
        on = CheckedOn(self.today, self.checks)
        return value if value is not None and is_in_normal_form(question, value, on) else None

    def values(self, section_key: str, key: str) -> tuple[Any, ...]:
        """The answers to a question of a repeating section, one per item, None where open."""
        section = self.reading.form.section(section_key)
        question = self.reading.form.question(section_key, key)
        if section is None or question is None:
            return ()
        places = range(len(self.reading.items(section)))
        return tuple(
            self._readable(question, self.reading.answer(section, question, place))
            for place in places
        )


FormRule = Callable[[Facts], bool]
ItemRule = Callable[[Facts], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Checks:
    """The named checks of values and the rules over several answers, by code.

    A form rule says whether all is well; an item rule gives the places of the items of its section
    that break it, counted from 0.
    """

    values: Mapping[str, ValueCheck] = field(default_factory=dict)
    rules: Mapping[str, FormRule] = field(default_factory=dict)
    item_rules: Mapping[str, ItemRule] = field(default_factory=dict)


def visible_sections(form: Form, answers: Mapping[str, Any]) -> tuple[Section, ...]:
    """The sections that are asked with these answers."""
    reading = Reading(form, answers)
    return tuple(section for section in form.sections if reading.is_section_visible(section))


def visible_questions(
    form: Form, answers: Mapping[str, Any], section: Section, place: int = 0
) -> tuple[Question, ...]:
    """The questions asked in a section, for the item at this place when it repeats."""
    reading = Reading(form, answers)
    return tuple(one for one in section.questions if reading.is_visible(section, one, place))


def problems(
    form: Form,
    answers: Mapping[str, Any],
    *,
    today: date,
    checks: Checks,
    attachments: Sequence[AttachedFile] = (),
    only: Collection[str] | None = None,
    stage: AttachmentStage = AttachmentStage.SUBMISSION,
) -> tuple[Problem, ...]:
    """Everything that has to be put right, in the order of the form; `only` narrows to some sections.

    Hidden questions are neither required nor looked at. Answers may be any JSON.
    """
    reading = Reading(form, answers)
    facts = Facts(reading, tuple(attachments), today, checks.values)
    on = CheckedOn(today, checks.values)
    found: list[Problem] = []
    for section in form.sections:
        if (only is None or section.key in only) and reading.is_section_visible(section):
            found.extend(section_problems(reading, section, on))
            found.extend(_rule_problems(section.key, facts, checks))
    if only is None or ATTACHMENTS in only:
        found.extend(attachment_problems(facts, stage))
        found.extend(_rule_problems(ATTACHMENTS, facts, checks))
    return tuple(found)


def section_problems(reading: Reading, section: Section, on: CheckedOn) -> Iterator[Problem]:
    """The problems of one visible section, without the rules over several answers."""
    items = reading.items(section)
    repeat = section.repeat
    if repeat is None:
        yield from _item_problems(reading, section, 0, on)
        return
    count = len(items)
    if count < repeat.minimum:
        words = f"Add at least {_counted(repeat.minimum, repeat.item_label, repeat.plural)}"
        yield Problem(section.key, None, None, "too_few", words)
    if count > repeat.maximum:
        words = f"Keep {repeat.maximum} {repeat.plural} or fewer; there are {count:,}"
        yield Problem(section.key, None, None, "too_many", words)
    for place in range(min(count, repeat.maximum)):
        label = f"{repeat.item_label} {place + 1}"
        for problem in _item_problems(reading, section, place, on):
            yield replace(problem, message=f"{label}: {problem.message}")


def _counted(count: int, singular: str, plural: str) -> str:
    return f"one {singular.lower()}" if count == 1 else f"{count} {plural}"


def _item_problems(
    reading: Reading, section: Section, place: int, on: CheckedOn
) -> Iterator[Problem]:
    item = reading.items(section)[place]
    item_id = item.get(ITEM_ID) if section.repeat is not None else None
    named = item_id if isinstance(item_id, str) else None
    for question in section.questions:
        if not reading.is_visible(section, question, place):
            continue
        value = item.get(question.key)
        if is_empty(value):
            if reading.is_required(section, question, place):
                words = missing_message(question)
                yield Problem(section.key, named, question.key, "missing", words)
            continue
        issue = stored_issue(question, value, on)
        if issue is not None:
            is_waived = bool(question.waived_by) and not is_empty(item.get(question.waived_by))
            severity = Severity.WARNING if is_waived else issue.severity
            yield Problem(section.key, named, question.key, issue.code, issue.message, severity)


def _rule_problems(section_key: str, facts: Facts, checks: Checks) -> Iterator[Problem]:
    for rule in facts.reading.form.rules:
        if rule.section != section_key:
            continue
        broken = Problem(rule.section, None, rule.question, rule.code, rule.message, rule.severity)
        test = checks.rules.get(rule.code)
        if test is not None and not test(facts):
            yield broken
        item_test = checks.item_rules.get(rule.code)
        if item_test is not None:
            yield from _broken_items(facts.reading, broken, item_test(facts))


def _broken_items(reading: Reading, broken: Problem, places: Sequence[int]) -> Iterator[Problem]:
    section = reading.form.section(broken.section_key)
    assert section is not None, "a rule names a section that exists"
    assert section.repeat is not None, "an item rule belongs to a repeating section"
    items = reading.items(section)
    for place in places:
        item_id = items[place].get(ITEM_ID)
        named = item_id if isinstance(item_id, str) else None
        words = f"{section.repeat.item_label} {place + 1}: {broken.message}"
        yield replace(broken, item_id=named, message=words)


def requested_attachments(
    reading: Reading, stage: AttachmentStage | None = None
) -> tuple[AttachmentRequest, ...]:
    """The documents asked for with these answers, for one stage or for all."""
    return tuple(
        request
        for request in reading.form.attachments
        if (stage is None or request.stage is stage)
        and (request.applies_if is None or reading.holds(request.applies_if))
    )


def attachment_problems(facts: Facts, stage: AttachmentStage) -> Iterator[Problem]:
    """The documents that must be in by this stage and are not, and the rules over documents."""
    present = {attached.document_type for attached in facts.attachments}
    stages = [AttachmentStage.SUBMISSION]
    if stage is AttachmentStage.BEFORE_BIND:
        stages.append(AttachmentStage.BEFORE_BIND)
    for wanted in stages:
        for request in requested_attachments(facts.reading, wanted):
            if request.is_required and request.document_type not in present:
                words = f"Add the document: {request.label}"
                key = request.document_type
                yield Problem(ATTACHMENTS, None, key, "missing_attachment", words)


def prune(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without those to hidden questions and without anything the form does not ask.

    Pruning twice changes nothing more.
    """
    reading = Reading(form, answers)
    kept: dict[str, Any] = {}
    for section in form.sections:
        if not reading.is_section_visible(section):
            continue
        items = [
            _kept_item(reading, section, place) for place in range(len(reading.items(section)))
        ]
        if section.repeat is not None:
            if items:
                kept[section.key] = items
        elif items[0]:
            kept[section.key] = items[0]
    return kept


def _kept_item(reading: Reading, section: Section, place: int) -> dict[str, Any]:
    item = reading.items(section)[place]
    kept = {
        question.key: item[question.key]
        for question in section.questions
        if question.key in item and reading.is_visible(section, question, place)
    }
    return {ITEM_ID: item[ITEM_ID], **kept} if ITEM_ID in item and section.repeat else kept
