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
