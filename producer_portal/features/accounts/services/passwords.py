"""Passwords: resets and invitations by mailed links, and changing one's own."""

import hashlib
import secrets

from sqlalchemy import update
from sqlmodel import col, select

from producer_portal.access import sessions
from producer_portal.access.tables import (
    Ticket,
    TicketPurpose,
    User,
    UserStatus,
)
from producer_portal.features.accounts.rules import (
    INVITATION_LIVES,
    TICKET_LIVES,
    LinkExpired,
    Outcome,
)
from producer_portal.features.accounts.services.credentials import (
    Begun,
    Person,
    credential_of,
    door_of,
    find_person,
    note_attempt,
    person_of,
    tell_of_security,
)
from producer_portal.foundation import audit, crypto, outbox
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.settings import settings
from producer_portal.foundation.unit_of_work import UnitOfWork, act_as, get_or_not_found


def ask_reset(work: UnitOfWork, *, email: str) -> None:
    """Mail a reset link if somebody has this address. The answer is the same either way (ACC-5)."""
    person = find_person(work, email=email)
    if person is None:
        return
    act_as(work, door_of(work, person.tenant_id))
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
    act_as(work, door_of(work, person.tenant_id))
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
    note_attempt(work, person.user_id, Outcome.RESET, browser)
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


def _set_password(work: UnitOfWork, user_id: int, password_hash: str) -> None:
    credential = credential_of(work, user_id)
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


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
