"""A running production build for tests: the portal as people run it, on a free port, with its own database."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Portal:
    """One running portal."""

    port: int
    var: Path
    environment: dict[str, str]
    process: subprocess.Popen | None = None
    log: Path = field(default=Path())

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        self.log = self.var / "portal.log"
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "producer_portal", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait()

    def wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(f"{self.address}/readyz", timeout=2).status == 200:
                    return
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the portal did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self, *, hard: bool = False) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL if hard else signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)
        self.process = None

    def words(self) -> str:
        return self.log.read_text(errors="replace")


def portal_environment(var: Path, port: int, **more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PORTAL_")
        and name not in {"PYTEST_CURRENT_TEST", "REFLEX_REDIS_URL"}
    }
    return {**kept, "PORTAL_VAR_FOLDER": str(var), "PORTAL_PORT": str(port), **more}


_SERVE = """
import sys; sys.path.insert(0, ".")
import rxconfig
from granian.constants import Interfaces
from granian.server import Server
from producer_portal.foundation.settings import settings
Server("{app}", factory=True, address=settings().host, port=settings().port,
       interface=Interfaces.ASGI, workers=1).serve()
"""


@contextlib.contextmanager
def running_variant(app: str, var: Path, **more: str) -> Iterator[Portal]:
    """The built portal with an application of a test's own ("module:app") in place of the shipped one."""
    port = free_port()
    portal = Portal(port, var, portal_environment(var, port, **more))
    portal.log = var / "portal.log"
    with portal.log.open("ab") as out:
        portal.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE.format(app=app)],
            cwd=ROOT,
            env={
                **portal.environment,
                "REFLEX_ENV_MODE": "prod",
                "__REFLEX_SKIP_COMPILE": "true",
                "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
            },
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        portal.wait()
        yield portal
    finally:
        portal.stop(hard=True)


@contextlib.contextmanager
def running(var: Path, **more: str) -> Iterator[Portal]:
    """A portal on a free port; stopped and its processes gone afterwards."""
    port = free_port()
    portal = Portal(port, var, portal_environment(var, port, **more))
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


def demonstration(template: Path, var: Path) -> None:
    """A copy of the seeded demonstration: database, secret and files."""
    shutil.copytree(template, var, dirs_exist_ok=True)


def make_demonstration(var: Path) -> None:
    """Migrate and seed a demonstration as `make run` does."""
    environment = portal_environment(var, 3000)
    for command in ("migrate", "seed"):
        subprocess.run(
            [sys.executable, "-m", "producer_portal", command],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )
