"""Redis and PostgreSQL die in the middle of people's work: nothing acknowledged is lost, nobody is signed out."""

import asyncio
import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from producer_portal.features.submissions import queries, services
from producer_portal.foundation import audit
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.unit_of_work import unit_of_work
from tests import running
from tests.conftest import IS_CI, _alchemy, forget_installation, is_reachable
from tests.edge.clients import HYDRATE, Tab, Visitor, event_names
from tests.edge.conftest import code_of
from tests.integration.features.submissions.story import begin
from tests.prove.effort import effort

NAMES = event_names()
WATCHERS = 4
WAIT_SECONDS = 30


def tool(name: str, *folders: str) -> str:
    """A program this proof needs; in CI it must be there."""
    found = shutil.which(name)
    for pattern in folders:
        found = found or next((str(path) for path in sorted(Path("/").glob(pattern))), None)
    if found is None:
        (pytest.fail if IS_CI else pytest.skip)(f"{name} is not installed")
    return found


def until(condition, seconds: float = WAIT_SECONDS) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


# --- Redis ---------------------------------------------------------------------------------------


class Redis:
    """A Redis of our own that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, running.free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [tool("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        assert until(lambda: is_reachable("127.0.0.1", self.port))

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
            self.process = None


@pytest.fixture
def redis(tmp_path):
    own = Redis(tmp_path)
    own.start()
    yield own
    own.kill()


async def opened(portal, visitor, load: str, path: str) -> Tab:
    tab = await Tab(portal.address, cookie=visitor.cookie).open()
    await tab.call(HYDRATE)
    await tab.heard(0.4)
    await tab.call(NAMES["ShellState.load"], path=path)
    await tab.call(NAMES[load], path=path)
    await tab.heard(1.0)
    return tab


async def how_many_hear_of_a_new_draft(portal, marcus, dana) -> int:
    """Marcus starts a submission; Dana has the list open in several tabs, on whichever workers."""
    watchers = [
        await opened(portal, dana, "SubmissionsState.load", "/submissions") for _ in range(WATCHERS)
    ]
    writer = await opened(portal, marcus, "StartState.load", "/submissions/new")
    listening = [asyncio.create_task(tab.heard(4.0)) for tab in watchers]
    await asyncio.sleep(0.3)
    await writer.call(NAMES["StartState.start"], {"line_code": "CGL"}, path="/submissions/new")
    heard = await asyncio.gather(*listening)
    for tab in (*watchers, writer):
        await tab.close()
    return sum("submissions_state" in words for words in heard)


def role_shown(portal, visitor) -> str:
    async def look() -> str:
        tab = await Tab(portal.address, cookie=visitor.cookie).open()
        await tab.call(HYDRATE)
        await tab.heard(0.4)
        await tab.call(NAMES["ShellState.load"], path="/account")
        words = await tab.heard(1.5)
        await tab.close()
        return words

    return asyncio.run(look())


def test_redis_dies_and_nobody_is_signed_out_and_pages_are_live_again(
    redis, demonstration_folder, tmp_path
):
    """R4: two workers, Redis killed with signal 9 and started anew while people work."""
    var = tmp_path / "var"
    running.demonstration(demonstration_folder, var)
    with running.running(var, PORTAL_REDIS_URL=redis.url, PORTAL_WORKERS="2") as portal:
        people = {}
        for email in ("marcus@harborline.example", "dana@harborline.example"):
            people[email] = Visitor(portal.address)
            people[email].sign_in(email, code_of(portal, email))
        marcus, dana = people.values()
        assert asyncio.run(how_many_hear_of_a_new_draft(portal, marcus, dana)) == WATCHERS
        for _ in range(effort(1, 10)):
            redis.kill()
            for visitor in (marcus, dana):
                answer = visitor.client.get("/session/state")
                assert answer.status_code == 200, "signed out while Redis is away"
            redis.start()
            assert until(lambda: "Principal" in role_shown(portal, dana))
            words = role_shown(portal, marcus)
            assert "Producer" in words
            assert "Principal" not in words
            assert asyncio.run(how_many_hear_of_a_new_draft(portal, marcus, dana)) == WATCHERS


# --- PostgreSQL ----------------------------------------------------------------------------------


class Cluster:
    """A PostgreSQL of our own, restarted as if its machine lost power."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-cluster-"))
        self.port = running.free_port()
        shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "postgres")

    def _run(self, program: str, *arguments: str) -> None:
        path = tool(program, f"usr/lib/postgresql/*/bin/{program}")
        subprocess.run(
            [tool("runuser"), "-u", "postgres", "--", path, *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def control(self, deed: str, *more: str) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        log = str(self.folder / "log")
        where = ("-D", str(self.folder / "data"), "-l", log, "-o", options, "-w")
        self._run("pg_ctl", deed, *where, *more)

    def url(self, role: str) -> str:
        return _alchemy(f"postgresql://{role}@127.0.0.1:{self.port}/postgres")

    def remove(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.control("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def cluster():
    tool("pg_ctl", "usr/lib/postgresql/*/bin/pg_ctl")
    own = Cluster()
    own.control("start")
    yield own
    own.remove()


def answers(portal) -> bool:
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(f"{portal.address}/readyz", timeout=2).status == 200
    return False


class Writer(threading.Thread):
    """Bob types and every answer is saved; what was acknowledged is remembered."""

    def __init__(self, story, submission_id: int) -> None:
        super().__init__()
        self.story, self.submission_id = story, submission_id
        self.acknowledged = self.failed = 0
        self.ending = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.ending.is_set():
            number += 1
            try:
                version = self.story.version(self.submission_id)
                self.story.do(
                    self.story.bob,
                    services.save_answers,
                    submission_id=self.submission_id,
                    section_key="applicant",
                    values={"dba": f"Kestrel {number}"},
                    version=version,
                )
                self.acknowledged = number
            except DBAPIError:
                self.failed += 1
                time.sleep(0.05)

    def stored(self) -> int:
        page = self.story.see(
            self.story.bob,
            queries.section_page,
            submission_id=self.submission_id,
            section_key="applicant",
        )
        [words] = [one.value for one in page.questions if one.key == "dba"]
        return int(words.removeprefix("Kestrel "))


def test_postgresql_restarts_in_the_middle_and_nothing_acknowledged_is_lost(
    cluster, tmp_path, monkeypatch
):
    """R3: `restart -m immediate` under a series of autosaves and a submission being sent."""
    var = tmp_path / "var"
    var.mkdir()
    more = {
        "PORTAL_DATABASE_URL": cluster.url("portal_app"),
        "PORTAL_MIGRATION_URL": cluster.url("postgres"),
    }
    environment = running.portal_environment(var, 3000, **more)
    subprocess.run(
        [sys.executable, "-m", "producer_portal", "migrate"],
        cwd=running.ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    for name, value in {**more, "PORTAL_VAR_FOLDER": str(var)}.items():
        monkeypatch.setenv(name, value)
    forget_installation()
    story = begin()
    submission_id, ready = story.draft(story.bob), story.ready(story.bob)
    with running.running(var, **more) as portal:
        writer = Writer(story, submission_id)
        writer.start()
        sent = None
        for _ in range(effort(2, 20)):
            assert until(lambda: writer.acknowledged > 0)
            time.sleep(0.4)
            acknowledged = writer.acknowledged
            cluster.control("restart", "-m", "immediate")
            assert until(lambda seen=acknowledged: writer.acknowledged > seen)
            assert writer.stored() >= acknowledged
            with contextlib.suppress(DBAPIError):
                sent = sent or story.do(
                    story.bob,
                    services.certify_and_submit,
                    submission_id=ready,
                    is_certified=True,
                    send_key="bobs-click",
                )
        writer.ending.set()
        writer.join(10)
        assert writer.stored() in {writer.acknowledged, writer.acknowledged + 1}
        again = story.do(
            story.bob,
            services.certify_and_submit,
            submission_id=ready,
            is_certified=True,
            send_key="bobs-click",
        )
        assert sent is None or again.reference == sent.reference
        assert until(lambda: answers(portal)), "the portal did not come back"
        assert httpx.get(f"{portal.address}/sign-in").status_code == 200
        with unit_of_work(system_actor("verify"), now=story.now, read_only=True) as work:
            assert list(audit.broken_chains(work)) == []
        print(f"\n{writer.acknowledged} saves acknowledged, {writer.failed} refused, 0 lost")
    forget_installation()
