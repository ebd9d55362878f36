"""What an HTTP route is handed: the signed-in person, and services run off the event loop."""

from collections.abc import Callable
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

import anyio.to_thread
from starlette.requests import Request

from producer_portal.access import sessions
from producer_portal.access.sessions import SessionFacts
from producer_portal.foundation import clock, logs
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work
from producer_portal.values.errors import NotFound, NotPermitted

P = ParamSpec("P")
R = TypeVar("R")


def session_of(request: Request) -> SessionFacts:
    """The live, complete session of a request. The gate lets no other pass to a closed route."""
    facts = getattr(request.state, "session", None)
    if not isinstance(facts, SessionFacts) or not facts.is_complete:
        raise NotFound("page")
    logs.actor_id.set(str(facts.user_id))
    return facts


async def refuse_ended(facts: SessionFacts) -> None:
    """Raise NotPermitted when the session ended since the request began (ACC-7)."""
    is_live = await anyio.to_thread.run_sync(
        lambda: sessions.by_id(facts.session_id, now=clock.now()) is not None
    )
    if not is_live:
        raise NotPermitted("session", "Your session has ended. Sign in and add the file again.")


def visitor(request: Request, name: str = "sign-in") -> Actor:
    """The portal acting for somebody not yet signed in, with their address for the audit trail."""
    return replace(system_actor(name), address=str(getattr(request.state, "address", "")))


async def read(
    who: Actor, query: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """One query in a read-only transaction, in a worker thread."""

    def run() -> R:
        with unit_of_work(who, now=clock.now(), read_only=True) as work:
            return query(work, *args, **kwargs)

    return await anyio.to_thread.run_sync(run)


async def write(
    who: Actor, service: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """One service in its own transaction, in a worker thread."""

    def run() -> R:
        with unit_of_work(who, now=clock.now()) as work:
            return service(work, *args, **kwargs)

    return await anyio.to_thread.run_sync(run)
