"""Signing in and enrolling: each step one transaction, each attempt counted first.

The caller checks secrets between two steps, outside any transaction: hashing is slow on purpose.
"""

from sqlalchemy import update
from sqlmodel import col

from producer_portal.access import phones, sessions, totp
from producer_portal.access.reach import refuse_out_of_reach
from producer_portal.access.tables import (
    Credential,
    LoginSession,
    RecoveryCode,
)
from producer_portal.features.accounts.rules import (
    WRONG_CODE_WORDS,
    Outcome,
    Reserved,
    SignInRefused,
)
from producer_portal.features.accounts.services.codes import spend_code
from producer_portal.features.accounts.services.credentials import (
    Begun,
    credential_of,
    door_of,
    note_attempt,
    replace_recovery_codes,
    seal_context,
    tell_of_security,
)
from producer_portal.foundation import audit, crypto
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.settings import settings
from producer_portal.foundation.unit_of_work import UnitOfWork, act_as, get_or_not_found


def begin_first_step(
    work: UnitOfWork, *, reserved: Reserved, browser: str, renewed_hash: str | None
) -> Begun:
    """The password was right: begin a session that opens nothing but the second factor (ACC-2)."""
    act_as(work, door_of(work, reserved.tenant_id))
    credential = credential_of(work, reserved.user_id)
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
    credential = credential_of(work, user_id)
    if credential.totp_enrolled_at is not None or phones.facts(work, user_id=user_id).is_factor:
        raise SignInRefused("A second factor is set up already.")
    if not credential.totp_sealed:
        credential.totp_sealed = crypto.seal(totp.new_secret(), context=seal_context(user_id))
    return crypto.unseal(credential.totp_sealed, context=seal_context(user_id))


def complete_enrollment(
    work: UnitOfWork, *, session_id: int, user_id: int, code: str, browser: str
) -> tuple[Begun, tuple[str, ...]]:
    """The first code proves the authenticator: enroll it, hand out recovery codes, sign in."""
    secret = pending_secret(work, user_id=user_id)
    reserved_tenant = credential_of(work, user_id).tenant_id
    act_as(work, door_of(work, reserved_tenant))
    credential = credential_of(work, user_id)
    step = totp.matching_step(secret, code, work.now)
    if step is None or step <= credential.totp_last_step:
        raise SignInRefused(WRONG_CODE_WORDS)
    credential.totp_last_step = step
    credential.totp_enrolled_at = work.now
    codes = replace_recovery_codes(work, user_id)
    note_attempt(work, user_id, Outcome.ENROLLED, browser)
    audit.record(work, "account.enrolled", subject=("user", user_id))
    tell_of_security(work, user_id=user_id, what="An authenticator app was set up")
    return complete(work, session_id=session_id, user_id=user_id, browser=browser), codes


def complete_with_code(
    work: UnitOfWork, *, reserved: Reserved, session_id: int, code: str, browser: str
) -> Begun | None:
    """Sign in with a code or a recovery code; None when it is wrong or was used (replay refused)."""
    act_as(work, door_of(work, reserved.tenant_id))
    credential = credential_of(work, reserved.user_id)
    is_good = (
        _use_app(work, credential, code)
        or _use_recovery(work, reserved.user_id, code)
        or _use_text(work, reserved.user_id, session_id, code)
    )
    if not is_good:
        return None
    return complete(work, session_id=session_id, user_id=reserved.user_id, browser=browser)


def _use_app(work: UnitOfWork, credential: Credential, code: str) -> bool:
    """Whether it is a code of the authenticator that was not used before."""
    if credential.totp_enrolled_at is None:
        return False
    secret = crypto.unseal(credential.totp_sealed, context=seal_context(credential.user_id))
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


def complete(work: UnitOfWork, *, session_id: int, user_id: int, browser: str) -> Begun:
    """Both factors hold: a new token (never the one from before), and one session per user (ACC-8)."""
    credential = credential_of(work, user_id)
    work.session.refresh(credential)
    credential.failures, credential.locked_until_at = 0, None
    sessions.end(work, session_id=session_id, reason="second factor given")
    token, new_id = sessions.begin(
        work, user_id=user_id, tenant_id=credential.tenant_id, is_complete=True, browser=browser
    )
    ended: tuple[int, ...] = ()
    if settings().is_one_session_per_user:
        ended = sessions.end_others(work, user_id=user_id, but=new_id, reason="signed in elsewhere")
    note_attempt(work, user_id, Outcome.SIGNED_IN, browser)
    audit.record(work, "account.signed_in", subject=("user", user_id))
    return Begun(token, new_id, user_id, ended)


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
