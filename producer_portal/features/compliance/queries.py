"""Reading what producers hold: the list with badges, one producer, and the facts a gate asks for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from producer_portal.features.agencies import queries as agencies
from producer_portal.features.compliance.rules import (
    AUTHORITY_NAMES,
    CLASS_NAMES,
    AppointmentFacts,
    AuthorityHeld,
    CoverFacts,
    Credentials,
    LicenseFacts,
    Standing,
    standing_of,
    standing_of_license,
    standing_until,
)
from producer_portal.features.compliance.tables import Appointment, LiabilityCover, License
from producer_portal.features.policies import queries as policies
from producer_portal.foundation.permissions import Book, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

PAGE_SIZE = 25
# Nobody holds more; a page of one producer shows them all.
MOST_HELD = 300


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A producer in the list: how they stand, and what ends next."""

    producer_id: int
    name: str
    agency: str
    states: str
    badge: Standing
    href: str


@dataclass(frozen=True, slots=True)
class StandingPage:
    """One page of producers."""

    rows: tuple[StandingRow, ...]
    total: int
    page: int


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """A line of authority on a license: words for reading, days for the form."""

    authority: str
    words: str
    from_on: str
    expires_on: str


@dataclass(frozen=True, slots=True)
class LicenseRow:
    """A license, in words, with the days as a form takes them."""

    id: int
    state: str
    number: str
    npn: str
    license_class: str
    class_words: str
    from_on: str
    expires_on: str
    term: str
    authorities: list[AuthorityRow]
    authority_words: str
    badge: Standing


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment, in words, with the days as a form takes them."""

    id: int
    carrier_id: str
    carrier: str
    state: str
    from_on: str
    expires_on: str
    term: str
    badge: Standing


@dataclass(frozen=True, slots=True)
class CoverRow:
    """An E&O policy, in words, with days and dollars as a form takes them."""

    id: int
    insurer: str
    number: str
    limits: str
    each_claim: str
    aggregate: str
    from_on: str
    expires_on: str
    term: str
    badge: Standing


@dataclass(frozen=True, slots=True)
class CarrierChoice:
    """A carrier to choose."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class HeldView:
    """Everything one producer holds."""

    producer_id: int
    name: str
    code: str
    badge: Standing
    licenses: list[LicenseRow]
    appointments: list[AppointmentRow]
    covers: list[CoverRow]
    carriers: list[CarrierChoice]
    can_change: bool


def standings(work: UnitOfWork, *, search: str = "", page: int = 1) -> StandingPage:
    """Producers in reach by name, each with the reason of their standing. Needs COMPLIANCE_READ.

    A producer is in their own list alone.
    """
    work.actor.require(Permission.COMPLIANCE_READ)
    page = max(1, min(page, 10_000))
    only = {work.actor.producer_id or 0} if work.actor.book is Book.OWN else None
    found, total = agencies.producer_page(
        work, search=search, only=only, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    held = _held_by(work, {row.producer_id for row in found})
    rows = tuple(
        StandingRow(
            producer_id=row.producer_id,
            name=row.name,
            agency=row.agency_name,
            states=_states(held.get(row.producer_id, Credentials()), work.today),
            badge=standing_of(held.get(row.producer_id, Credentials()), work.today),
            href=f"/licenses/{row.producer_id}",
        )
        for row in found
    )
    return StandingPage(rows, total, page)


def _states(held: Credentials, today: date) -> str:
    states = sorted({one.state for one in held.licenses if one.is_on(today)})
    shown = ", ".join(states[:6])
    return f"{shown} and {len(states) - 6} more" if len(states) > 6 else shown or "None"


def held_by_producer(work: UnitOfWork, *, producer_id: int) -> HeldView:
    """Everything a producer holds, the newest first. Needs COMPLIANCE_READ; NotFound out of sight."""
    work.actor.require(Permission.COMPLIANCE_READ)
    if work.actor.book is Book.OWN and producer_id != work.actor.producer_id:
        raise NotFound("producer")
    producer = agencies.producer_detail(work, producer_id=producer_id)
    licenses = _rows(work, License, {producer_id})
    appointments = _rows(work, Appointment, {producer_id})
    covers = _rows(work, LiabilityCover, {producer_id})
    can_change = (
        work.actor.may(Permission.COMPLIANCE_MANAGE) and producer_id != work.actor.producer_id
    )
    held = _credentials(licenses, appointments, covers)
    carriers = policies.carriers(work) if can_change else ()
    return HeldView(
        producer_id=producer_id,
        name=producer.name,
        code=producer.code,
        badge=standing_of(held, work.today),
        licenses=[_license_row(row, work.today) for row in licenses],
        appointments=[_appointment_row(row, work.today) for row in appointments],
        covers=[_cover_row(row, work.today) for row in covers],
        carriers=[CarrierChoice(str(one.carrier_id), one.name) for one in carriers],
        can_change=can_change,
    )


def credentials_of(work: UnitOfWork, *, producer_id: int) -> Credentials:
    """What a producer holds or held, as far as the actor may see it: the facts of a gate (SUB-7)."""
    return _held_by(work, {producer_id}).get(producer_id, Credentials())


def _rows(work: UnitOfWork, table: Any, producer_ids: Collection[int]) -> list[Any]:
    if not producer_ids:
        return []
    statement = (
        select(table)
        .where(col(table.producer_id).in_(sorted(producer_ids)))
        .order_by(col(table.from_on).desc(), col(table.id).desc())
        .limit(MOST_HELD * len(producer_ids))
    )
    return list(work.session.exec(statement).all())


def _held_by(work: UnitOfWork, producer_ids: Collection[int]) -> dict[int, Credentials]:
    licenses = _rows(work, License, producer_ids)
    appointments = _rows(work, Appointment, producer_ids)
    covers = _rows(work, LiabilityCover, producer_ids)

    def of(rows: Iterable[Any], producer_id: int) -> list[Any]:
        return [row for row in rows if row.producer_id == producer_id]

    return {
        producer_id: _credentials(
            of(licenses, producer_id), of(appointments, producer_id), of(covers, producer_id)
        )
        for producer_id in producer_ids
    }


def _credentials(
    licenses: Iterable[License],
    appointments: Iterable[Appointment],
    covers: Iterable[LiabilityCover],
) -> Credentials:
    return Credentials(
        tuple(_license_facts(row) for row in licenses),
        tuple(_appointment_facts(row) for row in appointments),
        tuple(_cover_facts(row) for row in covers),
    )


def _license_facts(row: License) -> LicenseFacts:
    return LicenseFacts(
        state=row.state,
        number=row.number,
        npn=row.npn,
        license_class=row.license_class,
        from_on=row.from_on,
        expires_on=row.expires_on,
        authorities=tuple(
            AuthorityHeld(
                one["authority"],
                date.fromisoformat(one["from_on"]),
                date.fromisoformat(one["expires_on"]) if one["expires_on"] else None,
            )
            for one in row.authorities
        ),
    )


def _appointment_facts(row: Appointment) -> AppointmentFacts:
    return AppointmentFacts(
        row.carrier_id, row.carrier_name, row.state, row.from_on, row.expires_on
    )


def _cover_facts(row: LiabilityCover) -> CoverFacts:
    return CoverFacts(
        row.insurer,
        row.number,
        row.each_claim_minor,
        row.aggregate_minor,
        row.from_on,
        row.expires_on,
    )


def _license_row(row: License, today: date) -> LicenseRow:
    facts = _license_facts(row)
    lines = [
        AuthorityRow(
            one.authority,
            _authority_words(one, facts),
            _typed(one.from_on),
            _typed(one.expires_on),
        )
        for one in facts.authorities
    ]
    return LicenseRow(
        id=row.id or 0,
        state=row.state,
        number=row.number,
        npn=row.npn,
        license_class=row.license_class,
        class_words=CLASS_NAMES[row.license_class],
        from_on=_typed(row.from_on),
        expires_on=_typed(row.expires_on),
        term=_term(row.from_on, row.expires_on),
        authorities=lines,
        authority_words=", ".join(one.words for one in lines) or "No line of authority",
        badge=standing_of_license(facts, today),
    )


def _authority_words(held: AuthorityHeld, on: LicenseFacts) -> str:
    name = AUTHORITY_NAMES.get(held.authority, held.authority)
    parts = []
    if held.from_on > on.from_on:
        parts.append(f"from {day_words(held.from_on)}")
    if held.expires_on is not None and held.expires_on < on.expires_on:
        parts.append(f"to {day_words(held.expires_on)}")
    return f"{name} ({' '.join(parts)})" if parts else name


def _appointment_row(row: Appointment, today: date) -> AppointmentRow:
    return AppointmentRow(
        id=row.id or 0,
        carrier_id=str(row.carrier_id),
        carrier=row.carrier_name,
        state=row.state,
        from_on=_typed(row.from_on),
        expires_on=_typed(row.expires_on),
        term=_term(row.from_on, row.expires_on),
        badge=standing_until(row.from_on, row.expires_on, today),
    )


def _cover_row(row: LiabilityCover, today: date) -> CoverRow:
    each, aggregate = Money(row.each_claim_minor), Money(row.aggregate_minor)
    return CoverRow(
        id=row.id or 0,
        insurer=row.insurer,
        number=row.number,
        limits=f"{each.words(cents=False)} a claim, {aggregate.words(cents=False)} in all",
        each_claim=each.words().removeprefix("$"),
        aggregate=aggregate.words().removeprefix("$"),
        from_on=_typed(row.from_on),
        expires_on=_typed(row.expires_on),
        term=_term(row.from_on, row.expires_on),
        # A policy ends as its expiration day begins: the day before is its last.
        badge=standing_until(row.from_on, row.expires_on - timedelta(days=1), today),
    )


def _typed(day: date | None) -> str:
    """A day as a person would type it."""
    return "" if day is None else f"{day.month}/{day.day}/{day.year}"


def _term(from_on: date, expires_on: date | None) -> str:
    end = day_words(expires_on) if expires_on else "open"
    return f"{day_words(from_on)} – {end}"
