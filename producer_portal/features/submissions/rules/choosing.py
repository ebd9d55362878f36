"""Reading rules that were stored as plain values, and the small words all kinds of rules share."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from producer_portal.values.errors import Conflict, InvalidInput
from producer_portal.values.period import day_words

LONGEST_NAME = 80
MOST_RULES = 200
_CODE = re.compile(r"[A-Za-z0-9]{1,12}")


class RuleKind(StrEnum):
    """What a set of rules decides."""

    APPETITE = "appetite"
    ROUTING = "routing"


class RulesChanged(Conflict):
    """Somebody else changed the draft in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed these rules a moment ago. Look at them and try again."
        )


def day_of(stored: Any) -> date | None:
    """A day as stored, None when there is none."""
    return date.fromisoformat(stored) if isinstance(stored, str) and stored else None


def stored_day(day: date | None) -> str:
    """A day to store."""
    return day.isoformat() if day is not None else ""


def texts_of(stored: Any) -> tuple[str, ...]:
    """A list of texts as stored."""
    return tuple(str(one) for one in stored) if isinstance(stored, list | tuple) else ()


def codes_typed(text: str, *, field: str, hint: str) -> tuple[str, ...]:
    """Short codes typed in one box: "FL, GA". Raises InvalidInput when one of them is none."""
    parts = [part.upper() for part in re.split(r"[\s,;]+", text.strip()) if part]
    if len(parts) > 100 or any(not _CODE.fullmatch(part) for part in parts):
        raise InvalidInput({field: hint})
    return tuple(dict.fromkeys(parts))


def checked_name(name: str) -> str:
    """The name of a rule. Raises InvalidInput without one."""
    words = " ".join(name.split())
    if not 0 < len(words) <= LONGEST_NAME:
        raise InvalidInput({"name": f"Enter a name of at most {LONGEST_NAME} characters"})
    return words


def listed(words: Sequence[str], joining: str = "or") -> str:
    """Several words as one list: "FL, GA or AL"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joining} {words[-1]}"


def names_of(codes: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Codes by name, as they stand where a name is missing."""
    return [names.get(code, code) for code in codes]


def dates_words(from_on: date | None, until_on: date | None) -> str:
    """Since and until when something applies; the day in `until_on` is out. "" for always."""
    if from_on and until_on:
        return f"from {day_words(from_on)} until {day_words(until_on)}"
    if from_on:
        return f"from {day_words(from_on)}"
    return f"until {day_words(until_on)}" if until_on else ""


def is_within(day: date, from_on: date | None, until_on: date | None) -> bool:
    """Whether a day is in a half-open span of days; None is open."""
    return (from_on is None or from_on <= day) and (until_on is None or day < until_on)
