"""Chromium in front of the running production build; one seeded demonstration for all stories."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import sync_playwright

from tests import running
from tests.browser.seats import CHROMIUM, FLAGS, VIEWPORTS, Seat
from tests.edge.clients import PASSWORD
from tests.edge.conftest import code_of

HERE = Path(__file__).parent
MAIL = "harborline.example"
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items):
    """Chromium's driver keeps an event loop running in this thread: whatever runs one itself goes first."""
    items.sort(key=lambda item: HERE in item.path.parents)
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is not installed; see .ci/browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def desks(tmp_path_factory):
    """A seeded demonstration with work on people's desks, not yet served: its folder and its ids."""
    var = tmp_path_factory.mktemp("desks") / "var"
    var.mkdir()
    running.make_demonstration(var)
    made = subprocess.run(
        [sys.executable, "-m", "tests.browser.desk"],
        cwd=running.ROOT,
        env=running.portal_environment(var, 3000),
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr[-3000:]
    return var, json.loads(made.stdout)


@pytest.fixture(scope="session")
def ids(desks):
    """Where things are: submissions by name, people by key, a policy of Marcus."""
    return desks[1]


@pytest.fixture(scope="session")
def portal(desks, tmp_path_factory):
    var = tmp_path_factory.mktemp("browser") / "var"
    running.demonstration(desks[0], var)
    with running.running(var) as started:
        yield started


@pytest.fixture
def another_portal(desks, tmp_path):
    """`another_portal(PORTAL_X="…")` – a second one with settings and people of its own."""
    with contextlib.ExitStack() as stack:

        def serve(**settings):
            var = tmp_path / "var"
            running.demonstration(desks[0], var)
            return stack.enter_context(running.running(var, **settings))

        yield serve


_cookies: dict[tuple[int, str], list[dict]] = {}


def enter(portal, key):
    """A session of a person, begun without a browser; kept until somebody forgets it."""
    if (portal.port, key) not in _cookies:
        _cookies[portal.port, key] = begin_session(portal, key)
    return _cookies[portal.port, key]


def begin_session(portal, key):
    """Sign a person in anew; their older session ends by that."""
    email = f"{key}@{MAIL}"
    with httpx.Client(
        base_url=portal.address, timeout=30, headers={"origin": portal.address}
    ) as door:
        door.post("/sign-in", data={"email": email, "password": PASSWORD})
        answer = door.post("/sign-in/code", data={"code": code_of(portal, email), "next": "/"})
        assert answer.status_code == 303, answer.text
        return [
            {"name": one.name, "value": one.value or "", "url": portal.address}
            for one in door.cookies.jar
        ]


def forget(portal, key):
    _cookies.pop((portal.port, key), None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def seat(chromium, portal, request):
    """`seat("marcus")` – a browser window of somebody who is signed in; "" for a stranger.

    What any window complained about fails the test at its end.
    """
    opened: list[Seat] = []

    def open_seat(key="", *, at=None, view="desktop", scheme="light", cookies=None):
        there = at or portal
        context = chromium.new_context(color_scheme=scheme, **VIEWPORTS[view])
        if cookies or key:
            context.add_cookies(cookies or enter(there, key))
        opened.append(Seat(there, context.new_page(), key))
        return opened[-1]

    yield open_seat
    faults = [fault for one in opened for fault in one.faults]
    for place, one in enumerate(opened):
        if request.node.stash.get(FAILED, False):
            one.picture(f"failed-{request.node.name[:60]}-{place}-{one.key}")
        one.page.context.close()
    assert faults == []
