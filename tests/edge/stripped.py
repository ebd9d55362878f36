"""The portal with one guard taken out, for tests that prove they would notice.

`STRIPPED=socket` and so on; the module is served in place of the real application.
"""

import os
from dataclasses import replace

from producer_portal.edge import gate, headers, limits, policy, socket

_ORIGINAL = {"bound": gate.bound_token, "verdict": policy._verdict}


def _strip_socket() -> None:
    socket.is_event_acceptable = lambda data: True
    socket.is_connect_acceptable = lambda data: True


def _strip_policy() -> None:
    policy._verdict = lambda event, facts: None


def _strip_payload() -> None:
    policy.is_acceptable = lambda handler, payload: True


def _strip_binding() -> None:
    gate.bound_token = lambda session_id, tab_token: tab_token


def _strip_origin() -> None:
    def fault(path, request_headers, facts, token):
        return None if facts is not None and facts.is_complete else "session"

    gate._socket_fault = fault
    gate._request_refusal = lambda scope, request_headers: None
    made = socket.make_socket_server
    socket.make_socket_server = lambda origins: _open_to_all(made(origins))


def _open_to_all(server):
    server.eio.cors_allowed_origins = "*"
    return server


def _strip_session() -> None:
    """Whoever connects is taken for the newest live session, as if cookies were not asked."""

    original = gate.Gate._facts

    async def facts(self, scope, request_headers):
        if "portal=" in request_headers.get("cookie", ""):
            return await original(self, scope, request_headers)
        from sqlalchemy import text

        from producer_portal.access import sessions
        from producer_portal.foundation import clock, database

        with database.engine().connect() as connection:
            newest = connection.execute(
                text("SELECT max(id) FROM login_session WHERE is_complete AND ended_at IS NULL")
            ).scalar()
        return sessions.by_id(newest, now=clock.now()) if newest else None

    gate.Gate._facts = facts


def _strip_headers() -> None:
    headers.content_security_policy = lambda hashes: "default-src *"
    headers.FIXED = ()


def _strip_limits() -> None:
    limits.spend = lambda rule, *who: None


def _strip_closed() -> None:
    gate.CLOSED_PREFIXES = ("/nothing-is-closed",)


def _strip_credentials() -> None:
    def keep(scope, facts):
        return [
            *scope["headers"],
            (policy.SESSION_HEADER.encode(), str(facts.session_id).encode()),
            (policy.ADDRESS_HEADER.encode(), b""),
        ]

    gate._without_credentials = keep


def _strip_liveness() -> None:
    """A session once looked up stays good: nothing is read again."""
    kept = {}
    original = policy.sessions.by_id

    def by_id(session_id, *, now, address=""):
        found = original(session_id, now=now, address=address)
        if found is not None:
            kept[session_id] = found
        return kept.get(session_id)

    original_due = policy.sessions.is_due

    policy.sessions = type(
        "Sessions",
        (),
        {
            "by_id": staticmethod(by_id),
            "remembered": staticmethod(lambda *a, **k: None),
            "note_seen": staticmethod(lambda *a, **k: None),
            "is_due": staticmethod(original_due),
        },
    )


globals()[f"_strip_{os.environ['STRIPPED']}"]()
assert replace

from producer_portal.app import app  # noqa: E402

__all__ = ["app"]
