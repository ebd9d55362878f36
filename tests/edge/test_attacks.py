"""What a stranger tries on the running portal, and that each attempt would succeed without its guard.

Every attack is a function that says whether it breached. It must not on the portal as shipped, and it
must on the same build with the one guard taken out.
"""

import asyncio
import json

import httpx
import pytest

from tests.edge.clients import HYDRATE, RefusedSocket, Tab, Visitor, event_names
from tests.edge.conftest import code_of

NAMES = event_names()
FORGED_SESSION = "1"


def run(attack):
    return asyncio.run(attack)


def enter(portal, email="marcus@harborline.example"):
    visitor = Visitor(portal.address)
    visitor.sign_in(email, code_of(portal, email))
    return visitor


# --- §B 1: an in-band "connect" rewrites headers, address and token ------------------------------


async def rebind_in_band(portal, visitor):
    """Emit "connect" as an event with an environ of our own making."""
    tab = await Tab(portal.address, cookie=visitor.cookie).open()
    await tab.heard(0.5)
    environ = {
        "QUERY_STRING": "token=stolen-token-stolen-token",
        "asgi.scope": {"headers": [], "client": ["6.6.6.6", 1]},
    }
    await tab.send_frame(f"42/_event,{json.dumps(['connect', environ])}")
    await tab.heard(0.7)
    await tab.call(HYDRATE)
    return "42/_event" in await tab.heard(1.0)


async def malformed_first_event(portal, visitor):
    """The first event rides in the connect packet, past the check of ordinary events."""
    first = {"event": {"name": "no.such.handler", "payload": {"note": "marker-in-the-log"}}}
    tab = await Tab(portal.address, cookie=visitor.cookie).open(first=first)
    await tab.heard(0.8)
    return "marker-in-the-log" in portal.words()


# --- §B 2: every public method is a remote call --------------------------------------------------


async def call_without_the_permission(portal, visitor):
    """A producer calls the administrators' handler by its name, without ever seeing the page."""
    tab = await Tab(portal.address, cookie=visitor.cookie).open()
    await tab.call(HYDRATE)
    await tab.heard(0.7)
    await tab.call(NAMES["PeopleState.open_form"])
    heard = await tab.heard(1.0)
    return "not part of your role" in heard or "is_adding" in heard


async def set_a_var(portal, visitor):
    """Reflex's own setvar would write any var that has a setter."""
    shell = NAMES["ShellState.dismiss_notice"].rsplit(".", 1)[0]
    tab = await Tab(portal.address, cookie=visitor.cookie).open()
    await tab.call(f"{shell}.setvar", {"var_name": "person_name", "value": "Dana Whitfield"})
    heard = await tab.heard(0.8)
    return "AttributeError" in portal.words() or "Dana Whitfield" in heard


# --- §B 3: argument types are not enforced -------------------------------------------------------


async def send_wrong_types(portal, visitor):
    """A dict where a number belongs, and arguments nobody asked for."""
    tab = await Tab(portal.address, cookie=visitor.cookie).open()
    await tab.call(HYDRATE)
    await tab.heard(0.7)
    before = portal.words().count("unexpected failure") + portal.words().count("not found")
    await tab.call(NAMES["AccountState.end_session"], {"session_id": {"$ne": 1}})
    await tab.call(NAMES["AccountState.end_session"], {"session_id": 1, "is_admin": True})
    heard = await tab.heard(1.0)
    after = portal.words().count("unexpected failure") + portal.words().count("not found")
    return after > before or "failure" in heard


# --- §B 6: the tab's token is guessable and travels in the address -------------------------------


async def replay_a_stolen_token(portal, owner, thief):
    """With the owner gone, somebody else's session connects under the owner's tab token."""
    tab = await Tab(portal.address, cookie=owner.cookie).open()
    await tab.call(HYDRATE)
    await tab.heard(0.7)
    await tab.call(NAMES["ShellState.load"], path="/account")
    owned = await tab.heard(1.5)
    assert "Marcus Oyelaran" in owned, "the owner's own tab shows the owner"
    await tab.close()
    await asyncio.sleep(0.3)
    stolen = await Tab(portal.address, cookie=thief.cookie, token=tab.token).open()
    await stolen.call(HYDRATE)
    return "Marcus Oyelaran" in await stolen.heard(1.0)


# --- §B 8: foreign origins -----------------------------------------------------------------------


async def connect_from_elsewhere(portal, visitor, origin="https://evil.example"):
    try:
        tab = await Tab(portal.address, cookie=visitor.cookie, origin=origin).open()
    except RefusedSocket:
        return False
    await tab.call(HYDRATE)
    return "42/_event" in await tab.heard(1.0)


def post_from_elsewhere(portal, visitor):
    answer = httpx.post(
        f"{portal.address}/session/extend",
        headers={"cookie": visitor.cookie, "origin": "https://evil.example"},
    )
    return answer.status_code < 400


# --- §B 11: strangers cost nothing ---------------------------------------------------------------


async def connect_without_a_session(portal, cookie=""):
    try:
        tab = await Tab(portal.address, cookie=cookie).open()
    except RefusedSocket:
        return False
    await tab.call(HYDRATE)
    return "42/_event" in await tab.heard(1.0)


def guess_without_end(portal):
    """More knocks in a minute than a person makes."""
    visitor = Visitor(portal.address)
    answers = [
        visitor.client.post("/reset", data={"email": f"nobody{n}@example.test"}) for n in range(14)
    ]
    return all(answer.status_code == 200 for answer in answers)


# --- §B 7, 9, 10: the credential stays out of state and logs -------------------------------------


async def find_the_cookie(portal, visitor):
    tab = await Tab(portal.address, cookie=visitor.cookie).open()
    await tab.call(HYDRATE)
    heard = await tab.heard(1.0)
    await tab.call("reflex___state____state.no_such_handler")
    await tab.heard(0.5)
    secret = visitor.cookie.split("=", 1)[1]
    return secret in heard or secret in portal.words()


def fetch_upload_endpoints(portal, visitor):
    """Reflex's own doors: uploads, health, ping."""
    answers = [
        httpx.get(f"{portal.address}{path}", headers={"cookie": visitor.cookie}).status_code
        for path in ("/ping", "/_health", "/_upload/ssn.pdf")
    ]
    return any(status == 200 for status in answers)


def test_the_portal_stands_where_each_attack_breaches_a_portal_without_the_guard(
    portal, stripped, sign_in
):
    """§B 1-11 of the security notes, each tried on the build as shipped and on one with a guard out."""
    marcus = sign_in("marcus@harborline.example")
    assert not run(rebind_in_band(portal, marcus))
    assert not run(malformed_first_event(portal, marcus))
    with stripped("socket") as weak:
        assert run(rebind_in_band(weak, enter(weak)))
        assert run(malformed_first_event(weak, enter(weak, "priya@harborline.example")))


def test_a_producer_cannot_call_the_administrators_handlers(portal, stripped, sign_in):
    priya = sign_in("priya@harborline.example")
    assert not run(call_without_the_permission(portal, priya))
    assert not run(set_a_var(portal, priya))
    with stripped("policy") as weak:
        assert run(call_without_the_permission(weak, enter(weak)))


def test_wrong_types_never_reach_a_handler(portal, stripped, sign_in):
    tom = sign_in("tom@harborline.example")
    assert not run(send_wrong_types(portal, tom))
    with stripped("payload") as weak:
        assert run(send_wrong_types(weak, enter(weak)))


def test_a_stolen_tab_token_shows_nothing_of_its_owner(portal, stripped, sign_in):
    owner, thief = sign_in("marcus@harborline.example"), sign_in("casey@harborline.example")
    assert not run(replay_a_stolen_token(portal, owner, thief))
    with stripped("binding") as weak:
        assert run(
            replay_a_stolen_token(weak, enter(weak), enter(weak, "casey@harborline.example"))
        )


def test_other_origins_are_refused_before_anything_runs(portal, stripped, sign_in):
    lena = sign_in("lena@harborline.example")
    assert not run(connect_from_elsewhere(portal, lena))
    assert not run(connect_from_elsewhere(portal, lena, origin=""))
    assert not post_from_elsewhere(portal, lena)
    with stripped("origin") as weak:
        casey = enter(weak, "casey@harborline.example")
        assert run(connect_from_elsewhere(weak, casey))
        assert post_from_elsewhere(weak, casey)


def test_without_a_session_there_is_no_socket_and_no_page(portal, stripped):
    assert not run(connect_without_a_session(portal))
    assert not run(connect_without_a_session(portal, cookie="portal=guess"))
    for path in ("/submissions", "/admin/people", "/assets/anything.js", "/index.html"):
        answer = httpx.get(f"{portal.address}{path}", headers={"accept": "text/html"})
        assert answer.status_code in {303, 401}, path
    with stripped("session") as weak:
        enter(weak)
        assert run(connect_without_a_session(weak))


def test_the_cookie_is_in_no_frame_and_no_log(portal, stripped, sign_in):
    noor = sign_in("noor@harborline.example")
    assert not run(find_the_cookie(portal, noor))
    header = (
        Visitor(portal.address)
        .client.post(
            "/sign-in",
            data={"email": "noor@harborline.example", "password": "Lantern-Harbor-42-quilt"},
        )
        .headers["set-cookie"]
        .lower()
    )
    assert "httponly" in header
    assert "samesite=lax" in header


def test_reflexes_own_endpoints_are_closed(portal, stripped, sign_in):
    rowan = sign_in("rowan@harborline.example")
    assert not fetch_upload_endpoints(portal, rowan)
    with stripped("closed") as weak:
        assert fetch_upload_endpoints(weak, enter(weak, "rowan@harborline.example"))


def test_strangers_are_slowed_down(portal, stripped):
    assert not guess_without_end(portal)
    with stripped("limits") as weak:
        assert guess_without_end(weak)


@pytest.mark.parametrize("path", ["/sign-in", "/reset", "/nowhere-at-all", "/healthz"])
def test_every_answer_carries_the_security_headers(portal, path):
    answer = httpx.get(f"{portal.address}{path}", headers={"accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    script_sources = policy.split("script-src", 1)[1].split(";", 1)[0]
    assert "unsafe-inline" not in script_sources
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


def test_a_portal_without_its_headers_would_be_noticed(stripped):
    with stripped("headers") as weak:
        answer = httpx.get(f"{weak.address}/sign-in")
        assert "frame-ancestors" not in answer.headers["content-security-policy"]


def test_an_ended_session_is_dead_on_its_open_socket(portal, stripped, sign_in):
    """ACC-7, ACC-8: the next event of a session that ended elsewhere shows the way out and nothing else."""

    async def still_served(where, visitor):
        tab = await Tab(where.address, cookie=visitor.cookie).open()
        await tab.call(HYDRATE)
        await tab.heard(0.7)
        visitor.client.post("/sign-out")
        await tab.call(NAMES["AccountState.load"], path="/account")
        return (
            "Chrome" in (heard := await tab.heard(1.0))
            or "python-httpx" in heard
            or "A browser" in heard
        )

    assert not run(still_served(portal, sign_in("ada@harborline.example")))
    with stripped("liveness") as weak:
        assert run(still_served(weak, enter(weak, "ada@harborline.example")))
