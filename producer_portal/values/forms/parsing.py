"""From what was typed to what is stored, with words that say what to do when it cannot be (SUB-5)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from producer_portal.values.forms.conditions import as_typed, is_typed, number_of
from producer_portal.values.forms.model import (
    TEXT_CEILING,
    Kind,
    Question,
    Severity,
)
from producer_portal.values.forms.text import (
    Unreadable,
    clean,
    one_line,
    read_date,
    read_number,
)
from producer_portal.values.period import add_months, day_words

ADDRESS_PARTS = ("street", "unit", "city", "state", "zip")
_ADDRESS_WORDS = {"street": "street", "city": "city", "state": "state", "zip": "ZIP code"}
_PART_LENGTH = 200
_PATTERN_TEXT_LENGTH = 200
_MONEY_CEILING_MINOR = 10**15
_WHOLE_CEILING = 10**12
_YES = frozenset({"yes", "y", "true", "on"})
_NO = frozenset({"no", "n", "false", "off"})
_ZIP = re.compile(r"[0-9]{5}(?:-[0-9]{4})?")
_RELATIVE_DAY = re.compile(r"today(?:(?P<sign>[+-])(?P<count>[0-9]{1,5})(?P<unit>[dmy]))?")
_CHECK_BY_KIND = {
    Kind.ADDRESS: "us_address",
    Kind.EIN: "ein",
    Kind.EMAIL: "email",
    Kind.NAICS: "naics",
    Kind.PHONE: "phone_us",
    Kind.POLICY_NUMBER: "policy_number",
    Kind.SSN: "ssn",
    Kind.URL: "url",
    Kind.VIN: "vin",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a named check found: the normal form, and the rest of a sentence when something is wrong.

    A `value` of None means that the text could not be read at all.
    """

    value: Any
    code: str = ""
    words: str = ""
    severity: Severity = Severity.ERROR


ValueCheck = Callable[[Any], Checked]


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with one answer, in a whole sentence."""

    code: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Parsed:
    """An answer ready to store (None when empty) and what is wrong with it, if anything."""

    value: Any
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class CheckedOn:
    """The named checks of values and the day they are made on."""

    today: date
    checks: Mapping[str, ValueCheck] = field(default_factory=dict)


def name_of(question: Question) -> str:
    """How messages call the question: its name, or its label in running text."""
    if question.name:
        return question.name
    label = question.label
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _sentence(question: Question, words: str) -> str:
    name = name_of(question)
    return f"{name[:1].upper()}{name[1:]} {words}"


def missing_message(question: Question) -> str:
    """What to do when a needed answer is missing: "Enter the date of birth"."""
    if question.missing_message:
        return question.missing_message
    if question.kind is Kind.BOOLEAN:
        return f"Say whether {name_of(question)}"
    verb = "Select" if question.kind in {Kind.SELECT, Kind.MULTISELECT, Kind.STATE} else "Enter"
    return f"{verb} the {name_of(question)}"


def parse_answer(question: Question, raw: object, on: CheckedOn) -> Parsed:
    """Read an answer as typed (text, a list of choices, the parts of an address, yes or no).

    Empty reads as no answer. Text that cannot be read is kept as typed with its issue. Text beyond
    20,000 characters is refused: its value is None and its issue is "too_long".
    """
    too_long = isinstance(raw, str) and len(raw) > TEXT_CEILING
    if too_long:
        words = f"must be {TEXT_CEILING:,} characters or fewer"
        return Parsed(None, Issue("too_long", _sentence(question, words)))
    found = _read(question, raw, on.checks)
    if isinstance(found, Unreadable):
        kept = as_typed(clean(raw)) if isinstance(raw, str) else None
        return Parsed(kept, Issue(found.code, _sentence(question, found.words)))
    if found is None:
        return Parsed(None)
    return Parsed(found, _limit_issue(question, found, on))


def stored_issue(question: Question, value: object, on: CheckedOn) -> Issue | None:
    """What is wrong with a stored answer. Anything but the normal form of an answer is unreadable."""
    if is_typed(value):
        assert isinstance(value, Mapping)
        issue = parse_answer(question, value["typed"], on).issue
        return issue or Issue("unreadable", _sentence(question, "must be entered again"))
    if isinstance(value, str) and len(value) > TEXT_CEILING:
        return parse_answer(question, value, on).issue
    raw = _as_raw(question, value)
    restated = None if raw is None else _read(question, raw, on.checks)
    if isinstance(restated, Unreadable):
        return Issue(restated.code, _sentence(question, restated.words))
    if restated is None or type(restated) is not type(value) or restated != value:
        return Issue("unreadable", _sentence(question, "must be entered again"))
    return _limit_issue(question, restated, on)


def _as_raw(question: Question, value: Any) -> object:
    """The text a person would have typed for a stored value; None when it is no stored value."""
    if question.kind is Kind.MONEY:
        if not _is_whole_number(value) or abs(value) > _MONEY_CEILING_MINOR:
            return None
        return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
    if question.kind in {Kind.INTEGER, Kind.YEAR}:
        return str(value) if _is_whole_number(value) and abs(value) < 10**15 else None
    if question.kind in {Kind.BOOLEAN, Kind.MULTISELECT, Kind.ADDRESS}:
        return value
    return value if isinstance(value, str) else None


def _is_whole_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _read(  # noqa: PLR0911 -- one answer per kind
    question: Question, raw: object, checks: Mapping[str, ValueCheck]
) -> Any:
    """The stored value, None when empty, or Unreadable."""
    if raw is None:
        return None
    match question.kind:
        case Kind.BOOLEAN:
            return _read_boolean(raw)
        case Kind.MULTISELECT:
            return _read_choices(question, raw)
        case Kind.ADDRESS:
            return _read_address(question, raw)
    if not isinstance(raw, str):
        return Unreadable("unreadable", "must be text")
    if question.kind is Kind.TEXTAREA:
        return clean(raw) or None
    text = one_line(raw)
    return _read_line(question, text, checks) if text else None


def _read_line(  # noqa: PLR0911 -- one answer per kind
    question: Question, text: str, checks: Mapping[str, ValueCheck]
) -> Any:
    match question.kind:
        case Kind.DATE:
            found = read_date(text)
            return found.isoformat() if isinstance(found, date) else found
        case Kind.MONEY:
            return _read_money(text)
        case Kind.INTEGER | Kind.YEAR:
            return _read_whole(question, text)
        case Kind.DECIMAL:
            return read_number(text, decimals=4)
        case Kind.PERCENT:
            return read_number(text, decimals=2, symbols="%")
        case Kind.SELECT | Kind.STATE:
            return _read_choice(question, text)
    check = checks.get(question.check or _CHECK_BY_KIND.get(question.kind, ""))
    if check is None:
        return text
    checked = check(text)
    return Unreadable(checked.code, checked.words) if checked.value is None else checked.value


def _read_boolean(raw: object) -> bool | Unreadable | None:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else "?"
    if not word:
        return None
    if word in _YES:
        return True
    return False if word in _NO else Unreadable("unreadable", "must be yes or no")


def _read_choice(question: Question, text: str) -> str | Unreadable:
    wanted = text.casefold()
    for choice in question.choices:
        if wanted in {choice.value.casefold(), choice.label.casefold()}:
            return choice.value
    return Unreadable("not_a_choice", "must be one of the choices")


def _read_choices(question: Question, raw: object) -> list[str] | Unreadable | None:
    parts: Sequence[object]
    if isinstance(raw, str):
        parts = raw.split(",")
    elif isinstance(raw, list | tuple):
        parts = raw
    else:
        return Unreadable("unreadable", "must be among the choices")
    if len(parts) > len(question.choices) * 2 + 1:
        return Unreadable("not_a_choice", "must be among the choices")
    picked = set()
    for part in parts:
        if not isinstance(part, str) or len(part) > _PART_LENGTH:
            return Unreadable("not_a_choice", "must be among the choices")
        if part.strip():
            found = _read_choice(question, one_line(part))
            if isinstance(found, Unreadable):
                return found
            picked.add(found)
    return [choice.value for choice in question.choices if choice.value in picked] or None


def _read_money(text: str) -> int | Unreadable:
    found = read_number(text, decimals=2, symbols="$")
    if isinstance(found, Unreadable):
        words = "must be in dollars and cents, like 1,250.00"
        return Unreadable(found.code, words)
    whole, _, cents = found.removeprefix("-").partition(".")
    minor = int(whole) * 100 + int(cents.ljust(2, "0"))
    if minor > _MONEY_CEILING_MINOR:
        return Unreadable("out_of_range", "must be under $10 trillion")
    return -minor if found.startswith("-") else minor


def _read_whole(question: Question, text: str) -> int | Unreadable:
    if question.kind is Kind.YEAR and not (len(text) == 4 and text.isascii() and text.isdigit()):
        return Unreadable("incomplete", "must be a year of four figures, like 2019")
    found = read_number(text, decimals=0)
    if isinstance(found, Unreadable):
        return Unreadable(found.code, "must be a whole number, like 12")
    if abs(int(found)) > _WHOLE_CEILING:
        return Unreadable("out_of_range", "must be a smaller number")
    return int(found)


def _read_address(question: Question, raw: object) -> dict[str, str] | Unreadable | None:
    if isinstance(raw, str):
        return Unreadable("incomplete", "must be given by street, city, state and ZIP code")
    if not isinstance(raw, Mapping):
        return Unreadable("unreadable", "must be given by street, city, state and ZIP code")
    parts: dict[str, str] = {}
    for key in ADDRESS_PARTS:
        part = raw.get(key) or ""
        if not isinstance(part, str) or len(part) > _PART_LENGTH:
            return Unreadable(
                "unreadable", f"must have parts of {_PART_LENGTH} characters or fewer"
            )
        parts[key] = one_line(part)
    state = _read_choice(question, parts["state"])
    parts["state"] = parts["state"] if isinstance(state, Unreadable) else state
    digits = parts["zip"].replace("-", "").replace(" ", "")
    if len(digits) == 9 and digits.isascii() and digits.isdigit():
        parts["zip"] = f"{digits[:5]}-{digits[5:]}"
    return parts if any(parts.values()) else None


def _limit_issue(question: Question, value: Any, on: CheckedOn) -> Issue | None:
    found = _limit(question, value, on)
    if isinstance(found, Checked):
        return Issue(found.code, _sentence(question, found.words), found.severity)
    return found


def _limit(  # noqa: PLR0911 -- one answer per kind
    question: Question, value: Any, on: CheckedOn
) -> Checked | Issue | None:
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
    check = on.checks.get(question.check or _CHECK_BY_KIND.get(question.kind, ""))
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
    least = _whole_bound(question.minimum, today) if question.minimum is not None else None
    most = _whole_bound(question.maximum, today) if question.maximum is not None else None
    least = 0 if least is None and is_percent else least
    most = 100 if most is None and is_percent else most
    if least is not None and number < least:
        return Checked(value, "out_of_range", f"must be {_bound_words(question, least)} or more")
    if most is not None and number > most:
        return Checked(value, "out_of_range", f"must be {_bound_words(question, most)} or less")
    return None


def _bound_words(question: Question, bound: int) -> str:
    if question.kind is Kind.MONEY:
        return f"${bound:,}"
    return str(bound) if question.kind is Kind.YEAR else f"{bound:,}"


def _whole_bound(bound: int | str, today: date) -> int:
    """A limit as a number: itself, or "this_year" with years added or taken."""
    if isinstance(bound, int):
        return bound
    years = bound.removeprefix("this_year")
    return today.year + int(years or "0")


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
