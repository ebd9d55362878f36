"""How often an open page reads again while much is changing elsewhere (MSG-2)."""

import asyncio
import contextlib
import itertools
import time

import pytest

from producer_portal.foundation import signals
from producer_portal.foundation.signals import Signal
from producer_portal.ui import live

BURST = 50
PAUSE_SECONDS = 0.25
TENANT_ID = 1


class Tabs:
    """Stands where Reflex is: says which tabs are open and runs their refresh handlers."""

    def __init__(self, reading_seconds: float = 0.0) -> None:
        self.reading_seconds = reading_seconds
        self.open = {"tab"}
        self.changes = 0
        self.seen: list[tuple[float, int]] = []
        self.event_namespace = self
        self._token_manager = self
        self.event_processor = self

    async def is_token_connected(self, tab: str) -> bool:
        return tab in self.open

    def set_contexts(self):
        return contextlib.nullcontext()

    async def enqueue(self, tab: str, event: object) -> asyncio.Task[None]:
        async def read() -> None:
            self.seen.append((time.monotonic(), self.changes))
            await asyncio.sleep(self.reading_seconds)

        return asyncio.create_task(read())

    def change(self, *topics: str) -> None:
        """Something is written elsewhere, and its signal comes."""
        self.changes += 1
        live._mark(Signal(TENANT_ID, frozenset(topics or {"submissions"})))

    @property
    def pauses(self) -> list[float]:
        times = [at for at, _ in self.seen]
        return [after - before for before, after in itertools.pairwise(times)]


@pytest.fixture
def watched(monkeypatch):
    """One tab that shows submissions; `run(tabs, story)` plays a story in the worker's loop."""
    monkeypatch.setattr(signals, "listen", lambda heard: None)
    monkeypatch.setattr(live.Event, "from_event_type", lambda events: [events])
    for name in ("_watches", "_due", "_told", "_reading"):
        monkeypatch.setattr(live, name, {})
    monkeypatch.setattr(live, "_timer", [])
    monkeypatch.setattr(live, "_app", None)
    monkeypatch.setattr(live, "_loop", None)

    def run(tabs: Tabs, story) -> None:
        async def play() -> None:
            live.start(tabs)
            live.watch(
                "tab",
                "table",
                tenant_id=TENANT_ID,
                topics=frozenset({"submissions"}),
                refresh=lambda: "refresh",
            )
            await story()
            # Until everything that was put off has been done.
            await asyncio.sleep(2 * PAUSE_SECONDS + tabs.reading_seconds)

        asyncio.run(play())

    return run


def test_a_burst_of_fifty_changes_is_a_few_refreshes_and_the_last_change_is_seen(watched):
    tabs = Tabs()

    async def burst() -> None:
        for _ in range(BURST):
            tabs.change()
            await asyncio.sleep(0.01)

    began = time.monotonic()
    watched(tabs, burst)
    most = int((time.monotonic() - began) / PAUSE_SECONDS) + 1
    assert 2 <= len(tabs.seen) <= most < BURST // 4
    assert tabs.seen[-1][1] == BURST, "the last change was lost"


def test_between_two_refreshes_of_a_tab_there_is_a_pause(watched):
    """However fast the changes come: 250 ms, less what the clock cannot tell apart."""
    tabs = Tabs()

    async def long_burst() -> None:
        for _ in range(2 * BURST):
            tabs.change()
            await asyncio.sleep(0.01)

    watched(tabs, long_burst)
    assert len(tabs.pauses) >= 2
    assert min(tabs.pauses) >= PAUSE_SECONDS - 0.02


def test_one_change_is_seen_without_waiting_for_the_pause(watched):
    tabs = Tabs()
    at: list[float] = []

    async def once() -> None:
        at.append(time.monotonic())
        tabs.change()

    watched(tabs, once)
    ((seen, number),) = tabs.seen
    assert number == 1
    assert seen - at[0] < PAUSE_SECONDS


def test_a_change_during_a_slow_refresh_is_read_after_it_and_not_beside_it(watched):
    tabs = Tabs(reading_seconds=0.6)

    async def story() -> None:
        tabs.change()
        await asyncio.sleep(0.2)
        tabs.change()
        await asyncio.sleep(0.8)

    watched(tabs, story)
    assert [number for _, number in tabs.seen] == [1, 2]
    assert tabs.pauses[0] >= tabs.reading_seconds


def test_a_change_of_something_else_or_of_another_agency_is_not_read(watched):
    tabs = Tabs()

    async def story() -> None:
        tabs.change("policies")
        live._mark(Signal(TENANT_ID + 1, frozenset({"submissions"})))

    watched(tabs, story)
    assert tabs.seen == []


def test_a_closed_tab_is_forgotten(watched):
    tabs = Tabs()

    async def story() -> None:
        tabs.open.clear()
        tabs.change()
        await asyncio.sleep(2 * live.SETTLE_SECONDS)
        assert "tab" not in live._watches

    watched(tabs, story)
    assert tabs.seen == []
