"""The periods that new business is measured over, and how spans of time are read (ADM-3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

PERIODS: Mapping[str, str] = {"30": "30 days", "90": "90 days", "12m": "12 months"}
USUAL_PERIOD = "90"
_STEP_DAYS = {"30": 3, "90": 7}
_MONTHS = 12
_MINUTES_OF_DAY = 1_440


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of days that is one bar: its first day, and the day after its last."""

    first_on: date
    until_on: date
    label: str

    @property
    def words(self) -> str:
        """Its days: "Nov 14", "Nov 14–20", "Nov 28 – Dec 4"."""
        last = self.until_on - timedelta(days=1)
        first = f"{self.first_on:%b} {self.first_on.day}"
        if last.month == self.first_on.month:
            return first if last == self.first_on else f"{first}–{last.day}"
        return f"{first} – {last:%b} {last.day}"


def top_of_scale(most: int) -> int:
    """The end of a scale: an even round number that the highest bar stays under."""
    size = 1
    while True:
        for step in (2, 4, 6, 10):
            if most <= step * size:
                return step * size
        size *= 10


def buckets(period: str, today: date) -> tuple[Bucket, ...]:
    """The bars of a period, today in the last: 3 days of 30, 7 of 90 (the first is shorter), months of 12."""
    if period == "12m":
        return tuple(_month(today, back) for back in range(_MONTHS - 1, -1, -1))
    days, step = int(period), _STEP_DAYS[period]
    until, start = today + timedelta(days=1), today - timedelta(days=days - 1)
    found = []
    while until > start:
        first = max(start, until - timedelta(days=step))
        found.append(Bucket(first, until, f"{first:%b} {first.day}"))
        until = first
    return tuple(reversed(found))


def _month(today: date, back: int) -> Bucket:
    place = today.year * _MONTHS + today.month - 1 - back
    first = date(place // _MONTHS, place % _MONTHS + 1, 1)
    place += 1
    return Bucket(first, date(place // _MONTHS, place % _MONTHS + 1, 1), f"{first:%b}")


def begins_at(day: date, time_zone: str) -> datetime:
    """The instant a day begins where the agency is."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def span_words(minutes: Decimal | None) -> str:
    """A span as people read it: "45 min", "3.5 h", from two days on "2.5 d"; a dash for none."""
    if minutes is not None and minutes >= 2 * _MINUTES_OF_DAY:
        return f"{_short(minutes / _MINUTES_OF_DAY)} d"
    return hours_words(minutes)


def hours_words(minutes: Decimal | None) -> str:
    """A span in hours however long, for business hours: "45 min", "26 h"."""
    if minutes is None:
        return "—"
    return f"{whole(minutes)} min" if minutes < 60 else f"{_short(minutes / 60)} h"


def share_words(part: int, of: int) -> str:
    """A share in whole percent; a dash of nothing."""
    return "—" if of == 0 else f"{whole(Decimal(100 * part) / of)}%"


def count_words(number: Decimal | None) -> str:
    """A median of counts: "4", "4.5"; a dash for none."""
    return "—" if number is None else _short(number)


def whole(number: Decimal) -> int:
    """To the nearest whole number, half up."""
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def _short(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.1"), ROUND_HALF_UP)).removesuffix(".0")
