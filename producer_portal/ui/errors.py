"""An expected failure becomes words on the page; an unexpected one becomes an incident number."""

import logging
import secrets
from dataclasses import dataclass, field

from producer_portal.foundation import metrics
from producer_portal.values.errors import InvalidInput, PortalError

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person is told, and the messages beside the fields they belong to."""

    words: str
    problems: dict[str, str] = field(default_factory=dict)


def shown(error: BaseException) -> Shown:
    """Translate a failure for the person on the page. Causes of unexpected ones stay in the log."""
    if isinstance(error, InvalidInput):
        return Shown(error.message, dict(error.problems))
    if isinstance(error, PortalError):
        return Shown(error.message)
    incident = secrets.token_hex(4).upper()
    metrics.events.labels("failed").inc()
    LOG.error("unexpected failure", extra={"incident": incident}, exc_info=error)
    return Shown(
        f"Something failed on our side. What you saved is safe. Try again, or name incident {incident}."
    )
