"""What a person sees of their own sign-ins."""

from dataclasses import dataclass

from sqlmodel import col, func, select

from producer_portal.access import phones
from producer_portal.access.phones import PhoneFacts
from producer_portal.access.tables import (
    Agency,
    Credential,
    LoginSession,
    RecoveryCode,
    SignInAttempt,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words

MOST_ROWS = 25


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One open session, in words."""

    id: int
    browser: str
    address: str
    started: str
    last_seen: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt to sign in, in words."""

    id: int
    at: str
    outcome: str
    address: str
    browser: str


def own_phone(work: UnitOfWork) -> PhoneFacts:
    """How the person's own phone stands. Needs OWN_ACCOUNT."""
    work.actor.require(Permission.OWN_ACCOUNT)
    return phones.facts(work, user_id=work.actor.user_id or 0)


@dataclass(frozen=True, slots=True)
class OwnFactors:
    """What a person shows beside the password."""

    has_app: bool
    phone_ending: str
    has_texts: bool
    recovery_codes_left: int


def own_factors(work: UnitOfWork) -> OwnFactors:
    """The person's own second factors, and how many recovery codes are left. Needs OWN_ACCOUNT."""
    work.actor.require(Permission.OWN_ACCOUNT)
    user_id = work.actor.user_id or 0
    enrolled_at = work.session.exec(
        select(Credential.totp_enrolled_at).where(Credential.user_id == user_id)
    ).one()
    left = select(func.count()).where(
        RecoveryCode.user_id == user_id, col(RecoveryCode.used_at).is_(None)
    )
    phone = phones.facts(work, user_id=user_id)
    return OwnFactors(
        enrolled_at is not None, phone.ending, phone.is_factor, int(work.session.exec(left).one())
    )


def text_codes_allowed(work: UnitOfWork) -> bool:
    """Whether people of the actor's own agency may choose codes by text message. Needs USERS_MANAGE."""
    work.actor.require(Permission.USERS_MANAGE)
    asked = select(Agency.allows_text_codes).where(Agency.id == work.actor.agency_id)
    return bool(work.session.exec(asked).one())


def open_sessions(work: UnitOfWork) -> list[SessionRow]:
    """The person's own open sessions, newest first (ACC-10)."""
    work.actor.require(Permission.OWN_ACCOUNT)
    rows = work.session.exec(
        select(LoginSession)
        .where(
            LoginSession.user_id == work.actor.user_id,
            col(LoginSession.ended_at).is_(None),
            col(LoginSession.is_complete).is_(True),
        )
        .order_by(col(LoginSession.started_at).desc())
        .limit(MOST_ROWS)
    ).all()
    return [
        SessionRow(
            id=row.id or 0,
            browser=browser_words(row.browser),
            address=row.address,
            started=moment_words(work, row.started_at),
            last_seen=moment_words(work, row.last_seen_at),
            is_this=row.id == work.actor.session_id,
        )
        for row in rows
    ]


def sign_in_history(work: UnitOfWork) -> list[AttemptRow]:
    """The person's own last attempts, newest first (ACC-10)."""
    work.actor.require(Permission.OWN_ACCOUNT)
    rows = work.session.exec(
        select(SignInAttempt)
        .where(SignInAttempt.user_id == work.actor.user_id)
        .order_by(col(SignInAttempt.at).desc(), col(SignInAttempt.id).desc())
        .limit(MOST_ROWS)
    ).all()
    return [
        AttemptRow(
            row.id or 0,
            moment_words(work, row.at),
            row.outcome,
            row.address,
            browser_words(row.browser),
        )
        for row in rows
    ]


def browser_words(agent: str) -> str:
    """A browser's long name in a few words: "Chrome on Windows"."""
    browser = next(
        (
            words
            for mark, words in (
                ("Edg/", "Edge"),
                ("OPR/", "Opera"),
                ("Firefox/", "Firefox"),
                ("Chrome/", "Chrome"),
                ("Safari/", "Safari"),
            )
            if mark in agent
        ),
        "A browser",
    )
    system = next(
        (
            words
            for mark, words in (
                ("iPad", "iPad"),
                ("iPhone", "iPhone"),
                ("Android", "Android"),
                ("Windows", "Windows"),
                ("Mac OS", "Mac"),
                ("Linux", "Linux"),
            )
            if mark in agent
        ),
        "",
    )
    return f"{browser} on {system}" if system else browser
