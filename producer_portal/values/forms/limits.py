"""What a readable answer must keep to: lengths, ranges, dates, patterns, named checks (SUB-5)."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from producer_portal.values.forms.conditions import number_of
from producer_portal.values.forms.model import Kind, Question
from producer_portal.values.forms.outcomes import (
    Checked,
    CheckedOn,
    Issue,
    check_for,
    missing_message,
    name_of,
    sentence,
)
from producer_portal.values.period import add_months, day_words

_ADDRESS_WORDS = {"street": "street", "city": "city", "state": "state", "zip": "ZIP code"}
_PATTERN_TEXT_LENGTH = 200
_ZIP = re.compile(r"[0-9]{5}(?:-[0-9]{4})?")
_DECIMAL = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,4}")
_RELATIVE_YEAR = re.compile(r"this_year(?P<years>[+-][0-9]{1,3})?")
_RELATIVE_DAY = re.compile(r"today(?:(?P<sign>[+-])(?P<count>[0-9]{1,5})(?P<unit>[dmy]))?")


def limit_issue(question: Question, value: Any, on: CheckedOn) -> Issue | None:
    """What is wrong with a readable answer, in a whole sentence; None when nothing is."""
    found = _limit(question, value, on)
    if isinstance(found, Checked):
        return Issue(found.code, sentence(question, found.words), found.severity)
    return found


def _limit(question: Question, value: Any, on: CheckedOn) -> Checked | Issue | None:
    match question.kind:
        case Kind.BOOLEAN:
            if question.must_be is None or value is question.must_be:
                return None
            return Issue("refused", question.refused_message or missing_message(question))
        case Kind.DATE:
            return _date_limit(question, date.fromisoformat(value), on.today)
        case Kind.MONEY | Kind.INTEGER | Kind.YEAR | Kind.DECIMAL | Kind.PERCENT:
            return _number_limit(question, value, on.today)
        case Kind.ADDRESS:
            return _address_limit(question, value) or _named_limit(question, value, on)
        case Kind.SELECT | Kind.STATE | Kind.MULTISELECT:
            return None
    return _text_limit(question, value) or _named_limit(question, value, on)


def _named_limit(question: Question, value: Any, on: CheckedOn) -> Checked | None:
    check = check_for(question, on)
    checked = None if check is None else check(value)
    return checked if checked is not None and checked.words else None


def _text_limit(question: Question, value: str) -> Checked | Issue | None:
    length = len(value)
    if question.max_length is not None and length > question.max_length:
        words = f"must be {question.max_length:,} characters or fewer; it has {length:,}"
        return Checked(value, "too_long", words)
    if question.min_length is not None and length < question.min_length:
        words = f"must be at least {question.min_length:,} characters; it has {length:,}"
        return Checked(value, "too_short", words)
    if not question.pattern:
        return None
    if length <= _PATTERN_TEXT_LENGTH and compiled(question.pattern).fullmatch(value):
        return None
    words = question.pattern_message or "is not in the expected form"
    return Checked(value, "pattern", words)


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a question, compiled once."""
    return re.compile(pattern, re.ASCII)


def _number_limit(question: Question, value: Any, today: date) -> Checked | None:
    number = number_of(question, value)
    assert number is not None, "a stored number is readable"
    is_percent = question.kind is Kind.PERCENT
    least = bound_number(question.minimum, today) if question.minimum is not None else None
    most = bound_number(question.maximum, today) if question.maximum is not None else None
    least = 0 if least is None and is_percent else least
    most = 100 if most is None and is_percent else most
    if least is not None and number < least:
        return Checked(value, "out_of_range", f"must be {_bound_words(question, least)} or more")
    if most is not None and number > most:
        return Checked(value, "out_of_range", f"must be {_bound_words(question, most)} or less")
    return None


def _bound_words(question: Question, bound: int | Decimal) -> str:
    if question.kind is Kind.MONEY:
        return f"${bound:,}"
    return str(bound) if question.kind is Kind.YEAR else f"{bound:,}"


def bound_number(bound: int | str, today: date) -> int | Decimal:
    """A limit as a number: itself, a plain decimal ("0.2"), or "this_year" with years added or taken.

    Raises ValueError for any other text.
    """
    if isinstance(bound, int):
        return bound
    if _DECIMAL.fullmatch(bound):
        return Decimal(bound)
    match = _RELATIVE_YEAR.fullmatch(bound)
    if match is None:
        raise ValueError(bound)
    return today.year + int(match["years"] or "0")


def _date_limit(question: Question, day: date, today: date) -> Checked | None:
    if question.not_before:
        first = relative_day(question.not_before, today)
        if day < first:
            return Checked(day, "out_of_range", f"must be {day_words(first)} or later")
    if question.not_after:
        last = relative_day(question.not_after, today)
        if day > last:
            words = (
                "must not be in the future"
                if last == today
                else f"must be {day_words(last)} or earlier"
            )
            return Checked(day, "out_of_range", words)
    return None


def relative_day(words: str, today: date) -> date:
    """The day meant by "today", "today+180d", "today-16y", "today-6m" or an ISO date.

    Raises ValueError for anything else.
    """
    match = _RELATIVE_DAY.fullmatch(words)
    if match is None:
        return date.fromisoformat(words)
    if match["count"] is None:
        return today
    count = int(match["count"]) * (-1 if match["sign"] == "-" else 1)
    if match["unit"] == "d":
        return today + timedelta(days=count)
    return add_months(today, count * (12 if match["unit"] == "y" else 1))


def _address_limit(question: Question, parts: Mapping[str, str]) -> Checked | Issue | None:
    lacking = [words for key, words in _ADDRESS_WORDS.items() if not parts[key]]
    if lacking:
        listed = " and ".join(filter(None, (", ".join(lacking[:-1]), lacking[-1])))
        return Issue("incomplete", f"Enter the {listed} of the {name_of(question)}")
    if question.choices and parts["state"] not in {choice.value for choice in question.choices}:
        return Checked(parts, "impossible", "must name a US state, like CA or California")
    if _ZIP.fullmatch(parts["zip"]) is None:
        return Checked(parts, "incomplete", "must have a ZIP code of 5 or 9 digits, like 94607")
    return None
