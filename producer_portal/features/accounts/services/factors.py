"""One's own second factors: an authenticator added or removed, recovery codes issued anew (ACC-2).

The caller has asked for the present password. One of the two factors always stays: the portal asks everybody
for one.
"""

from producer_portal.access import phones, totp
from producer_portal.access.tables import Credential
from producer_portal.features.accounts.rules import Outcome, SignInRefused
from producer_portal.features.accounts.services.credentials import (
    credential_of,
    note_attempt,
    replace_recovery_codes,
    seal_context,
    tell_of_security,
)
from producer_portal.foundation import audit, crypto
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork


def begin_own_app(work: UnitOfWork) -> str:
    """The key of a new authenticator, sealed until its first code came. Needs OWN_ACCOUNT.

    Raises SignInRefused while there is one: it is removed first.
    """
    credential = _own(work)
    if credential.totp_enrolled_at is not None:
        raise SignInRefused("An authenticator app is set up already. Remove it first.")
    secret = totp.new_secret()
    credential.totp_sealed = crypto.seal(secret, context=seal_context(credential.user_id))
    audit.record(work, "account.app_begun", subject=("user", credential.user_id))
    return secret


def prove_own_app(work: UnitOfWork, *, code: str, browser: str) -> tuple[str, ...] | None:
    """The first code proves the authenticator; new recovery codes, or None when it is wrong. Needs OWN_ACCOUNT."""
    credential = _own(work)
    if credential.totp_enrolled_at is not None or not credential.totp_sealed:
        raise SignInRefused("Begin again: show the key, then type the code of your app.")
    user_id = credential.user_id
    secret = crypto.unseal(credential.totp_sealed, context=seal_context(user_id))
    step = totp.matching_step(secret, code, work.now)
    if step is None or step <= credential.totp_last_step:
        return None
    credential.totp_last_step, credential.totp_enrolled_at = step, work.now
    # The attempt that was taken for this code is given back; earlier failures stay counted.
    credential.failures = max(0, credential.failures - 1)
    codes = replace_recovery_codes(work, user_id)
    note_attempt(work, user_id, Outcome.ENROLLED, browser)
    audit.record(work, "account.app_added", subject=("user", user_id))
    tell_of_security(work, user_id=user_id, what="An authenticator app was added")
    return codes


def remove_own_app(work: UnitOfWork) -> None:
    """Forget the authenticator. Needs OWN_ACCOUNT; refused while it is the only second factor."""
    credential = _own(work)
    if credential.totp_enrolled_at is None:
        return
    if not phones.facts(work, user_id=credential.user_id).is_factor:
        raise SignInRefused(
            "This app is your only second factor. Add codes by text message first, then remove it."
        )
    credential.totp_enrolled_at, credential.totp_sealed = None, ""
    audit.record(work, "account.app_removed", subject=("user", credential.user_id))
    tell_of_security(work, user_id=credential.user_id, what="The authenticator app was removed")


def renew_own_recovery_codes(work: UnitOfWork) -> tuple[str, ...]:
    """Ten new recovery codes in place of those before. Needs OWN_ACCOUNT."""
    credential = _own(work)
    codes = replace_recovery_codes(work, credential.user_id)
    audit.record(work, "account.recovery_codes_renewed", subject=("user", credential.user_id))
    tell_of_security(work, user_id=credential.user_id, what="Your recovery codes were issued anew")
    return codes


def _own(work: UnitOfWork) -> Credential:
    work.actor.require(Permission.OWN_ACCOUNT)
    assert work.actor.user_id is not None, "a person's own"
    return credential_of(work, work.actor.user_id)
