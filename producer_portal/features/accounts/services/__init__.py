"""Signing in, resets and invitations; phones and texted codes."""

from producer_portal.features.accounts.services.codes import spend_code
from producer_portal.features.accounts.services.credentials import (
    Begun,
    Person,
    find_person,
    note_failure,
    person_of,
    reserve_attempt,
    tell_of_security,
)
from producer_portal.features.accounts.services.factors import (
    begin_own_app,
    prove_own_app,
    remove_own_app,
    renew_own_recovery_codes,
)
from producer_portal.features.accounts.services.passwords import (
    ask_reset,
    change_password,
    holder_of,
    invite,
    set_password_by_link,
)
from producer_portal.features.accounts.services.signing_in import (
    begin_first_step,
    complete_enrollment,
    complete_with_code,
    end_session,
    pending_secret,
    sign_out,
)
from producer_portal.features.accounts.services.texting import (
    allow_text_codes,
    begin_own_phone,
    begin_text_enrollment,
    complete_text_enrollment,
    prove_own_phone,
    remove_own_phone,
    text_sign_in_code,
)

__all__ = [
    "Begun",
    "Person",
    "allow_text_codes",
    "ask_reset",
    "begin_first_step",
    "begin_own_app",
    "begin_own_phone",
    "begin_text_enrollment",
    "change_password",
    "complete_enrollment",
    "complete_text_enrollment",
    "complete_with_code",
    "end_session",
    "find_person",
    "holder_of",
    "invite",
    "note_failure",
    "pending_secret",
    "person_of",
    "prove_own_app",
    "prove_own_phone",
    "remove_own_app",
    "remove_own_phone",
    "renew_own_recovery_codes",
    "reserve_attempt",
    "set_password_by_link",
    "sign_out",
    "spend_code",
    "tell_of_security",
    "text_sign_in_code",
]
