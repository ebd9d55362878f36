"""What may be asked of an administrator, and what is refused."""

import re

from producer_portal.values.errors import InvalidInput, RuleViolation

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
LONGEST_EMAIL = 254


class EmailTaken(RuleViolation):
    """Somebody signs in with this address already."""

    def __init__(self) -> None:
        super().__init__("Somebody signs in with this email address already. Use another one.")


class NotToOneself(RuleViolation):
    """An administrator changes other people's rights, never their own (RBAC-2)."""

    def __init__(self) -> None:
        super().__init__(
            "You cannot change your own role, grants or access. Ask another administrator."
        )


def checked_person(email: str, name: str) -> tuple[str, str]:
    """The address and name as kept. Raises InvalidInput naming each field."""
    typed_email, typed_name = email.strip().lower(), " ".join(name.split())
    problems = {}
    if len(typed_email) > LONGEST_EMAIL or not _EMAIL.fullmatch(typed_email):
        problems["email"] = "Enter an email address, like dana@agency.com"
    if not 0 < len(typed_name) <= 200:
        problems["name"] = "Enter the person's name, at most 200 characters"
    if problems:
        raise InvalidInput(problems)
    return typed_email, typed_name


def checked_reason(reason: str) -> str:
    """A reason in words. Raises InvalidInput without one."""
    words = " ".join(reason.split())
    if not 0 < len(words) <= 500:
        raise InvalidInput({"reason": "Enter the reason, at most 500 characters"})
    return words
