"""The people of the stories: Harborline with its two branches, and Mallory's agency next door.

Alice is the principal, Bob her producer in Tampa with Pat above him and Olive at the top; Nina is a
producer of the Naples branch. Mallory owns another agency and must never see anything of Alice's.
"""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime

from producer_portal.features.admin import services as admin
from producer_portal.features.agencies import services as agencies
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.permissions import ROLE_BOOKS, ROLE_PERMISSIONS, Role
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
_worlds = itertools.count(1)


@dataclass
class Agency:
    tenant_id: int
    root_id: int
    branches: dict[str, int] = field(default_factory=dict)
    producers: dict[str, int] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    harborline: Agency
    mallorys: Agency

    def __getattr__(self, name: str) -> Actor:
        for agency in (self.__dict__["harborline"], self.__dict__["mallorys"]):
            if name in agency.people:
                return agency.people[name]
        raise AttributeError(name)


def actor_of(
    user_id: int,
    *,
    name: str,
    role: Role,
    tenant_id: int,
    agency_id: int,
    producer_id: int | None = None,
) -> Actor:
    return Actor(
        user_id=user_id,
        name=name,
        role=role,
        permissions=ROLE_PERMISSIONS[role],
        tenant_id=tenant_id,
        agency_id=agency_id,
        producer_id=producer_id,
        client_id=None,
        book=ROLE_BOOKS[role],
        address="127.0.0.1",
    )


def make_world(now: datetime = NOW) -> World:
    number = next(_worlds)
    harborline = _agency("Harborline Insurance Group", "Harborline", number, now)
    _branch(harborline, "tampa", "Harborline Tampa", now)
    _branch(harborline, "naples", "Harborline Naples", now)
    _producer(harborline, "olive", "Olive Ostrander", "tampa", None, number, now)
    _producer(harborline, "pat", "Pat Purcell", "tampa", "olive", number, now)
    _producer(harborline, "bob", "Bob Baxter", "tampa", "pat", number, now)
    _producer(harborline, "nina", "Nina Novak", "naples", None, number, now)
    for key, name, role, branch in (
        ("alice", "Alice Archer", Role.PRINCIPAL, None),
        ("carol", "Carol Chen", Role.ACCOUNTANT, None),
        ("dave", "Dave Dunn", Role.CSR, None),
        ("uma", "Uma Underhill", Role.UNDERWRITER, None),
        ("ulf", "Ulf Ulrich", Role.UNDERWRITER, None),
        ("adam", "Adam Admin", Role.ADMINISTRATOR, None),
        ("rita", "Rita Reader", Role.READ_ONLY, None),
        ("mia", "Mia Moran", Role.MANAGER, "tampa"),
        ("ines", "Ines Insured", Role.INSURED, None),
    ):
        _person(harborline, key, name, role, branch, None, number, now)
    mallorys = _agency("Mallory & Sons", "Mallory", number, now)
    _branch(mallorys, "reno", "Mallory Reno", now)
    _producer(mallorys, "mike", "Mike Malone", "reno", None, number, now)
    _person(mallorys, "mallory", "Mallory Moss", Role.PRINCIPAL, None, None, number, now)
    _person(mallorys, "mo", "Mo Marsh", Role.UNDERWRITER, None, None, number, now)
    return World(harborline, mallorys)


def _agency(name: str, short: str, number: int, now: datetime) -> Agency:
    with unit_of_work(system_actor("factory"), now=now) as work:
        root = agencies.found_agency(work, name=name, short_name=short, state="FL")
    return Agency(root, root)


def _system(agency: Agency, now: datetime):
    return unit_of_work(system_actor("factory", tenant_id=agency.tenant_id), now=now)


def _branch(agency: Agency, key: str, name: str, now: datetime) -> None:
    with _system(agency, now) as work:
        agency.branches[key] = agencies.add_agency(
            work, parent_id=agency.root_id, name=name, short_name=key
        )


def _producer(
    agency: Agency, key: str, name: str, branch: str, upline: str | None, number: int, now: datetime
) -> None:
    with _system(agency, now) as work:
        made = agencies.add_producer(
            work,
            agency_id=agency.branches[branch],
            name=name,
            code=f"{key.upper()}{number}",
            upline_producer_id=agency.producers[upline] if upline else None,
        )
        agency.producers[key] = made.producer_id
    _person(agency, key, name, Role.PRODUCER, branch, agency.producers[key], number, now)


def _person(
    agency: Agency,
    key: str,
    name: str,
    role: Role,
    branch: str | None,
    producer_id: int | None,
    number: int,
    now: datetime,
) -> None:
    agency_id = agency.branches[branch] if branch else agency.root_id
    agency.emails[key] = f"{key}{number}@example.test"
    with _system(agency, now) as work:
        user_id = admin.add_person(
            work,
            email=agency.emails[key],
            name=name,
            role=role,
            agency_id=agency_id,
            producer_id=producer_id,
            is_invited=False,
        )
        _activate(work, user_id)
    agency.people[key] = actor_of(
        user_id,
        name=name,
        role=role,
        tenant_id=agency.tenant_id,
        agency_id=agency_id,
        producer_id=producer_id,
    )


def _activate(work: UnitOfWork, user_id: int) -> None:
    from producer_portal.access.tables import User

    user = work.session.get(User, user_id)
    assert user is not None
    user.status = "active"
