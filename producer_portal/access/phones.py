"""A person's phone: sealed, known by its last four digits, of use once a code proved it (ACC-2, MSG-5)."""

from dataclasses import dataclass

import phonenumbers
from sqlmodel import select

from producer_portal.access.tables import Phone
from producer_portal.foundation import crypto
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput

REGION = "US"
_WRONG = "Enter a mobile number, such as (813) 555-0142"


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """What pages and the front door may know of a phone."""

    ending: str
    is_verified: bool
    is_factor: bool


def checked_number(typed: str) -> str:
    """A number as networks dial it: "+18135550142". Raises InvalidInput."""
    try:
        parsed = phonenumbers.parse(typed.strip()[:40], REGION)
    except phonenumbers.NumberParseException:
        raise InvalidInput({"phone": _WRONG}) from None
    if not phonenumbers.is_possible_number(parsed):
        raise InvalidInput({"phone": _WRONG})
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def sealed(number: str, *, user_id: int) -> str:
    """A number as it is kept."""
    return crypto.seal(number, context=_context(user_id))


def known_again(number: str) -> str:
    """What stands for a number where texts to it are counted."""
    return crypto.blind_index(number, purpose="phone")


def number_of(row: Phone) -> str:
    """The number itself, for sending to it only."""
    return crypto.unseal(row.number_sealed, context=_context(row.user_id))


def pending_number(row: Phone) -> str:
    """The number that waits for its proof, or ""."""
    if not row.pending_sealed:
        return ""
    return crypto.unseal(row.pending_sealed, context=_context(row.user_id))


def factor_number(work: UnitOfWork, *, user_id: int) -> str:
    """The number that is a person's second factor, or ""."""
    row = phone_row(work, user_id)
    return number_of(row) if row is not None and row.is_factor and row.verified_at else ""


def verified_number(work: UnitOfWork, *, user_id: int) -> str:
    """Where texts for a person go; "" while they have proved none."""
    row = phone_row(work, user_id)
    return "" if row is None or row.verified_at is None else number_of(row)


def facts(work: UnitOfWork, *, user_id: int) -> PhoneFacts:
    """How a person's phone stands; its ending is "" when there is none."""
    row = phone_row(work, user_id)
    if row is None:
        return PhoneFacts("", is_verified=False, is_factor=False)
    return PhoneFacts(row.ending, row.verified_at is not None, row.is_factor)


def drop_factor(work: UnitOfWork, *, user_id: int) -> None:
    """The phone is no second factor any more; texts about events may still go there."""
    row = phone_row(work, user_id)
    if row is not None:
        row.is_factor, row.wants_factor, row.pending_sealed = False, False, ""


def phone_row(work: UnitOfWork, user_id: int) -> Phone | None:
    """The person's phone, if they have one."""
    return work.session.exec(select(Phone).where(Phone.user_id == user_id)).one_or_none()


def _context(user_id: int) -> str:
    return f"phone.number:{user_id}"
