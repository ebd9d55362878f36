"""Word to other open pages and other workers that something changed. Carries topics, never records."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import redis

from producer_portal.foundation.settings import settings

CHANNEL = "portal:signals"


@dataclass(frozen=True, slots=True)
class Signal:
    """What changed in which tenant."""

    tenant_id: int | None
    topics: frozenset[str]


_listeners: list[Callable[[Signal], None]] = []
outbox_waiting = threading.Event()


def listen(listener: Callable[[Signal], None]) -> None:
    """Call the listener for every signal, also those of other workers. It must not block."""
    _listeners.append(listener)


def publish(tenant_id: int | None, topics: frozenset[str], *, has_outbox: bool = False) -> None:
    """Tell every open page, on every worker, after a commit. Losing one costs freshness, not records."""
    if has_outbox:
        outbox_waiting.set()
    signal = Signal(tenant_id, topics)
    if not settings().redis_url:
        deliver(signal)
        return
    message = json.dumps({"tenant_id": tenant_id, "topics": sorted(topics), "outbox": has_outbox})
    try:
        _redis().publish(CHANNEL, message)
    except redis.RedisError:
        # Redis is away: pages of this worker still move, the others when they next read.
        deliver(signal)


def deliver(signal: Signal) -> None:
    """Hand a signal to this process's listeners."""
    if signal.topics:
        for listener in tuple(_listeners):
            listener(signal)


@cache
def _redis() -> "redis.Redis":
    return redis.Redis.from_url(settings().redis_url, socket_timeout=2, socket_connect_timeout=2)


def relay_from_redis(stop: threading.Event) -> None:
    """Run in a thread of each worker: pass on what any worker published, reconnecting for ever."""
    while not stop.is_set():
        try:
            with redis.Redis.from_url(settings().redis_url).pubsub() as channel:  # type: ignore[no-untyped-call]
                channel.subscribe(CHANNEL)
                while not stop.is_set():
                    message = channel.get_message(ignore_subscribe_messages=True, timeout=1.0)
                    if message is not None:
                        _pass_on(message["data"])
        except redis.RedisError:
            stop.wait(0.5)


def _pass_on(raw: bytes) -> None:
    fields = json.loads(raw)
    if fields["outbox"]:
        outbox_waiting.set()
    deliver(Signal(fields["tenant_id"], frozenset(fields["topics"])))
