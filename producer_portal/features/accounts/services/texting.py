"""A phone as second factor, and as the place where texts go: proved by a code, limited, never the only advice.

A code has six digits, lives ten minutes, works once, belongs to one session and is kept as a keyed hash
(ACC-2, ASVS 6.5.2 to 6.6.3).
"""

import secrets
from datetime import timedelta

from sqlalchemy import func, update
from sqlmodel import col, select

from producer_portal.access import phones
from producer_portal.access.tables import Agency, Phone, TextCode
from producer_portal.features.accounts.rules import (
    CODE_LIVES,
    MOST_TEXTS_AN_HOUR,
    TEXT_AGAIN_AFTER,
    Outcome,
    SignInRefused,
    TextsNotAllowed,
    TooManyTexts,
)
from producer_portal.features.accounts.services.codes import hash_of, spend_code
from producer_portal.features.accounts.services.credentials import (
    Begun,
    credential_of,
    door_of,
    note_attempt,
    person_of,
    replace_recovery_codes,
    tell_of_security,
)
from producer_portal.features.accounts.services.signing_in import complete
from producer_portal.foundation import audit, crypto, outbox, sms
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, act_as
from producer_portal.values.errors import NotFound

CODE_DIGITS = 6


def begin_text_enrollment(work: UnitOfWork, *, user_id: int, session_id: int, typed: str) -> str:
    """Text a code to the number that somebody chose at first sign-in; returns its last four digits.

    Raises InvalidInput for no number, TextsNotAllowed, TooManyTexts, and SignInRefused when a second
    factor is set up already: a stolen password must not add one.
    """
    person = person_of(work, user_id=user_id)
    number = phones.checked_number(typed)
    if person.is_enrolled:
        raise SignInRefused("A second factor is set up already.")
    if not person.allows_text_codes:
        raise TextsNotAllowed
    _refuse_too_many(work, user_id, number)
    act_as(work, door_of(work, person.tenant_id))
    _keep_pending(work, user_id, number, wants_factor=True)
    _send_code(work, user_id, session_id, number)
    return number[-4:]


def complete_text_enrollment(
    work: UnitOfWork, *, user_id: int, session_id: int, code: str, browser: str
) -> tuple[Begun, tuple[str, ...]] | None:
    """The code proves the phone: it becomes the second factor, recovery codes are handed out, one is in.

    None when the code is wrong, used or too old.
    """
    person = person_of(work, user_id=user_id)
    act_as(work, door_of(work, person.tenant_id))
    if person.is_enrolled:
        raise SignInRefused("A second factor is set up already.")
    if not spend_code(work, user_id=user_id, session_id=session_id, code=code):
        return None
    _prove(work, user_id)
    codes = replace_recovery_codes(work, user_id)
    note_attempt(work, user_id, Outcome.TEXTS_ENROLLED, browser)
    audit.record(work, "account.text_factor_added", subject=("user", user_id))
    tell_of_security(work, user_id=user_id, what="Codes by text message were set up")
    return complete(work, session_id=session_id, user_id=user_id, browser=browser), codes


def text_sign_in_code(work: UnitOfWork, *, user_id: int, session_id: int) -> None:
    """Text a code to the phone that is somebody's second factor. Raises NotFound, TooManyTexts."""
    person = person_of(work, user_id=user_id)
    number = phones.factor_number(work, user_id=user_id)
    if not number:
        raise NotFound("phone")
    _refuse_too_many(work, user_id, number)
    act_as(work, door_of(work, person.tenant_id))
    _send_code(work, user_id, session_id, number)


def begin_own_phone(work: UnitOfWork, *, typed: str, is_factor: bool) -> None:
    """Text a code to the number that somebody signed in wants texts at. Needs OWN_ACCOUNT.

    The caller has asked for the present password. Raises InvalidInput, TooManyTexts, TextsNotAllowed.
    """
    work.actor.require(Permission.OWN_ACCOUNT)
    user_id, session_id = _own(work)
    number = phones.checked_number(typed)
    person = person_of(work, user_id=user_id)
    # The only second factor stays one with its new number: without it a password alone would do.
    stays_factor = bool(person.text_ending) and not person.has_app
    if not sms.is_available() or (is_factor and not person.allows_text_codes):
        raise TextsNotAllowed
    act_as(work, door_of(work, work.tenant_id))
    _refuse_too_many(work, user_id, number)
    _keep_pending(work, user_id, number, wants_factor=is_factor or stays_factor)
    _send_code(work, user_id, session_id, number)


def prove_own_phone(work: UnitOfWork, *, code: str) -> bool:
    """The code proves one's own phone. False when it is wrong, used or too old. Needs OWN_ACCOUNT."""
    work.actor.require(Permission.OWN_ACCOUNT)
    user_id, session_id = _own(work)
    if not spend_code(work, user_id=user_id, session_id=session_id, code=code):
        return False
    row = _prove(work, user_id)
    audit.record(
        work,
        "account.text_factor_added" if row.is_factor else "account.phone_proved",
        subject=("user", user_id),
    )
    tell_of_security(work, user_id=user_id, what=f"The phone ending {row.ending} was added")
    return True


def remove_own_phone(work: UnitOfWork) -> None:
    """Forget one's own phone, if there is one. Needs OWN_ACCOUNT; refused while it is the only second factor."""
    work.actor.require(Permission.OWN_ACCOUNT)
    user_id, _ = _own(work)
    row = phones.phone_row(work, user_id)
    if row is None:
        return
    if row.is_factor and credential_of(work, user_id).totp_enrolled_at is None:
        raise SignInRefused(
            "This phone is your only second factor. Ask an administrator to reset it, then set up an "
            "authenticator app."
        )
    work.session.delete(row)
    audit.record(work, "account.phone_removed", subject=("user", user_id))
    tell_of_security(work, user_id=user_id, what=f"The phone ending {row.ending} was removed")


def allow_text_codes(work: UnitOfWork, *, is_allowed: bool) -> None:
    """Say whether people of one's own agency may choose texts as second factor. Needs USERS_MANAGE.

    Whoever has chosen them keeps them until an administrator resets their second factor.
    """
    work.actor.require(Permission.USERS_MANAGE)
    agency = work.session.exec(select(Agency).where(Agency.id == work.actor.agency_id)).one()
    before, agency.allows_text_codes = agency.allows_text_codes, is_allowed
    audit.record(
        work,
        "agency.text_codes",
        subject=("agency", agency.id or 0),
        before={"allowed": before},
        after={"allowed": is_allowed},
    )
    work.changed("people")


def _send_code(work: UnitOfWork, user_id: int, session_id: int, number: str) -> None:
    """A new code; those before it are void. It is sealed until the moment it is sent."""
    work.session.execute(
        update(TextCode)
        .where(col(TextCode.user_id) == user_id, col(TextCode.used_at).is_(None))
        .values(used_at=work.now)
        .execution_options(synchronize_session=False)
    )
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    row = TextCode(
        tenant_id=work.tenant_id,
        user_id=user_id,
        session_id=session_id,
        code_hash=hash_of(user_id, session_id, code),
        number_index=phones.known_again(number),
        sent_at=work.now,
        expires_at=work.now + CODE_LIVES,
    )
    work.session.add(row)
    work.session.flush()  # the key of the effect names the code by its id
    key = f"code:{row.id}"
    minutes = int(CODE_LIVES.total_seconds()) // 60
    words = (
        f"{code} is your code for the Producer Portal. It works once, for {minutes} minutes. "
        "Nobody will ask you for it."
    )
    outbox.enqueue(
        work,
        kind="account.text",
        key=key,
        payload={
            "sealed": crypto.seal(f"{number}\n{words}", context=f"outbox:{key}"),
            "ending": number[-4:],
            "key": key,
            "good_until": row.expires_at.isoformat(),
        },
    )
    audit.record(work, "account.code_texted", subject=("user", user_id))


def _refuse_too_many(work: UnitOfWork, user_id: int, number: str) -> None:
    """One text a minute and five an hour, counted for the person and for the number, whoever asks for it."""
    since = work.now - timedelta(hours=1)
    for whose in (
        col(TextCode.user_id) == user_id,
        col(TextCode.number_index) == phones.known_again(number),
    ):
        sent, latest = work.session.execute(
            select(func.count(), func.max(TextCode.sent_at)).where(whose, TextCode.sent_at > since)
        ).one()
        if sent >= MOST_TEXTS_AN_HOUR:
            raise TooManyTexts(60)
        if latest is not None and latest > work.now - TEXT_AGAIN_AFTER:
            raise TooManyTexts(1)


def _keep_pending(work: UnitOfWork, user_id: int, number: str, *, wants_factor: bool) -> None:
    """The number waits beside the one that is proved, if any, until its own code came back."""
    row = phones.phone_row(work, user_id)
    if row is None:
        row = Phone(tenant_id=work.tenant_id, user_id=user_id)
        work.session.add(row)
    row.pending_sealed = phones.sealed(number, user_id=user_id)
    row.wants_factor = wants_factor


def _prove(work: UnitOfWork, user_id: int) -> Phone:
    row = _phone(work, user_id)
    number = phones.pending_number(row)
    if not number:
        raise NotFound("phone")
    row.number_sealed, row.ending = row.pending_sealed, number[-4:]
    row.pending_sealed = ""
    row.verified_at, row.is_factor = work.now, row.wants_factor
    return row


def _phone(work: UnitOfWork, user_id: int) -> Phone:
    row = phones.phone_row(work, user_id)
    if row is None:
        raise NotFound("phone")
    return row


def _own(work: UnitOfWork) -> tuple[int, int]:
    assert work.actor.user_id is not None, "a person's own"
    return work.actor.user_id, work.actor.session_id or 0
