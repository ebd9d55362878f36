"""Which open pages show what, so that a change elsewhere makes them read again under their own rights.

A signal carries topics only. Every tab that watches one runs its own refresh handler, which passes
the same policy as a click and sees what its person may see, no more.
"""

import asyncio
import contextvars
import logging
from collections.abc import Callable
from dataclasses import dataclass

import reflex as rx
from reflex_base.event import Event
from reflex_base.event.processor import EventFuture

from producer_portal.foundation import signals
from producer_portal.foundation.signals import Signal

LOG = logging.getLogger(__name__)
# Several changes in one breath become one refresh.
SETTLE_SECONDS = 0.04
# A tab reads again at most this often, however fast the changes come; the last change is never lost.
REST_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Watch:
    """What one handler of a tab shows."""

    tenant_id: int
    topics: frozenset[str]
    refresh: Callable[[], object]


_watches: dict[str, dict[str, Watch]] = {}
_due: dict[tuple[str, str], Watch] = {}
# When each was last told to read again, and what it does about it until that is done.
_told: dict[tuple[str, str], float] = {}
_reading: dict[tuple[str, str], EventFuture] = {}
_timer: list[asyncio.TimerHandle] = []
_refreshes: set[asyncio.Task[None]] = set()
_app: rx.App | None = None
_loop: asyncio.AbstractEventLoop | None = None


def start(app: rx.App) -> None:
    """Begin to pass signals on to this worker's tabs. Called once in the worker's event loop."""
    global _app, _loop
    _app, _loop = app, asyncio.get_running_loop()
    signals.listen(_heard)


def watch(
    tab: str, name: str, *, tenant_id: int, topics: frozenset[str], refresh: Callable[[], object]
) -> None:
    """Let a tab's handler run whenever one of the topics changes, until it watches something else."""
    _watches.setdefault(tab, {})[name] = Watch(tenant_id, topics, refresh)


def forget(tab: str) -> None:
    """A closed tab shows nothing."""
    for name in _watches.pop(tab, {}):
        _due.pop((tab, name), None)
        _told.pop((tab, name), None)
        _reading.pop((tab, name), None)


def _heard(signal: Signal) -> None:
    if _loop is not None and not _loop.is_closed():
        # A signal comes from the thread of whoever acted. In that thread's context a refresh would run
        # under their session: it starts from an empty one, and each tab's own state says whose it is.
        _loop.call_soon_threadsafe(_mark, signal, context=contextvars.Context())


def _mark(signal: Signal) -> None:
    assert _loop is not None, "marked in the loop"
    for tab, shown in _watches.items():
        for name, watched in shown.items():
            is_theirs = signal.tenant_id is None or signal.tenant_id == watched.tenant_id
            if is_theirs and watched.topics & signal.topics:
                _due[tab, name] = watched
    if _due:
        _refresh_soon(_loop)


def _refresh_soon(loop: asyncio.AbstractEventLoop) -> None:
    if not _timer:
        _timer.append(loop.call_later(SETTLE_SECONDS, _begin_refresh))


def _begin_refresh() -> None:
    _timer.clear()
    task = asyncio.create_task(_refresh())
    # The loop itself holds a task weakly: unnamed it might be collected half-way.
    _refreshes.add(task)
    task.add_done_callback(_refreshes.discard)


async def _refresh() -> None:
    assert _app is not None, "started"
    assert _loop is not None, "started"
    assert _app.event_namespace is not None, "serving"
    tokens = _app.event_namespace._token_manager  # noqa: SLF001 - Reflex has no public list of tabs
    ready = {key: watched for key, watched in _due.items() if _may_read(key, _loop.time())}
    for key, watched in ready.items():
        tab = key[0]
        _due.pop(key, None)
        if not await tokens.is_token_connected(tab):
            forget(tab)
            continue
        _told[key] = _loop.time()
        for event in Event.from_event_type(watched.refresh()):
            with _app.set_contexts():
                _reading[key] = await _app.event_processor.enqueue(tab, event)
    if _due:
        # Whoever rests or still reads is told once that is over.
        _refresh_soon(_loop)


def _may_read(key: tuple[str, str], now: float) -> bool:
    reading = _reading.get(key)
    is_resting = now - _told.get(key, -REST_SECONDS) < REST_SECONDS
    return not is_resting and (reading is None or reading.done())
