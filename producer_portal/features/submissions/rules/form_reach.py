"""Whether every question of a form can still be asked: answers are looked for that meet what it waits for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from producer_portal.values.forms import (
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

_MOST_STEPS = 4_000
_STEP = Decimal("0.01")
_NUMBERS = frozenset({Kind.DECIMAL, Kind.INTEGER, Kind.MONEY, Kind.PERCENT, Kind.YEAR})
_OPPOSITE: Mapping[Operator, Operator] = {
    Operator.EQ: Operator.NE,
    Operator.NE: Operator.EQ,
    Operator.IN: Operator.NOT_IN,
    Operator.NOT_IN: Operator.IN,
    Operator.GT: Operator.LTE,
    Operator.GTE: Operator.LT,
    Operator.LT: Operator.GTE,
    Operator.LTE: Operator.GT,
}
# Which question, and in which of several items it is asked: 0 outside repeating sections and in one's own.
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """What still has to hold, and in which item its questions are answered."""

    condition: Condition
    item: int


def unreachable(form: Form) -> tuple[str, ...]:
    """Keys of sections, questions and documents that no answers at all would lead to."""
    found: list[str] = []
    for section in form.sections:
        if witness(form, section.visible_if) is None:
            found.append(section.key)
        found += [
            question.key
            for question in section.questions
            if witness(form, question.visible_if, section.visible_if) is None
            or witness(form, question.required_if, question.visible_if, section.visible_if) is None
        ]
    found += [
        request.document_type
        for request in form.attachments
        if witness(form, request.applies_if) is None
    ]
    return tuple(dict.fromkeys(found))


def witness(form: Form, *conditions: Condition | None) -> Mapping[_Place, Any] | None:
    """Answers that meet all conditions at once, as conditions compare them; None when there are none."""
    search = _Search(form)
    wishes = [Wish(one, 0) for one in conditions if one is not None]
    return next(search.met(wishes, {}), None)


class _Search:
    """Takes one wish after another and keeps for each answer what it may still be."""

    def __init__(self, form: Form) -> None:
        self._places: dict[str, tuple[Section, Question]] = {}
        for section in form.sections:
            for question in section.questions:
                self._places.setdefault(question.key, (section, question))
        self._constants = _constants(form)
        self._items = 0
        self._steps = 0

    def met(
        self, wishes: Sequence[Wish], left: Mapping[_Place, Sequence[Any]]
    ) -> Iterator[Mapping[_Place, Any]]:
        """Every way to meet the wishes, an answer for each question they name."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            # Too many ways to look at: such a form is not refused for it.
            yield {}
            return
        if not wishes:
            yield {place: values[0] for place, values in left.items()}
            return
        wish, *rest = wishes
        match wish.condition:
            case AllOf(parts):
                yield from self.met([*(Wish(part, wish.item) for part in parts), *rest], left)
            case AnyOf(parts):
                for part in parts:
                    yield from self.met([Wish(part, wish.item), *rest], left)
            case Not(part):
                turned = _turned(part)
                yield from self.met(rest if turned is None else [Wish(turned, wish.item), *rest], left)  # fmt: skip
            case AnyItem(_, where):
                self._items += 1
                yield from self.met([Wish(where, self._items), *rest], left)
            case _:
                yield from self._answered(wish.condition, wish.item, rest, left)

    def _answered(
        self, answer: Answer, item: int, rest: Sequence[Wish], left: Mapping[_Place, Sequence[Any]]
    ) -> Iterator[Mapping[_Place, Any]]:
        if answer.question not in self._places:
            return
        section, question = self._places[answer.question]
        place = (question.key, item if section.repeat is not None else 0)
        is_new = place not in left
        values = self._values(question) if is_new else left[place]
        kept = [value for value in values if _holds(question, value, answer)]
        if not kept:
            return
        # Nobody answers what they are not asked.
        asked = [
            Wish(one, item)
            for one in (question.visible_if, section.visible_if)
            if is_new and one is not None
        ]
        yield from self.met([*asked, *rest], {**left, place: kept})

    def _values(self, question: Question) -> list[Any]:
        """A few answers of each sort that the form's conditions tell apart."""
        named = self._constants.get(question.key, [])
        if question.kind is Kind.BOOLEAN:
            return [True, False]
        if question.kind is Kind.MULTISELECT:
            return [tuple(choice.value for choice in question.choices)]
        if question.choices and question.kind is not Kind.ADDRESS:
            return [choice.value for choice in question.choices]
        if question.kind is Kind.DATE:
            days = [day for day in map(_day, named) if day is not None] or [date(2026, 7, 1)]
            return [(day + timedelta(days=by)).isoformat() for day in days for by in (0, 1, -1)]
        if question.kind in _NUMBERS:
            return _numbers(question, named)
        return [*named, "another answer"]


def _numbers(question: Question, named: Sequence[Any]) -> list[Any]:
    step = _STEP if question.kind in {Kind.DECIMAL, Kind.PERCENT, Kind.MONEY} else Decimal(1)
    fixed = [_number(one) for one in (question.minimum, question.maximum, *named)]
    points = [point for point in fixed if point is not None] or [Decimal(1)]
    least, most = fixed[0], fixed[1]
    return [
        value
        for point in points
        for value in (point, point + step, point - step)
        if (least is None or value >= least) and (most is None or value <= most)
    ]


def _number(value: Any) -> Decimal | None:
    is_plain = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, str):
        is_plain = value.removeprefix("-").replace(".", "", 1).isdigit()
    return Decimal(value) if is_plain else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _holds(question: Question, value: Any, answer: Answer) -> bool:
    wanted: tuple[Any, ...] = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    if question.kind in _NUMBERS:
        wanted = tuple(_number(one) for one in wanted)
    match answer.operator:
        case Operator.ANSWERED:
            return True
        case Operator.EQ | Operator.IN:
            return value in wanted
        case Operator.NE | Operator.NOT_IN:
            return value not in wanted
        case Operator.CONTAINS:
            return wanted[0] in value
        case _:
            return wanted[0] is not None and _ordered(answer.operator, value, wanted[0])


def _ordered(operator: Operator, value: Any, wanted: Any) -> bool:
    match operator:
        case Operator.GT:
            return bool(value > wanted)
        case Operator.GTE:
            return bool(value >= wanted)
        case Operator.LT:
            return bool(value < wanted)
        case _:
            return bool(value <= wanted)


def _turned(condition: Condition) -> Condition | None:
    """What holds when the condition does not; None where leaving it unanswered is enough."""
    if isinstance(condition, Answer) and condition.operator in _OPPOSITE:
        return Answer(condition.question, _OPPOSITE[condition.operator], condition.value)
    return None


def _constants(form: Form) -> Mapping[str, list[Any]]:
    """What each question is compared with anywhere in the form."""
    found: dict[str, list[Any]] = {}
    for condition in every_condition(form):
        for answer in answers_in(condition):
            values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
            found.setdefault(answer.question, []).extend(one for one in values if one is not None)
    return found


def every_condition(form: Form) -> Iterator[Condition]:
    """Every condition that stands in a form."""
    for section in form.sections:
        held = [section.visible_if]
        for question in section.questions:
            held += [question.visible_if, question.required_if]
        yield from (one for one in held if one is not None)
    yield from (one.applies_if for one in form.attachments if one.applies_if is not None)


def answers_in(condition: Condition) -> Iterator[Answer]:
    """Every comparison with one answer that a condition is made of."""
    match condition:
        case Answer():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from answers_in(part)
        case Not(part):
            yield from answers_in(part)
        case _:
            yield from answers_in(condition.where)
