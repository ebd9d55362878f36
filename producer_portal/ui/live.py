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

from producer_portal.foundation import signals
from producer_portal.foundation.signals import Signal

LOG = logging.getLogger(__name__)
# Several changes in one breath become one refresh.
SETTLE_SECONDS = 0.04


@dataclass(frozen=True, slots=True)
class Watch:
    """What one handler of a tab shows."""

    tenant_id: int
    topics: frozenset[str]
    refresh: Callable[[], object]


_watches: dict[str, dict[str, Watch]] = {}
_due: dict[tuple[str, str], Watch] = {}
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
    _watches.pop(tab, None)


def _heard(signal: Signal) -> None:
    if _loop is not None and not _loop.is_closed():
        # A signal comes from the thread of whoever acted. In that thread's context a refresh would run
        # under their session: it starts from an empty one, and each tab's own state says whose it is.
        _loop.call_soon_threadsafe(_mark, signal, context=contextvars.Context())


def _mark(signal: Signal) -> None:
    assert _loop is not None, "marked in the loop"
    was_idle = not _due
    for tab, shown in _watches.items():
        for name, watched in shown.items():
            is_theirs = signal.tenant_id is None or signal.tenant_id == watched.tenant_id
            if is_theirs and watched.topics & signal.topics:
                _due[tab, name] = watched
    if was_idle and _due:
        _loop.call_later(SETTLE_SECONDS, lambda: asyncio.ensure_future(_refresh()))


async def _refresh() -> None:
    assert _app is not None, "started"
    due = dict(_due)
    _due.clear()
    assert _app.event_namespace is not None, "serving"
    tokens = _app.event_namespace._token_manager  # noqa: SLF001 - Reflex has no public list of tabs
    for (tab, _), watched in due.items():
        if not await tokens.is_token_connected(tab):
            forget(tab)
            continue
        for event in Event.from_event_type(watched.refresh()):
            with _app.set_contexts():
                await _app.event_processor.enqueue(tab, event)
