"""Days on which the agency works, and the date some of them later (SUB-11)."""

from collections.abc import Collection
from datetime import date, timedelta

_SATURDAY = 5
_LONGEST_WAIT_DAYS = 3_660


def is_business_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether the agency works on this day: Monday to Friday, holidays aside."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_business_days(start: date, count: int, holidays: Collection[date] = ()) -> date:
    """The date `count` business days after `start`; the start itself is not counted.

    With a count of zero the next business day on or after the start. The count is 0 or more.
    """
    assert count >= 0, "a target lies ahead"
    day, left = start, count
    for _ in range(_LONGEST_WAIT_DAYS):
        if left == 0 and is_business_day(day, holidays):
            return day
        day += timedelta(days=1)
        if left > 0 and is_business_day(day, holidays):
            left -= 1
    raise AssertionError("an agency works at least once in ten years")


def business_days_between(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """Business days after `start` up to and including `end`; 0 when the end is not later."""
    span = min((end - start).days, _LONGEST_WAIT_DAYS)
    later = (start + timedelta(days=step) for step in range(1, span + 1))
    return sum(is_business_day(day, holidays) for day in later)
