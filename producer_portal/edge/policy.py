"""Every event handler carries a policy and strict argument types; without them the portal does not boot.

Reflex makes each public method of a State a remote call open to strangers and hands it whatever JSON
came. This middleware runs before every event, pushed ones included: the session is read again, the
permission checked, the payload validated; anything else is dropped before the handler is touched.
"""

import contextvars
import inspect
import logging
import time
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import anyio.to_thread
import reflex as rx
from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from producer_portal.access import sessions
from producer_portal.access.sessions import SessionFacts
from producer_portal.foundation import clock, logs, metrics
from producer_portal.foundation.permissions import Permission

LOG = logging.getLogger(__name__)

# Both names are on Reflex's list of headers that never reach the browser or its copy of the state;
# the gate drops what a client sent under them and puts the session's row id and address there.
SESSION_HEADER = "x-forwarded-access-token"
ADDRESS_HEADER = "x-auth-request-access-token"
# What Reflex itself must be able to run. `setvar` is not among them and never will be.
FRAMEWORK_HANDLERS = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "on_load_internal",
        "set_is_hydrated",
        "update_vars_internal",
        "handle_frontend_exception",
    }
)

principal: contextvars.ContextVar[SessionFacts] = contextvars.ContextVar("principal")


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a handler, and whether calling it shows that a person is there (ACC-7)."""

    permission: Permission
    counts_as_activity: bool = True


class UnguardedHandler(RuntimeError):
    """A handler has no policy or loose argument types. The portal refuses to boot with one."""


def policy_of(handler: Callable[..., Any]) -> Policy | None:
    """The policy a handler carries, if any."""
    found = getattr(handler, "__policy__", None)
    return found if isinstance(found, Policy) else None


def portal_handlers() -> dict[str, Callable[..., Any]]:
    """Every registered handler that is not the framework's own, by the name a client would send."""
    registered = RegistrationContext.ensure_context().event_handlers
    return {
        name: entry.handler.fn
        for name, entry in registered.items()
        if not entry.states[0].__module__.startswith("reflex") and not name.endswith(".setvar")
    }


def refuse_unguarded() -> int:
    """Raise UnguardedHandler unless every handler has a policy and strict types; returns their number."""
    handlers = portal_handlers()
    bare = sorted(name for name, handler in handlers.items() if policy_of(handler) is None)
    if bare:
        raise UnguardedHandler(f"no policy: {', '.join(bare)}")
    for handler in handlers.values():
        payload_model(handler)
    return len(handlers)


@cache
def payload_model(handler: Callable[..., Any]) -> type[BaseModel]:
    """A strict model of a handler's arguments: no extras, no coercion between types."""
    hints = typing.get_type_hints(handler)
    fields: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(handler).parameters.items())[1:]:
        if name not in hints or parameter.kind in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}:
            raise UnguardedHandler(f"{handler.__qualname__}: {name} has no strict type")
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        fields[name] = (hints[name], default)
    config = ConfigDict(extra="forbid", strict=True)
    return create_model(f"{handler.__qualname__} payload", __config__=config, **fields)


def is_acceptable(handler: Callable[..., Any], payload: dict[str, Any]) -> bool:
    """Whether the payload has exactly the arguments the handler names, with their exact types."""
    try:
        payload_model(handler).model_validate(payload)
    except (ValidationError, TypeError):
        return False
    return True


class PolicyMiddleware(Middleware):
    """Checks session, permission and payload before every event."""

    def __init__(self, say_goodbye: Callable[[BaseState], Any]) -> None:
        self.say_goodbye = say_goodbye

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Let the event through (None) or answer it here."""
        started = time.perf_counter()
        facts = await _session_of(state)
        if facts is None or not facts.is_complete:
            metrics.refused.labels("session").inc()
            return typing.cast("StateUpdate", await self.say_goodbye(state))
        principal.set(facts)
        logs.actor_id.set(str(facts.user_id))
        logs.request_id.set(
            event.name.rsplit(".", 1)[-1] + "-" + format(time.monotonic_ns() & 0xFFFFFF, "x")
        )
        verdict = _verdict(event, facts)
        if verdict is not None:
            metrics.refused.labels(verdict).inc()
            LOG.warning("event refused", extra={"event": event.name[-80:], "why": verdict})
            return StateUpdate()
        policy = policy_of(_handler_of(event))
        if policy is not None and policy.counts_as_activity and sessions.is_due(facts, clock.now()):
            await anyio.to_thread.run_sync(lambda: sessions.note_seen(facts, now=clock.now()))
        metrics.events.labels("accepted").inc()
        metrics.event_seconds.observe(time.perf_counter() - started)
        return None


async def _session_of(state: BaseState) -> SessionFacts | None:
    headers = state.router_data.get("headers", {})
    key, address = headers.get(SESSION_HEADER, ""), headers.get(ADDRESS_HEADER, "")
    if not key.isdigit():
        return None
    known = sessions.remembered(int(key), now=clock.now(), address=address)
    if known is not None:
        return known
    return await anyio.to_thread.run_sync(
        lambda: sessions.by_id(int(key), now=clock.now(), address=address)
    )


def _handler_of(event: Event) -> Callable[..., Any]:
    entry = RegistrationContext.get().event_handlers[event.name]
    return typing.cast("Callable[..., Any]", entry.handler.fn)


def _verdict(event: Event, facts: SessionFacts) -> str | None:
    """Why the event is refused, or None."""
    entry = RegistrationContext.get().event_handlers[event.name]
    handler = entry.handler.fn
    if entry.states[0].__module__.startswith("reflex"):
        is_known = handler.__name__ in FRAMEWORK_HANDLERS and not event.name.endswith(".setvar")
        if not is_known:
            return "framework"
        # No var of the portal is kept in a browser, so there is none to bring along.
        has_vars = bool(event.payload.get("vars"))
        return None if is_acceptable(handler, event.payload) and not has_vars else "payload"
    policy = policy_of(handler)
    if policy is None:
        return "no_policy"
    if not facts.actor.may(policy.permission):
        return "permission"
    return None if is_acceptable(handler, event.payload) else "payload"
