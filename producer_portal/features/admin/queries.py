"""People as administrators see them."""

from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import col, select

from producer_portal.access import phones
from producer_portal.access.tables import Agency, AgencyTree, Credential, Grant, User, UserStatus
from producer_portal.foundation.permissions import ROLE_NAMES, Permission, Role
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.foundation.words import moment_words
from producer_portal.values.errors import NotFound

PAGE_SIZE = 25
_STATUS_LOOK = {
    UserStatus.ACTIVE: ("Active", "good", "circle-check-big"),
    UserStatus.INVITED: ("Invited", "info", "send"),
    UserStatus.DEACTIVATED: ("Deactivated", "quiet", "circle-x"),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person, in words."""

    id: int
    name: str
    email: str
    role: str
    agency: str
    status: str
    tone: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people."""

    rows: tuple[PersonRow, ...]
    total: int
    page: int


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A permission on top of the role."""

    id: int
    permission: str
    reason: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person with what an administrator may do about them."""

    row: PersonRow
    role_key: str
    is_self: bool
    is_locked: bool
    is_deactivated: bool
    is_invited: bool
    has_second_factor: bool
    grants: tuple[GrantRow, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list."""

    value: str
    label: str


def people(work: UnitOfWork, *, search: str = "", page: int = 1) -> PeoplePage:
    """People of the agencies in reach, by name, one page (ADM-1)."""
    work.actor.require(Permission.USERS_MANAGE)
    page = max(1, min(page, 10_000))
    below = select(AgencyTree.descendant_id).where(AgencyTree.ancestor_id == work.actor.agency_id)
    statement = (
        select(User, Agency.name)
        .join(Agency, col(Agency.id) == col(User.agency_id))
        .where(col(User.agency_id).in_(below))
    )
    wanted = search.strip().lower()[:100]
    if wanted:
        statement = statement.where(
            or_(
                func.lower(User.name).contains(wanted, autoescape=True),
                col(User.email).contains(wanted, autoescape=True),
            )
        )
    total = int(work.session.exec(select(func.count()).select_from(statement.subquery())).one())
    found = work.session.exec(
        statement.order_by(col(User.name), col(User.id))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    return PeoplePage(tuple(_row(user, agency) for user, agency in found), total, page)


def person(work: UnitOfWork, *, user_id: int) -> PersonView:
    """One person in reach. Raises NotFound for others."""
    work.actor.require(Permission.USERS_MANAGE)
    user = get_or_not_found(work, User, user_id, what="person")
    below = select(AgencyTree.descendant_id).where(
        AgencyTree.ancestor_id == work.actor.agency_id, AgencyTree.descendant_id == user.agency_id
    )
    if work.session.exec(below).first() is None:
        raise NotFound("person")
    agency = get_or_not_found(work, Agency, user.agency_id, what="agency")
    credential = work.session.exec(select(Credential).where(Credential.user_id == user_id)).one()
    locked_until = credential.locked_until_at
    return PersonView(
        row=_row(user, agency.name),
        role_key=user.role,
        is_self=user.id == work.actor.user_id,
        is_locked=locked_until is not None and locked_until > work.now,
        is_deactivated=user.status == UserStatus.DEACTIVATED,
        is_invited=user.status == UserStatus.INVITED,
        has_second_factor=credential.totp_enrolled_at is not None
        or phones.facts(work, user_id=user_id).is_factor,
        grants=_grants(work, user_id),
    )


def _grants(work: UnitOfWork, user_id: int) -> tuple[GrantRow, ...]:
    rows = work.session.exec(
        select(Grant)
        .where(Grant.user_id == user_id, col(Grant.revoked_at).is_(None))
        .order_by(col(Grant.id))
    ).all()
    return tuple(
        GrantRow(
            id=row.id or 0,
            permission=row.permission,
            reason=row.reason,
            by=row.granted_by_name,
            until=moment_words(work, row.expires_at) if row.expires_at else "until revoked",
        )
        for row in rows
    )


def _row(user: User, agency: str) -> PersonRow:
    words, tone, mark = _STATUS_LOOK[UserStatus(user.status)]
    return PersonRow(
        id=user.id or 0,
        name=user.name,
        email=user.email,
        role=ROLE_NAMES[Role(user.role)],
        agency=agency,
        status=words,
        tone=tone,
        icon=mark,
        href=f"/admin/people/{user.id}",
    )


def agencies_in_reach(work: UnitOfWork) -> tuple[Choice, ...]:
    """Agencies a person may be added to."""
    work.actor.require(Permission.USERS_MANAGE)
    rows = work.session.exec(
        select(Agency.id, Agency.name)
        .join(AgencyTree, col(AgencyTree.descendant_id) == col(Agency.id))
        .where(AgencyTree.ancestor_id == work.actor.agency_id)
        .order_by(col(AgencyTree.depth), col(Agency.name))
    ).all()
    return tuple(Choice(str(key), name) for key, name in rows)
