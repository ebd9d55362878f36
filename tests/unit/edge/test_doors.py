"""Small judgments at the door: whose address, which cookie, which message, which payload."""

import pytest
from reflex_base.registry import RegistrationContext
from starlette.requests import Request

from producer_portal import features
from producer_portal.api import is_public
from producer_portal.edge import cookies, gate, policy, socket
from producer_portal.foundation.settings import settings

features.rooms("pages")


def known_name() -> str:
    return next(
        name
        for name in RegistrationContext.ensure_context().event_handlers
        if name.endswith("end_session")
    )


def scope(**headers: str) -> dict:
    return {
        "type": "http",
        "method": "POST",
        "path": "/session/extend",
        "client": ("203.0.113.9", 5),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/sign-in", True),
        ("/sign-in/code", True),
        ("/sign-in-elsewhere", False),
        ("/metrics", True),
        ("/metricsx", False),
        ("/files/1", False),
        ("/", False),
    ],
)
def test_only_the_front_door_is_open_to_strangers(path, expected):
    assert is_public(path) is expected


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "6.6.6.6", "203.0.113.9"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
        (2, "192.0.2.1", "203.0.113.9"),
        (1, "", "203.0.113.9"),
    ],
)
def test_a_forwarded_address_counts_only_as_deep_as_our_own_proxies(
    monkeypatch, hops, forwarded, expected
):
    monkeypatch.setattr(settings(), "trusted_proxy_hops", hops)
    assert cookies.client_address(scope(x_forwarded_for=forwarded)) == expected


def test_a_broken_cookie_header_is_no_session():
    assert cookies.session_token("portal=abc; other=1") == "abc"
    assert cookies.session_token("other=1") == ""
    assert cookies.session_token("\x00=;;;") == ""


def test_a_tabs_name_is_worthless_in_another_session():
    mine, theirs = gate.bound_token(1, "tab-token"), gate.bound_token(2, "tab-token")
    assert mine != theirs
    assert mine == gate.bound_token(1, "tab-token")
    assert "tab-token" not in mine


def test_what_a_client_says_about_identity_never_passes_the_gate():
    class Facts:
        session_id = 7

    told = dict(
        gate._without_credentials(
            scope(
                cookie="portal=secret",
                authorization="Bearer x",
                x_forwarded_access_token="1",
                x_auth_request_access_token="9.9.9.9",
                x_forwarded_for="6.6.6.6",
                x_real_ip="6.6.6.6",
                user_agent="Firefox",
            ),
            Facts(),
        )
    )
    assert told[policy.SESSION_HEADER.encode()] == b"7"
    assert told[policy.ADDRESS_HEADER.encode()] == b"203.0.113.9"
    assert told[b"user-agent"] == b"Firefox"
    assert not {b"cookie", b"authorization", b"x-forwarded-for", b"x-real-ip"} & set(told)


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        [],
        ["connect", {}],
        ["disconnect"],
        ["event"],
        ["event", None],
        ["event", {"name": "no.such.handler"}],
        ["event", {"name": 5}],
        ["event", {"name": "known", "payload": [1]}],
        ["event", {"name": "known", "payload": {"self": 1}}],
        ["event", {"name": "known", "router_data": {"pathname": 1}}],
        ["event", {"name": "known", "router_data": {"query": {"a": {"b": 1}}}}],
        ["event", {"name": "known"}, {"name": "known"}],
        [{"event": 1}],
    ],
)
def test_a_malformed_message_is_not_acceptable(data):
    if isinstance(data, list) and len(data) > 1 and isinstance(data[1], dict):
        data = [
            data[0],
            *(
                {**one, "name": known_name()} if one.get("name") == "known" else one
                for one in data[1:]
            ),
        ]
    assert not socket.is_event_acceptable(data)


def test_a_well_formed_message_is_acceptable():
    event = {
        "name": known_name(),
        "payload": {"session_id": 1},
        "router_data": {"pathname": "/account", "query": {"splat": ["a", "b"]}},
    }
    assert socket.is_event_acceptable(["event", event])
    assert socket.is_event_acceptable(["ping"])
    assert socket.is_connect_acceptable(None)
    assert not socket.is_connect_acceptable({"environ": {}})
    assert not socket.is_connect_acceptable("token")


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"session_id": "1"},
        {"session_id": 1.0},
        {"session_id": True},
        {"session_id": None},
        {"session_id": [1]},
        {"session_id": {"$ne": 1}},
        {"session_id": 1, "user_id": 2},
        {"Session_id": 1},
    ],
)
def test_arguments_of_another_type_never_reach_a_handler(payload):
    handler = policy.portal_handlers()[known_name()]
    assert not policy.is_acceptable(handler, payload)
    assert policy.is_acceptable(handler, {"session_id": 1})


def test_a_request_from_another_origin_is_refused_before_anything_is_read():
    own = min(settings().origins)
    for origin in ("https://evil.example", "null", "", own + ".evil.example", own.upper()):
        request = scope(origin=origin)
        refusal = gate._request_refusal(request, Request(request).headers)
        assert refusal is not None, origin
        assert refusal.status_code == 403
    request = scope(origin=own)
    assert gate._request_refusal(request, Request(request).headers) is None


@pytest.mark.parametrize(
    ("length", "status"), [("262144", None), ("262145", 413), ("-1", 413), ("x", 413)]
)
def test_a_form_may_be_as_large_as_said_and_not_a_byte_larger(length, status):
    request = scope(origin=min(settings().origins), content_length=length)
    refusal = gate._request_refusal(request, Request(request).headers)
    assert (refusal.status_code if refusal is not None else None) == status
