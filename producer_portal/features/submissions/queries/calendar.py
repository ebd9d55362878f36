"""The calendar of an agency group, and the page on which it is kept (SUB-11)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.access.tables import AgencyTree, User, UserStatus
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.calendar import (
    ESCALATED_ROLES,
    WEEKDAYS,
    AgencyCalendar,
    LineTarget,
    calendar_from,
    due_by,
    federal_holidays,
    minute_words,
)
from producer_portal.features.submissions.tables import CalendarRecord, Submission
from producer_portal.foundation.permissions import ROLE_PERMISSIONS, Permission
from producer_portal.foundation.scope import read
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.forms import Form
from producer_portal.values.period import day_words

_MAY_HURRY = tuple(
    role.value for role, held in ROLE_PERMISSIONS.items() if Permission.SUBMISSIONS_ASSIGN in held
)


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One weekday: when the agency opens and closes, "" on a day off."""

    place: int
    name: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """How soon one line is answered, and when something sent now would be due."""

    code: str
    line: str
    days: str
    hours: str
    due: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day off, or a federal holiday on which the agency works."""

    day: str
    words: str
    name: str
    is_federal: bool
    is_worked: bool


@dataclass(frozen=True, slots=True)
class PersonTick:
    """Somebody whom lateness may reach."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CalendarBoard:
    """Everything on the page of the calendar."""

    edit: int
    time_zone: str
    hours: list[HoursRow]
    targets: list[TargetRow]
    days: list[DayRow]
    people: list[PersonTick]
    escalate_to: list[str]


def agency_calendar(work: UnitOfWork) -> AgencyCalendar:
    """The calendar in force for the actor's agency group; nine to five on weekdays until one is kept."""
    found = read(work.session, _statement(), {}).first()
    return calendar_from(None if found is None else found[0], time_zone=work.actor.time_zone)


@cache
def _statement() -> Select[dict[str, Any]]:
    return core_select(col(CalendarRecord.content)).limit(1)


def target_of(calendar: AgencyCalendar, form: Form) -> LineTarget:
    """How soon a line is answered: as the agency says, else as its form does."""
    own = calendar.targets.get(form.code)
    return own or LineTarget(form.response_target.target_response_business_days)


def told_when_late(work: UnitOfWork, row: Submission) -> tuple[int, ...]:
    """Whom a breach reaches: the people named, else the principals and managers above its agency.

    Whoever has it on the desk is told as well.
    """
    named = agency_calendar(work).escalate_to
    people = select(User.id).where(
        User.tenant_id == row.tenant_id, User.status == UserStatus.ACTIVE
    )
    if named:
        people = people.where(col(User.id).in_(named))
    else:
        people = people.join(AgencyTree, col(AgencyTree.ancestor_id) == col(User.agency_id)).where(
            AgencyTree.descendant_id == row.agency_id, col(User.role).in_(ESCALATED_ROLES)
        )
    found = {user_id for user_id in work.session.exec(people).all() if user_id is not None}
    if row.assigned_to_user_id is not None:
        found.add(row.assigned_to_user_id)
    return tuple(sorted(found))


def calendar_board(work: UnitOfWork) -> CalendarBoard:
    """Hours, targets with a preview, days off of this year and the next, and whom lateness reaches.

    Needs SETTINGS_MANAGE.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    row = work.session.exec(select(CalendarRecord)).one_or_none()
    calendar = calendar_from(row.content if row else None, time_zone=work.actor.time_zone)
    people = work.session.exec(
        select(User.id, User.name)
        .where(
            User.tenant_id == work.tenant_id,
            User.status == UserStatus.ACTIVE,
            col(User.role).in_(_MAY_HURRY),
        )
        .order_by(col(User.name), col(User.id))
        .limit(200)
    ).all()
    forms = sorted(FORMS.values(), key=lambda form: form.name)
    return CalendarBoard(
        edit=row.edit if row else 0,
        time_zone=calendar.time_zone,
        hours=[
            HoursRow(
                place,
                WEEKDAYS[place],
                minute_words(one[0]) if one else "",
                minute_words(one[1]) if one else "",
            )
            for place, one in enumerate(calendar.hours)
        ],
        targets=[_target_row(work, calendar, form) for form in forms],
        days=_days(calendar, work.today),
        people=[PersonTick(str(key), name) for key, name in people],
        escalate_to=[str(one) for one in calendar.escalate_to],
    )


def _target_row(work: UnitOfWork, calendar: AgencyCalendar, form: Form) -> TargetRow:
    target = target_of(calendar, form)
    due = due_by(calendar, target, work.now)
    words = day_words(due.on, today=work.today)
    if due.at is not None:
        local = calendar.working.local(due.at)
        words = f"{words}, {minute_words(local.hour * 60 + local.minute)}"
    hours = str(target.hours) if target.hours else ""
    return TargetRow(form.code, form.name, str(target.days), hours, words)


def _days(calendar: AgencyCalendar, today: date) -> list[DayRow]:
    federal = {
        day: name
        for year in (today.year, today.year + 1)
        for day, name in federal_holidays(year).items()
        if day >= today
    }
    kept = {day: name for day, name in calendar.added.items() if day >= today}
    return [
        DayRow(
            day=day.isoformat(),
            words=f"{WEEKDAYS[day.weekday()]}, {day_words(day)}",
            name=kept.get(day, "") or federal.get(day, ""),
            is_federal=day in federal and day not in kept,
            is_worked=day in calendar.worked and day not in kept,
        )
        for day in sorted(set(federal) | set(kept))
    ]
