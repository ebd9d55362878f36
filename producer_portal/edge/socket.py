"""A socket server that accepts only well-formed Reflex events from clients.

python-socketio dispatches any event name a client sends, "connect" included, which would let it
rewrite its own headers, address and token. Everything unknown ends the connection here, quietly:
one traceback per frame would be a way to fill the disk.
"""

import asyncio
import logging
import time
from types import SimpleNamespace
from typing import Any

import socketio
from reflex.app import _sio_dumps, _sio_loads
from reflex_base import constants
from reflex_base.registry import RegistrationContext

from producer_portal.foundation import metrics

LOG = logging.getLogger(__name__)
CLIENT_EVENTS = frozenset({"event", "ping", "client_error"})
CONNECT_FIELDS = frozenset(
    {
        constants.CompileVars.CONNECT_AUTH_EVENT,
        constants.CompileVars.CONNECT_AUTH_STATE_SCHEMA,
    }
)
MOST_FRAME_BYTES = 256 * 1024
# A person's page sends a handful; a script is slowed to this, and loses nothing.
EVENTS_PER_SECOND = 40
BURST = 80


class PortalSocketServer(socketio.AsyncServer):
    """Lets through Reflex's own three messages, checked, at a bounded rate."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._allowance: dict[str, tuple[float, float]] = {}

    async def _handle_connect(self, eio_sid: str, namespace: str, data: Any) -> None:
        # The first event rides in the connect packet and would skip the check below.
        if not is_connect_acceptable(data):
            await self._drop(eio_sid, "connect")
            return
        metrics.sockets.inc()
        await super()._handle_connect(eio_sid, namespace, data)

    async def _handle_event_internal(
        self,
        server: Any,
        sid: str,
        eio_sid: str,
        data: Any,
        namespace: str,
        id: Any,  # noqa: A002
    ) -> None:
        if not is_event_acceptable(data):
            await self._drop(eio_sid, "event")
            return
        await self._pace(eio_sid)
        await super()._handle_event_internal(server, sid, eio_sid, data, namespace, id)

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        try:
            await super()._handle_eio_message(eio_sid, data)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            await self._drop(eio_sid, "frame")

    async def _handle_eio_disconnect(self, eio_sid: str, reason: Any) -> None:
        if self._allowance.pop(eio_sid, None) is not None:
            metrics.sockets.dec()
        await super()._handle_eio_disconnect(eio_sid, reason)

    async def _drop(self, eio_sid: str, what: str) -> None:
        metrics.refused.labels(f"malformed_{what}").inc()
        LOG.warning("malformed message ended a connection", extra={"what": what})
        await self.eio.disconnect(eio_sid)

    async def _pace(self, eio_sid: str) -> None:
        now = time.monotonic()
        left, since = self._allowance.get(eio_sid, (float(BURST), now))
        left = min(float(BURST), left + (now - since) * EVENTS_PER_SECOND) - 1
        self._allowance[eio_sid] = (left, now)
        if left < 0:
            # Reading stops meanwhile, so the flood backs up at its sender.
            await asyncio.sleep(-left / EVENTS_PER_SECOND)


def is_connect_acceptable(data: Any) -> bool:
    """A connect packet carries nothing, or Reflex's first event and its schema hash."""
    if not data:
        return True
    if not isinstance(data, dict) or not set(data) <= CONNECT_FIELDS:
        return False
    schema = data.get(constants.CompileVars.CONNECT_AUTH_STATE_SCHEMA)
    first = data.get(constants.CompileVars.CONNECT_AUTH_EVENT)
    return (schema is None or isinstance(schema, str)) and (first is None or is_known_event(first))


def is_event_acceptable(data: Any) -> bool:
    """One of three names, with one well-formed event where it is an event."""
    if not (isinstance(data, list) and 1 <= len(data) <= 2 and isinstance(data[0], str)):
        return False
    if data[0] not in CLIENT_EVENTS:
        return False
    if data[0] == "event":
        return len(data) == 2 and is_known_event(data[1])
    return len(data) == 1 or data[0] == "client_error"


def is_known_event(event: Any) -> bool:
    """Names a registered handler and has the shapes Reflex takes for granted."""
    if not isinstance(event, dict):
        return False
    router = event.get("router_data") or {}
    payload = event.get("payload", {})
    return (
        isinstance(event.get("name"), str)
        and event["name"] in RegistrationContext.ensure_context().event_handlers
        and isinstance(payload, dict)
        and "self" not in payload
        and isinstance(router, dict)
        and isinstance(router.get("pathname", ""), str)
        and isinstance(router.get("asPath", ""), str)
        and isinstance(router.get("query", {}), dict)
        and all(_is_query_value(value) for value in router.get("query", {}).values())
    )


def _is_query_value(value: Any) -> bool:
    """Text, or the list of parts that a catch-all route yields."""
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(part, str) for part in value)
    )


def make_socket_server(origins: frozenset[str]) -> PortalSocketServer:
    """The server for rx.App(sio=…): websocket only, exact origins, small frames."""
    return PortalSocketServer(
        async_mode="asgi",
        cors_allowed_origins=sorted(origins),
        cors_credentials=True,
        max_http_buffer_size=MOST_FRAME_BYTES,
        ping_interval=25,
        ping_timeout=60,
        json=SimpleNamespace(dumps=staticmethod(_sio_dumps), loads=staticmethod(_sio_loads)),
        allow_upgrades=False,
        transports=["websocket"],
        async_handlers=False,
    )
