"""Raw sockets as a stopwatch, and what a process holds in memory."""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bench.stage import SYLLABLES
from tests.edge.clients import HYDRATE, Tab, event_names

SEARCH = (event_names()["SubmissionsState.find"], "/submissions")
FLOOR = ("reflex___state____state.blank___blank____blank.find", "/")
BARE = ("reflex___state____state.blank___blank____blank.count", "/")


@dataclass(frozen=True)
class Times:
    """Milliseconds: the middle and the slow end."""

    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: list[float]) -> Self:
        ordered = sorted(milliseconds)
        return cls(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])

    @classmethod
    def middle(cls, rounds: Sequence["Times"]) -> Self:
        """The median over rounds of each figure."""
        return cls(
            statistics.median(one.p50 for one in rounds),
            statistics.median(one.p95 for one in rounds),
        )


async def _open(address: str, cookie: str, path: str) -> Tab:
    tab = await Tab(address, cookie=cookie).open()
    await tab.call(HYDRATE, path=path)
    return tab


async def _once(tab: Tab, event: tuple[str, str], word: str) -> float:
    """Milliseconds from sending the event to the frame with its rows."""
    name, path = event
    began = time.perf_counter()
    await tab.call(name, {"text": word}, path=path)
    while True:
        frame = await asyncio.wait_for(tab.socket.recv(), 30)
        if frame == "2":
            await tab.socket.send("3")
        elif str(frame).startswith("42"):
            return (time.perf_counter() - began) * 1000


async def round_trips(address: str, cookie: str, event: tuple[str, str], count: int) -> Times:
    """One tab, one event after another, at a pace that the portal does not slow down."""
    tab = await _open(address, cookie, event[1])
    await tab.heard(1.0)
    times = []
    for number in range(count + 20):
        taken = await _once(tab, event, SYLLABLES[number % len(SYLLABLES)])
        if number >= 20:
            times.append(taken)
        await asyncio.sleep(0.027)
    await tab.close()
    return Times.of(times)


@dataclass(frozen=True)
class Crowd:
    """Many tabs at once: their times, and what each of them costs the server in memory."""

    times: Times
    kilobytes_a_tab: float


async def crowd(
    address: str, cookies: list[str], event: tuple[str, str], tabs: int, server: int
) -> Crowd:
    """Many tabs, each one event a second, for ten seconds of which the first two do not count."""
    before = memory_kilobytes(server)
    opened = [
        await _open(address, cookies[number % len(cookies)], event[1]) for number in range(tabs)
    ]
    await asyncio.gather(*(tab.heard(2.0) for tab in opened))
    after = memory_kilobytes(server)
    times: list[float] = []

    async def live(tab: Tab, number: int) -> None:
        loop = asyncio.get_running_loop()
        starts = loop.time() + number / tabs
        for place in range(10):
            await asyncio.sleep(max(0.0, starts + place - loop.time()))
            taken = await _once(tab, event, SYLLABLES[(number + place) % len(SYLLABLES)])
            if place >= 2:
                times.append(taken)

    await asyncio.gather(*(live(tab, number) for number, tab in enumerate(opened)))
    await asyncio.gather(*(tab.close() for tab in opened))
    return Crowd(Times.of(times), (after - before) / tabs)


def memory_kilobytes(pid: int) -> float:
    """The proportional memory of a process and all below it."""
    parents: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(name))
    total, pending = 0.0, [pid]
    while pending:
        one = pending.pop()
        pending += parents.get(one, [])
        try:
            with open(f"/proc/{one}/smaps_rollup") as file:
                total += sum(float(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            continue
    return total
