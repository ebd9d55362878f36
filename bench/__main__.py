"""`make bench`: prints every figure with its floor and its goal. Nothing here passes or fails a build."""

import asyncio
import gzip
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Self

from bench import binding, sockets
from bench.floor_app import APP, RXCONFIG
from tests import running
from tests.edge.clients import Visitor
from tests.edge.conftest import code_of

ROOT = Path(__file__).resolve().parents[1]
USERS = int(os.environ.get("BENCH_USERS", "300"))


def main() -> None:
    began = time.perf_counter()
    print(
        f"Producer Portal bench on {os.cpu_count()} cores. Ratios are against floors of this same run.\n"
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cold = _cold_start(folder)
        with Blank(folder / "blank") as floor, running.running(folder / "var") as portal:
            warm = _warm_start(portal)
            _events(floor, portal)
            _many(floor, portal)
            _sign_ins(portal)
            _bytes(portal)
        print(
            f"\nstart, front end built before   cold (migrate, seed, serve) {cold:.1f} s   warm {warm:.2f} s"
        )
    binding.measure()
    print(f"\nmeasured in {time.perf_counter() - began:.0f} s")


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


class Blank:
    """A blank Reflex application, built and served the same way on another port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = running.free_port()

    def __enter__(self) -> Self:
        (self.folder / "blank").mkdir(parents=True)
        (self.folder / "rxconfig.py").write_text(RXCONFIG.format(root=str(ROOT)))
        (self.folder / "blank" / "__init__.py").write_text("")
        (self.folder / "blank" / "blank.py").write_text(APP)
        shutil.copytree(ROOT / "reflex.lock", self.folder / "reflex.lock")
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "PORTAL_VAR_FOLDER": str(self.folder / "var"),
        }
        subprocess.run(
            [sys.executable, "-m", "reflex", "export", "--no-zip", "--no-ssr"],
            cwd=self.folder,
            env=environment,
            check=True,
            capture_output=True,
        )
        serve = (
            "import rxconfig\nfrom granian.constants import Interfaces\nfrom granian.server import Server\n"
            f"Server('blank.blank:app', factory=True, address='127.0.0.1', port={self.port}, "
            "interface=Interfaces.ASGI, workers=1).serve()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", serve],
            cwd=self.folder,
            start_new_session=True,
            env={
                **environment,
                "REFLEX_ENV_MODE": "prod",
                "__REFLEX_SKIP_COMPILE": "true",
                "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ping", timeout=1)
                break
            except OSError:
                time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self.process.pid


def _visitor(portal: running.Portal, email: str) -> Visitor:
    visitor = Visitor(portal.address)
    visitor.sign_in(email, code_of(portal, email))
    return visitor


def _events(floor: Blank, portal: running.Portal) -> None:
    blank = asyncio.run(sockets.round_trips(floor.address, "", sockets.BLANK, 400))
    cookie = _visitor(portal, "dana@harborline.example").cookie
    ours = asyncio.run(sockets.round_trips(portal.address, cookie, sockets.SEARCH, 400))
    print("event round trip, one tab            p50 ms    p95 ms")
    print(f"  blank Reflex app (floor)        {blank.p50:9.2f} {blank.p95:9.2f}")
    print(
        f"  tracking table's search         {ours.p50:9.2f} {ours.p95:9.2f}   ratio p50 {ours.p50 / blank.p50:.2f} (goal ≤ 2), p95 {ours.p95 / blank.p95:.2f} (goal ≤ 2)"
    )
    with _browser() as page:
        blank = sockets.in_browser_blank(page, floor.address)
        ours = sockets.in_browser_search(page, portal, cookie)
    print("the same in Chromium, key to rows")
    print(f"  blank Reflex app (floor)        {blank.p50:9.2f} {blank.p95:9.2f}")
    print(
        f"  tracking table's search         {ours.p50:9.2f} {ours.p95:9.2f}   ratio p50 {ours.p50 / blank.p50:.2f} (goal ≤ 2), p95 {ours.p95 / blank.p95:.2f} (goal ≤ 2)"
    )


def _browser():
    from contextlib import contextmanager

    from playwright.sync_api import sync_playwright

    @contextmanager
    def open_page():
        with sync_playwright() as player:
            chromium = player.chromium.launch(
                executable_path="/usr/bin/chromium", args=sockets.CHROMIUM
            )
            yield chromium.new_page(viewport={"width": 1280, "height": 800})
            chromium.close()

    return open_page()


def _many(floor: Blank, portal: running.Portal) -> None:
    blank = asyncio.run(sockets.crowd(floor.address, [""], sockets.BLANK, USERS))
    cookies = [_visitor(portal, f"{name}@harborline.example").cookie for name in sockets.CROWD]
    before = sockets.memory_kilobytes(portal.process.pid)
    ours = asyncio.run(sockets.crowd(portal.address, cookies, sockets.SEARCH, USERS))
    after = (
        ours.memory_kilobytes(portal.process.pid)
        if hasattr(ours, "memory_kilobytes")
        else ours.peak
    )
    print(f"\n{USERS} tabs at one event a second     p50 ms    p95 ms")
    print(f"  blank Reflex app (floor)        {blank.p50:9.2f} {blank.p95:9.2f}")
    print(
        f"  tracking table's search         {ours.p50:9.2f} {ours.p95:9.2f}   ratio p95 {ours.p95 / blank.p95:.2f} (goal ≤ 3)"
    )
    print(f"memory per connected tab            {(after - before) / USERS:.0f} kB")


def _sign_ins(portal: running.Portal) -> None:
    rate = sockets.sign_ins(portal.address, seconds=8)
    print(
        f"\nsign-ins (Argon2id, 46 MiB)         {rate:.1f} passwords a second on the pool of two threads"
    )


def _bytes(portal: running.Portal) -> None:
    cookie = _visitor(portal, "noor@harborline.example").cookie
    scripts = sockets.scripts_of_first_page(portal.address, cookie)
    total = sum(len(gzip.compress(script, 6)) for script in scripts)
    print(
        f"script on the first page            {total / 1000:.0f} kB compressed in {len(scripts)} files (goal ≤ 350 kB)"
    )


if __name__ == "__main__":
    main()
