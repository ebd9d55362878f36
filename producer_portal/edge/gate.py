"""The door: no session, no socket and no page; exact origins; tab tokens bound to sessions; body sizes."""

import hashlib
import hmac
import logging
import re
import secrets
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode

import anyio.to_thread
from starlette.datastructures import Headers as RequestHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from producer_portal.access import sessions
from producer_portal.access.sessions import SessionFacts
from producer_portal.edge.cookies import client_address, session_token
from producer_portal.edge.policy import ADDRESS_HEADER, SESSION_HEADER
from producer_portal.foundation import clock, crypto, logs, metrics
from producer_portal.foundation.settings import settings

LOG = logging.getLogger(__name__)
SOCKET_PATH = "/_event"
# Reflex's own endpoints that nothing here uses: uploads, health, code spaces, route lists.
CLOSED_PREFIXES = ("/_upload", "/_health", "/ping", "/_all_routes", "/auth-codespace")
PUBLIC_FILES = (
    "/tokens.css",
    "/portal.css",
    "/door.css",
    "/pages.css",
    "/icons.svg",
    "/favicon.ico",
    "/favicon.svg",
    "/robots.txt",
)
PUBLIC_FOLDERS = ("/fonts/",)
MOST_TABS = 30
SHORTEST_TOKEN, LONGEST_TOKEN = 8, 64
# Forms are small; uploads have their own route, which counts for itself.
MOST_FORM_BYTES = 256 * 1024
UPLOAD_PREFIX = "/files/"
# The seven kinds of Engine.IO packets; anything else would end its server's own loop half-way.
PACKET_KINDS = frozenset("0123456")
# In JSON: an escaped backslash, a whole letter of two halves, or what no database keeps: a lone half, a NUL.
_ESCAPES = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<unkept>\\u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|0000))"
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def bound_token(session_id: int, tab_token: str) -> str:
    """What the server calls a tab: useless to any other session, even when the browser's name leaks."""
    words = f"{session_id}|{tab_token}".encode()
    return hmac.new(crypto.derive("tabs"), words, hashlib.sha256).hexdigest()[:40]


class Gate:
    """ASGI wrapper around everything, the compiled front end and Reflex's socket included."""

    def __init__(self, app: ASGIApp, *, is_public: Callable[[str], bool]) -> None:
        self.app = app
        self.is_public = is_public
        self._tabs: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    # --- sockets ------------------------------------------------------------------------------

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = RequestHeaders(scope=scope)
        query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        token = query.get("token", "")
        facts = await self._facts(scope, headers)
        fault = _socket_fault(scope["path"], headers, facts, token)
        if fault is None and facts is not None and self._tabs[facts.session_id] >= MOST_TABS:
            fault = "tabs"
        if fault is not None or facts is None:
            metrics.refused.labels(f"socket_{fault}").inc()
            await receive()
            await send({"type": "websocket.close", "code": 4401})
            return
        query["token"] = bound_token(facts.session_id, token)
        inner = {
            **scope,
            "query_string": urlencode(query).encode(),
            "headers": _without_credentials(scope, facts),
        }
        self._tabs[facts.session_id] += 1
        try:
            await self.app(inner, _well_formed(receive), send)
        finally:
            self._tabs[facts.session_id] -= 1
            if self._tabs[facts.session_id] <= 0:
                del self._tabs[facts.session_id]

    # --- requests -----------------------------------------------------------------------------

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = RequestHeaders(scope=scope), scope["path"]
        logs.request_id.set(secrets.token_hex(6))
        scope["state"] = {**scope.get("state", {}), "address": client_address(scope)}
        refusal = _request_refusal(scope, headers)
        if refusal is not None:
            metrics.requests.labels("refused").inc()
            await refusal(scope, receive, send)
            return
        facts = await self._facts(scope, headers)
        scope["state"]["session"] = facts
        if (
            not _is_public_file(path)
            and not self.is_public(path)
            and not (facts and facts.is_complete)
        ):
            await _to_sign_in(scope, facts)(scope, receive, send)
            return
        if not path.startswith(UPLOAD_PREFIX):
            receive = _capped(receive, MOST_FORM_BYTES)
        await self.app(scope, receive, _counted(send))

    async def _facts(self, scope: Scope, headers: RequestHeaders) -> SessionFacts | None:
        token = session_token(headers.get("cookie", ""))
        if not token:
            return None
        address = client_address(scope)
        return await anyio.to_thread.run_sync(
            lambda: sessions.by_token(token, now=clock.now(), address=address)
        )


def _socket_fault(
    path: str, headers: RequestHeaders, facts: SessionFacts | None, token: str
) -> str | None:
    if path.rstrip("/") != SOCKET_PATH:
        return "path"
    if headers.get("origin") not in settings().origins:
        return "origin"
    if facts is None or not facts.is_complete:
        return "session"
    return None if SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN else "token"


def _request_refusal(scope: Scope, headers: RequestHeaders) -> Response | None:
    """Closed doors, foreign origins and oversized bodies, answered before a body is read."""
    path, method = scope["path"], scope["method"]
    if path.startswith(CLOSED_PREFIXES) or path.startswith(SOCKET_PATH):
        return PlainTextResponse("Not found", 404)
    if method not in {*SAFE_METHODS, "POST"}:
        return PlainTextResponse("Method not allowed", 405)
    if method in SAFE_METHODS:
        return None
    if headers.get("origin") not in settings().origins:
        return JSONResponse({"title": "Refused", "detail": "This came from another site."}, 403)
    length = headers.get("content-length", "0")
    if not path.startswith(UPLOAD_PREFIX) and (
        not length.isdigit() or int(length) > MOST_FORM_BYTES
    ):
        return JSONResponse({"title": "Too large", "detail": "This form is too large."}, 413)
    return None


def _is_public_file(path: str) -> bool:
    return path in PUBLIC_FILES or path.startswith(PUBLIC_FOLDERS)


def _to_sign_in(scope: Scope, facts: SessionFacts | None) -> Response:
    """People are led to the sign-in page and back; scripts are told 401."""
    wants_page = "text/html" in RequestHeaders(scope=scope).get("accept", "")
    if scope["method"] not in SAFE_METHODS or not wants_page:
        return JSONResponse({"title": "Sign in", "detail": "Sign in and try again."}, 401)
    if facts is not None:
        return RedirectResponse("/sign-in/code", 303)
    return RedirectResponse(f"/sign-in?next={quote(scope['path'], safe='/')}", 303)


def _without_credentials(scope: Scope, facts: SessionFacts) -> list[tuple[bytes, bytes]]:
    """Drop the cookie and anything a proxy might say about identity; pass the session's row id only."""
    dropped = {
        b"cookie",
        b"authorization",
        SESSION_HEADER.encode(),
        ADDRESS_HEADER.encode(),
        b"x-forwarded-for",
        b"x-forwarded-email",
        b"x-real-ip",
    }
    kept = [(name, value) for name, value in scope["headers"] if name.lower() not in dropped]
    return [
        *kept,
        (SESSION_HEADER.encode(), str(facts.session_id).encode()),
        (ADDRESS_HEADER.encode(), client_address(scope).encode("latin-1", "replace")),
    ]


def _well_formed(receive: Receive) -> Receive:
    """Frames that are Engine.IO packets of letters that can be kept; any other closes the line."""

    async def receive_well_formed() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive" or message.get("bytes") is not None:
            return message
        words = message.get("text") or ""
        if words[:1] not in PACKET_KINDS:
            metrics.refused.labels("malformed_packet").inc()
            return {"type": "websocket.disconnect", "code": 1002}
        return {**message, "text": _kept_letters(words)} if "\\u" in words else message

    return receive_well_formed


def _kept_letters(words: str) -> str:
    """JSON with the replacement character for each escape that stands for no letter at all."""
    return _ESCAPES.sub(lambda found: "\\ufffd" if found["unkept"] else found[0], words)


def _capped(receive: Receive, most_bytes: int) -> Receive:
    """Count what really arrives: a missing or false Content-Length gains nothing."""
    taken = 0

    async def receive_capped() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most_bytes:
            return {"type": "http.disconnect"}
        return message

    return receive_capped


def _counted(send: Send) -> Send:
    async def send_counted(message: Message) -> None:
        if message["type"] == "http.response.start":
            metrics.requests.labels(f"{message['status'] // 100}xx").inc()
        await send(message)

    return send_counted
