"""Tabs without a browser: real events through Reflex's own processor and the portal's middleware."""

import contextlib
import json
import typing
import uuid
from dataclasses import dataclass, field

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.utils.format import json_dumps
from reflex_base.event import Event
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from sqlalchemy import text

from producer_portal.edge.policy import ADDRESS_HEADER, SESSION_HEADER
from producer_portal.foundation import database


def let_everybody_in_again() -> None:
    """Some handlers and routes end sessions and change people, which is what they are for."""
    with database.engine().begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('portal.book', 'system', true)"))
        connection.execute(text("UPDATE login_session SET ended_at = NULL"))
        connection.execute(text("UPDATE portal_user SET status = 'active'"))


class Heard:
    """Stands where the socket is: keeps what would be sent to each tab."""

    def __init__(self) -> None:
        self.updates: list[tuple[str, typing.Any]] = []

    async def emit_update(self, update, token) -> None:
        self.updates.append((token, update))


@dataclass
class Processor:
    """The running event processor of one app."""

    processor: BaseStateEventProcessor
    heard: Heard
    states: StateManagerMemory

    def tab(self, session_id: int, path: str = "/account", **query: str) -> "Tab":
        return Tab(self, session_id, path, query)


@contextlib.asynccontextmanager
async def processing(app: rx.App):
    """The app's event processor, without any server."""
    heard, states = Heard(), StateManagerMemory()
    processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=None)
    with app.set_contexts():
        async with processor.configure(state_manager=states, event_namespace=heard):
            yield Processor(processor, heard, states)
    await states.close()


@dataclass
class Tab:
    """One open page of one session."""

    processor: Processor
    session_id: int
    path: str
    query: dict[str, str]
    token: str = field(default_factory=lambda: str(uuid.uuid4()))

    def _router(self) -> dict[str, object]:
        return {
            "pathname": self.path,
            "asPath": self.path,
            "query": dict(self.query),
            "token": self.token,
            "sid": "s",
            "ip": "127.0.0.1",
            "headers": {SESSION_HEADER: str(self.session_id), ADDRESS_HEADER: "127.0.0.1"},
        }

    async def send(self, name: str, payload: dict[str, object] | None = None) -> str:
        """Everything the browser would be told because of one event, as it goes over the wire."""
        event = Event(name=name, payload=payload or {}, router_data=self._router())
        before = len(self.processor.heard.updates)
        done = await self.processor.processor.enqueue(self.token, event)
        await done.wait_all()
        told = self.processor.heard.updates[before:]
        return json.dumps([json_dumps(update) for token, update in told if token == self.token])
