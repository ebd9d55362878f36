"""Fixtures shared by all tests: databases, settings, people."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from sqlalchemy import Engine

from producer_portal.foundation import crypto, database, settings, signals, stores
from tests.schema import make_schema

PG_ADMIN = os.environ.get("PORTAL_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
REDIS_URL = os.environ.get("PORTAL_TEST_REDIS", "redis://127.0.0.1:6379/9")
IS_CI = os.environ.get("CI", "").lower() == "true"
APP_ROLE = "portal_test_app"


# A busy machine is no failure: how long an example takes is nobody's promise.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


FIGURE = "figure"


@pytest.fixture
def figure(record_property):
    """`figure(words)` – say what was counted, at the end of the run, whichever process it ran in."""
    return lambda words: record_property(FIGURE, words)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    counted = [
        words for report in reports for name, words in report.user_properties if name == FIGURE
    ]
    if counted:
        terminalreporter.section("counted")
        for words in dict.fromkeys(counted):
            terminalreporter.line(str(words))


def is_reachable(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def need(service: str, host: str, port: int) -> None:
    """Fail in CI, skip loudly elsewhere, when a service is not there."""
    if is_reachable(host, port):
        return
    words = f"{service} is not reachable on {host}:{port}"
    if IS_CI:
        pytest.fail(words)
    pytest.skip(words)


def forget_installation() -> None:
    """Caches belong to one installation; a test that changes the environment starts a new one."""
    if database.engine.cache_info().currsize:
        database.engine().dispose()
    for cached in (
        settings.settings,
        database.engine,
        crypto._ring,
        signals._redis,
        stores.store,
    ):
        cached.cache_clear()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    make_schema(f"sqlite:///{path}", role="")
    return path


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    need("PostgreSQL", "127.0.0.1", 5432)
    name = f"portal_template_{os.getpid()}"
    with psycopg.connect(f"{PG_ADMIN}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name}")
    make_schema(_alchemy(f"{PG_ADMIN}/{name}"), role=APP_ROLE)
    yield name
    with psycopg.connect(f"{PG_ADMIN}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _alchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _install(environment: pytest.MonkeyPatch, url: str, var: Path) -> None:
    environment.setenv("PORTAL_DATABASE_URL", url)
    environment.setenv("PORTAL_VAR_FOLDER", str(var))
    environment.delenv("PORTAL_REDIS_URL", raising=False)
    forget_installation()


def _databases(kind: str, request: pytest.FixtureRequest, var: Path) -> Iterator[Engine]:
    environment = pytest.MonkeyPatch()
    if kind == "sqlite":
        target = var / "portal.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), target)
        _install(environment, f"sqlite:///{target}", var)
        yield database.engine()
        forget_installation()
        environment.undo()
        return
    template = request.getfixturevalue("postgresql_template")
    name = f"portal_test_{os.getpid()}_{os.urandom(4).hex()}"
    with psycopg.connect(f"{PG_ADMIN}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    host = PG_ADMIN.rsplit("@", 1)[1]
    _install(environment, f"postgresql+psycopg://{APP_ROLE}@{host}/{name}", var)
    yield database.engine()
    forget_installation()
    environment.undo()
    with psycopg.connect(f"{PG_ADMIN}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def portal_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A migrated database of each kind; on PostgreSQL the portal is the restricted role."""
    yield from _databases(request.param, request, tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="module")
def sqlite_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A migrated SQLite database, for tests where the kind does not matter."""
    yield from _databases("sqlite", request, tmp_path_factory.mktemp("var"))


@pytest.fixture(autouse=True)
def _own_var_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Tests without a database never touch the installation in the project's own folder."""
    if {"portal_database", "sqlite_database"} & set(request.fixturenames):
        yield
        return
    environment = pytest.MonkeyPatch()
    environment.setenv("PORTAL_VAR_FOLDER", str(tmp_path / "var"))
    forget_installation()
    yield
    environment.undo()
    forget_installation()


@pytest.fixture
def world(portal_database: Engine):
    """Alice's agency and Mallory's, fresh for each test, on each kind of database."""
    from tests.factories.people import make_world

    assert portal_database
    return make_world()


@pytest.fixture
def sqlite_world(sqlite_database: Engine):
    """The same people on SQLite alone."""
    from tests.factories.people import make_world

    assert sqlite_database
    return make_world()


@pytest.fixture
def as_actor():
    """`with as_actor(bob) as work:` – one unit of work at the stories' moment."""
    from producer_portal.foundation.unit_of_work import unit_of_work
    from tests.factories.people import NOW

    def begin(actor, *, now=NOW, read_only=False):
        return unit_of_work(actor, now=now, read_only=read_only)

    return begin
