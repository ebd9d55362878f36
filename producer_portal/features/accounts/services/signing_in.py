"""Signing in, enrolling, resetting, inviting: each step one transaction, each attempt counted first.

The caller checks secrets between two steps, outside any transaction: hashing is slow on purpose.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace

from sqlalchemy import update
from sqlmodel import col, select

from producer_portal.access import phones, sessions, totp
from producer_portal.access.reach import refuse_out_of_reach
from producer_portal.access.tables import (
    Agency,
    Credential,
    LoginSession,
    RecoveryCode,
    SignInAttempt,
    Ticket,
    TicketPurpose,
    User,
    UserStatus,
)
from producer_portal.features.accounts.rules import (
    INVITATION_LIVES,
    LOCK_FOR,
    MOST_FAILURES,
    TICKET_LIVES,
    WRONG_CODE_WORDS,
    AccountLocked,
    LinkExpired,
    Outcome,
    Reserved,
    SignInRefused,
    minutes_until,
)
from producer_portal.features.accounts.services.codes import spend_code
from producer_portal.features.notifications import services as notifications
from producer_portal.features.notifications.rules import Audience
from producer_portal.foundation import audit, crypto, outbox, sms
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.settings import settings
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
    credential = _credential(work, user_id)
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
    act_as(work, _door(work, reserved.tenant_id))
    _note(work, reserved.user_id, outcome, browser)
    if reserved.number >= MOST_FAILURES:
        credential = _credential(work, reserved.user_id)
        credential.locked_until_at = work.now + LOCK_FOR
        _note(work, reserved.user_id, Outcome.LOCKED, browser)
        audit.record(work, "account.locked", subject=("user", reserved.user_id))


def begin_first_step(
    work: UnitOfWork, *, reserved: Reserved, browser: str, renewed_hash: str | None
) -> Begun:
    """The password was right: begin a session that opens nothing but the second factor (ACC-2)."""
    act_as(work, _door(work, reserved.tenant_id))
    credential = _credential(work, reserved.user_id)
    # Only a complete sign-in clears earlier failures, or guessing codes would never lock.
    credential.failures = max(0, credential.failures - 1)
    if renewed_hash is not None:
        credential.password_hash = renewed_hash
    token, session_id = sessions.begin(
        work,
        user_id=reserved.user_id,
        tenant_id=reserved.tenant_id,
        is_complete=False,
        browser=browser,
    )
    return Begun(token, session_id, reserved.user_id)


def pending_secret(work: UnitOfWork, *, user_id: int) -> str:
    """The secret shown for enrollment: made once, sealed, the same on a reload.

    Raises SignInRefused when a second factor is enrolled already: a stolen password alone must not
    replace it.
    """
    credential = _credential(work, user_id)
    if credential.totp_enrolled_at is not None or phones.facts(work, user_id=user_id).is_factor:
        raise SignInRefused("A second factor is set up already.")
    if not credential.totp_sealed:
        credential.totp_sealed = crypto.seal(totp.new_secret(), context=_context(user_id))
    return crypto.unseal(credential.totp_sealed, context=_context(user_id))


def complete_enrollment(
    work: UnitOfWork, *, session_id: int, user_id: int, code: str, browser: str
) -> tuple[Begun, tuple[str, ...]]:
    """The first code proves the authenticator: enroll it, hand out recovery codes, sign in."""
    secret = pending_secret(work, user_id=user_id)
    reserved_tenant = _credential(work, user_id).tenant_id
    act_as(work, _door(work, reserved_tenant))
    credential = _credential(work, user_id)
    step = totp.matching_step(secret, code, work.now)
    if step is None or step <= credential.totp_last_step:
        raise SignInRefused(WRONG_CODE_WORDS)
    credential.totp_last_step = step
    credential.totp_enrolled_at = work.now
    codes = _replace_recovery_codes(work, user_id)
    _note(work, user_id, Outcome.ENROLLED, browser)
    audit.record(work, "account.enrolled", subject=("user", user_id))
    tell_of_security(work, user_id=user_id, what="An authenticator app was set up")
    return _complete(work, session_id=session_id, user_id=user_id, browser=browser), codes


def complete_with_code(
    work: UnitOfWork, *, reserved: Reserved, session_id: int, code: str, browser: str
) -> Begun | None:
    """Sign in with a code or a recovery code; None when it is wrong or was used (replay refused)."""
    act_as(work, _door(work, reserved.tenant_id))
    credential = _credential(work, reserved.user_id)
    is_good = (
        _use_app(work, credential, code)
        or _use_recovery(work, reserved.user_id, code)
        or _use_text(work, reserved.user_id, session_id, code)
    )
    if not is_good:
        return None
    return _complete(work, session_id=session_id, user_id=reserved.user_id, browser=browser)


def _use_app(work: UnitOfWork, credential: Credential, code: str) -> bool:
    """Whether it is a code of the authenticator that was not used before."""
    if credential.totp_enrolled_at is None:
        return False
    secret = crypto.unseal(credential.totp_sealed, context=_context(credential.user_id))
    step = totp.matching_step(secret, code, work.now)
    return step is not None and _use_step(work, credential.user_id, step)


def _use_text(work: UnitOfWork, user_id: int, session_id: int, code: str) -> bool:
    """Whether it is the code that was texted for this very session, to a phone that is a factor."""
    is_factor = phones.facts(work, user_id=user_id).is_factor
    return is_factor and spend_code(work, user_id=user_id, session_id=session_id, code=code)


def _use_step(work: UnitOfWork, user_id: int, step: int) -> bool:
    """Spend a step in one statement: a thousand at once, and one gets it."""
    spent = work.session.execute(
        update(Credential)
        .where(col(Credential.user_id) == user_id, col(Credential.totp_last_step) < step)
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(spent.rowcount == 1)  # type: ignore[attr-defined]


def _use_recovery(work: UnitOfWork, user_id: int, code: str) -> bool:
    spent = work.session.execute(
        update(RecoveryCode)
        .where(
            col(RecoveryCode.user_id) == user_id,
            col(RecoveryCode.used_at).is_(None),
            col(RecoveryCode.code_hash) == totp.recovery_hash(code),
        )
        .values(used_at=work.now)
        .execution_options(synchronize_session=False)
    )
    if spent.rowcount != 1:  # type: ignore[attr-defined]
        return False
    audit.record(work, "account.recovery_code_used", subject=("user", user_id))
    tell_of_security(work, user_id=user_id, what="A recovery code was used to sign in")
    return True


def _complete(work: UnitOfWork, *, session_id: int, user_id: int, browser: str) -> Begun:
    """Both factors hold: a new token (never the one from before), and one session per user (ACC-8)."""
    credential = _credential(work, user_id)
    work.session.refresh(credential)
    credential.failures, credential.locked_until_at = 0, None
    sessions.end(work, session_id=session_id, reason="second factor given")
    token, new_id = sessions.begin(
        work, user_id=user_id, tenant_id=credential.tenant_id, is_complete=True, browser=browser
    )
    ended: tuple[int, ...] = ()
    if settings().is_one_session_per_user:
        ended = sessions.end_others(work, user_id=user_id, but=new_id, reason="signed in elsewhere")
    _note(work, user_id, Outcome.SIGNED_IN, browser)
    audit.record(work, "account.signed_in", subject=("user", user_id))
    return Begun(token, new_id, user_id, ended)


def _replace_recovery_codes(work: UnitOfWork, user_id: int) -> tuple[str, ...]:
    tenant_id = _credential(work, user_id).tenant_id
    for old in work.session.exec(select(RecoveryCode).where(RecoveryCode.user_id == user_id)).all():
        work.session.delete(old)
    codes = totp.new_recovery_codes()
    work.session.add_all(
        RecoveryCode(tenant_id=tenant_id, user_id=user_id, code_hash=totp.recovery_hash(code))
        for code in codes
    )
    return codes


def ask_reset(work: UnitOfWork, *, email: str) -> None:
    """Mail a reset link if somebody has this address. The answer is the same either way (ACC-5)."""
    person = find_person(work, email=email)
    if person is None:
        return
    act_as(work, _door(work, person.tenant_id))
    token = _issue(work, person.user_id, person.tenant_id, TicketPurpose.PASSWORD_RESET)
    link = f"{settings().public_address}/reset/{token}"
    _mail(
        work,
        key=f"reset:{_hash(token)[:24]}",
        to=person.email,
        subject="Choose a new password",
        text=f"Hello {person.name},\n\nsomebody, probably you, asked to choose a new password for the "
        f"Producer Portal of {person.agency_name}.\n\n{link}\n\nThe link works once, for 60 minutes. "
        "If it was not you, nothing has changed and you can delete this message.\n",
    )
    audit.record(work, "account.reset_asked", subject=("user", person.user_id))


def invite(work: UnitOfWork, *, user_id: int) -> str:
    """Mail an invitation to a person who was just added; returns the link (ACC-9)."""
    work.actor.require(Permission.USERS_MANAGE)
    user = get_or_not_found(work, User, user_id, what="person")
    token = _issue(work, user_id, user.tenant_id, TicketPurpose.INVITATION)
    link = f"{settings().public_address}/invitation/{token}"
    _mail(
        work,
        key=f"invitation:{_hash(token)[:24]}",
        to=user.email,
        subject="Your place in the Producer Portal",
        text=f"Hello {user.name},\n\n{work.actor.name} has made a place for you in the Producer Portal. "
        f"Choose your password here, then set up your authenticator:\n\n{link}\n\n"
        "The link works once, for 7 days.\n",
    )
    audit.record(work, "account.invited", subject=("user", user_id))
    return link


def holder_of(work: UnitOfWork, *, token: str, purpose: TicketPurpose) -> Person:
    """Whose link this is. Raises LinkExpired when it is used, too old or nobody's."""
    ticket = work.session.exec(
        select(Ticket).where(
            Ticket.token_hash == _hash(token),
            Ticket.purpose == purpose,
            col(Ticket.used_at).is_(None),
            Ticket.expires_at > work.now,
        )
    ).first()
    if ticket is None:
        raise LinkExpired
    return person_of(work, user_id=ticket.user_id)


def set_password_by_link(
    work: UnitOfWork, *, token: str, purpose: TicketPurpose, password_hash: str, browser: str
) -> tuple[Begun, tuple[int, ...]]:
    """Spend a link, set the password, end every session, and go on to the second factor.

    A reset never bypasses MFA: what begins here is an incomplete session (ASVS 6.4.3).
    """
    person = holder_of(work, token=token, purpose=purpose)
    act_as(work, _door(work, person.tenant_id))
    spent = work.session.execute(
        update(Ticket)
        .where(col(Ticket.token_hash) == _hash(token), col(Ticket.used_at).is_(None))
        .values(used_at=work.now)
        .execution_options(synchronize_session=False)
    )
    if spent.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkExpired
    _void_tickets(work, person.user_id)
    _set_password(work, person.user_id, password_hash)
    user = get_or_not_found(work, User, person.user_id, what="account")
    if user.status == UserStatus.INVITED:
        user.status = UserStatus.ACTIVE
    ended = sessions.end_others(work, user_id=person.user_id, but=None, reason="password changed")
    _note(work, person.user_id, Outcome.RESET, browser)
    audit.record(work, "account.password_set", subject=("user", person.user_id), note=purpose)
    tell_of_security(work, user_id=person.user_id, event="security.password_changed")
    token_value, session_id = sessions.begin(
        work, user_id=person.user_id, tenant_id=person.tenant_id, is_complete=False, browser=browser
    )
    return Begun(token_value, session_id, person.user_id), ended


def change_password(work: UnitOfWork, *, password_hash: str) -> tuple[int, ...]:
    """Set one's own new password after the present one was checked; other sessions end."""
    work.actor.require(Permission.OWN_ACCOUNT)
    assert work.actor.user_id is not None, "a person changes a password"
    _set_password(work, work.actor.user_id, password_hash)
    audit.record(work, "account.password_changed", subject=("user", work.actor.user_id))
    tell_of_security(work, user_id=work.actor.user_id, event="security.password_changed")
    return sessions.end_others(
        work, user_id=work.actor.user_id, but=work.actor.session_id, reason="password changed"
    )


def end_session(work: UnitOfWork, *, session_id: int) -> None:
    """End one of one's own sessions (ACC-10). Somebody else's is not found."""
    work.actor.require(Permission.OWN_ACCOUNT)
    session = get_or_not_found(work, LoginSession, session_id, what="session")
    if session.user_id != work.actor.user_id:
        work.actor.require(Permission.USERS_MANAGE)
        refuse_out_of_reach(work, user_id=session.user_id, what="session")
    sessions.end(work, session_id=session_id, reason="ended by hand")
    audit.record(work, "session.ended", subject=("session", session_id))


def sign_out(work: UnitOfWork) -> None:
    """End the session one is in."""
    assert work.actor.session_id is not None, "signed in"
    sessions.end(work, session_id=work.actor.session_id, reason="signed out")
    audit.record(work, "account.signed_out", subject=("user", work.actor.user_id or 0))


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


def _set_password(work: UnitOfWork, user_id: int, password_hash: str) -> None:
    credential = _credential(work, user_id)
    credential.password_hash = password_hash
    credential.password_changed_at = work.now
    credential.failures, credential.locked_until_at = 0, None


def _issue(work: UnitOfWork, user_id: int, tenant_id: int, purpose: TicketPurpose) -> str:
    token = secrets.token_urlsafe(32)
    lives = INVITATION_LIVES if purpose is TicketPurpose.INVITATION else TICKET_LIVES
    work.session.add(
        Ticket(
            tenant_id=tenant_id,
            user_id=user_id,
            purpose=purpose,
            token_hash=_hash(token),
            expires_at=work.now + lives,
        )
    )
    return token


def _void_tickets(work: UnitOfWork, user_id: int) -> None:
    work.session.execute(
        update(Ticket)
        .where(col(Ticket.user_id) == user_id, col(Ticket.used_at).is_(None))
        .values(used_at=work.now)
        .execution_options(synchronize_session=False)
    )


def _mail(work: UnitOfWork, *, key: str, to: str, subject: str, text: str) -> None:
    # The link is a secret until it is used: the payload is sealed so that the outbox holds no live one.
    sealed = crypto.seal(text, context=f"outbox:{key}")
    outbox.enqueue(
        work,
        kind="account.mail",
        key=key,
        payload={"to": to, "subject": subject, "sealed": sealed, "key": key},
    )


def _credential(work: UnitOfWork, user_id: int) -> Credential:
    return work.session.exec(
        select(Credential)
        .where(Credential.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _note(work: UnitOfWork, user_id: int, outcome: Outcome, browser: str) -> None:
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


def _door(work: UnitOfWork, tenant_id: int) -> Actor:
    """The front door of one tenant, keeping the visitor's address for the trail."""
    return replace(system_actor("sign-in", tenant_id=tenant_id), address=work.actor.address)


def _context(user_id: int) -> str:
    return f"credential.totp:{user_id}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
