"""Answers as people read them, and as they stand in the box when a page is opened again."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from producer_portal.values.forms.conditions import TYPED, is_empty, is_typed
from producer_portal.values.forms.model import Kind, Question
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

HIDDEN_MARK = "••••"
_SHOWN = 4


def masked(text: str) -> str:
    """Only the last four letters or digits of a personal number: "•••• 4471"."""
    plain = "".join(letter for letter in text if letter.isalnum())
    return f"{HIDDEN_MARK} {plain[-_SHOWN:]}" if len(plain) > _SHOWN else HIDDEN_MARK


def answer_words(question: Question, value: Any, *, reveal: bool = False) -> str:
    """A stored answer as read on a page; sensitive ones by their last four characters only.

    Text that could not be read is shown as typed; what is no answer at all gives "".
    """
    words = _plain_words(question, value)
    return masked(words) if words and question.is_sensitive and not reveal else words


def _plain_words(  # noqa: C901 -- one wording per kind
    question: Question, value: Any
) -> str:
    if is_empty(value):
        return ""
    if is_typed(value):
        return str(value[TYPED])
    match question.kind:
        case Kind.DATE:
            return _day(value, numeric=False)
        case Kind.MONEY:
            return Money(value).words() if isinstance(value, int) else str(value)
        case Kind.PERCENT:
            return f"{value}%"
        case Kind.BOOLEAN:
            return "Yes" if value is True else "No"
        case Kind.INTEGER:
            return f"{value:,}" if isinstance(value, int) else str(value)
        case Kind.DECIMAL:
            return _thousands(str(value))
        case Kind.MULTISELECT:
            picked = value if isinstance(value, list) else []
            return ", ".join(_label(question, one) for one in picked)
        case Kind.ADDRESS:
            return _address(value) if isinstance(value, Mapping) else str(value)
        case Kind.SELECT | Kind.STATE:
            return _label(question, value)
        case _:
            return typed_text(question, value)


def typed_text(question: Question, value: Any) -> str:
    """A stored answer as it stands in its box: 03/07/2026, 1,200.50, (510) 555-0134."""
    if is_empty(value):
        return ""
    if is_typed(value):
        return str(value[TYPED])
    match question.kind:
        case Kind.DATE:
            return _day(value, numeric=True)
        case Kind.MONEY:
            return Money(value).words().replace("$", "") if isinstance(value, int) else str(value)
        case Kind.BOOLEAN:
            return "yes" if value is True else "no"
        case Kind.PHONE:
            return _phone(str(value))
        case Kind.EIN:
            return _grouped(str(value), 2)
        case Kind.SSN:
            return _grouped(str(value), 3, 5)
        case _:
            return str(value)


def _day(value: Any, *, numeric: bool) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return day.strftime("%m/%d/%Y") if numeric else day_words(day)


def _thousands(number: str) -> str:
    """48500.5 as 48,500.5: a decimal is kept as text, with the digits that were typed."""
    whole, point, rest = number.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isdecimal() else number


def _label(question: Question, value: object) -> str:
    return next((choice.label for choice in question.choices if choice.value == value), str(value))


def _address(parts: Mapping[str, Any]) -> str:
    street = ", ".join(str(parts[key]) for key in ("street", "unit") if parts.get(key))
    end = " ".join(str(parts[key]) for key in ("state", "zip") if parts.get(key))
    return ", ".join(part for part in (street, str(parts.get("city") or ""), end) if part)


def _phone(text: str) -> str:
    digits = text.removeprefix("+1")
    is_american = text.startswith("+1") and len(digits) == 10 and digits.isdigit()
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if is_american else text


def _grouped(digits: str, *cuts: int) -> str:
    if not digits.isdigit() or len(digits) != 9:
        return digits
    edges = (0, *cuts, len(digits))
    return "-".join(digits[a:b] for a, b in pairwise(edges))
