"""The front door's numbers, words and refusals."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from producer_portal.values.errors import RuleViolation

MOST_FAILURES = 5
LOCK_FOR = timedelta(minutes=30)
TICKET_LIVES = timedelta(minutes=60)
INVITATION_LIVES = timedelta(days=7)
SECOND_FACTOR_WITHIN = timedelta(minutes=10)
LONGEST_EMAIL = 254
CODE_LIVES = timedelta(minutes=10)
MOST_CODE_TRIES = 5
MOST_TEXTS_AN_HOUR = 5
TEXT_AGAIN_AFTER = timedelta(seconds=60)

WRONG_WORDS = "The email address or the password is not right."
WRONG_CODE_WORDS = "This code is not right, or it was used already. Wait for the next one."


class Outcome(StrEnum):
    """What became of an attempt, as a person reads it in their history (ACC-10)."""

    SIGNED_IN = "Signed in"
    PASSWORD_WRONG = "Wrong password"  # noqa: S105 - words
    CODE_WRONG = "Wrong code"
    LOCKED = "Locked after five failures"
    RESET = "Password changed by mailed link"
    ENROLLED = "Authenticator enrolled"
    TEXTS_ENROLLED = "Codes by text message enrolled"


class SignInRefused(RuleViolation):
    """The address, password or code is wrong. Never says which."""


class AccountLocked(RuleViolation):
    """Five failures in a row; opens by itself or by an administrator (ACC-6)."""

    def __init__(self, minutes: int) -> None:
        plural = "minute" if minutes == 1 else "minutes"
        super().__init__(
            f"Sign-in is locked after {MOST_FAILURES} failures. It opens in {minutes} {plural}, "
            "or an administrator can open it."
        )


class TextsNotAllowed(RuleViolation):
    """Neither the agency nor the installation offers codes by text message."""

    def __init__(self) -> None:
        super().__init__("Codes by text message are not offered here. Use an authenticator app.")


class TooManyTexts(RuleViolation):
    """A number or a person was texted too often; counted whoever asks (ASVS 6.6.3)."""

    def __init__(self, minutes: int) -> None:
        words = "a minute" if minutes == 1 else f"{minutes} minutes"
        super().__init__(f"A code was texted not long ago. Wait {words} before asking for another.")


class LinkExpired(RuleViolation):
    """A mailed link is used up or too old."""

    def __init__(self) -> None:
        super().__init__("This link was used already or is too old. Ask for a new one.")


@dataclass(frozen=True, slots=True)
class Reserved:
    """One attempt taken from the five, before anything is checked."""

    user_id: int
    tenant_id: int
    number: int


def minutes_until(until: datetime, now: datetime) -> int:
    """Whole minutes a lock still holds, at least one."""
    return max(1, -(-int((until - now).total_seconds()) // 60))
