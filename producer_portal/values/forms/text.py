"""Reading what people type: clean text, dates, amounts and addresses. Forgiving, bounded, never slow."""

import re
import unicodedata
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date

_TOKENS = re.compile(r"[A-Za-z]+|[0-9]+")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MONTHS = tuple(name.lower() for name in month_name)
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_DATE_LENGTH = 40
_NUMBER_LENGTH = 40
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
EARLIEST_YEAR = 1600
LATEST_YEAR = 2999


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Text that could not be read: a code and the rest of a sentence that begins with the question's name."""

    code: str
    words: str


def clean(raw: str) -> str:
    """Text in one Unicode form, without control and direction characters, trimmed; line breaks stay."""
    unified = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        letter if letter in "\n\t" or unicodedata.category(letter) not in _HIDDEN else ""
        for letter in unified
    )
    return "".join(kept).strip()


def one_line(raw: str) -> str:
    """Clean text with every run of white space made one space."""
    return " ".join(clean(raw).split())


def read_date(text: str) -> date | Unreadable:
    """A date typed as 3/7/2026, 2026-03-07, Mar 7 2026, 7 March 2026 or 03072026."""
    if len(text) > _DATE_LENGTH:
        return Unreadable("unreadable", "must be a date, like 3/7/2026")
    tokens = [token.lower() for token in _TOKENS.findall(text)]
    tokens = [token for token in tokens if token not in _ORDINALS]
    words = [token for token in tokens if token.isalpha()]
    numbers = [token for token in tokens if token.isdigit()]
    if len(words) > 1 or not numbers:
        return Unreadable("unreadable", "must be a date, like 3/7/2026")
    if words:
        return _with_month_name(words[0], numbers)
    return _with_numbers(numbers)


def _with_month_name(word: str, numbers: list[str]) -> date | Unreadable:
    month = next((i for i, name in enumerate(_MONTHS) if i and name.startswith(word)), 0)
    if len(word) < 3 or not month:
        return Unreadable("impossible", "must be a real date: that is not the name of a month")
    if len(numbers) == 1:
        part = "a day" if len(numbers[0]) == 4 else "a year"
        return Unreadable("incomplete", f"must include {part}, like 3/7/2026")
    if len(numbers) > 2:
        return Unreadable("unreadable", "must be a date, like 3/7/2026")
    year_first = len(numbers[0]) == 4
    day, year = (numbers[1], numbers[0]) if year_first else (numbers[0], numbers[1])
    return _calendar(year, str(month), day)


def _with_numbers(numbers: list[str]) -> date | Unreadable:
    if len(numbers) == 1 and len(numbers[0]) == 8:
        digits = numbers[0]
        if digits[:2] in {"19", "20"} and int(digits[4:6]) <= 12 and int(digits[:2]) > 12:
            return _calendar(digits[:4], digits[4:6], digits[6:])
        return _calendar(digits[4:], digits[:2], digits[2:4])
    if len(numbers) < 3:
        words = "must include a month, a day and a year, like 3/7/2026"
        return Unreadable("incomplete", words)
    if len(numbers) > 3:
        return Unreadable("unreadable", "must be a date, like 3/7/2026")
    if len(numbers[0]) == 4:
        return _calendar(*numbers)
    month, day, year = numbers
    return _calendar(year, month, day)


def _calendar(year: str, month: str, day: str) -> date | Unreadable:
    if len(year) != 4:
        return Unreadable("incomplete", "must have a year of four figures, like 3/7/2026")
    if len(month) > 2 or len(day) > 2:
        return Unreadable("unreadable", "must be a date, like 3/7/2026")
    whole_year, whole_month, whole_day = int(year), int(month), int(day)
    if not EARLIEST_YEAR <= whole_year <= LATEST_YEAR:
        return Unreadable("impossible", f"must have a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
    if not 1 <= whole_month <= 12:
        return Unreadable("impossible", "must be a real date: months go from 1 to 12")
    last = monthrange(whole_year, whole_month)[1]
    if not 1 <= whole_day <= last:
        words = f"{month_name[whole_month]} {whole_year} has {last} days"
        return Unreadable("impossible", f"must be a real date: {words}")
    return date(whole_year, whole_month, whole_day)


def read_number(text: str, *, decimals: int, symbols: str = "") -> str | Unreadable:
    """A plain decimal number as text ("1200.5"), from "1,200.50" and the like.

    `symbols` are characters that may stand around the number, such as $ or %.
    """
    compact = "".join(text.replace("−", "-").split())
    if len(compact) > _NUMBER_LENGTH:
        return Unreadable("unreadable", "must be a shorter number")
    if compact.upper().startswith("USD"):
        compact = compact[3:]
    compact = compact.translate({ord(symbol): None for symbol in symbols})
    sign = "-" if compact.startswith("-") else ""
    whole, point, fraction = compact.removeprefix("-").partition(".")
    if not _is_whole(whole or "0") or not (whole or fraction):
        return Unreadable("unreadable", "must be a number")
    if point and fraction and not (fraction.isascii() and fraction.isdigit()):
        return Unreadable("unreadable", "must be a number")
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        words = f"must have {decimals} decimals at most" if decimals else "must be a whole number"
        return Unreadable("decimals", words)
    digits = str(int(whole.replace(",", "") or "0")) + (f".{fraction}" if fraction else "")
    return digits if digits == "0" else sign + digits


def _is_whole(text: str) -> bool:
    if not text.isascii():
        return False
    return text.isdigit() or _GROUPED.fullmatch(text) is not None
