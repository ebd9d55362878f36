"""Hostile, wrong and huge input at every event handler and every form of the running portal (OPS-4).

Whatever comes: no traceback in the log, no answer of 500, and the next honest person is served at once.
"""

import asyncio
import contextlib
import json
import random
import re
import time
from collections import Counter

import httpx
import pytest
import websockets

from producer_portal.edge import policy
from producer_portal.foundation.permissions import ROLE_PERMISSIONS, Role
from tests import running
from tests.edge import hostile
from tests.edge.clients import HYDRATE, RefusedSocket, Tab, event_names
from tests.edge.conftest import seated
from tests.edge.test_uploads import rows
from tests.matrix.test_events import ROUTE_OF, names_of
from tests.prove.effort import effort

NAMES = event_names()
# The long proof of one test takes minutes, by the pace that the portal allows.
LONGEST_SECONDS = 2400
TABS = 6
# Where nothing is said within this, the honest person was kept waiting.
PATIENCE_SECONDS = 3.0
# Engine.IO says this before it stops listening.
GOODBYE = "1"
TRIERS = {
    Role.PRINCIPAL: "dana",
    Role.ADMINISTRATOR: "ada",
    Role.PRODUCER: "marcus",
    Role.UNDERWRITER: "tom",
}
HONEST = "rowan@harborline.example"
LAST_SEED = 20261120


@pytest.fixture(scope="module")
def shaken(demonstration_folder, tmp_path_factory):
    """A portal of its own, whose log is read to the last line afterwards."""
    var = tmp_path_factory.mktemp("hostile") / "var"
    running.demonstration(demonstration_folder, var)
    with running.running(var) as portal:
        yield portal
        assert faults(portal) == []


def faults(portal) -> list[str]:
    """Lines of the log that tell of something nobody had thought of."""
    found = []
    for line in portal.words().splitlines():
        is_json = line.startswith("{")
        told = json.loads(line) if is_json else {}
        if "Traceback" in line or "error" in told or told.get("level") in {"ERROR", "CRITICAL"}:
            found.append(line[-1500:])
    return found


class Tried:
    """Tabs that send whatever they are given, and open again when they were shown the door."""

    def __init__(self, portal) -> None:
        self.portal = portal
        self.counts: Counter[str] = Counter()
        self.waits: list[float] = []
        self._visitors: dict[str, object] = {}

    def cookie(self, key: str, *, anew: bool = False) -> str:
        if anew or key not in self._visitors:
            self._visitors[key] = seated(self.portal, f"{key}@harborline.example")
        return self._visitors[key].cookie

    async def open(self, key: str) -> Tab:
        try:
            return await Tab(self.portal.address, cookie=self.cookie(key)).open()
        except RefusedSocket:
            # Something it sent ended its own session, which is what that is for.
            return await Tab(self.portal.address, cookie=self.cookie(key, anew=True)).open()

    async def send_all(self, key: str, frames) -> None:
        """Every frame over tabs of this person, and then wait until the portal has read them all."""
        tab = await self.open(key)
        listening = asyncio.create_task(_answered(tab))
        for frame in (*frames, None):
            if listening.done():
                self.counts["connections ended"] += 1
                tab = await self.open(key)
                listening = asyncio.create_task(_answered(tab))
            with contextlib.suppress(websockets.ConnectionClosed):
                if frame is None:
                    await tab.call(HYDRATE)
                    break
                await tab.send_frame(frame)
                self.counts["frames"] += 1
            await asyncio.sleep(0.003)
        await asyncio.wait_for(listening, 60)
        await tab.close()

    async def send_each(self, key: str, frames) -> None:
        """Every frame over a tab of its own, which must end because of it."""
        for frame in frames:
            tab = await self.open(key)
            await tab.send_frame(frame)
            self.counts["frames"] += 1
            assert not await asyncio.wait_for(_answered(tab), 30), frame[:300]
            self.counts["connections ended"] += 1

    async def honest(self, cookie: str) -> None:
        """Rowan opens a page, and sees her name at once."""
        began = time.monotonic()
        tab = await Tab(self.portal.address, cookie=cookie).open()
        await tab.call(HYDRATE)
        await tab.call(NAMES["ShellState.load"])
        words = ""
        while "Rowan Pike" not in words and time.monotonic() - began < 10:
            words += await tab.heard(0.02)
        self.waits.append(time.monotonic() - began)
        await tab.close()
        assert "Rowan Pike" in words

    async def under_way(self, ending: asyncio.Event) -> None:
        """Rowan keeps opening pages while the others try."""
        cookie = seated(self.portal, HONEST).cookie
        while not ending.is_set():
            await self.honest(cookie)
            await asyncio.sleep(0.2)

    def all_at_once(self, batches: list[tuple[str, list]], *, each: bool = False) -> None:
        async def run() -> None:
            ending = asyncio.Event()
            rowan = asyncio.create_task(self.under_way(ending))
            send = self.send_each if each else self.send_all
            await asyncio.gather(*(send(key, frames) for key, frames in batches))
            ending.set()
            await rowan

        asyncio.run(run())

    def words(self) -> str:
        slow = sorted(self.waits)[int(len(self.waits) * 0.95)]
        return (
            f"{self.counts['frames']} frames, {self.counts['connections ended']} connections ended, "
            f"{len(self.waits)} honest pages meanwhile, 95 % within {slow:.2f} s, slowest "
            f"{max(self.waits):.2f} s"
        )


async def _answered(tab: Tab) -> bool:
    """Read and answer pings until the page is told that it is hydrated, or the line is closed."""
    with contextlib.suppress(websockets.ConnectionClosed):
        async for frame in tab.socket:
            if frame == "2":
                await tab.send_frame("3")
            if frame == GOODBYE:
                return False
            if "is_hydrated" in str(frame):
                return True
    return False


def who_may(name: str) -> str:
    """A person to whom this handler is open."""
    wanted = policy.policy_of(policy.portal_handlers()[name]).permission
    return next(key for role, key in TRIERS.items() if wanted in ROLE_PERMISSIONS[role])


def dealt(frames: list, key: str) -> list[tuple[str, list]]:
    """The same work on several tabs at once."""
    return [(key, frames[place::TABS]) for place in range(TABS) if frames[place::TABS]]


def check(tried: Tried, *, most_seconds: float = PATIENCE_SECONDS) -> None:
    assert faults(tried.portal) == []
    assert max(tried.waits) < most_seconds, f"an honest person waited {max(tried.waits):.1f} s"


@pytest.mark.timeout(LONGEST_SECONDS)
def test_broken_packets_end_their_connection_and_nothing_else(shaken):
    """S4: noise, half packets, reserved names, wrong shapes, deep and huge JSON."""
    chance = random.Random(LAST_SEED)
    tried = Tried(shaken)
    frames = list(hostile.broken_frames(chance, effort(1200, 60_000)))
    tried.all_at_once(dealt([*frames, *hostile.framework_frames()], "marcus"))
    print(f"\nbroken packets: {tried.words()}")
    check(tried)
    assert tried.counts["connections ended"] > len(frames) // 10


def test_wrong_types_at_every_argument_of_every_handler(shaken):
    """Every handler, every argument, every wrong type; nobody's page is disturbed."""
    everything = list(hostile.wrong_types())
    chance = random.Random(LAST_SEED)
    chosen = chance.sample(everything, effort(500, len(everything)))
    frames: dict[str, list] = {}
    for name, frame in chosen:
        frames.setdefault(who_may(name), []).append(frame)
    tried = Tried(shaken)
    tried.all_at_once([batch for key, sent in frames.items() for batch in dealt(sent, key)])
    print(f"\nwrong types: {len(everything)} kinds over {len(NAMES)} handlers; {tried.words()}")
    check(tried)


def test_events_of_a_wrong_shape_end_their_connection(shaken):
    chance = random.Random(LAST_SEED)
    everything = list(hostile.wrong_shapes())
    chosen = [frame for _, frame in chance.sample(everything, effort(120, len(everything)))]
    tried = Tried(shaken)
    tried.all_at_once(dealt(chosen, "marcus"), each=True)
    print(f"\nwrong shapes: {tried.words()}")
    check(tried)
    assert tried.counts["connections ended"] == len(chosen)


def address_of(portal, state: str) -> str:
    """The router words of a page that shows a real record."""
    ((submission_id,),) = rows(portal, "SELECT max(id) FROM submission WHERE status = 'draft'")
    ((policy_id,),) = rows(portal, "SELECT max(id) FROM policy")
    ((user_id,),) = rows(portal, "SELECT id FROM portal_user WHERE email LIKE 'ivy@%'")
    known = {"submission_id": submission_id, "policy_id": policy_id, "user_id": user_id}
    path = ROUTE_OF.get(state, "/account")
    query = {name: str(known.get(name, "applicant")) for name in names_of(path)}
    return json.dumps({"pathname": path, "asPath": path, "query": query})


@pytest.mark.timeout(LONGEST_SECONDS)
def test_hostile_values_of_the_right_type_in_every_field_of_every_page(shaken):
    """Each page is opened on a real record, then every handler is sent what no page would send."""
    chance = random.Random(LAST_SEED)
    state_of = {name: key.split(".")[0] for key, name in NAMES.items()}
    routers = {state: address_of(shaken, state) for state in set(state_of.values())}
    frames: dict[str, list] = {}
    for name, frame in hostile.hostile_values(chance, effort(2, 60)):
        state = state_of[name]
        opened = [hostile.event(NAMES[f"{state}.load"], "{}", routers[state])]
        sent = frame.replace('"router_data": {}', f'"router_data": {routers[state]}')
        frames.setdefault(who_may(name), []).extend([*opened, sent])
    tried = Tried(shaken)
    # A page's own tab: what belongs together goes over one line, in order.
    tried.all_at_once(
        [
            (key, sent[place : place + 100])
            for key, sent in frames.items()
            for place in range(0, min(len(sent), 100 * TABS), 100)
        ]
    )
    for start in range(100 * TABS, max(map(len, frames.values())), 100 * TABS):
        later = {key: sent[start : start + 100 * TABS] for key, sent in frames.items()}
        tried.all_at_once(
            [
                (key, sent[place : place + 100])
                for key, sent in later.items()
                for place in range(0, len(sent), 100)
            ]
        )
    print(f"\nhostile values: {tried.words()}")
    check(tried)


FORMS = {
    "/sign-in": ("email", "password", "next"),
    "/sign-in/code": ("code", "next"),
    "/sign-in/enroll": ("code",),
    "/reset": ("email",),
    "/reset/a-token-nobody-was-sent": ("password", "again"),
    "/invitation/a-token-nobody-was-sent": ("password", "again"),
    "/account/password": ("present", "password", "again"),
    "/session/extend": (),
    "/sign-out": (),
}
ADDRESSES = re.compile(r"/sign-in[^?]*\?|/reset\?|/files/")


@pytest.mark.timeout(LONGEST_SECONDS)
def test_every_form_with_every_kind_of_wrong_body(shaken):
    """Fields missing, doubled, huge and in no known letters: a page or words, never 500."""
    chance = random.Random(LAST_SEED)
    count = effort(150, 6000)
    tried = Tried(shaken)
    statuses: Counter[int] = Counter()
    began = time.monotonic()
    for number in range(count):
        path = chance.choice(list(FORMS))
        kind, body = hostile.form_body(chance, FORMS[path])
        answer = knock(shaken, tried, number, path, kind, body)
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (path, kind, body[:300], answer.text[:300])
        assert b"evil.example" not in answer.headers.get("location", "").encode()
        assert "mine" not in answer.headers.get("set-cookie", "")
        assert b"<script>alert" not in answer.content
        if number % 50 == 0:
            asyncio.run(tried.honest(seated(shaken, HONEST).cookie))
    print(
        f"\nforms: {count} bodies in {time.monotonic() - began:.0f} s, answers {dict(statuses)}, "
        f"slowest honest page {max(tried.waits):.2f} s"
    )
    check(tried)


def knock(portal, tried: Tried, number: int, path: str, kind: str, body: bytes) -> httpx.Response:
    """One form, from an address of its own, signed in where the form is for people signed in."""
    # Strangers are slowed down by address; every address of the loopback network is one.
    own = f"127.0.{number // 250 % 250}.{number % 250 + 2}"
    is_inside = path.startswith(("/account", "/session", "/sign-out"))
    with httpx.Client(transport=httpx.HTTPTransport(local_address=own), timeout=30) as client:
        return client.post(
            f"http://127.0.0.1:{portal.port}{path}",
            content=body,
            headers={
                "host": f"localhost:{portal.port}",
                "origin": portal.address,
                "content-type": kind,
                **({"cookie": tried.cookie("casey", anew=number % 20 == 0)} if is_inside else {}),
            },
        )


@pytest.mark.parametrize(
    "query",
    [
        "next=//evil.example",
        "next=%00",
        "next=%ff%fe",
        "next=%ED%A0%80",
        "ended=%00",
        "next=" + "a" * 9000,
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/reset", "/files/1"])
def test_every_address_with_wrong_words_in_it(shaken, path, query):
    answer = httpx.get(f"{shaken.address}{path}?{query}", headers={"accept": "text/html"})
    assert answer.status_code < 500
    assert "evil.example" not in answer.headers.get("location", "")
    assert "//evil.example" not in answer.text
