"""What every step of an account does alike: who it is, attempts counted, codes handed out, word of it."""

from dataclasses import dataclass, replace

from sqlalchemy import update
from sqlmodel import col, select

from producer_portal.access import phones, totp
from producer_portal.access.tables import (
    Agency,
    Credential,
    RecoveryCode,
    SignInAttempt,
    User,
    UserStatus,
)
from producer_portal.features.accounts.rules import (
    LOCK_FOR,
    MOST_FAILURES,
    AccountLocked,
    Outcome,
    Reserved,
    minutes_until,
)
from producer_portal.features.notifications import services as notifications
from producer_portal.features.notifications.rules import Audience
from producer_portal.foundation import audit, sms
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.unit_of_work import UnitOfWork, act_as, get_or_not_found


@dataclass(frozen=True, slots=True)
class Person:
    """What the front door needs to know of somebody whose address was typed."""

    user_id: int
    tenant_id: int
    name: str
    email: str
    agency_name: str
    password_hash: str
    is_enrolled: bool
    has_app: bool
    text_ending: str
    allows_text_codes: bool
    asks_character_classes: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A session just begun: the cookie's value, and the sessions it ended."""

    token: str
    session_id: int
    user_id: int = 0
    ended: tuple[int, ...] = ()


def find_person(work: UnitOfWork, *, email: str) -> Person | None:
    """The active person with this address, for checking a password."""
    row = work.session.exec(
        select(User, Credential, Agency)
        .join(Credential, col(Credential.user_id) == col(User.id))
        .join(Agency, col(Agency.id) == col(User.agency_id))
        .where(User.email == email, User.status == UserStatus.ACTIVE)
    ).first()
    return None if row is None else _person(work, *row)


def person_of(work: UnitOfWork, *, user_id: int) -> Person:
    """The person a session or a link belongs to, invited ones included. Raises NotFound."""
    user = get_or_not_found(work, User, user_id, what="account")
    # Read without a lock: this runs in read-only transactions too.
    credential = work.session.exec(select(Credential).where(Credential.user_id == user_id)).one()
    agency = get_or_not_found(work, Agency, user.agency_id, what="agency")
    return _person(work, user, credential, agency)


def _person(work: UnitOfWork, user: User, credential: Credential, agency: Agency) -> Person:
    assert user.id is not None, "read from the database"
    phone = phones.facts(work, user_id=user.id)
    has_app = credential.totp_enrolled_at is not None
    return Person(
        user_id=user.id,
        tenant_id=user.tenant_id,
        name=user.name,
        email=user.email,
        agency_name=agency.name,
        password_hash=credential.password_hash,
        is_enrolled=has_app or phone.is_factor,
        has_app=has_app,
        text_ending=phone.ending if phone.is_factor else "",
        allows_text_codes=agency.allows_text_codes and sms.is_available(),
        asks_character_classes=agency.asks_character_classes,
    )


def reserve_attempt(work: UnitOfWork, *, user_id: int) -> Reserved:
    """Take one of the five attempts before checking anything: a hundred at once are still five (ACC-6).

    Raises AccountLocked when none is left or a lock holds.
    """
    credential = credential_of(work, user_id)
    locked = credential.locked_until_at
    if locked is not None and locked > work.now:
        raise AccountLocked(minutes_until(locked, work.now))
    if locked is not None:
        credential.failures, credential.locked_until_at = 0, None
        work.session.flush()  # the counting statement below reads what the database holds
    taken = work.session.execute(
        update(Credential)
        .where(col(Credential.user_id) == user_id, col(Credential.failures) < MOST_FAILURES)
        .values(failures=col(Credential.failures) + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise AccountLocked(minutes_until(work.now + LOCK_FOR, work.now))
    work.session.refresh(credential)
    return Reserved(user_id, credential.tenant_id, credential.failures)


def note_failure(work: UnitOfWork, *, reserved: Reserved, outcome: Outcome, browser: str) -> None:
    """An attempt was wrong. The fifth locks the account for half an hour."""
    act_as(work, door_of(work, reserved.tenant_id))
    note_attempt(work, reserved.user_id, outcome, browser)
    if reserved.number >= MOST_FAILURES:
        credential = credential_of(work, reserved.user_id)
        credential.locked_until_at = work.now + LOCK_FOR
        note_attempt(work, reserved.user_id, Outcome.LOCKED, browser)
        audit.record(work, "account.locked", subject=("user", reserved.user_id))


def tell_of_security(
    work: UnitOfWork, *, user_id: int, event: str = "security.factor_changed", what: str = ""
) -> None:
    """Tell somebody of a change to how they sign in. It cannot be switched off (MSG-3)."""
    notifications.announce(
        work,
        event=event,
        subject=("user", user_id),
        label="",
        link="/account",
        audience=Audience(user_ids=(user_id,)),
        words={"what": what},
        by="The portal",
    )


def replace_recovery_codes(work: UnitOfWork, user_id: int) -> tuple[str, ...]:
    """Ten new recovery codes; those before them open nothing any more."""
    tenant_id = credential_of(work, user_id).tenant_id
    for old in work.session.exec(select(RecoveryCode).where(RecoveryCode.user_id == user_id)).all():
        work.session.delete(old)
    codes = totp.new_recovery_codes()
    work.session.add_all(
        RecoveryCode(tenant_id=tenant_id, user_id=user_id, code_hash=totp.recovery_hash(code))
        for code in codes
    )
    return codes


def credential_of(work: UnitOfWork, user_id: int) -> Credential:
    """The credential of somebody, held for this transaction."""
    return work.session.exec(
        select(Credential)
        .where(Credential.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def note_attempt(work: UnitOfWork, user_id: int, outcome: Outcome, browser: str) -> None:
    """A line in the person's sign-in history (ACC-10)."""
    work.session.add(
        SignInAttempt(
            tenant_id=work.tenant_id,
            user_id=user_id,
            at=work.now,
            outcome=outcome,
            address=work.actor.address,
            browser=browser[:200],
        )
    )


def door_of(work: UnitOfWork, tenant_id: int) -> Actor:
    """The front door of one tenant, keeping the visitor's address for the trail."""
    return replace(system_actor("sign-in", tenant_id=tenant_id), address=work.actor.address)


def seal_context(user_id: int) -> str:
    """What the key of somebody's authenticator is sealed for."""
    return f"credential.totp:{user_id}"
