"""Work on a timetable: one leader among many workers, exactly one run per slot."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import col, select

from producer_portal.foundation import clock
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import JobRun, Lease
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work
from producer_portal.values.errors import PortalError

LOG = logging.getLogger(__name__)
LEASE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Job:
    """A name, how often it runs, and what one run does. `run` returns how many items it settled.

    Each run is handed the moment; it opens a unit of work per item and is safe to run twice.
    """

    name: str
    every_seconds: int
    run: Callable[[datetime], int]


def slot_of(job: Job, now: datetime) -> datetime:
    """The start of the slot that a moment falls in. Slots are the same on every worker."""
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % job.every_seconds, tz=UTC)


def run_slot(job: Job, now: datetime) -> bool:
    """Run the job for the slot of this moment unless any worker already has. True when it ran here."""
    slot = slot_of(job, now)
    try:
        with unit_of_work(system_actor(job.name), now=now) as work:
            if _has_run(work, job.name, slot):
                return False
            work.session.add(JobRun(job=job.name, slot_at=slot, started_at=now))
    except IntegrityError:
        # Another worker took the slot between our look and our insert: the unique pair decides.
        return False
    outcome = _outcome(job, now)
    with unit_of_work(system_actor(job.name), now=clock.now()) as work:
        ran = work.session.exec(
            select(JobRun).where(JobRun.job == job.name, JobRun.slot_at == slot)
        ).one()
        ran.finished_at = work.now
        ran.outcome = outcome
    return True


def _has_run(work: UnitOfWork, name: str, slot: datetime) -> bool:
    taken = select(JobRun.id).where(JobRun.job == name, JobRun.slot_at == slot)
    return work.session.exec(taken).first() is not None


def _outcome(job: Job, now: datetime) -> str:
    try:
        return f"settled {job.run(now)}"
    except (PortalError, SQLAlchemyError, OSError, ValueError, LookupError) as failure:
        LOG.exception("job failed", extra={"job": job.name})
        return f"failed: {type(failure).__name__}"[:500]


class Leadership:
    """This worker's claim to lead. Renewed while alive; taken over when its holder dies."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.owner = secrets.token_hex(16)

    def hold(self, now: datetime) -> bool:
        """Take or renew the lease; False while another worker holds it."""
        until = now + timedelta(seconds=LEASE_SECONDS)
        try:
            with unit_of_work(system_actor("leadership"), now=now) as work:
                taken = work.session.connection().execute(
                    update(Lease)
                    .where(
                        col(Lease.name) == self.name,
                        or_(col(Lease.owner) == self.owner, col(Lease.until_at) < now),
                    )
                    .values(owner=self.owner, until_at=until)
                )
                if taken.rowcount == 1:
                    return True
                if work.session.get(Lease, self.name) is not None:
                    return False
                work.session.add(Lease(name=self.name, owner=self.owner, until_at=until))
        except IntegrityError:
            return False
        return True

    def let_go(self, now: datetime) -> None:
        """Give up the lease on an orderly stop, so that another worker leads at once."""
        with unit_of_work(system_actor("leadership"), now=now) as work:
            work.session.connection().execute(
                update(Lease)
                .where(col(Lease.name) == self.name, col(Lease.owner) == self.owner)
                .values(until_at=now - timedelta(seconds=1))
            )
