"""A question or a document as an administrator typed it, read into the form; what is wrong, under its box (SUB-1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from producer_portal.values.errors import InvalidInput
from producer_portal.values.forms import (
    TEXT_CEILING,
    AttachmentRequest,
    AttachmentStage,
    Choice,
    Kind,
    Question,
    Repeat,
    Width,
    relative_day,
)
from producer_portal.values.forms.limits import bound_number
from producer_portal.values.forms.text import Unreadable, one_line, read_date, read_number

Typed = Mapping[str, str]
LONGEST_LABEL = 90
LONGEST_HINT = 200
MOST_CHOICES = 60
MOST_ITEMS = 300
MOST_MEGABYTES = 25
_LONGEST_NAME = 80
_LONGEST_KEY = 40
_LONGEST_MESSAGE = 200
_SOME_DAY = date(2026, 1, 31)
FILE_KINDS = ("pdf", "jpg", "png", "xlsx")
KIND_NAMES: Mapping[Kind, str] = {
    Kind.TEXT: "Text, one line",
    Kind.TEXTAREA: "Text, several lines",
    Kind.BOOLEAN: "Yes or no",
    Kind.SELECT: "One of several choices",
    Kind.MULTISELECT: "Any of several choices",
    Kind.DATE: "Date",
    Kind.MONEY: "Amount, in US dollars",
    Kind.INTEGER: "Whole number",
    Kind.DECIMAL: "Number with decimals",
    Kind.PERCENT: "Percentage",
    Kind.YEAR: "Year",
    Kind.ADDRESS: "Address",
    Kind.STATE: "State",
    Kind.EMAIL: "Email address",
    Kind.PHONE: "Phone number",
    Kind.URL: "Web address",
    Kind.EIN: "Federal employer ID number",
    Kind.SSN: "Social security number",
    Kind.NAICS: "NAICS code",
    Kind.VIN: "VIN",
    Kind.POLICY_NUMBER: "Policy number",
}
# Other checks come with their kinds.
CHECK_NAMES: Mapping[str, str] = {"npn": "National producer number", "zip_us": "ZIP code"}
PICKED = frozenset({Kind.SELECT, Kind.MULTISELECT})
NUMBERS = frozenset({Kind.MONEY, Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.YEAR})
TEXTS = frozenset({Kind.TEXT, Kind.TEXTAREA})
_ALWAYS_SENSITIVE = frozenset({Kind.SSN, Kind.EIN})
_DECIMALS = frozenset({Kind.DECIMAL, Kind.PERCENT})
_WIDTHS: Mapping[Kind, Width] = {
    **dict.fromkeys(NUMBERS, Width.SHORT),
    Kind.DATE: Width.SHORT,
    Kind.TEXTAREA: Width.FULL,
    Kind.EMAIL: Width.LONG,
    Kind.URL: Width.LONG,
}
_RELATIVE_DAY = re.compile(
    r"today(?:\s*(?P<sign>[+-])\s*(?P<count>[0-9]{1,5})\s*(?P<unit>day|month|year)s?)?"
)
_UNITS: Mapping[str, str] = {"d": "day", "m": "month", "y": "year"}
_STORED_DAY = re.compile(r"today(?:(?P<sign>[+-])(?P<count>[0-9]{1,5})(?P<unit>[dmy]))?")
_DAY_HINT = "Enter a date, today, or today - 16 years"


def key_of(words: str, taken: Sequence[str]) -> str:
    """A key of its own for something new, made of its words."""
    plain = "_".join(re.findall(r"[a-z0-9]+", words.lower()))[:_LONGEST_KEY].strip("_")
    base = plain if plain[:1].isalpha() else f"q_{plain}".strip("_")
    number, key = 1, base
    while key in taken or key in {"typed", "item_id"}:
        number += 1
        key = f"{base}_{number}"
    return key


def question_typed(
    typed: Typed, before: Question | None, *, taken: Sequence[str], states: Sequence[Choice]
) -> Question:
    """The question as typed, its conditions apart. Raises InvalidInput with words for each box.

    What an editor does not show of a question that is there already stays as it is; so does its kind.
    """
    problems: dict[str, str] = {}
    label = _words(typed, "label", LONGEST_LABEL, problems, missing="Enter what is asked")
    kind = _kind(typed, before, problems)
    if problems:
        raise InvalidInput(problems)
    if kind is Kind.MONEY and "dollar" not in label.lower():
        problems["label"] = "End an amount with its unit: “…, in US dollars”"
    question = before or Question(
        key_of(label, taken), label, kind, width=_WIDTHS.get(kind, Width.MEDIUM)
    )
    question = replace(
        question,
        label=label,
        name=_words(typed, "name", _LONGEST_NAME, problems),
        hint=_words(typed, "hint", LONGEST_HINT, problems),
        is_required=typed.get("need", "needed") == "needed",
        is_sensitive=kind in _ALWAYS_SENSITIVE or typed.get("is_sensitive") == "on",
        **_limits(typed, kind, question, problems),
    )
    if kind in PICKED:
        question = replace(question, choices=_choices(typed, question.choices, problems))
    elif kind in {Kind.STATE, Kind.ADDRESS} and not question.choices:
        question = replace(question, choices=tuple(states))
    if problems:
        raise InvalidInput(problems)
    return question


def _kind(typed: Typed, before: Question | None, problems: dict[str, str]) -> Kind:
    if before is not None:
        return before.kind
    try:
        return Kind(typed.get("kind", ""))
    except ValueError:
        problems["kind"] = "Choose how it is answered"
        return Kind.TEXT


def _words(
    typed: Typed, field: str, longest: int, problems: dict[str, str], *, missing: str = ""
) -> str:
    words = one_line(typed.get(field, ""))
    if len(words) > longest:
        problems[field] = f"Keep it to {longest} characters; it has {len(words):,}"
    if missing and not words:
        problems[field] = missing
    return words


def _limits(typed: Typed, kind: Kind, before: Question, problems: dict[str, str]) -> dict[str, Any]:
    if kind in TEXTS:
        return _lengths(typed, before, problems)
    if kind in NUMBERS:
        return _bounds(typed, kind, problems)
    if kind is Kind.DATE:
        return _days(typed, problems)
    if kind is Kind.BOOLEAN:
        must = {"yes": True, "no": False}.get(typed.get("must_be", ""))
        refused = _words(typed, "refused_message", _LONGEST_MESSAGE, problems)
        return {"must_be": must, "refused_message": refused if must is not None else ""}
    return {}


def _lengths(typed: Typed, before: Question, problems: dict[str, str]) -> dict[str, Any]:
    least, most = (_whole(typed, field, problems) for field in ("min_length", "max_length"))
    if least is not None and most is not None and least > most:
        problems["max_length"] = "Enter no less than the fewest characters"
    if most is not None and not 0 < most <= TEXT_CEILING:
        problems["max_length"] = f"Enter a number from 1 to {TEXT_CEILING:,}"
    check = typed.get("check", "")
    if check not in {"", *CHECK_NAMES, before.check}:
        problems["check"] = "Choose one of the listed checks"
    return {"min_length": least, "max_length": most, "check": check}


def _whole(typed: Typed, field: str, problems: dict[str, str]) -> int | None:
    words = typed.get(field, "").strip()
    if not words:
        return None
    number = read_number(words, decimals=0)
    if isinstance(number, Unreadable) or not 0 <= int(number) <= TEXT_CEILING:
        problems[field] = f"Enter a whole number from 0 to {TEXT_CEILING:,}, or leave it empty"
        return None
    return int(number)


def _bounds(typed: Typed, kind: Kind, problems: dict[str, str]) -> dict[str, Any]:
    found = {field: _bound(typed, field, kind, problems) for field in ("minimum", "maximum")}
    least, most = found["minimum"], found["maximum"]
    if least is not None and most is not None:
        values = [bound_number(one, _SOME_DAY) for one in (least, most)]
        if values[0] > values[1]:
            problems["maximum"] = "Enter no less than the least"
    return found


def _bound(typed: Typed, field: str, kind: Kind, problems: dict[str, str]) -> int | str | None:
    words = "".join(typed.get(field, "").split()).lower()
    if not words:
        return None
    if kind is Kind.YEAR:
        relative = words.replace("thisyear", "this_year")
        if relative.startswith("this_year"):
            try:
                bound_number(relative, _SOME_DAY)
            except ValueError:
                problems[field] = "Enter a year, this year, or this year + 1"
            return relative
    number = read_number(words, decimals=4 if kind in _DECIMALS else 0, symbols="$%")
    if isinstance(number, Unreadable):
        problems[field] = f"The limit {number.words}, or leave it empty"
        return None
    # Limits of whole numbers are kept as numbers; decimals as the text that was typed.
    if Decimal(number) == Decimal(number).to_integral_value():
        return int(Decimal(number))
    return number


def _days(typed: Typed, problems: dict[str, str]) -> dict[str, Any]:
    found = {}
    for field in ("not_before", "not_after"):
        found[field] = _bound_day(typed.get(field, ""))
        if found[field] is None:
            problems[field] = f"{_DAY_HINT}, or leave it empty"
    if not problems.keys() & found.keys() and found["not_before"] and found["not_after"]:
        first, last = (relative_day(str(one), _SOME_DAY) for one in found.values())
        if first > last:
            problems["not_after"] = "Enter no earlier day than the first"
    return found


def _bound_day(words: str) -> str | None:
    plain = " ".join(words.lower().replace("−", "-").split())
    if not plain:
        return ""
    match = _RELATIVE_DAY.fullmatch(plain)
    if match is not None:
        if match["sign"] is None:
            return "today"
        stored = f"today{match['sign']}{match['count']}{match['unit'][0]}"
        try:
            relative_day(stored, _SOME_DAY)
        except (ValueError, OverflowError):
            return None
        return stored
    day = read_date(plain)
    return None if isinstance(day, Unreadable) else day.isoformat()


def day_bound_words(stored: str) -> str:
    """A limit of dates as an administrator types it: today - 16 years, 03/07/2026."""
    match = _STORED_DAY.fullmatch(stored)
    if match is None:
        year, _, rest = stored.partition("-")
        return f"{rest.replace('-', '/')}/{year}" if rest else stored
    if match["sign"] is None:
        return "today"
    ending = "" if match["count"] == "1" else "s"
    return f"today {match['sign']} {match['count']} {_UNITS[match['unit']]}{ending}"


def number_bound_words(stored: int | str | None) -> str:
    """A limit of numbers as an administrator types it."""
    return "" if stored is None else str(stored).replace("this_year", "this year ").strip()


def _choices(
    typed: Typed, before: Sequence[Choice], problems: dict[str, str]
) -> tuple[Choice, ...]:
    """The choices that keep a label, then the new ones, one a line."""
    kept = []
    for choice in before:
        label = one_line(typed.get(f"choice-{choice.value}", choice.label))
        if label:
            kept.append(Choice(choice.value, label[:LONGEST_LABEL]))
    taken = [choice.value for choice in before]
    for line in typed.get("more_choices", "").splitlines():
        label = one_line(line)
        if label:
            value = key_of(label, taken).removeprefix("q_")
            value = value if value and value not in taken else key_of(label, taken)
            taken.append(value)
            kept.append(Choice(value, label[:LONGEST_LABEL]))
    labels = [choice.label.lower() for choice in kept]
    if len(kept) < 2:
        problems["more_choices"] = "Enter at least two choices, one a line"
    elif len(kept) > MOST_CHOICES:
        problems["more_choices"] = f"Keep {MOST_CHOICES} choices or fewer"
    elif len(set(labels)) != len(labels):
        problems["more_choices"] = "Two choices read the same. Change one of them"
    return tuple(kept)


def repeat_typed(typed: Typed, before: Repeat) -> Repeat:
    """How often a page is answered, as typed. Raises InvalidInput with words for each box."""
    problems: dict[str, str] = {}
    least, most = (_whole(typed, field, problems) for field in ("least", "most"))
    item = _words(typed, "item_label", _LONGEST_NAME, problems, missing="Enter what one is called")
    plural = _words(typed, "plural", _LONGEST_NAME, problems, missing="Enter what several are called")  # fmt: skip
    if most is None or not 0 < most <= MOST_ITEMS:
        problems.setdefault("most", f"Enter a number from 1 to {MOST_ITEMS}")
    elif (least or 0) > most:
        problems["most"] = "Enter no less than the fewest"
    if problems:
        raise InvalidInput(problems)
    assert most is not None, "told above"
    return replace(before, minimum=least or 0, maximum=most, item_label=item, plural=plural)


def title_typed(typed: Typed) -> str:
    """The title of a page. Raises InvalidInput without one."""
    problems: dict[str, str] = {}
    title = _words(typed, "title", LONGEST_LABEL, problems, missing="Enter the title of the page")
    if problems:
        raise InvalidInput(problems)
    return title


def document_typed(
    typed: Typed, before: AttachmentRequest | None, *, taken: Sequence[str]
) -> AttachmentRequest:
    """A document that is asked for, as typed, its condition apart. Raises InvalidInput for each box."""
    problems: dict[str, str] = {}
    label = _words(typed, "label", LONGEST_LABEL, problems, missing="Enter what the document is")
    accepts = tuple(kind for kind in FILE_KINDS if typed.get(f"accepts-{kind}") == "on")
    if not accepts:
        problems["accepts"] = "Tick at least one kind of file"
    most = _whole(typed, "max_megabytes", problems)
    if most is None or not 0 < most <= MOST_MEGABYTES:
        problems.setdefault("max_megabytes", f"Enter a number from 1 to {MOST_MEGABYTES}")
    try:
        stage = AttachmentStage(typed.get("stage", ""))
    except ValueError:
        stage = AttachmentStage.SUBMISSION
        problems["stage"] = "Choose when it must be in"
    if problems:
        raise InvalidInput(problems)
    request = before or AttachmentRequest(key_of(label, taken), label, is_required=True)
    return replace(
        request,
        label=label,
        is_required=typed.get("need", "needed") == "needed",
        stage=stage,
        accepts=accepts,
        max_megabytes=most or MOST_MEGABYTES,
    )
