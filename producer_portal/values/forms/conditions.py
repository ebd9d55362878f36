"""Which questions are asked: conditions over the answers so far, item first, then the whole submission."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from producer_portal.values.forms.model import (
    ITEM_CEILING,
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

TYPED = "typed"
ITEM_ID = "item_id"
_DIGITS = 25
_NUMBERS = frozenset({Kind.DECIMAL, Kind.INTEGER, Kind.MONEY, Kind.PERCENT, Kind.YEAR})

Item = Mapping[str, Any]


def as_typed(raw: str) -> dict[str, str]:
    """The stored form of text that could not be read, so that nothing typed is lost (SUB-3)."""
    return {TYPED: raw}


def is_typed(value: object) -> bool:
    """Whether a stored value is text that could not be read."""
    return isinstance(value, Mapping) and len(value) == 1 and isinstance(value.get(TYPED), str)


def is_empty(value: object) -> bool:
    """Whether a stored value is no answer at all."""
    if isinstance(value, Mapping):
        return not any(isinstance(part, str) and part.strip() for part in value.values())
    return value is None or value in ("", [], ())


@dataclass(slots=True)
class Reading:
    """One look at a form and its answers, remembering what was already worked out.

    Answers may be any JSON at all: what has the wrong shape reads as unanswered.
    """

    form: Form
    answers: Mapping[str, Any]
    _places: dict[str, tuple[Section, Question]] = field(default_factory=dict)
    _seen: dict[tuple[str, int, str], bool] = field(default_factory=dict)
    _sections: dict[str, bool] = field(default_factory=dict)
    _items: dict[str, tuple[Item, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.answers, Mapping):
            self.answers = {}
        for section in self.form.sections:
            for question in section.questions:
                self._places.setdefault(question.key, (section, question))

    def items(self, section: Section) -> tuple[Item, ...]:
        """The items of a section: those of a repeating one, or the one page of any other."""
        if section.key not in self._items:
            stored = self.answers.get(section.key)
            if section.repeat is None:
                found: tuple[Item, ...] = (stored if isinstance(stored, Mapping) else {},)
            elif isinstance(stored, list):
                kept = stored[:ITEM_CEILING]
                found = tuple(item for item in kept if isinstance(item, Mapping))
            else:
                found = ()
            self._items[section.key] = found
        return self._items[section.key]

    def is_section_visible(self, section: Section) -> bool:
        """Whether the section is asked at all."""
        if section.visible_if is None:
            return True
        if section.key not in self._sections:
            self._sections[section.key] = False  # a section that waits for itself is hidden
            self._sections[section.key] = self.holds(section.visible_if)
        return self._sections[section.key]

    def is_visible(self, section: Section, question: Question, place: int = 0) -> bool:
        """Whether the question is asked, in the item at this place."""
        if not self.is_section_visible(section):
            return False
        if question.visible_if is None:
            return True
        key = (section.key, place, question.key)
        if key not in self._seen:
            self._seen[key] = False  # a question that waits for itself is hidden
            self._seen[key] = self.holds(question.visible_if, (section, place))
        return self._seen[key]

    def is_required(self, section: Section, question: Question, place: int = 0) -> bool:
        """Whether an answer is needed, in the item at this place."""
        if question.is_required:
            return True
        if question.required_if is None:
            return False
        return self.holds(question.required_if, (section, place))

    def answer(self, section: Section, question: Question, place: int = 0) -> Any:
        """The visible, readable answer, or None."""
        items = self.items(section)
        if place >= len(items) or not self.is_visible(section, question, place):
            return None
        value = items[place].get(question.key)
        return None if is_typed(value) or is_empty(value) else value

    def find(
        self, key: str, scope: tuple[Section, int] | None = None
    ) -> tuple[Question | None, Any]:
        """A question by key with its answer: in the same item first, then in the whole submission."""
        if scope is not None:
            section, place = scope
            for question in section.questions:
                if question.key == key:
                    return question, self.answer(section, question, place)
        if key not in self._places:
            return None, None
        section, question = self._places[key]
        if section.repeat is not None:
            return question, None
        return question, self.answer(section, question)

    def holds(self, condition: Condition, scope: tuple[Section, int] | None = None) -> bool:
        """Whether the condition holds."""
        match condition:
            case AllOf(parts):
                return all(self.holds(part, scope) for part in parts)
            case AnyOf(parts):
                return any(self.holds(part, scope) for part in parts)
            case Not(part):
                return not self.holds(part, scope)
            case AnyItem(section_key, where):
                section = self.form.section(section_key)
                if section is None or not self.is_section_visible(section):
                    return False
                places = range(len(self.items(section)))
                return any(self.holds(where, (section, place)) for place in places)
            case _:
                question, value = self.find(condition.question, scope)
                return question is not None and _compare(question, value, condition)

    def waits_for_answers(self, condition: Condition) -> bool:
        """Whether the condition does not hold yet only because something it asks about is open."""
        return any(self.find(key)[1] is None for key, _ in questions_named(condition))


def questions_named(condition: Condition, section: str = "") -> Iterator[tuple[str, str]]:
    """Every question a condition refers to, with the repeating section it is looked up in, if any."""
    match condition:
        case Answer():
            yield condition.question, section
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from questions_named(part, section)
        case Not(part):
            yield from questions_named(part, section)
        case _:
            yield from questions_named(condition.where, condition.section)


def _compare(question: Question, value: object, condition: Answer) -> bool:
    if value is None:
        return False
    wanted = condition.value
    match condition.operator:
        case Operator.ANSWERED:
            return True
        case Operator.EQ:
            return _same(question, value, wanted)
        case Operator.NE:
            return not _same(question, value, wanted)
        case Operator.IN:
            return any(_same(question, value, one) for one in _many(wanted))
        case Operator.NOT_IN:
            return not any(_same(question, value, one) for one in _many(wanted))
        case Operator.CONTAINS:
            return isinstance(value, list | tuple) and wanted in value
        case _:
            return _ordered(question, value, condition.operator, wanted)


def _many(wanted: object) -> tuple[object, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _same(question: Question, value: object, wanted: object) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if question.kind in _NUMBERS:
        left, right = number_of(question, value), _decimal(wanted)
        return left is not None and left == right
    return value == wanted


def _ordered(question: Question, value: object, operator: Operator, wanted: object) -> bool:
    if question.kind is Kind.DATE:
        return (
            isinstance(value, str) and isinstance(wanted, str) and _order(operator, value, wanted)
        )
    left, right = number_of(question, value), _decimal(wanted)
    return left is not None and right is not None and _order(operator, left, right)


def _order(operator: Operator, left: Any, right: Any) -> bool:
    match operator:
        case Operator.GT:
            return bool(left > right)
        case Operator.GTE:
            return bool(left >= right)
        case Operator.LT:
            return bool(left < right)
        case _:
            return bool(left <= right)


def number_of(question: Question, value: object) -> Decimal | None:
    """A stored number as conditions and limits compare it: money in whole dollars, exact."""
    number = _decimal(value)
    if number is None or question.kind is not Kind.MONEY:
        return number
    return number.scaleb(-2) if isinstance(value, int) else None


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if len(value) > _DIGITS if isinstance(value, str) else abs(value) >= 10**_DIGITS:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
