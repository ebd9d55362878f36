"""`make bench`: prints every figure with its floor and its goal. Nothing here passes or fails a build."""

import asyncio
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench import browser, live, passwords, reading, sockets
from bench.floor_app import Blank
from bench.sockets import Times
from tests import running

ROOT = Path(__file__).resolve().parents[1]
USERS = int(os.environ.get("BENCH_USERS", "300"))
CHROMIUM = os.environ.get("CHROMIUM_BIN", "/usr/bin/chromium")
ROWS = 3_000
TABS_A_SESSION = 25
ROUNDS = 2
SIGN_INS = 160


def main() -> None:
    began = time.perf_counter()
    print(
        f"Producer Portal bench on {os.cpu_count()} cores. "
        "Ratios are against floors of this same run, taken turn about; figures are medians of rounds.\n"
        f"Floor of an event: a blank Reflex app that finds 25 of {ROWS:,} rows in one indexed SQLite "
        "table.\n"
    )
    # Beside this process, and quietly: what the build says is no figure.
    build = "from producer_portal.edge.build import ensure_built; ensure_built()"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cold = _cold_start(folder)
        with Blank(folder / "blank", ROWS) as floor, running.running(folder / "var") as portal:
            warm = _warm_start(portal)
            cookies = _staged(
                portal, "bench.stage", str(ROWS), str(-(-USERS // TABS_A_SESSION) + 1)
            )
            _events(floor, portal, cookies[0])
            _in_chromium(floor, portal, cookies[0])
            _many(floor, portal, cookies[1:])
            _sign_ins(portal)
        _say(
            "start, front end built before",
            f"cold (migrate, seed, serve) {cold:.1f} s, warm {warm:.2f} s",
        )
    print(
        "\nbind transactions                  floor /s    bind /s   ratio (goal ≥ 0.33)", flush=True
    )
    for kind in ("sqlite", "postgresql"):
        subprocess.run([sys.executable, "-m", "bench.binding", kind], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "bench.intake"], cwd=ROOT, check=True)
    print()
    with tempfile.TemporaryDirectory() as scratch:
        live.main(Path(scratch), CHROMIUM)
    reading.main()
    print(f"\nmeasured in {time.perf_counter() - began:.0f} s")


def _say(what: str, words: str) -> None:
    print(f"{what:<35} {words}", flush=True)


def _cold_start(folder: Path) -> float:
    began = time.perf_counter()
    (folder / "var").mkdir()
    running.make_demonstration(folder / "var")
    with running.running(folder / "var"):
        return time.perf_counter() - began


def _warm_start(portal: running.Portal) -> float:
    portal.stop()
    began = time.perf_counter()
    portal.start()
    return time.perf_counter() - began


def _staged(portal: running.Portal, module: str, *words: str) -> list[str]:
    """What a part of the bench prints that runs beside the portal, on the portal's own database."""
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=portal.environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.split("\n")[:-1]


def _compared(title: str, floor: list[Times], ours: list[Times], most: tuple[float, float]) -> None:
    low, high = Times.middle(floor), Times.middle(ours)
    goals = [f"p50 {high.p50 / low.p50:.2f} (goal ≤ {most[0]:g}), "] if most[0] else []
    print(f"{title:<35} {'p50 ms':>9} {'p95 ms':>9}")
    print(f"{'  blank Reflex app (floor)':<35} {low.p50:9.2f} {low.p95:9.2f}")
    print(
        f"{'  the tracking table is searched':<35} {high.p50:9.2f} {high.p95:9.2f}   ratio "
        f"{''.join(goals)}p95 {high.p95 / low.p95:.2f} (goal ≤ {most[1]:g})",
        flush=True,
    )


def _events(floor: Blank, portal: running.Portal, cookie: str) -> None:
    """One tab over a raw socket."""
    below, ours = [], []
    bare = asyncio.run(sockets.round_trips(floor.address, "", sockets.BARE, 100))
    for _ in range(ROUNDS + 1):
        below.append(asyncio.run(sockets.round_trips(floor.address, "", sockets.FLOOR, 150)))
        ours.append(asyncio.run(sockets.round_trips(portal.address, cookie, sockets.SEARCH, 150)))
    _compared("one tab, raw socket", below, ours, (2, 2))
    _say("  (an event that only counts)", f"{bare.p50:9.2f} {bare.p95:9.2f}")


def _in_chromium(floor: Blank, portal: running.Portal, cookie: str) -> None:
    """One person typing in Chromium, from key to rows; and the scripts of the first page."""
    asked = {
        "chromium": CHROMIUM,
        "floor": floor.address,
        "portal": portal.address,
        "cookie": cookie,
    }
    (found,) = _staged(portal, "bench.browser", json.dumps(asked))
    measured = json.loads(found)
    print()
    _compared(
        "one tab, Chromium, key to rows",
        [Times.of(times) for times in measured["floor"]],
        [Times.of(times) for times in measured["portal"]],
        (2, 2),
    )
    print(
        f"  (the find box waits {browser.DEBOUNCE_MILLISECONDS} ms after the last key on purpose; "
        "that is taken off)\n"
    )
    headers = {"cookie": cookie, "accept-encoding": "identity"}
    scripts = [httpx.get(url, headers=headers).content for url in measured["scripts"]]
    total = sum(len(gzip.compress(script, 6)) for script in scripts)
    _say(
        "script on the first page",
        f"{total / 1000:.0f} kB compressed in {len(scripts)} files (goal ≤ 350 kB)\n",
    )


def _many(floor: Blank, portal: running.Portal, cookies: list[str]) -> None:
    """A full house, one event a second and tab."""
    below, ours, held = [], [], []
    assert portal.process is not None, "running"
    for _ in range(ROUNDS):
        low = asyncio.run(
            sockets.crowd(floor.address, [""], sockets.FLOOR, USERS, floor.process.pid)
        )
        high = asyncio.run(
            sockets.crowd(portal.address, cookies, sockets.SEARCH, USERS, portal.process.pid)
        )
        below.append(low.times)
        ours.append(high.times)
        held.append(high.kilobytes_a_tab)
    _compared(f"{USERS} tabs, one event a second each", below, ours, (0, 3))
    # A second crowd is partly given the memory of the first: the first tells what a tab costs.
    print()
    _say("memory per connected tab", f"{held[0]:.0f} kB")


def _sign_ins(portal: running.Portal) -> None:
    """Whole sign-ins over HTTP beside what bounds them, the checking of passwords."""
    words = "import bench.passwords; print(bench.passwords.checked_a_second(6.0))"
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    floor = float(done.stdout)
    lines = _staged(portal, "bench.passwords", "prepare", str(SIGN_INS))
    people = [(email, key) for email, key in (line.split() for line in lines)]
    found = passwords.signed_in(portal.address, people)
    _say(
        "sign-ins, four people at once",
        f"{found.a_second:.1f} a second over HTTP with password and code, p50 "
        f"{found.p50_seconds * 1000:.0f} ms, p95 {found.p95_seconds * 1000:.0f} ms; floor "
        f"{floor:.1f} passwords a second (Argon2id), ratio {found.a_second / floor:.2f}",
    )


if __name__ == "__main__":
    main()
