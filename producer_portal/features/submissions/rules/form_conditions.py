"""Conditions as an editor shows them: rows of question, comparison and value, and the whole in words (SUB-1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from producer_portal.features.submissions.rules.choosing import listed
from producer_portal.features.submissions.rules.form_reach import answers_in
from producer_portal.values.errors import InvalidInput
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
from producer_portal.values.forms.text import Unreadable, one_line, read_date, read_number
from producer_portal.values.period import day_words

MOST_ROWS = 6
ALL, ANY = "all", "any"
_LONGEST_VALUE = 200
_NUMBERS = frozenset({Kind.DECIMAL, Kind.INTEGER, Kind.MONEY, Kind.PERCENT, Kind.YEAR})
_PICKED = frozenset({Kind.SELECT, Kind.STATE})
_OPERATOR_WORDS: Mapping[Operator, str] = {
    Operator.EQ: "is",
    Operator.NE: "is not",
    Operator.GT: "is more than",
    Operator.GTE: "is at least",
    Operator.LT: "is less than",
    Operator.LTE: "is at most",
    Operator.CONTAINS: "includes",
    Operator.ANSWERED: "is answered",
}
_DAY_WORDS: Mapping[Operator, str] = {
    Operator.GT: "is after",
    Operator.GTE: "is on or after",
    Operator.LT: "is before",
    Operator.LTE: "is on or before",
}


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One comparison as an editor shows it: "section.question", an operator, what was typed or picked."""

    asked: str = ""
    operator: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A condition as rows of which all or one must hold; none for no condition.

    `kept` holds the words of a condition that rows cannot show. It stays as it is.
    """

    joined: str = ALL
    rows: tuple[ConditionRow, ...] = ()
    kept: str = ""


def operators_of(question: Question) -> tuple[tuple[Operator, str], ...]:
    """How an answer to this question can be compared, and the words for it."""
    ordered = (Operator.GT, Operator.GTE, Operator.LT, Operator.LTE)
    if question.is_sensitive or question.kind in {Kind.ADDRESS, Kind.TEXTAREA}:
        found: tuple[Operator, ...] = (Operator.ANSWERED,)
    elif question.kind is Kind.MULTISELECT:
        found = (Operator.CONTAINS,)
    elif question.kind is Kind.BOOLEAN:
        found = (Operator.EQ, Operator.ANSWERED)
    elif question.kind in _NUMBERS or question.kind is Kind.DATE:
        found = (Operator.EQ, *ordered, Operator.ANSWERED)
    else:
        found = (Operator.EQ, Operator.NE, Operator.ANSWERED)
    words = _DAY_WORDS if question.kind is Kind.DATE else {}
    return tuple((one, words.get(one, _OPERATOR_WORDS[one])) for one in found)


def values_of(question: Question) -> tuple[tuple[str, str], ...]:
    """What can be picked to compare with; empty where a value is typed."""
    if question.kind is Kind.BOOLEAN:
        return (("yes", "Yes"), ("no", "No"))
    if question.kind in _PICKED or question.kind is Kind.MULTISELECT:
        return tuple((choice.value, choice.label) for choice in question.choices)
    return ()


def askable(form: Form, home: Section | None, own_key: str = "") -> Iterator[tuple[str, Question]]:
    """Every question a condition may ask about, as "section.question", its own excepted."""
    for section in form.sections:
        for question in section.questions:
            if question.key != own_key or section is not home:
                yield f"{section.key}.{question.key}", question


def rows_of(form: Form, condition: Condition | None) -> Rows:
    """A condition as rows, or its words where rows cannot show it."""
    if condition is None:
        return Rows()
    joined = ALL
    parts: tuple[Condition, ...] = (condition,)
    if isinstance(condition, AllOf | AnyOf):
        joined, parts = ALL if isinstance(condition, AllOf) else ANY, condition.parts
    rows = [_row(form, part) for part in parts]
    if None in rows or not 0 < len(rows) <= MOST_ROWS:
        return Rows(kept=condition_words(form, condition))
    return Rows(joined, tuple(row for row in rows if row is not None))


def _row(form: Form, part: Condition) -> ConditionRow | None:
    answer = part.where if isinstance(part, AnyItem) else part
    if not isinstance(answer, Answer):
        return None
    found = asked_by(form, answer.question, part.section if isinstance(part, AnyItem) else "")
    if found is None:
        return None
    section, question = found
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    operator = {Operator.IN: Operator.EQ, Operator.NOT_IN: Operator.NE}.get(
        answer.operator, answer.operator
    )
    is_typed = not values_of(question)
    if operator not in {one for one, _ in operators_of(question)} or (is_typed and len(values) > 1):
        return None
    typed = ",".join(_typed(one) for one in values if one is not None)
    return ConditionRow(f"{section.key}.{question.key}", operator.value, typed)


def _typed(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def asked_by(form: Form, key: str, section_key: str = "") -> tuple[Section, Question] | None:
    """The question a condition means by a key, with its section."""
    for section in form.sections:
        if section_key in {"", section.key}:
            question = form.question(section.key, key)
            if question is not None:
                return section, question
    return None


def condition_typed(
    form: Form, typed: Rows, home: Section | None, before: Condition | None, *, field: str
) -> Condition | None:
    """The condition that rows say. Raises InvalidInput under `field` for the first row that says nothing.

    A question of another repeating section is asked of any of its items.
    """
    if typed.kept:
        return before
    rows = [row for row in typed.rows if row.asked]
    if len(rows) > MOST_ROWS:
        raise InvalidInput({field: f"Keep {MOST_ROWS} rows or fewer"})
    parts = tuple(_part(form, row, home, place, field) for place, row in enumerate(rows))
    if len(parts) < 2:
        return parts[0] if parts else None
    return AnyOf(parts) if typed.joined == ANY else AllOf(parts)


def _part(form: Form, row: ConditionRow, home: Section | None, place: int, field: str) -> Condition:
    section_key, _, key = row.asked.partition(".")
    section, question = form.section(section_key), form.question(section_key, key)
    where = f"Row {place + 1}: "
    if section is None or question is None:
        raise InvalidInput({field: f"{where}choose a question"})
    operator = next((one for one, _ in operators_of(question) if one == row.operator), None)
    if operator is None:
        raise InvalidInput({field: f"{where}choose how “{question.label}” is compared"})
    try:
        value = _value(question, operator, row.value)
    except ValueError as wrong:
        raise InvalidInput({field: f"{where}{wrong}"}) from None
    if isinstance(value, tuple):
        many = {Operator.EQ: Operator.IN, Operator.NE: Operator.NOT_IN}[operator]
        answer = Answer(key, many, value)
    else:
        answer = Answer(key, operator, value)
    is_own = home is not None and section.key == home.key
    return answer if section.repeat is None or is_own else AnyItem(section.key, answer)


def _value(question: Question, operator: Operator, typed: str) -> Any:
    """What an answer is compared with. Raises ValueError with words on what to do."""
    if operator is Operator.ANSWERED:
        return None
    offered = dict(values_of(question))
    if offered:
        picked = tuple(one for one in typed.split(",") if one in offered)
        if not picked:
            raise ValueError(f"choose what “{question.label}” is compared with")
        if question.kind is Kind.BOOLEAN:
            return picked[0] == "yes"
        is_many = len(picked) > 1 and operator in {Operator.EQ, Operator.NE}
        return picked if is_many else picked[0]
    return _typed_value(question, one_line(typed)[:_LONGEST_VALUE])


def _typed_value(question: Question, words: str) -> Any:
    if not words:
        raise ValueError(f"enter what “{question.label}” is compared with")
    if question.kind is Kind.DATE:
        day = read_date(words)
        if isinstance(day, Unreadable):
            raise ValueError(f"the date {day.words}")
        return day.isoformat()
    if question.kind in _NUMBERS:
        decimals = 4 if question.kind in {Kind.DECIMAL, Kind.PERCENT} else 0
        number = read_number(words, decimals=decimals, symbols="$%")
        if isinstance(number, Unreadable):
            raise ValueError(f"the value {number.words}")
        return number if "." in number else int(number)
    return words


def condition_words(form: Form, condition: Condition | None) -> str:
    """A condition as it reads: “Are subcontractors used?” is Yes and …; "" for none."""
    match condition:
        case None:
            return ""
        case AllOf(parts):
            return _joined(form, parts, " and ")
        case AnyOf(parts):
            return _joined(form, parts, " or ")
        case Not(part):
            return f"not ({condition_words(form, part)})"
        case AnyItem(section_key, where):
            section = form.section(section_key)
            item = section.repeat.item_label.lower() if section and section.repeat else "item"
            return f"for any {item}, {condition_words(form, where)}"
        case _:
            return _answer_words(form, condition)


def _joined(form: Form, parts: Sequence[Condition], joining: str) -> str:
    words = [
        f"({condition_words(form, part)})"
        if isinstance(part, AllOf | AnyOf)
        else condition_words(form, part)
        for part in parts
    ]
    return joining.join(words)


def _answer_words(form: Form, answer: Answer) -> str:
    found = asked_by(form, answer.question)
    if found is None:
        return f"“{answer.question}” is answered"
    question = found[1]
    plain = {Operator.IN: Operator.EQ, Operator.NOT_IN: Operator.NE}.get(
        answer.operator, answer.operator
    )
    words = (_DAY_WORDS if question.kind is Kind.DATE else {}).get(plain, _OPERATOR_WORDS[plain])
    if answer.value is None:
        return f"“{question.label}” {words}"
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    names = dict(values_of(question))
    told = listed([_value_words(question, one, names) for one in values])
    return f"“{question.label}” {words} {told}"


def _value_words(question: Question, value: Any, names: Mapping[str, str]) -> str:
    typed = _typed(value)
    if typed in names:
        return names[typed]
    if question.kind is Kind.DATE and isinstance(value, str):
        day = read_date(value)
        return value if isinstance(day, Unreadable) else day_words(day)
    if question.kind is Kind.MONEY and isinstance(value, int):
        return f"${value:,}"
    if question.kind is Kind.INTEGER and isinstance(value, int):
        return f"{Decimal(value):,}"
    return f"{typed}%" if question.kind is Kind.PERCENT else typed


def names_question(condition: Condition | None, key: str) -> bool:
    """Whether a condition asks about the question with this key."""
    return condition is not None and any(one.question == key for one in answers_in(condition))
