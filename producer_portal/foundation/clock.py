"""The only place that asks what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant in UTC. Called at edges only; everything below is handed `work.now`."""
    return datetime.now(UTC)
