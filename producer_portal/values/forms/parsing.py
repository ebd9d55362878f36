"""From what was typed to what is stored; text that cannot be read is kept with words on what to do (SUB-5)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from producer_portal.values.forms.conditions import as_typed, is_typed
from producer_portal.values.forms.limits import limit_issue
from producer_portal.values.forms.model import TEXT_CEILING, Kind, Question
from producer_portal.values.forms.outcomes import CheckedOn, Issue, Parsed, check_for, sentence
from producer_portal.values.forms.text import (
    Unreadable,
    clean,
    one_line,
    read_date,
    read_number,
)

ADDRESS_PARTS = ("street", "unit", "city", "state", "zip")
_PART_LENGTH = 200
_MONEY_CEILING_MINOR = 10**15
_WHOLE_CEILING = 10**12
_YES = frozenset({"yes", "y", "true", "on"})
_NO = frozenset({"no", "n", "false", "off"})


def parse_answer(question: Question, raw: object, on: CheckedOn) -> Parsed:
    """Read an answer as typed (text, a list of choices, the parts of an address, yes or no).

    Empty reads as no answer. Text that cannot be read is kept as typed with its issue. Text beyond
    20,000 characters is refused: its value is None and its issue is "too_long".
    """
    too_long = isinstance(raw, str) and len(raw) > TEXT_CEILING
    if too_long:
        words = f"must be {TEXT_CEILING:,} characters or fewer"
        return Parsed(None, Issue("too_long", sentence(question, words)))
    found = _read(question, raw, on)
    if isinstance(found, Unreadable):
        kept = as_typed(clean(raw)) if isinstance(raw, str) else None
        return Parsed(kept, Issue(found.code, sentence(question, found.words)))
    if found is None:
        return Parsed(None)
    return Parsed(found, limit_issue(question, found, on))


def stored_issue(question: Question, value: object, on: CheckedOn) -> Issue | None:
    """What is wrong with a stored answer. Anything but the normal form of an answer is unreadable."""
    if is_typed(value):
        assert isinstance(value, Mapping)
        issue = parse_answer(question, value["typed"], on).issue
        return issue or Issue("unreadable", sentence(question, "must be entered again"))
    if isinstance(value, str) and len(value) > TEXT_CEILING:
        return parse_answer(question, value, on).issue
    restated = _restated(question, value, on)
    if isinstance(restated, Unreadable):
        return Issue(restated.code, sentence(question, restated.words))
    if not _is_same(restated, value):
        return Issue("unreadable", sentence(question, "must be entered again"))
    return limit_issue(question, restated, on)


def is_in_normal_form(question: Question, value: object, on: CheckedOn) -> bool:
    """Whether a stored value is the normal form of an answer, within its limits or not."""
    return _is_same(_restated(question, value, on), value)


def _restated(question: Question, value: object, on: CheckedOn) -> Any:
    """The value as it would be stored if it were typed again."""
    raw = _as_raw(question, value)
    return None if raw is None else _read(question, raw, on)


def _is_same(restated: object, value: object) -> bool:
    return restated is not None and type(restated) is type(value) and restated == value


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


def _read(question: Question, raw: object, on: CheckedOn) -> Any:
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
    return _read_line(question, text, on) if text else None


def _read_line(question: Question, text: str, on: CheckedOn) -> Any:
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
    check = check_for(question, on)
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
