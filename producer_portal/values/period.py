"""Half-open periods of dates: the first day is in, the last is out."""

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Period:
    """Cover from `starts_on` (included) to `ends_on` (not included)."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        assert self.starts_on < self.ends_on, "a period has at least one day"

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on

    @property
    def days(self) -> int:
        """Number of days in the period."""
        return (self.ends_on - self.starts_on).days


def add_months(day: date, months: int) -> date:
    """The same day of the month some months later, or the month's last day (Jan 31 + 1 → Feb 28)."""
    month_index = day.month - 1 + months
    year, month = day.year + month_index // 12, month_index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def policy_term(effective_on: date, months: int) -> Period:
    """The term that begins on the effective date and runs a number of months."""
    return Period(effective_on, add_months(effective_on, months))


@lru_cache(maxsize=4096)
def day_words(day: date, *, today: date | None = None) -> str:
    """A date as people read it: "Nov 20, 2026", or "Nov 20" when it is of today's year (look.md §5)."""
    # Lists word the same few days over and over.
    words = f"{day.strftime('%b')} {day.day}"
    return words if today is not None and today.year == day.year else f"{words}, {day.year}"
