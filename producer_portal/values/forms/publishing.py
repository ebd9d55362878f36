"""Forms as JSON and back, and what makes a form fit to publish (SUB-1)."""

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from producer_portal.values.errors import InvalidInput
from producer_portal.values.forms.checking import ATTACHMENTS
from producer_portal.values.forms.conditions import questions_named
from producer_portal.values.forms.limits import bound_number, compiled, relative_day
from producer_portal.values.forms.model import (
    AllOf,
    Answer,
    AnyItem,
    AnyOf,
    Condition,
    Form,
    Kind,
    Not,
    Operator,
    Question,
    Section,
)

_CONDITIONS = (AllOf, Answer, AnyItem, AnyOf, Not)
_DEPTH = 12
_TUPLE_CEILING = 500
_TEXT_LENGTH = 2_000
_PATTERN_LENGTH = 120
_PATTERN_REPEATS = 3
_SAMPLE_DAY = date(2026, 1, 31)
_ORDERED = frozenset({Operator.GT, Operator.GTE, Operator.LT, Operator.LTE})


class FormUnreadable(InvalidInput):
    """The JSON does not describe a form."""

    def __init__(self, where: str, words: str) -> None:
        super().__init__({where or "form": f"{where or 'The form'}: {words}"})


def form_to_json(form: Form) -> dict[str, Any]:
    """The form as JSON; what has its usual value is left out."""
    written = _write(form)
    assert isinstance(written, dict)
    return written


def _write(value: Any) -> Any:
    if isinstance(value, _CONDITIONS):
        return _write_condition(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_write(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: _write(getattr(value, one.name))
            for one in fields(value)
            if getattr(value, one.name) != one.default
        }
    return value


def _write_condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case AllOf(parts):
            return {"all": [_write_condition(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [_write_condition(part) for part in parts]}
        case Not(part):
            return {"not": _write_condition(part)}
        case AnyItem(section, where):
            return {"any_item": section, "where": _write_condition(where)}
        case _:
            written = {"q": condition.question, "op": condition.operator.value}
            value = condition.value
            return written if value is None else {**written, "value": _write(value)}


def form_from_json(written: object) -> Form:
    """The form described by JSON. Raises FormUnreadable, saying where, when it describes none."""
    form = _read(Form, written, "", 0)
    assert isinstance(form, Form)
    return form


@lru_cache(maxsize=32)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, written: Any, where: str, depth: int) -> Any:
    options = get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)
    if written is None and type(None) in options:
        return None
    if Answer in options:
        return _read_condition(written, where, depth)
    for option in options:
        if get_origin(option) is tuple:
            if isinstance(written, list):
                return _read_tuple(get_args(option)[0], written, where, depth)
        elif isinstance(option, type) and issubclass(option, StrEnum):
            return _read_word(option, written, where)
        elif is_dataclass(option):
            return _read_record(option, written, where, depth)
        elif _is_plain(option, written):
            return written
    raise FormUnreadable(where, "has the wrong kind of value")


def _is_plain(option: Any, written: object) -> bool:
    if option is str:
        return isinstance(written, str) and len(written) <= _TEXT_LENGTH
    if option is int:
        return isinstance(written, int) and not isinstance(written, bool) and abs(written) < 10**15
    return option is bool and isinstance(written, bool)


def _read_word(words: type[StrEnum], written: object, where: str) -> StrEnum:
    if isinstance(written, str) and written in {word.value for word in words}:
        return words(written)
    raise FormUnreadable(where, "is not one of the known words")


def _read_tuple(hint: Any, written: list[Any], where: str, depth: int) -> tuple[Any, ...]:
    if len(written) > _TUPLE_CEILING:
        raise FormUnreadable(where, f"has more than {_TUPLE_CEILING} parts")
    return tuple(
        _read(hint, part, f"{where}[{place}]", depth + 1) for place, part in enumerate(written)
    )


def _read_record(kind: Any, written: object, where: str, depth: int) -> Any:
    if not isinstance(written, Mapping):
        raise FormUnreadable(where, "must be an object")
    hints = _hints(kind)
    unknown = [key for key in written if key not in hints]
    if unknown:
        raise FormUnreadable(where, f"has something that is not part of it: {str(unknown[0])[:60]}")
    values = {
        key: _read(hints[key], part, f"{where}.{key}" if where else key, depth + 1)
        for key, part in written.items()
    }
    for one in fields(kind):
        if one.default is MISSING and one.name not in values:
            raise FormUnreadable(where, f"lacks {one.name}")
    return kind(**values)


def _read_condition(written: Any, where: str, depth: int) -> Condition:
    if depth > _DEPTH or not isinstance(written, Mapping):
        raise FormUnreadable(where, "must be a condition")
    match written:
        case {"all": list(parts)}:
            return AllOf(tuple(_read_condition(part, where, depth + 1) for part in parts[:50]))
        case {"any": list(parts)}:
            return AnyOf(tuple(_read_condition(part, where, depth + 1) for part in parts[:50]))
        case {"not": part}:
            return Not(_read_condition(part, where, depth + 1))
        case {"any_item": str(section), "where": inner}:
            return AnyItem(section, _read_condition(inner, where, depth + 1))
        case {"q": str(question), "op": operator}:
            word = _read_word(Operator, operator, where)
            assert isinstance(word, Operator)
            value = _read(_hints(Answer)["value"], written.get("value"), where, depth + 1)
            return Answer(question, word, value)
    raise FormUnreadable(where, "must be a condition")


def form_faults(form: Form) -> tuple[str, ...]:
    """Why the form must not be published; empty when it may be.

    Keys are unique, conditions and rules refer to questions that exist and wait for nothing that
    waits for them, choices are there, patterns cannot be slow, limits can be read.
    """
    return tuple(_faults(form))


def _faults(form: Form) -> Iterator[str]:
    keys = [question.key for section in form.sections for question in section.questions]
    section_keys = [section.key for section in form.sections]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{key}: two questions have this key"
    for key in sorted({key for key in section_keys if section_keys.count(key) > 1}):
        yield f"{key}: two sections have this key"
    for section in form.sections:
        yield from _section_faults(form, section)
    for request in form.attachments:
        if request.applies_if is not None:
            yield from _condition_faults(form, request.document_type, request.applies_if)
    documents = [request.document_type for request in form.attachments]
    for key in sorted({key for key in documents if documents.count(key) > 1}):
        yield f"{key}: two documents have this type"
    for rule in form.rules:
        is_about_document = rule.section == ATTACHMENTS and rule.question in documents
        if not is_about_document and form.question(rule.section, rule.question) is None:
            yield f"{rule.code}: there is no question {rule.section}.{rule.question}"
    yield from _circles(form)


def _section_faults(form: Form, section: Section) -> Iterator[str]:
    if not section.questions:
        yield f"{section.key}: a section has at least one question"
    if section.repeat is not None and not 0 <= section.repeat.minimum <= section.repeat.maximum:
        yield f"{section.key}: the least number of items is above the greatest"
    named = section.summarized_by + (section.repeat.named_by if section.repeat else ())
    for key in named:
        if form.question(section.key, key) is None:
            yield f"{section.key}: there is no question {key} to sum it up"
    if section.visible_if is not None:
        yield from _condition_faults(form, section.key, section.visible_if)
    for question in section.questions:
        yield from _question_faults(question)
        if question.waived_by and form.question(section.key, question.waived_by) is None:
            yield f"{question.key}: there is no question {question.waived_by} to waive its check"
        for condition in (question.visible_if, question.required_if):
            if condition is not None:
                yield from _condition_faults(form, question.key, condition, section)


def _condition_faults(
    form: Form, owner: str, condition: Condition, home: Section | None = None
) -> Iterator[str]:
    for key, inner in questions_named(condition):
        places = [inner] if inner else [one.key for one in form.sections]
        found = [place for place in places if form.question(place, key) is not None]
        if not found:
            yield f"{owner}: its condition asks about {key}, which does not exist"
            continue
        section = form.section(found[0])
        is_item = section is not None and section.repeat is not None
        if is_item and not inner and section is not home:
            yield f"{owner}: its condition asks about {key} of one item from outside that item"
    for answer in _comparisons(condition):
        asked = next((one for one in _every_question(form) if one.key == answer.question), None)
        if asked is not None and not _can_hold(asked, answer):
            yield f"{owner}: its condition compares {asked.key} with what it cannot be"


def _every_question(form: Form) -> Iterator[Question]:
    for section in form.sections:
        yield from section.questions


def _comparisons(condition: Condition) -> Iterator[Answer]:
    match condition:
        case Answer():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _comparisons(part)
        case Not(part):
            yield from _comparisons(part)
        case _:
            yield from _comparisons(condition.where)


def _can_hold(question: Question, answer: Answer) -> bool:
    """Whether the answer can ever be what it is compared with, and in this way."""
    wanted = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    if answer.operator is Operator.ANSWERED:
        return answer.value is None
    if (answer.operator is Operator.CONTAINS) is not (question.kind is Kind.MULTISELECT):
        return False
    if question.choices and question.kind is not Kind.ADDRESS:
        listed = {choice.value for choice in question.choices}
        return answer.operator not in _ORDERED and listed.issuperset(wanted)
    is_flag = question.kind is Kind.BOOLEAN
    return bool(wanted) and all(
        one is not None and isinstance(one, bool) is is_flag for one in wanted
    )


def _question_faults(question: Question) -> Iterator[str]:
    needs_choices = question.kind in {Kind.SELECT, Kind.MULTISELECT, Kind.STATE}
    values = [choice.value for choice in question.choices]
    if needs_choices and not values:
        yield f"{question.key}: there is nothing to choose from"
    if len(set(values)) != len(values):
        yield f"{question.key}: two choices have the same value"
    if question.pattern and not is_safe_pattern(question.pattern):
        yield f"{question.key}: its pattern is not one of the simple ones"
    for bound in (question.not_before, question.not_after):
        if bound and not _is_readable_day(bound):
            yield f"{question.key}: {bound} is not a day"
    for limit in (question.minimum, question.maximum):
        if limit is not None and not _is_readable_number(limit):
            yield f"{question.key}: {limit} is not a number"


def _is_readable_day(bound: str) -> bool:
    try:
        relative_day(bound, _SAMPLE_DAY)
    except (ValueError, OverflowError):
        return False
    return True


def _is_readable_number(limit: int | str) -> bool:
    try:
        bound_number(limit, _SAMPLE_DAY)
    except ValueError:
        return False
    return True


def is_safe_pattern(pattern: str) -> bool:
    """Whether a pattern cannot be slow: no groups, alternatives or back references, few repeats."""
    if len(pattern) > _PATTERN_LENGTH:
        return False
    if any(mark in pattern for mark in ("(", ")", "|", "\\1", "\\g")):
        return False
    if sum(pattern.count(mark) for mark in "*+{") > _PATTERN_REPEATS:
        return False
    try:
        compiled(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _circles(form: Form) -> Iterator[str]:
    """Questions that are shown only if they are shown already."""
    waits: dict[str, set[str]] = {}
    for section in form.sections:
        shared = _named(section.visible_if)
        for question in section.questions:
            waits[question.key] = shared | _named(question.visible_if)
    for key in waits:
        if key in _reached(waits, key):
            yield f"{key}: whether it is asked depends on its own answer"


def _named(condition: Condition | None) -> set[str]:
    return set() if condition is None else {key for key, _ in questions_named(condition)}


def _reached(waits: Mapping[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = set(waits.get(start, ()))
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting |= waits.get(key, set())
    return reached
