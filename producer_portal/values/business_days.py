"""Days and hours at which an agency works, and what comes some of them later (SUB-11)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5
_LONGEST_WAIT_DAYS = 3_660
_MINUTE = timedelta(minutes=1)


def is_business_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether the agency works on this day: Monday to Friday, holidays aside."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_business_days(start: date, count: int, holidays: Collection[date] = ()) -> date:
    """The date `count` business days after `start`; the start itself is not counted.

    With a count of zero the next business day on or after the start. The count is 0 or more.
    """
    return _add_days(start, count, lambda day: is_business_day(day, holidays))


def _add_days(start: date, count: int, works_on: Callable[[date], bool]) -> date:
    assert count >= 0, "a target lies ahead"
    day, left = start, count
    for _ in range(_LONGEST_WAIT_DAYS):
        if left == 0 and works_on(day):
            return day
        day += timedelta(days=1)
        if left > 0 and works_on(day):
            left -= 1
    raise AssertionError("an agency works at least once in ten years")


def business_days_between(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """Business days after `start` up to and including `end`; 0 when the end is not later."""
    return _days_between(start, end, lambda day: is_business_day(day, holidays))


def _days_between(start: date, end: date, works_on: Callable[[date], bool]) -> int:
    span = min((end - start).days, _LONGEST_WAIT_DAYS)
    later = (start + timedelta(days=step) for step in range(1, span + 1))
    return sum(works_on(day) for day in later)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Where the agency is, and from when to when it works on a day, in minutes of the day; None: not."""

    time_zone: str
    hours_of: Callable[[date], tuple[int, int] | None]

    def works_on(self, day: date) -> bool:
        """Whether it works on this day at all."""
        return self.hours_of(day) is not None

    def local(self, at: datetime) -> datetime:
        """The instant on the clock of the agency."""
        return at.astimezone(ZoneInfo(self.time_zone))

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """The instants at which it opens and closes on a day."""
        found = self.hours_of(day)
        return None if found is None else (self._at(day, found[0]), self._at(day, found[1]))

    def _at(self, day: date, minute: int) -> datetime:
        if minute == 1440:
            day, minute = day + timedelta(days=1), 0
        local = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(self.time_zone))
        return local.astimezone(UTC)


def first_working_day(working: WorkingHours, at: datetime) -> date:
    """The day that counts as the one of arrival: today until closing, else the next working day."""
    day = working.local(at).date()
    found = working.span(day)
    if found is not None and at <= found[1]:
        return day
    return _add_days(day + timedelta(days=1), 0, working.works_on)


def add_working_days(working: WorkingHours, start: date, count: int) -> date:
    """The date `count` working days after `start`; the start itself is not counted."""
    return _add_days(start, count, working.works_on)


def working_days_between(working: WorkingHours, start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; 0 when the end is not later."""
    return _days_between(start, end, working.works_on)


def add_business_minutes(working: WorkingHours, start: datetime, minutes: int) -> datetime:
    """The instant at which so many minutes of work have passed since `start`; never outside hours."""
    assert minutes >= 0, "a target lies ahead"
    day, left = working.local(start).date(), minutes * _MINUTE
    for _ in range(_LONGEST_WAIT_DAYS):
        found = working.span(day)
        if found is not None and start <= found[1]:
            begins = max(start, found[0])
            if begins + left <= found[1]:
                return begins + left
            left -= found[1] - begins
        day += timedelta(days=1)
    raise AssertionError("an agency works at least once in ten years")


def business_minutes_between(working: WorkingHours, start: datetime, end: datetime) -> int:
    """Whole minutes of work from one instant to a later one; 0 when it is not later."""
    worked = timedelta(0)
    day, last = working.local(start).date(), working.local(end).date()
    for _ in range(_LONGEST_WAIT_DAYS):
        if day > last:
            break
        found = working.span(day)
        if found is not None:
            worked += max(timedelta(0), min(end, found[1]) - max(start, found[0]))
        day += timedelta(days=1)
    return int(worked // _MINUTE)
