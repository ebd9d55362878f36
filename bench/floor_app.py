"""The floor of an event: a blank Reflex application that finds 25 rows in one indexed table.

No sessions, no scope, no audit, no framework around it: what Reflex and SQLite cost by themselves.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Self

from bench.stage import names
from tests import running

ROOT = Path(__file__).resolve().parents[1]

RXCONFIG = """
import os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
import rxconfig as portal_config  # prepares the environment: Node, npm, no calls home
import reflex as rx
from reflex_base.constants import StateManagerMode
from producer_portal.edge.build import SameOriginPlugin
config = rx.Config(app_name="blank", telemetry_enabled=False, show_built_with_reflex=False,
    state_manager_mode=StateManagerMode.MEMORY, frontend_compression_formats=["gzip"],
    plugins=[rx.plugins.RadixThemesPlugin(), SameOriginPlugin()], disable_plugins=[rx.plugins.SitemapPlugin])
"""
APP = """
import asyncio
import contextlib
import gc
import os
import sqlite3
import threading

import reflex as rx

HERE = threading.local()
FIND = "SELECT reference, insured, status, since, move, target, line, quotes FROM row "
FIND += "WHERE name >= ? AND name < ? ORDER BY name LIMIT 25"

def look(text: str) -> list[list[str]]:
    if not hasattr(HERE, "base"):
        HERE.base = sqlite3.connect(os.environ["FLOOR_DATABASE"])
    return [list(row) for row in HERE.base.execute(FIND, (text, text + "~"))]

class Blank(rx.State):
    number: int = 0
    rows: list[list[str]] = []

    @rx.event
    async def count(self, text: str):
        self.number += 1

    @rx.event
    async def find(self, text: str):
        self.rows = await asyncio.to_thread(look, text)

def index():
    return rx.el.div(
        rx.el.input(id="find", on_change=Blank.find), rx.el.span(Blank.number, id="number"),
        rx.el.table(rx.el.tbody(rx.foreach(Blank.rows, lambda row: rx.el.tr(
            rx.foreach(row, lambda word: rx.el.td(word)))), id="rows")))

@contextlib.asynccontextmanager
async def life():
    gc.collect(); gc.freeze(); gc.set_threshold(100_000, 20, 100)
    yield

app = rx.App()
app.register_lifespan_task(life)
app.add_page(index, route="/")
"""
SERVE = """
import rxconfig
from granian.constants import Interfaces
from granian.server import Server
Server("blank.blank:app", factory=True, address="127.0.0.1", port={port},
    interface=Interfaces.ASGI, workers=1).serve()
"""


class Blank:
    """The blank application, built and served the same way on another port."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.folder, self.rows, self.port = folder, rows, running.free_port()

    def __enter__(self) -> Self:
        (self.folder / "blank").mkdir(parents=True)
        (self.folder / "rxconfig.py").write_text(RXCONFIG.format(root=str(ROOT)))
        (self.folder / "blank" / "__init__.py").write_text("")
        (self.folder / "blank" / "blank.py").write_text(APP)
        shutil.copytree(ROOT / "reflex.lock", self.folder / "reflex.lock")
        self._fill()
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "PORTAL_VAR_FOLDER": str(self.folder / "var"),
            "FLOOR_DATABASE": str(self.folder / "floor.sqlite3"),
        }
        build = [sys.executable, "-m", "reflex", "export", "--no-zip", "--no-ssr"]
        subprocess.run(build, cwd=self.folder, env=environment, check=True, capture_output=True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE.format(port=self.port)],
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
        self._wait()
        return self

    def _fill(self) -> None:
        with sqlite3.connect(self.folder / "floor.sqlite3") as base:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute(
                "CREATE TABLE row (id INTEGER PRIMARY KEY, name, reference, insured, status, since, "
                "move, target, line, quotes)"
            )
            base.execute("CREATE INDEX row_name ON row (name)")
            base.executemany(
                "INSERT INTO row (name, reference, insured, status, since, move, target, line, quotes)"
                " VALUES (?, ?, ?, 'In review', '3 days', 'Review it', 'Nov 24', 'General liability', '0')",
                [
                    (name.lower(), f"SUB-2026-{place:06}", name)
                    for place, name in enumerate(names(self.rows))
                ],
            )
        base.close()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.address}/ping", timeout=1)
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the blank application did not start")

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"
