"""When the agency works, how soon it answers in each line, and whom lateness reaches (SUB-11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import holidays

from producer_portal.values.business_days import (
    WorkingHours,
    add_business_minutes,
    add_working_days,
    business_minutes_between,
    first_working_day,
    working_days_between,
)
from producer_portal.values.errors import InvalidInput

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NINE_TO_FIVE = ((540, 1020),) * 5 + (None,) * 2
MOST_DAYS_OFF = 200
LONGEST_TARGET_DAYS = 60
LONGEST_TARGET_HOURS = 200
ESCALATED_ROLES = ("principal", "manager")


@dataclass(frozen=True, slots=True)
class LineTarget:
    """How soon one line is answered: business days, or business hours when those are set."""

    days: int
    hours: int = 0

    @property
    def words(self) -> str:
        """How soon, in words: "3 business days", "4 business hours"."""
        count, unit = (self.hours, "hour") if self.hours else (self.days, "day")
        return f"{count} business {unit}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class AgencyCalendar:
    """Hours of each weekday from Monday as minutes of the day, None for a day off; the days beside.

    `added` are days off by date with their names, `worked` federal holidays on which the agency
    works all the same. `targets` change how soon a line is answered; the others keep their form's.
    Lateness reaches the people in `escalate_to`; while there are none, principals and managers.
    """

    time_zone: str
    hours: tuple[tuple[int, int] | None, ...] = NINE_TO_FIVE
    added: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()
    targets: Mapping[str, LineTarget] = field(default_factory=dict)
    escalate_to: tuple[int, ...] = ()

    def works_on(self, day: date) -> bool:
        """Whether the agency works on this day."""
        if self.hours[day.weekday()] is None or day in self.added:
            return False
        return day in self.worked or day not in federal_holidays(day.year)

    def hours_of(self, day: date) -> tuple[int, int] | None:
        """From when to when it works on this day, in minutes of the day; None for a day off."""
        return self.hours[day.weekday()] if self.works_on(day) else None

    @property
    def working(self) -> WorkingHours:
        """The hours as `values.business_days` counts them."""
        return WorkingHours(self.time_zone, self.hours_of)


@dataclass(frozen=True, slots=True)
class DueBy:
    """By when an answer is due: the day, and the instant where hours are counted."""

    on: date
    at: datetime | None = None


@cache
def federal_holidays(year: int) -> Mapping[date, str]:
    """US federal holidays of a year by name; one on a weekend is kept on its nearest weekday too."""
    return dict(holidays.country_holidays("US", years=year).items())


def due_by(calendar: AgencyCalendar, target: LineTarget, sent_at: datetime) -> DueBy:
    """When an answer is due that is sent now. What comes after hours counts from the next working day."""
    if target.hours:
        at = add_business_minutes(calendar.working, sent_at, target.hours * 60)
        return DueBy(at.astimezone(ZoneInfo(calendar.time_zone)).date(), at)
    received = first_working_day(calendar.working, sent_at)
    return DueBy(add_working_days(calendar.working, received, target.days))


def resumed(
    calendar: AgencyCalendar, due: DueBy, paused_on: date, paused_at: datetime | None, now: datetime
) -> DueBy:
    """When it is due after a pause: later by as much working time as the pause took."""
    if due.at is not None and paused_at is not None:
        left = max(0, business_minutes_between(calendar.working, paused_at, due.at))
        at = add_business_minutes(calendar.working, now, left)
        return DueBy(at.astimezone(ZoneInfo(calendar.time_zone)).date(), at)
    today = now.astimezone(ZoneInfo(calendar.time_zone)).date()
    rested = working_days_between(calendar.working, paused_on, today)
    return DueBy(add_working_days(calendar.working, max(due.on, paused_on), rested))


def calendar_from(stored: Mapping[str, Any] | None, *, time_zone: str) -> AgencyCalendar:
    """A calendar as it was stored; without one, nine to five on weekdays."""
    if stored is None:
        return AgencyCalendar(time_zone)
    return AgencyCalendar(
        time_zone=str(stored["time_zone"]),
        hours=tuple((int(one[0]), int(one[1])) if one else None for one in stored["hours"]),
        added={date.fromisoformat(day): str(name) for day, name in stored["added"].items()},
        worked=frozenset(date.fromisoformat(day) for day in stored["worked"]),
        targets={
            str(code): LineTarget(int(one["days"]), int(one["hours"]))
            for code, one in stored["targets"].items()
        },
        escalate_to=tuple(int(one) for one in stored["escalate_to"]),
    )


def stored_calendar(calendar: AgencyCalendar) -> dict[str, Any]:
    """A calendar to store: plain values only."""
    return {
        "time_zone": calendar.time_zone,
        "hours": [list(one) if one else None for one in calendar.hours],
        "added": {day.isoformat(): name for day, name in sorted(calendar.added.items())},
        "worked": sorted(day.isoformat() for day in calendar.worked),
        "targets": {
            code: {"days": one.days, "hours": one.hours}
            for code, one in sorted(calendar.targets.items())
        },
        "escalate_to": list(calendar.escalate_to),
    }


def checked_calendar(calendar: AgencyCalendar) -> AgencyCalendar:
    """The calendar as kept. Raises InvalidInput by field."""
    wrong: dict[str, str] = {}
    if calendar.time_zone not in available_timezones():
        wrong["time_zone"] = "Choose one of the listed time zones"
    if all(one is None for one in calendar.hours):
        wrong["opens-0"] = "Enter the hours of at least one day"
    for place, one in enumerate(calendar.hours):
        if one is not None and not 0 <= one[0] < one[1] <= 1440:
            wrong[f"closes-{place}"] = f"{WEEKDAYS[place]} must end after it begins"
    if len(calendar.added) + len(calendar.worked) > MOST_DAYS_OFF:
        wrong["day"] = f"Keep {MOST_DAYS_OFF} days or fewer. Remove days that have passed"
    for code, target in calendar.targets.items():
        if not 0 <= target.days <= LONGEST_TARGET_DAYS:
            wrong[f"days-{code}"] = f"Enter 0 to {LONGEST_TARGET_DAYS} business days"
        if not 0 <= target.hours <= LONGEST_TARGET_HOURS:
            wrong[f"hours-{code}"] = f"Enter 0 to {LONGEST_TARGET_HOURS} business hours"
    if wrong:
        raise InvalidInput(wrong)
    return calendar


def minute_typed(text: str, *, field: str) -> int | None:
    """A time of day as typed ("9:00 AM", "17:30", "5 PM") in minutes; None when empty. Raises InvalidInput."""
    words = "".join(text.split()).upper().replace(".", "")
    if not words:
        return None
    for form in ("%I:%M%p", "%I%p", "%H:%M", "%H"):
        try:
            # A time of day belongs to no zone until it is put on a day.
            found = datetime.strptime(words, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return found.hour * 60 + found.minute
    raise InvalidInput({field: "Enter a time of day, like 9:00 AM"})


def minute_words(minute: int) -> str:
    """A time of day as people read it: "9:00 AM"; the day's end is "12:00 AM"."""
    at = time(minute // 60 % 24, minute % 60)
    return f"{at.strftime('%I').lstrip('0')}:{at.strftime('%M %p')}"
