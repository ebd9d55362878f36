"""One running production build for all attacks, and stripped ones to prove that the attacks bite."""

import contextlib
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest

from producer_portal.access.sessions import token_hash
from tests import running
from tests.edge.clients import Visitor


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demonstration") / "var"
    folder.mkdir()
    running.make_demonstration(folder)
    return folder


@pytest.fixture(scope="session")
def portal(demonstration_folder, tmp_path_factory):
    var = tmp_path_factory.mktemp("edge") / "var"
    running.demonstration(demonstration_folder, var)
    with running.running(var) as started:
        yield started


def code_of(portal, email):
    """A code that was not used yet: codes work once, so wait for the next step when needed."""
    seen = _codes_used.setdefault(portal.port, {})
    while True:
        made = subprocess.run(
            [sys.executable, "-m", "producer_portal", "demo-code", email],
            cwd=running.ROOT,
            env=portal.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        if seen.get(email) != made:
            seen[email] = made
            return made
        time.sleep(1)


def seated(portal, email):
    """Somebody at the front door whose session was begun in the database, past both steps."""
    token = secrets.token_urlsafe(32)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(portal.var / "portal.sqlite3", timeout=30)) as raw, raw:
        begun = raw.execute(
            "INSERT INTO login_session (tenant_id, user_id, token_hash, is_complete, started_at,"
            " last_seen_at, address, browser, end_reason)"
            " SELECT tenant_id, id, ?, 1, ?, ?, '127.0.0.1', 'seated', '' FROM portal_user"
            " WHERE email = ?",
            (token_hash(token), now, now, email),
        )
        assert begun.rowcount == 1, email
    visitor = Visitor(portal.address)
    visitor.client.cookies.set("portal", token)
    return visitor


_codes_used: dict[int, dict[str, str]] = {}


@pytest.fixture
def sign_in(portal):
    def enter(email, at=None):
        there = at or portal
        visitor = Visitor(there.address)
        visitor.sign_in(email, code_of(there, email))
        return visitor

    return enter


@pytest.fixture
def stripped(demonstration_folder, tmp_path):
    """`with stripped("socket") as weak:` – the portal without one guard."""

    @contextlib.contextmanager
    def serve(guard):
        var = tmp_path / f"stripped-{guard}"
        running.demonstration(demonstration_folder, var)
        port = running.free_port()
        environment = running.portal_environment(var, port, STRIPPED=guard)
        weak = running.Portal(port, var, environment)
        weak.log = var / "portal.log"
        with weak.log.open("ab") as out:
            weak.process = subprocess.Popen(
                [sys.executable, "-c", _SERVE],
                cwd=running.ROOT,
                env={
                    **environment,
                    "REFLEX_ENV_MODE": "prod",
                    "__REFLEX_SKIP_COMPILE": "true",
                    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
                },
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            weak.wait()
            yield weak
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(weak.process.pid, signal.SIGKILL)
            weak.process.wait(10)

    return serve


_SERVE = """
import sys; sys.path.insert(0, ".")
import rxconfig
from granian.constants import Interfaces
from granian.server import Server
from producer_portal.foundation.settings import settings
Server("tests.edge.stripped:app", factory=True, address=settings().host, port=settings().port,
       interface=Interfaces.ASGI, workers=1).serve()
"""
