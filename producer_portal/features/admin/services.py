"""What administrators do with people. One function, one transaction, one audit line."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from producer_portal.access import phones, sessions
from producer_portal.access.tables import Agency, AgencyTree, Credential, Grant, User, UserStatus
from producer_portal.features.accounts import services as accounts
from producer_portal.features.admin.rules import (
    EmailTaken,
    NotToOneself,
    checked_person,
    checked_reason,
)
from producer_portal.features.agencies import queries as agencies
from producer_portal.features.agencies import services as founding
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import GRANTABLE, Permission, Role
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.errors import InvalidInput, NotFound


def add_person(
    work: UnitOfWork,
    *,
    email: str,
    name: str,
    role: Role,
    agency_id: int,
    producer_id: int | None = None,
    client_id: int | None = None,
    is_invited: bool = True,
) -> int:
    """Add a person to an agency in reach and mail the invitation (ACC-9). Returns the user's id.

    A producer needs their entry in the directory. Raises EmailTaken, InvalidInput, NotFound.
    """
    work.actor.require(Permission.USERS_MANAGE)
    kept_email, kept_name = checked_person(email, name)
    agency = _agency_in_reach(work, agency_id)
    if work.session.exec(select(User.id).where(User.email == kept_email)).first() is not None:
        raise EmailTaken
    if role is Role.PRODUCER:
        if producer_id is None:
            raise InvalidInput({"producer_id": "Choose which producer this person is"})
        agencies.producer_detail(work, producer_id=producer_id)
    user = User(
        tenant_id=work.tenant_id,
        agency_id=agency.id or 0,
        email=kept_email,
        name=kept_name,
        role=role,
        status=UserStatus.INVITED,
        producer_id=producer_id,
        client_id=client_id,
        created_at=work.now,
    )
    try:
        with work.session.begin_nested():
            work.session.add(user)
    except IntegrityError:
        # An address signs in at one agency group only; another group's people are out of sight here.
        raise EmailTaken from None
    user_id = user.id or 0
    work.session.add(Credential(tenant_id=work.tenant_id, user_id=user_id))
    work.session.flush()
    audit.record(
        work,
        "user.added",
        subject=("user", user_id),
        after={"name": kept_name, "role": role.value, "agency_id": agency_id},
        agency_id=agency.id,
    )
    if is_invited:
        accounts.invite(work, user_id=user_id)
    work.changed("people")
    return user_id


def invite_again(work: UnitOfWork, *, user_id: int) -> None:
    """Mail a new invitation; the earlier link goes on until it expires or is used."""
    _person(work, user_id)
    accounts.invite(work, user_id=user_id)


def change_role(work: UnitOfWork, *, user_id: int, role: Role, reason: str) -> None:
    """Give a person another role. It holds from their next event on (ASVS 8.3.2)."""
    user = _other_person(work, user_id)
    before = user.role
    user.role = role
    audit.record(
        work,
        "user.role_changed",
        subject=("user", user_id),
        before={"role": before},
        after={"role": role.value},
        note=checked_reason(reason),
    )
    work.changed("people")


def deactivate(work: UnitOfWork, *, user_id: int, reason: str) -> None:
    """End a person's access and every session at once (ACC-9)."""
    user = _other_person(work, user_id)
    before = user.status
    user.status = UserStatus.DEACTIVATED
    sessions.end_others(work, user_id=user_id, but=None, reason="deactivated")
    audit.record(
        work,
        "user.deactivated",
        subject=("user", user_id),
        before={"status": before},
        note=checked_reason(reason),
    )
    work.changed("people")


def reactivate(work: UnitOfWork, *, user_id: int) -> None:
    """Let a person sign in again with the password and authenticator they had."""
    user = _other_person(work, user_id)
    has_password = bool(_credential(work, user_id).password_hash)
    user.status = UserStatus.ACTIVE if has_password else UserStatus.INVITED
    audit.record(work, "user.reactivated", subject=("user", user_id))
    work.changed("people")


def unlock(work: UnitOfWork, *, user_id: int) -> None:
    """Open an account that five failures locked (ACC-6)."""
    _person(work, user_id)
    credential = _credential(work, user_id)
    credential.failures, credential.locked_until_at = 0, None
    audit.record(work, "account.unlocked", subject=("user", user_id))
    work.changed("people")


def reset_second_factor(work: UnitOfWork, *, user_id: int, reason: str) -> None:
    """Let a person set up a new second factor; every session ends (ASVS 6.4.4, 7.4.3)."""
    _other_person(work, user_id)
    credential = _credential(work, user_id)
    credential.totp_sealed, credential.totp_enrolled_at = "", None
    phones.drop_factor(work, user_id=user_id)
    sessions.end_others(work, user_id=user_id, but=None, reason="second factor reset")
    audit.record(
        work, "account.second_factor_reset", subject=("user", user_id), note=checked_reason(reason)
    )
    work.changed("people")


def grant(
    work: UnitOfWork,
    *,
    user_id: int,
    permission: Permission,
    reason: str,
    expires_at: datetime | None = None,
) -> None:
    """Give one person a permission on top of the role, never oneself (RBAC-2)."""
    user = _other_person(work, user_id)
    if permission not in GRANTABLE:
        raise InvalidInput({"permission": "This permission comes with a role only"})
    if expires_at is not None and expires_at <= work.now:
        raise InvalidInput({"expires_at": "Choose a day that is still to come"})
    work.session.add(
        Grant(
            tenant_id=user.tenant_id,
            user_id=user_id,
            permission=permission,
            reason=checked_reason(reason),
            granted_by_user_id=work.actor.user_id or 0,
            granted_by_name=work.actor.name,
            granted_at=work.now,
            expires_at=expires_at,
        )
    )
    audit.record(
        work,
        "grant.given",
        subject=("user", user_id),
        after={"permission": permission.value},
        note=reason,
    )
    work.changed("people")


def revoke(work: UnitOfWork, *, grant_id: int) -> None:
    """Take a granted permission back."""
    work.actor.require(Permission.USERS_MANAGE)
    row = get_or_not_found(work, Grant, grant_id, what="grant", lock=True)
    _other_person(work, row.user_id)
    if row.revoked_at is not None:
        raise NotFound("grant")
    row.revoked_at = work.now
    audit.record(
        work, "grant.revoked", subject=("user", row.user_id), before={"permission": row.permission}
    )
    work.changed("people")


def _person(work: UnitOfWork, user_id: int) -> User:
    """A person in an agency in reach. The directory itself is shared, managing is not."""
    work.actor.require(Permission.USERS_MANAGE)
    user = get_or_not_found(work, User, user_id, what="person", lock=True)
    _agency_in_reach(work, user.agency_id)
    return user


def _other_person(work: UnitOfWork, user_id: int) -> User:
    user = _person(work, user_id)
    if user.id == work.actor.user_id:
        raise NotToOneself
    return user


def _credential(work: UnitOfWork, user_id: int) -> Credential:
    return work.session.exec(
        select(Credential).where(Credential.user_id == user_id).with_for_update()
    ).one()


def _agency_in_reach(work: UnitOfWork, agency_id: int) -> Agency:
    statement = select(Agency).where(Agency.id == agency_id, Agency.tenant_id == work.tenant_id)
    if not work.actor.is_system:
        statement = statement.join(
            AgencyTree, col(AgencyTree.descendant_id) == col(Agency.id)
        ).where(AgencyTree.ancestor_id == work.actor.agency_id)
    agency = work.session.exec(statement).one_or_none()
    if agency is None:
        raise NotFound("agency")
    return agency


def found_with_administrator(work: UnitOfWork, *, email: str, name: str, agency_name: str) -> str:
    """Found an agency and invite its first administrator; returns the invitation's link."""
    tenant_id = founding.found_agency(work, name=agency_name, short_name=agency_name[:40])
    user_id = add_person(
        work, email=email, name=name, role=Role.ADMINISTRATOR, agency_id=tenant_id, is_invited=False
    )
    return accounts.invite(work, user_id=user_id)
