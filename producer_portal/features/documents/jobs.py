"""Work on a timetable: files that wait for the virus scanner, and bytes that nobody names."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from producer_portal.features.documents import queries, services
from producer_portal.features.documents.queries import WaitingFile
from producer_portal.foundation import crypto, metrics, scanning, storage
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.jobs import Job
from producer_portal.foundation.scanning import Scan, Verdict
from producer_portal.foundation.storage import StoredFile
from producer_portal.foundation.stores import PROBE
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import NotFound

SCAN_SECONDS = 15
SWEEP_SECONDS = 6 * 3600
# An upload takes minutes at most: what nobody named for a day, nobody will.
UNNAMED_SECONDS = 24 * 3600
PLACES_AT_ONCE = 200
_SCAN, _SWEEP = "scan_waiting_files", "sweep_unnamed_files"


def scan_waiting(now: datetime) -> int:
    """Ask the scanner about every file that waits; stops at the first it does not answer for."""
    with unit_of_work(system_actor(_SCAN), now=now, read_only=True) as work:
        waiting = queries.waiting_files(work)
        metrics.waiting_files.set(queries.waiting_count(work))
    settled = 0
    for one in waiting:
        found = _judged(one)
        if found.verdict is Verdict.UNKNOWN:
            break
        with unit_of_work(system_actor(_SCAN, tenant_id=one.tenant_id), now=now) as work:
            settled += services.settle_scan(work, document_id=one.document_id, found=found.found)
        storage.discard(one.place)
    return settled


def _judged(one: WaitingFile) -> Scan:
    try:
        return scanning.scan(storage.read(StoredFile(one.place, one.sha256, one.size_bytes)))
    except (crypto.SealBroken, NotFound):
        # What cannot be read can never be called clean.
        return Scan(Verdict.INFECTED, "the file as it was sent can no longer be read")


def sweep(now: datetime) -> int:
    """Remove bytes that no row names: what a crash between the store and the database left behind."""
    removed = 0
    places = storage.kept_places(before=now - timedelta(seconds=UNNAMED_SECONDS))
    while batch := list(islice(places, PLACES_AT_ONCE)):
        removed += _remove_unnamed([place for place in batch if place != PROBE], now)
    return removed


def _remove_unnamed(places: Iterable[str], now: datetime) -> int:
    with unit_of_work(system_actor(_SWEEP), now=now, read_only=True) as work:
        unnamed = queries.unclaimed(work, places=list(places))
    for place in unnamed:
        storage.discard(place)
    return len(unnamed)


JOBS = (Job(_SCAN, SCAN_SECONDS, scan_waiting), Job(_SWEEP, SWEEP_SECONDS, sweep))
