"""Work beside the pages: deliveries from the outbox and jobs on a timetable, led by one worker of many."""

import logging
import threading
from collections.abc import Callable
from types import ModuleType

from apscheduler.schedulers.background import BackgroundScheduler

from producer_portal import features
from producer_portal.foundation import clock, metrics, outbox, signals
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.jobs import Job, Leadership, run_slot
from producer_portal.foundation.outbox import Effect
from producer_portal.foundation.unit_of_work import unit_of_work

LOG = logging.getLogger(__name__)
LEAD_EVERY_SECONDS = 3
LOOK_EVERY_SECONDS = 1.0
# A slot that began while nothing ran is made up for within this time of a start.
LOOK_AT_SLOTS_SECONDS = 60


def effects() -> dict[str, Effect]:
    """Every feature's effects by kind."""
    found: dict[str, Effect] = {}
    for room in features.rooms("jobs"):
        for kind, effect in (*_of(room, "EFFECTS"), *_of(room, "SENDS")):
            assert kind not in found, f"two features perform {kind}"
            found[kind] = effect
    return found


def sends() -> frozenset[str]:
    """The kinds that are sent to somebody outside, who may take their time."""
    return frozenset(kind for room in features.rooms("jobs") for kind, _ in _of(room, "SENDS"))


def _of(room: ModuleType, name: str) -> tuple[tuple[str, Effect], ...]:
    return tuple(getattr(room, name, {}).items())


def jobs() -> tuple[Job, ...]:
    """Every feature's timetabled jobs."""
    return tuple(job for room in features.rooms("jobs") for job in getattr(room, "JOBS", ()))


class Scheduler:
    """Runs in each worker; only the leader's jobs start. Deliveries are claimed row by row."""

    def __init__(self) -> None:
        self._leadership = Leadership("scheduler")
        self._stop = threading.Event()
        self._timetable = BackgroundScheduler(timezone="UTC")
        self._is_leading = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin in the background; returns at once."""
        self._timetable.add_job(self._lead, "interval", seconds=LEAD_EVERY_SECONDS, max_instances=1)
        for job in jobs():
            self._timetable.add_job(
                self._run,
                "interval",
                args=[job],
                # Looked at more often than it runs: each slot runs once, and a portal that is
                # started every morning also does what is due once a day.
                seconds=min(job.every_seconds, LOOK_AT_SLOTS_SECONDS),
                max_instances=1,
                coalesce=True,
                id=job.name,
            )
        self._lead()
        self._timetable.start()
        self._begin("deliveries", lambda: self._deliver(without=sends()))
        # A mail server that hangs keeps no unread count waiting.
        self._begin("sendings", lambda: self._deliver(only=sends()))

    def stop(self) -> None:
        """Finish what is running, give up the lead."""
        self._stop.set()
        signals.outbox_waiting.set()
        self._timetable.shutdown(wait=False)
        for thread in self._threads:
            thread.join(timeout=5)
        if self._is_leading:
            self._leadership.let_go(clock.now())

    def _begin(self, name: str, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _lead(self) -> None:
        try:
            self._is_leading = self._leadership.hold(clock.now())
        except Exception:  # noqa: BLE001 - the edge of a thread: the database may be away for a while
            self._is_leading = False
            LOG.warning("leadership could not be renewed")

    def _run(self, job: Job) -> None:
        if not self._is_leading:
            return
        try:
            run_slot(job, clock.now())
        except Exception:
            LOG.exception("job could not start", extra={"job": job.name})

    def _deliver(
        self, *, only: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()
    ) -> None:
        performed = effects()
        while not self._stop.is_set():
            if only:
                self._stop.wait(LOOK_EVERY_SECONDS)
            else:
                signals.outbox_waiting.wait(LOOK_EVERY_SECONDS)
                signals.outbox_waiting.clear()
            if self._stop.is_set():
                return
            try:
                outbox.deliver_due(performed, clock=clock.now, only=only, without=without)
            except Exception:  # noqa: BLE001 - the edge of a thread: deliveries go on when the database is back
                LOG.warning("deliveries paused: the database did not answer")
                self._stop.wait(LOOK_EVERY_SECONDS)


def measure_outbox() -> None:
    """Set the outbox gauges, for health and Prometheus."""
    with unit_of_work(system_actor("measures"), now=clock.now(), read_only=True) as work:
        for status, number in outbox.counts(work).items():
            metrics.outbox.labels(status).set(number)
