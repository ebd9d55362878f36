"""One row of every scoped table for Bob, Nina and Mike, put there past both locks.

Tampa and Naples are branches of Harborline (tenant 1); Reno is Mallory's (tenant 11). Rows refer to
records that do not exist, people excepted, which is why they are written with foreign keys and
triggers asleep: what is judged here is sight and nothing else.
"""

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Engine,
    Integer,
    Uuid,
    event,
    insert,
    text,
)

from producer_portal import features
from producer_portal.access.tables import Agency, AgencyTree, User
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.database import UtcDateTime, make_engine
from producer_portal.foundation.migrations import Ownership
from producer_portal.foundation.permissions import ROLE_BOOKS, ROLE_PERMISSIONS, Role
from producer_portal.foundation.scope import scoped_tables
from tests.conftest import PG_ADMIN, _alchemy
from tests.schema import ownership_of

features.rooms("tables")
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HARBORLINE, TAMPA, NAPLES, MALLORYS, RENO = 1, 2, 3, 11, 12
AGENCIES = ((1, 1, None), (2, 1, 1), (3, 1, 1), (11, 11, None), (12, 11, 11))


@dataclass(frozen=True)
class Owner:
    """Whose a row is."""

    tenant_id: int
    agency_id: int
    producer_id: int
    client_id: int
    user_id: int


OWNERS = {
    "bob": Owner(HARBORLINE, TAMPA, 21, 31, 101),
    "nina": Owner(HARBORLINE, NAPLES, 22, 32, 102),
    "mike": Owner(MALLORYS, RENO, 23, 33, 103),
}


def person(role, owner, agency_id=None, user_id=None, producer_id=None, client_id=None) -> Actor:
    return Actor(
        user_id=user_id or owner.user_id,
        name="Somebody",
        role=role,
        permissions=ROLE_PERMISSIONS[role],
        tenant_id=owner.tenant_id,
        agency_id=agency_id or owner.agency_id,
        producer_id=producer_id,
        client_id=client_id,
        book=ROLE_BOOKS[role],
    )


_BOB, _NINA, _MIKE = OWNERS["bob"], OWNERS["nina"], OWNERS["mike"]
ACTORS = {
    "bob": person(Role.PRODUCER, _BOB, producer_id=21),
    "nina": person(Role.PRODUCER, _NINA, producer_id=22),
    "mike": person(Role.PRODUCER, _MIKE, producer_id=23),
    "alice, principal": person(Role.PRINCIPAL, _BOB, agency_id=HARBORLINE, user_id=111),
    "mia, manager in Tampa": person(Role.MANAGER, _BOB, user_id=112),
    "naomi, CSR in Naples": person(Role.CSR, _NINA, user_id=113),
    "peter, principal of Tampa": person(Role.PRINCIPAL, _BOB, user_id=117),
    "adam, administrator": person(Role.ADMINISTRATOR, _BOB, agency_id=HARBORLINE, user_id=114),
    "tara, administrator of Tampa": person(Role.ADMINISTRATOR, _BOB, user_id=118),
    "ines, whom Bob insures": person(Role.INSURED, _BOB, user_id=115, client_id=31),
    "mallory": person(Role.PRINCIPAL, _MIKE, agency_id=MALLORYS, user_id=116),
}
_BOTH, _BOB_ONLY, _NINA_ONLY, _MIKE_ONLY, _NONE = (
    frozenset({"bob", "nina"}),
    frozenset({"bob"}),
    frozenset({"nina"}),
    frozenset({"mike"}),
    frozenset(),
)
_BRANCHES = {
    "alice, principal": _BOTH,
    "mia, manager in Tampa": _BOB_ONLY,
    "peter, principal of Tampa": _BOB_ONLY,
    "naomi, CSR in Naples": _NINA_ONLY,
    "mallory": _MIKE_ONLY,
}
_OWN = {"bob": _BOB_ONLY, "nina": _NINA_ONLY, "mike": _MIKE_ONLY}
# Rows of a book that an administrator looks after, though they see no book.
_LOOKED_AFTER = {
    **_BRANCHES,
    **_OWN,
    "adam, administrator": _BOTH,
    "tara, administrator of Tampa": _BOB_ONLY,
}
# Typed by hand from RBAC-3: who sees whose row, by what kind of row it is.
SEEN = {
    Ownership.TENANT: {
        name: _MIKE_ONLY if name in {"mike", "mallory"} else _BOTH for name in ACTORS
    },
    Ownership.TENANT_CLOSED: {
        name: _MIKE_ONLY if name == "mallory" else _BOTH
        for name in ACTORS
        if name not in {"bob", "nina", "mike", "ines, whom Bob insures"}
    },
    Ownership.AGENCY: {
        **_BRANCHES,
        **_OWN,
        "adam, administrator": _BOTH,
        "tara, administrator of Tampa": _BOB_ONLY,
        "ines, whom Bob insures": _BOB_ONLY,
    },
    Ownership.AGENCY_CLOSED: _BRANCHES,
    Ownership.BOOK: {**_BRANCHES, **_OWN},
    Ownership.BOOK_COMPLIANCE: _LOOKED_AFTER,
    Ownership.BOOK_SETTINGS: _LOOKED_AFTER,
    Ownership.CLIENT: {**_BRANCHES, **_OWN, "ines, whom Bob insures": _BOB_ONLY},
    Ownership.PERSON: _OWN,
    Ownership.PERSON_MANAGED: {
        **_OWN,
        "alice, principal": _BOTH,
        "peter, principal of Tampa": _BOB_ONLY,
        "adam, administrator": _BOTH,
        "tara, administrator of Tampa": _BOB_ONLY,
        "mallory": _MIKE_ONLY,
    },
}


def owners_of(mapped: type) -> tuple[str, ...]:
    """Facts of an agency group exist once for the whole group; its people are each themselves."""
    is_of_group = ownership_of(mapped) in {Ownership.TENANT, Ownership.TENANT_CLOSED}
    is_one_a_group = is_of_group and mapped is not User
    return ("bob", "mike") if is_one_a_group else tuple(OWNERS)


def expected(mapped: type, actor: str) -> frozenset[str]:
    return SEEN[ownership_of(mapped)].get(actor, _NONE) & frozenset(owners_of(mapped))


def key_of(mapped: type, owner: str) -> int | UUID:
    if mapped is User:
        # How far managing people goes is told by where the person of a row belongs.
        return OWNERS[owner].user_id
    number = 5000 + 10 * list(scoped_tables()).index(mapped) + list(OWNERS).index(owner)
    return UUID(int=number) if isinstance(key_column(mapped).type, Uuid) else number


def key_column(mapped: type):
    return mapped.__mapper__.primary_key[0]


def key_attribute(mapped):
    return getattr(mapped, key_column(mapped).key)


def owner_by_key(mapped: type, key: object) -> str:
    return next(owner for owner in owners_of(mapped) if key_of(mapped, owner) == key)


def row_values(mapped: type, owner: str, *, shift: int = 0) -> dict:
    """Values that satisfy every CHECK and UNIQUE of the table."""
    facts, key = OWNERS[owner], key_of(mapped, owner)
    number = (key.int if isinstance(key, UUID) else key) + shift
    values = {}
    for column in mapped.__table__.columns:
        if column is key_column(mapped):
            values[column.key] = UUID(int=number) if isinstance(key, UUID) else number
        elif column.key in {"tenant_id", "agency_id", "producer_id", "client_id", "user_id"}:
            values[column.key] = getattr(facts, column.key)
        elif not column.nullable:
            values[column.key] = _value(mapped, column, number)
    # A producer's own edge and tree row name the producer; the other end must be somebody else.
    if "upline_producer_id" in values:
        values |= {"producer_id": number, "upline_producer_id": number + 100_000}
    return values


_HOURS = ("digest_hour", "digest_weekday", "quiet_from_hour", "quiet_until_hour")


def _value(mapped: type, column, number: int):
    kind = column.type
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, UtcDateTime):
        return NOW
    if isinstance(kind, Date):
        return (
            date(2027, 11, 20) if column.key in {"expires_on", "until_on"} else date(2026, 11, 20)
        )
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Uuid):
        return UUID(int=900_000 + number)
    if isinstance(kind, Integer | BigInteger):
        return (
            1
            if column.key in {"version", "revision", "place", "percent_complete", "tier", *_HOURS}
            else number
        )
    if column.key == "currency":
        return "USD"
    known = _known_words(mapped, column.key)
    return known or f"{column.key[:6]}{number}"[: getattr(kind, "length", None) or 60]


def _known_words(mapped: type, column: str) -> str:
    """The first word an enum's CHECK allows."""
    for constraint in mapped.__table__.constraints:
        if isinstance(constraint, CheckConstraint):
            found = re.match(rf"{column} IN \('([^']*)'", str(constraint.sqltext))
            if found:
                return found[1]
    return ""


@contextmanager
def unlocked(engine: Engine):
    """The same database as its owner: no row-level security, foreign keys and triggers asleep."""
    if engine.dialect.name == "sqlite":
        free = make_engine(str(engine.url))
        with free.connect() as connection:
            for name in (
                connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
                .scalars()
                .all()
            ):
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.commit()
        event.listen(free, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=OFF"))
        free.dispose()
    else:
        free = make_engine(_alchemy(f"{PG_ADMIN}/{engine.url.database}"))

        @event.listens_for(free, "connect")
        def _sleep(raw, _record):
            raw.execute("SET session_replication_role = replica")
            raw.commit()

    yield free
    free.dispose()


def fill(free: Engine) -> None:
    """The agencies and one row of each table for each owner."""
    with free.begin() as connection:
        for key, tenant_id, parent_id in AGENCIES:
            connection.execute(
                insert(Agency.__table__).values(
                    id=key,
                    tenant_id=tenant_id,
                    parent_id=parent_id,
                    name=f"Agency {key}",
                    short_name=str(key),
                    time_zone="America/New_York",
                    state="FL",
                    asks_character_classes=True,
                    is_demonstration=False,
                )
            )
            above = {key, tenant_id}
            for ancestor in above:
                connection.execute(
                    insert(AgencyTree.__table__).values(
                        ancestor_id=ancestor, descendant_id=key, depth=int(ancestor != key)
                    )
                )
        for mapped in scoped_tables():
            for owner in owners_of(mapped):
                connection.execute(insert(mapped.__table__).values(**row_values(mapped, owner)))
        if connection.dialect.name == "postgresql":
            # Other rows do refer to these people: that must not keep anybody from trying to delete them.
            connection.execute(text("ALTER TABLE portal_user DISABLE TRIGGER ALL"))
