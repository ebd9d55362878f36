"""Keeping when the agency works, how soon it answers and whom lateness reaches (SUB-11)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlmodel import col, select

from producer_portal.access.tables import User, UserStatus
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.calendar import (
    AgencyCalendar,
    LineTarget,
    calendar_from,
    checked_calendar,
    federal_holidays,
    stored_calendar,
)
from producer_portal.features.submissions.rules.choosing import RulesChanged
from producer_portal.features.submissions.tables import CalendarRecord
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput, NotFound

_NAME_LENGTH = 80


def set_hours(
    work: UnitOfWork,
    *,
    time_zone: str,
    hours: tuple[tuple[int, int] | None, ...],
    targets: Mapping[str, LineTarget],
    escalate_to: tuple[int, ...],
    edit: int,
) -> None:
    """Say when the agency works (minutes of each weekday), how soon it answers, whom lateness reaches.

    Needs SETTINGS_MANAGE. Raises InvalidInput by field, RulesChanged, and NotFound for a person.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    if set(targets) - set(FORMS):
        raise InvalidInput({"targets": "Choose from the listed lines of business"})
    known = work.session.exec(
        select(User.id).where(
            col(User.id).in_(escalate_to),
            User.tenant_id == work.tenant_id,
            User.status == UserStatus.ACTIVE,
        )
    ).all()
    if set(escalate_to) - set(known):
        raise NotFound("person")
    row, calendar = _in_hand(work, edit)
    changed = replace(
        calendar,
        time_zone=time_zone,
        hours=hours,
        targets=dict(targets),
        escalate_to=tuple(sorted(escalate_to)),
    )
    _keep(work, row, changed, "hours and targets")


def add_day_off(work: UnitOfWork, *, day: date, name: str, edit: int) -> None:
    """Take a day off, under a name. Needs SETTINGS_MANAGE. Raises InvalidInput, RulesChanged."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    words = " ".join(name.split())
    wrong = {}
    if not 0 < len(words) <= _NAME_LENGTH:
        wrong["name"] = f"Enter what the day is, at most {_NAME_LENGTH} characters"
    if day < work.today:
        wrong["day"] = "Choose a day that is still to come"
    if wrong:
        raise InvalidInput(wrong)
    row, calendar = _in_hand(work, edit)
    changed = replace(
        calendar, added={**calendar.added, day: words}, worked=calendar.worked - {day}
    )
    _keep(work, row, changed, f"{day.isoformat()} off: {words}")


def work_on_day(work: UnitOfWork, *, day: date, edit: int) -> None:
    """Work on a day that was off: an added one is forgotten, a federal holiday is worked; again: off.

    Needs SETTINGS_MANAGE. Raises RulesChanged, and NotFound for a day that is no day off.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    row, calendar = _in_hand(work, edit)
    if day in calendar.added:
        left = {one: name for one, name in calendar.added.items() if one != day}
        changed = replace(calendar, added=left)
    elif day in federal_holidays(day.year):
        changed = replace(calendar, worked=calendar.worked ^ {day})
    else:
        raise NotFound("day off")
    _keep(work, row, changed, f"{day.isoformat()} turned")


def _in_hand(work: UnitOfWork, edit: int) -> tuple[CalendarRecord, AgencyCalendar]:
    row = work.session.exec(select(CalendarRecord).with_for_update()).one_or_none()
    if (row.edit if row else 0) != edit:
        raise RulesChanged
    calendar = calendar_from(row.content if row else None, time_zone=work.actor.time_zone)
    if row is None:
        row = CalendarRecord(tenant_id=work.tenant_id, edit=0, changed_at=work.now)
        work.session.add(row)
    return row, calendar


def _keep(work: UnitOfWork, row: CalendarRecord, calendar: AgencyCalendar, what: str) -> None:
    row.content = stored_calendar(checked_calendar(calendar))
    row.edit += 1
    row.changed_at, row.changed_by_name = work.now, work.actor.name
    work.session.flush()
    audit.record(work, "calendar.changed", subject=("agency_calendar", row.id or 0), note=what)
    work.changed("calendar")
