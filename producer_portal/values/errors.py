"""The expected failures of the portal. Each kind is translated once per edge; nothing else catches."""

from collections.abc import Mapping


class PortalError(Exception):
    """An expected failure. `message` is written for the person who caused it and says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(PortalError):
    """What was typed cannot be used. `problems` maps the field to the words shown beside it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(next(iter(problems.values()), "Check what you entered."))
        self.problems = dict(problems)


class RuleViolation(PortalError):
    """The request is well formed, but a business rule does not allow it now."""


class NotPermitted(PortalError):
    """The actor's role does not include this deed (RBAC-1)."""

    def __init__(self, permission: str, message: str = "This is not part of your role.") -> None:
        super().__init__(message)
        self.permission = permission


class NotFound(PortalError):
    """The record does not exist or is out of the actor's sight. The two are told apart to nobody (RBAC-4)."""

    def __init__(self, what: str = "record") -> None:
        super().__init__(
            f"This {what} was not found. It may have been moved or you may not have access."
        )
        self.what = what


class Conflict(PortalError):
    """Somebody else changed the record first, or the same key was used for something else."""


class Unavailable(PortalError):
    """Something outside or busy cannot answer now; trying again later may work."""

    def __init__(self, message: str, *, retry_after_seconds: int = 5) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
