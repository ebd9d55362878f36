"""How soon one person's change stands on another's page, with two workers joined by Redis.

What one worker commits reaches the pages on the other by way of Redis. A change counts from the moment it is
asked for to the moment the other page was told; Chromium says it once more with all that a browser adds.
"""

import asyncio
import json
import pickle
import subprocess
import sys
import time
from pathlib import Path

import redis
from playwright.sync_api import sync_playwright

from bench.sockets import Times
from tests import running
from tests.edge.clients import HYDRATE, Tab, event_names

REDIS = "redis://127.0.0.1:6379/7"
GOAL_SECONDS = 1.0
READERS = 8
CHANGES = 40
WARM = 5
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def main(folder: Path, chromium: str) -> None:
    """Prints one line for sockets and one for Chromium, or that Redis is not there."""
    store = redis.Redis.from_url(REDIS)
    try:
        store.flushdb()
    except redis.ConnectionError:
        print("live updates: Redis is not reachable")
        return
    running.make_demonstration(folder)
    settings = {"PORTAL_REDIS_URL": REDIS, "PORTAL_WORKERS": "2"}
    with running.running(folder, **settings) as portal:
        staged = subprocess.run(
            [sys.executable, "-m", "bench.live"],
            cwd=running.ROOT,
            env=portal.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        draft, writer, reader = json.loads(staged.stdout.splitlines()[-1])
        times = asyncio.run(_over_sockets(portal.address, draft, writer, reader))
        _say(f"{len(times)} sightings by {READERS} pages on {_workers(store)} workers", times)
        _say("Chromium to Chromium", _in_chromium(portal.address, chromium, draft, writer, reader))
    store.flushdb()
    store.close()


def _workers(store: redis.Redis) -> int:
    """How many workers held the pages, as they told each other."""
    found = (store.get(key) for key in store.scan_iter("token_manager_socket_record_*"))
    return len({pickle.loads(one).instance_id for one in found if one})


def _say(words: str, milliseconds: list[float]) -> None:
    found = Times.of(milliseconds)
    print(
        f"live update, {words}: p50 {found.p50:.0f} ms, p95 {found.p95:.0f} ms "
        f"(goal p95 ≤ {GOAL_SECONDS * 1000:.0f} ms)",
        flush=True,
    )


async def _over_sockets(address: str, draft: int, writer: str, reader: str) -> list[float]:
    names = event_names()
    where = {"path": f"/submissions/{draft}/risk"}
    query = {"submission_id": str(draft), "section_key": "applicant"}

    async def sit(cookie: str) -> Tab:
        tab = await Tab(address, cookie=cookie).open()
        await tab.call(HYDRATE, **where)
        await tab.call(names["SectionState.load"], **where, query=query)
        await tab.heard(0.3)
        return tab

    me = await sit(writer)
    pages = [await sit(reader) for _ in range(READERS)]
    times: list[float] = []
    for turn in range(CHANGES):
        words = f"Landscaping, wording {turn}"
        began = time.perf_counter()
        await me.call(
            names["SectionState.save"],
            {
                "submission_id": draft,
                "section_key": "applicant",
                "key": "operations",
                "value": words,
            },
            **where,
            query=query,
        )
        seen = await asyncio.gather(*(_sees(page, words, began) for page in pages))
        times += seen if turn >= WARM else []
        await me.heard(0.1)
    return times


async def _sees(page: Tab, words: str, began: float) -> float:
    assert page.socket is not None, "open"
    while True:
        frame = str(await asyncio.wait_for(page.socket.recv(), 10))
        if frame == "2":
            await page.socket.send("3")
        elif words in frame:
            return (time.perf_counter() - began) * 1000


def _in_chromium(address: str, chromium: str, draft: int, writer: str, reader: str) -> list[float]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        pages = []
        for cookie in (writer, reader):
            name, value = cookie.split("=", 1)
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.add_cookies([{"name": name, "value": value, "url": address}])
            page = context.new_page()
            page.goto(f"{address}/submissions/{draft}/applicant")
            page.locator("[id='q-operations']").wait_for()
            page.wait_for_timeout(1000)
            pages.append(page)
        times = []
        for turn in range(20):
            words = f"Landscaping, said in Chromium {turn}"
            box = pages[0].locator("[id='q-operations']")
            box.fill(words)
            began = time.perf_counter()
            box.blur()
            pages[1].wait_for_function(
                "(words) => document.getElementById('q-operations').value === words",
                arg=words,
                polling=10,
            )
            times.append((time.perf_counter() - began) * 1000)
        browser.close()
    return times


def stage() -> None:
    """A draft, and sessions of the one who writes and the one who reads; printed as JSON."""
    from sqlmodel import select

    from producer_portal import features
    from producer_portal.access import sessions
    from producer_portal.access.tables import User
    from producer_portal.edge.cookies import cookie_name
    from producer_portal.features.submissions.tables import Submission
    from producer_portal.foundation import clock
    from producer_portal.foundation.actor import system_actor
    from producer_portal.foundation.unit_of_work import unit_of_work

    features.rooms("tables")
    with unit_of_work(system_actor("bench"), now=clock.now()) as work:
        draft = work.session.exec(
            select(Submission).where(Submission.status == "draft", Submission.line_code == "CGL")
        ).first()
        assert draft is not None, "the demonstration has a draft"
        cookies = []
        for key in ("dana", "casey"):
            user = work.session.exec(
                select(User).where(User.email == f"{key}@harborline.example")
            ).one()
            token, _ = sessions.begin(
                work,
                user_id=user.id or 0,
                tenant_id=user.tenant_id,
                is_complete=True,
                browser="bench",
            )
            cookies.append(f"{cookie_name()}={token}")
        print(json.dumps([draft.id, *cookies]))


if __name__ == "__main__":
    stage()
