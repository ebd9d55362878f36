"""Clients that do what a browser would not: raw sockets, forged names, foreign origins."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field

import httpx
import pyotp
import websockets
from reflex_base.registry import RegistrationContext

from producer_portal import features

PASSWORD = "Lantern-Harbor-42-quilt"


@dataclass
class Visitor:
    """Somebody at the front door, with a cookie jar and an origin."""

    address: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(
            base_url=self.address, timeout=30, headers={"origin": self.address}
        )

    def sign_in(self, email: str, code: str, *, password: str = PASSWORD) -> str:
        """Both steps; returns the cookie header of the session."""
        self.client.post("/sign-in", data={"email": email, "password": password})
        answer = self.client.post("/sign-in/code", data={"code": code, "next": "/account"})
        assert answer.status_code == 303, answer.text
        return self.cookie

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())


class RefusedSocket(Exception):
    """The handshake was refused."""


class Tab:
    """One raw Engine.IO/Socket.IO connection, as Reflex's own script opens it."""

    def __init__(
        self, address: str, *, cookie: str = "", origin: str | None = None, token: str = ""
    ) -> None:
        self.address = address.replace("http://", "ws://")
        self.origin = address if origin is None else origin
        self.cookie = cookie
        self.token = token or str(uuid.uuid4())
        self.socket: websockets.ClientConnection | None = None
        self.frames: list[str] = []

    async def open(self, *, first: object = None) -> "Tab":
        headers = {"Cookie": self.cookie} if self.cookie else {}
        try:
            self.socket = await websockets.connect(
                f"{self.address}/_event/?EIO=4&transport=websocket&token={self.token}",
                additional_headers=headers,
                origin=self.origin or None,
                max_size=10_000_000,
            )
        except (websockets.InvalidStatus, websockets.InvalidMessage, OSError) as refused:
            raise RefusedSocket(str(refused)) from refused
        await self.socket.recv()
        payload = "" if first is None else json.dumps(first)
        await self.socket.send(f"40/_event,{payload}")
        return self

    async def send_frame(self, frame: str | bytes) -> None:
        await self.socket.send(frame)

    async def call(
        self,
        name: str,
        payload: dict | None = None,
        *,
        path: str = "/account",
        query: dict | None = None,
    ) -> None:
        event = {
            "name": name,
            "payload": payload or {},
            "router_data": {"pathname": path, "asPath": path, "query": query or {}},
        }
        await self.socket.send(f"42/_event,{json.dumps(['event', event])}")

    async def heard(self, seconds: float = 1.0) -> str:
        """Everything that comes within some seconds, answering pings."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        words = []
        while (left := until - loop.time()) > 0:
            try:
                frame = await asyncio.wait_for(self.socket.recv(), left)
            except TimeoutError:
                break
            except websockets.ConnectionClosed:
                words.append("<closed>")
                break
            text = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
            if text == "2":
                await self.socket.send("3")
                continue
            words.append(text)
        self.frames += words
        return "\n".join(words)

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()


HYDRATE = "reflex___state____state.hydrate"


def event_names() -> dict[str, str]:
    """Every handler as a client names it, by "State.handler"."""
    features.rooms("pages")
    return {
        f"{entry.states[0].__name__}.{name.rsplit('.', 1)[-1]}": name
        for name, entry in RegistrationContext.ensure_context().event_handlers.items()
    }


def totp_code(key: str) -> str:
    return pyotp.TOTP(key).now()
