"""Keeping what producers hold (VLT-1). One function, one transaction, one audit line."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import col, select

from producer_portal.features.agencies import queries as agencies
from producer_portal.features.compliance.rules import (
    WARNED_DAYS,
    AppointmentFacts,
    CoverFacts,
    LicenseFacts,
    NotOnesOwn,
    NumberTaken,
    checked_appointment,
    checked_cover,
    checked_license,
    warned_days,
)
from producer_portal.features.compliance.tables import Appointment, LiabilityCover, License
from producer_portal.features.notifications import services as notifications
from producer_portal.features.notifications.rules import Audience
from producer_portal.features.policies import queries as policies
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import NotFound
from producer_portal.values.period import day_words

Held = TypeVar("Held", License, Appointment, LiabilityCover)


def keep_license(
    work: UnitOfWork, *, producer_id: int, facts: LicenseFacts, license_id: int = 0
) -> int:
    """Add a producer's license, or change one of them; returns its id. Needs COMPLIANCE_MANAGE.

    Raises InvalidInput by field, NumberTaken, NotOnesOwn, and NotFound out of reach.
    """
    work.actor.require(Permission.COMPLIANCE_MANAGE)
    owner = _owner(work, producer_id)
    kept = checked_license(facts)
    row = _row(work, License, license_id, producer_id)
    taken = select(License.id).where(
        License.producer_id == producer_id,
        License.state == kept.state,
        License.number == kept.number,
        License.id != license_id,
    )
    if work.session.exec(taken).first() is not None:
        raise NumberTaken(
            f"License {kept.number} of {kept.state} is there already. Change that one."
        )
    values = {
        "state": kept.state,
        "number": kept.number,
        "npn": kept.npn,
        "license_class": kept.license_class,
        "from_on": kept.from_on,
        "expires_on": kept.expires_on,
        "authorities": [
            {
                "authority": one.authority,
                "from_on": one.from_on.isoformat(),
                "expires_on": one.expires_on.isoformat() if one.expires_on else None,
            }
            for one in kept.authorities
        ],
    }
    return _keep(work, License, row, owner, values, "license")


def keep_appointment(
    work: UnitOfWork, *, producer_id: int, facts: AppointmentFacts, appointment_id: int = 0
) -> int:
    """Add a producer's appointment, or change one of them; returns its id. Needs COMPLIANCE_MANAGE.

    Raises InvalidInput by field, NumberTaken, NotOnesOwn, and NotFound out of reach.
    """
    work.actor.require(Permission.COMPLIANCE_MANAGE)
    owner = _owner(work, producer_id)
    kept = checked_appointment(facts)
    carrier = policies.carrier_detail(work, carrier_id=kept.carrier_id)
    row = _row(work, Appointment, appointment_id, producer_id)
    taken = select(Appointment.id).where(
        Appointment.producer_id == producer_id,
        Appointment.carrier_id == kept.carrier_id,
        Appointment.state == kept.state,
        Appointment.from_on == kept.from_on,
        Appointment.id != appointment_id,
    )
    if work.session.exec(taken).first() is not None:
        raise NumberTaken(f"{carrier.name} in {kept.state} is there already. Change that one.")
    values = {
        "carrier_id": kept.carrier_id,
        "carrier_name": carrier.name,
        "state": kept.state,
        "from_on": kept.from_on,
        "expires_on": kept.expires_on,
    }
    return _keep(work, Appointment, row, owner, values, "appointment")


def keep_cover(work: UnitOfWork, *, producer_id: int, facts: CoverFacts, cover_id: int = 0) -> int:
    """Add a producer's E&O policy, or change one of them; returns its id. Needs COMPLIANCE_MANAGE.

    Raises InvalidInput by field, NumberTaken, NotOnesOwn, and NotFound out of reach.
    """
    work.actor.require(Permission.COMPLIANCE_MANAGE)
    owner = _owner(work, producer_id)
    kept = checked_cover(facts)
    row = _row(work, LiabilityCover, cover_id, producer_id)
    taken = select(LiabilityCover.id).where(
        LiabilityCover.producer_id == producer_id,
        LiabilityCover.number == kept.number,
        LiabilityCover.from_on == kept.from_on,
        LiabilityCover.id != cover_id,
    )
    if work.session.exec(taken).first() is not None:
        raise NumberTaken(f"Policy {kept.number} is there already. Change that one.")
    values = {
        "insurer": kept.insurer,
        "number": kept.number,
        "each_claim_minor": kept.each_claim_minor,
        "aggregate_minor": kept.aggregate_minor,
        "from_on": kept.from_on,
        "expires_on": kept.expires_on,
    }
    return _keep(work, LiabilityCover, row, owner, values, "cover")


def remove_license(work: UnitOfWork, *, license_id: int) -> None:
    """Take a license off that was entered by mistake. Needs COMPLIANCE_MANAGE."""
    work.actor.require(Permission.COMPLIANCE_MANAGE)
    _remove(work, License, license_id, "license")


def remove_appointment(work: UnitOfWork, *, appointment_id: int) -> None:
    """Take an appointment off that was entered by mistake. Needs COMPLIANCE_MANAGE."""
    work.actor.require(Permission.COMPLIANCE_MANAGE)
    _remove(work, Appointment, appointment_id, "appointment")


def remove_cover(work: UnitOfWork, *, cover_id: int) -> None:
    """Take an E&O policy off that was entered by mistake. Needs COMPLIANCE_MANAGE."""
    work.actor.require(Permission.COMPLIANCE_MANAGE)
    _remove(work, LiabilityCover, cover_id, "cover")


def tell_ending(work: UnitOfWork) -> int:
    """Tell producers and those who keep the record what ends within 60, 30 and 7 days, once each.

    What lasts longer under another row, such as next year's policy, ends for nobody. Returns how many
    are near their end. Needs COMPLIANCE_MANAGE, as the job has.
    """
    work.actor.require(Permission.COMPLIANCE_MANAGE)
    until = work.today + timedelta(days=max(WARNED_DAYS) + 1)
    rows: list[License | Appointment | LiabilityCover] = [
        *_ending_until(work, License, until),
        *_ending_until(work, Appointment, until),
        *_ending_until(work, LiabilityCover, until),
    ]
    return sum(_tell_of(work, row) for row in rows)


def _ending_until(work: UnitOfWork, table: type[Held], until: date) -> Sequence[Held]:
    ending = select(table).where(col(table.expires_on).between(work.today, until))
    return work.session.exec(ending.order_by(col(table.id))).all()


def _tell_of(work: UnitOfWork, row: License | Appointment | LiabilityCover) -> bool:
    what, last_day, is_of_same = _ending(row)
    days = warned_days(last_day, work.today)
    if days is None or row.producer_id is None:
        return False
    later = select(type(row).id).where(
        type(row).producer_id == row.producer_id,
        is_of_same,
        or_(col(type(row).expires_on) > row.expires_on, col(type(row).expires_on).is_(None)),
    )
    if work.session.exec(later).first() is not None:
        return False
    producer = agencies.producer_detail(work, producer_id=row.producer_id)
    notifications.announce(
        work,
        event="compliance.ending",
        subject=("producer", row.producer_id),
        label=producer.name,
        link=f"/licenses/{row.producer_id}",
        audience=Audience(
            producer_id=row.producer_id,
            permission=Permission.COMPLIANCE_MANAGE.value,
            agency_id=row.agency_id,
        ),
        words={"what": what, "expires": day_words(last_day)},
        key=f"ending:{row.__tablename__}:{row.id}:{last_day.isoformat()}:{days}",
    )
    return True


def _ending(
    row: License | Appointment | LiabilityCover,
) -> tuple[str, date, ColumnElement[bool]]:
    """What it is called, its last day, and which rows would take its place."""
    if isinstance(row, License):
        words = f"The {row.state} license {row.number}"
        return words, row.expires_on, col(License.state) == row.state
    if isinstance(row, Appointment):
        assert row.expires_on is not None, "an open one does not end"
        same = and_(
            col(Appointment.carrier_id) == row.carrier_id, col(Appointment.state) == row.state
        )
        return f"The appointment of {row.carrier_name} in {row.state}", row.expires_on, same
    # An E&O policy ends as its expiration day begins: the day before is its last.
    last_day = row.expires_on - timedelta(days=1)
    return f"The E&O policy {row.number} of {row.insurer}", last_day, true()


def _owner(work: UnitOfWork, producer_id: int) -> dict[str, Any]:
    if producer_id == work.actor.producer_id:
        raise NotOnesOwn
    found = agencies.producer_detail(work, producer_id=producer_id)
    return {
        "tenant_id": work.tenant_id,
        "agency_id": found.agency_id,
        "producer_id": producer_id,
    }


def _row(work: UnitOfWork, table: type[Held], key: int, producer_id: int) -> Held | None:
    """The row to change, which must be this producer's; None for a new one."""
    if not key:
        return None
    row = get_or_not_found(work, table, key, what="record", lock=True)
    if row.producer_id != producer_id:
        raise NotFound("record")
    return row


def _keep(
    work: UnitOfWork,
    table: type[Held],
    row: Held | None,
    owner: Mapping[str, Any],
    values: dict[str, Any],
    word: str,
) -> int:
    before = None if row is None else _plain(row, values)
    if row is None:
        row = table(**owner, **values, changed_at=work.now, changed_by_name=work.actor.name)
        work.session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.changed_at, row.changed_by_name = work.now, work.actor.name
    # The trail names the row by its id.
    work.session.flush()
    audit.record(
        work,
        f"{word}.{'added' if before is None else 'changed'}",
        subject=("producer", owner["producer_id"]),
        before=before,
        after={"id": row.id, **_plain(row, values)},
        agency_id=owner["agency_id"],
    )
    _told(work, owner["producer_id"])
    return row.id or 0


def _plain(row: Held, names: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in found.items()
    }


def _remove(work: UnitOfWork, table: type[Held], key: int, word: str) -> None:
    row = get_or_not_found(work, table, key, what="record", lock=True)
    if row.producer_id == work.actor.producer_id:
        raise NotOnesOwn
    producer_id = row.producer_id or 0
    work.session.delete(row)
    audit.record(
        work,
        f"{word}.removed",
        subject=("producer", producer_id),
        before={"id": key},
        agency_id=row.agency_id,
    )
    _told(work, producer_id)


def _told(work: UnitOfWork, producer_id: int) -> None:
    work.changed("compliance", f"compliance:{producer_id}")
