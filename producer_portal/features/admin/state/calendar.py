"""Browser events of the page on which the agency's calendar is kept (SUB-11)."""

from collections.abc import Mapping
from datetime import date

import reflex as rx

from producer_portal.features.admin.state.appetite import ticked
from producer_portal.features.submissions.queries.calendar import (
    DayRow,
    HoursRow,
    PersonTick,
    TargetRow,
    calendar_board,
)
from producer_portal.features.submissions.rules.calendar import (
    WEEKDAYS,
    LineTarget,
    minute_typed,
)
from producer_portal.features.submissions.services import calendar
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, parse_id, portal_event
from producer_portal.ui.typed import day_typed
from producer_portal.values.errors import InvalidInput, NotFound

_P = Permission.SETTINGS_MANAGE


class CalendarState(PortalState, rx.State):
    """Hours, targets with their preview, days off, whom lateness reaches."""

    time_zone: str = ""
    hours: list[HoursRow] = []
    targets: list[TargetRow] = []
    days: list[DayRow] = []
    people: list[PersonTick] = []
    escalate_to: list[str] = []
    edit: int = 0

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the page."""
        self.problems = {}
        self._watch("page", ("calendar",), CalendarState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody changed the calendar."""
        await self._show()

    @portal_event(permission=_P)
    async def save(self, typed: dict[str, str]) -> None:
        """Keep hours, targets and whom lateness reaches."""
        await self._write(
            calendar.set_hours,
            time_zone=typed.get("time_zone", ""),
            hours=hours_typed(typed),
            targets=targets_typed(typed),
            escalate_to=tuple(parse_id(one) for one in ticked(typed, "tell")),
            edit=self.edit,
        )
        await self._say("Saved. It holds for what is sent from now on.")
        await self._show()

    @portal_event(permission=_P)
    async def add_day(self, typed: dict[str, str]) -> None:
        """Take a day off."""
        day = day_typed(typed, "day", missing="Enter the day, like 12/24/2026")
        name = typed.get("name", "")
        await self._write(calendar.add_day_off, day=day, name=name, edit=self.edit)
        await self._say("Added")
        await self._show()

    @portal_event(permission=_P)
    async def turn_day(self, day: str) -> None:
        """Work on a day off, or take a worked holiday off again."""
        try:
            chosen = date.fromisoformat(day[:10])
        except ValueError:
            raise NotFound("day off") from None
        await self._write(calendar.work_on_day, day=chosen, edit=self.edit)
        await self._say("Saved")
        await self._show()

    async def _show(self) -> None:
        found = await self._read(calendar_board)
        self.time_zone, self.hours, self.targets = found.time_zone, found.hours, found.targets
        self.days, self.people, self.escalate_to = found.days, found.people, found.escalate_to
        self.edit, self.is_loading = found.edit, False


def hours_typed(typed: Mapping[str, str]) -> tuple[tuple[int, int] | None, ...]:
    """The hours of each weekday as typed; both boxes empty is a day off. Raises InvalidInput by box."""
    found: list[tuple[int, int] | None] = []
    for place, name in enumerate(WEEKDAYS):
        opens = minute_typed(typed.get(f"opens-{place}", ""), field=f"opens-{place}")
        closes = minute_typed(typed.get(f"closes-{place}", ""), field=f"closes-{place}")
        if (opens is None) != (closes is None):
            lacking = "opens" if opens is None else "closes"
            raise InvalidInput({f"{lacking}-{place}": f"Enter both times of {name}, or none"})
        # Midnight at the end of a day is that day's 24th hour.
        is_open = opens is not None and closes is not None
        found.append((opens or 0, closes or 1440) if is_open else None)
    return tuple(found)


def targets_typed(typed: Mapping[str, str]) -> dict[str, LineTarget]:
    """How soon each line is answered as typed. Raises InvalidInput by box."""
    found = {}
    for key, value in typed.items():
        if key.startswith("days-"):
            code = key.removeprefix("days-")
            found[code] = LineTarget(
                _count(value, key), _count(typed.get(f"hours-{code}", "") or "0", f"hours-{code}")
            )
    return found


def _count(text: str, field: str) -> int:
    words = text.strip()
    if not (words.isascii() and words.isdigit() and len(words) <= 3):
        raise InvalidInput({field: "Enter a whole number, like 3"})
    return int(words)
