"""One running production build for all attacks, and stripped ones to prove that the attacks bite."""

import contextlib
import secrets
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
        with running.running_variant("tests.edge.stripped:app", var, STRIPPED=guard) as weak:
            yield weak

    return serve
