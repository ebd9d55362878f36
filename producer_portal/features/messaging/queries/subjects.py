"""The kinds of record a thread may hang on, each told by the feature that owns it, and who reads one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.access.tables import AgencyTree, Grant, User, UserStatus
from producer_portal.foundation.permissions import ROLE_BOOKS, ROLE_PERMISSIONS, Book, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound

MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """One record that is talked about. `owner` are its ownership columns (`scope.owner_of`)."""

    kind: str
    id: int
    label: str
    link: str
    owner: Mapping[str, int | None]
    keeper_user_id: int | None = None
    keeper_name: str = ""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """How records of one kind are found and by whom they are read.

    `find` loads the record through the actor's own sight and raises NotFound out of it. `route_id` is
    the record's place in an address. `on_call` is held by the staff who are told while nobody keeps it.
    """

    kind: str
    route_id: str
    reads: Permission
    on_call: Permission
    find: Callable[[UnitOfWork, int], Subject]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may see a record."""

    user_id: int
    name: str
    role: str
    is_staff: bool


_kinds: dict[str, SubjectKind] = {}


def register(kind: SubjectKind) -> None:
    """Let records of this kind be talked about. Called once, where the feature is imported."""
    _kinds[kind.kind] = kind


def kind_at(route_ids: Iterable[str]) -> SubjectKind | None:
    """The kind whose record an address names, by the names of the address's parts."""
    named = set(route_ids)
    return next((kind for kind in _kinds.values() if kind.route_id in named), None)


def find_subject(work: UnitOfWork, *, kind: str, subject_id: int) -> Subject:
    """The record with this id, if the actor sees it. Raises NotFound otherwise (RBAC-4)."""
    if kind not in _kinds:
        raise NotFound("conversation")
    return _kinds[kind].find(work, subject_id)


def people_of(work: UnitOfWork, *, subject: Subject) -> list[Reader]:
    """The active people who may see a record, by name: staff in reach of it, and its producer's people."""
    reads = _kinds[subject.kind].reads
    staff = [role for role, held in ROLE_PERMISSIONS.items() if ROLE_BOOKS[role] is Book.AGENCY]
    sees = or_(col(User.role).in_(_holding(reads)), col(User.id).in_(_granted(work, reads)))
    above = core_select(col(AgencyTree.ancestor_id)).where(
        col(AgencyTree.descendant_id) == subject.owner["agency_id"]
    )
    is_near = and_(col(User.role).in_(staff), col(User.agency_id).in_(above))
    producer_id = subject.owner.get("producer_id")
    if producer_id is not None:
        is_near = or_(is_near, col(User.producer_id) == producer_id)
    found = work.session.exec(
        select(User)
        .where(User.status == UserStatus.ACTIVE, sees, is_near)
        .order_by(col(User.name), col(User.id))
        .limit(MOST_PEOPLE)
    ).all()
    return [Reader(one.id or 0, one.name, one.role, one.role in staff) for one in found]


def on_call(work: UnitOfWork, *, subject: Subject, readers: Iterable[Reader]) -> set[int]:
    """Of the people who may see a record, the staff who take such records on."""
    permission = _kinds[subject.kind].on_call
    holding = set(_holding(permission))
    return {one.user_id for one in readers if one.is_staff and one.role in holding}


def _holding(permission: Permission) -> list[str]:
    return [role.value for role, held in ROLE_PERMISSIONS.items() if permission in held]


def _granted(work: UnitOfWork, permission: Permission) -> Any:
    return core_select(col(Grant.user_id)).where(
        col(Grant.permission) == permission.value,
        col(Grant.revoked_at).is_(None),
        or_(col(Grant.expires_at).is_(None), col(Grant.expires_at) > work.now),
    )
