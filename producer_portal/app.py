"""The portal, assembled: every feature's pages in one Reflex app behind the gate."""

import contextlib
import gc
import logging
import threading
from collections.abc import AsyncIterator

import anyio.to_thread
import reflex as rx

from producer_portal import features
from producer_portal.api import is_public, make_api
from producer_portal.edge import build, policy
from producer_portal.edge.gate import Gate
from producer_portal.edge.headers import Headers, content_security_policy, script_hashes
from producer_portal.edge.socket import make_socket_server
from producer_portal.foundation import logs, signals
from producer_portal.foundation.settings import settings
from producer_portal.scheduler import Scheduler
from producer_portal.ui import live, theme
from producer_portal.ui.errors import shown
from producer_portal.ui.frame import connection_overlay, not_found_page
from producer_portal.ui.page import pages
from producer_portal.ui.state import ShellState, say_goodbye

LOG = logging.getLogger(__name__)
# Services run in worker threads; the database pool is larger than this.
WORKER_THREADS = 20


def _on_backend_failure(exception: Exception) -> None:
    """Failures outside our own handlers: an incident number in the log, nothing to the browser."""
    shown(exception)


def _on_frontend_failure(exception: Exception) -> None:
    LOG.warning("a page failed in a browser", extra={"failure": str(exception)[:500]})


def make_app() -> rx.App:
    """Build the app from every feature's rooms. Refuses to boot with an unguarded handler."""
    features.rooms("pages")
    features.rooms("tables")
    policy_words = content_security_policy(script_hashes(build.BUILT))
    made = rx.App(
        stylesheets=theme.STYLESHEETS,
        sio=make_socket_server(settings().origins),
        html_lang="en-US",
        head_components=theme.head_components(),
        extra_app_wraps={
            (5, "Overlay"): lambda stateful: connection_overlay() if stateful else None
        },
        toaster=None,
        backend_exception_handler=_on_backend_failure,
        frontend_exception_handler=_on_frontend_failure,
        api_transformer=[
            make_api(),
            lambda inner: Gate(inner, is_public=is_public),
            lambda inner: Headers(inner, policy=policy_words, is_https=settings().is_https),
        ],
    )
    made.add_middleware(policy.PolicyMiddleware(say_goodbye), index=0)
    for page in pages:
        made.add_page(
            page.component, route=page.route, title=page.title, on_load=list(page.on_load)
        )
    made.add_page(not_found_page, route="/404", title="Not found", on_load=[ShellState.load])
    made.register_lifespan_task(_worker_life)
    policy.refuse_unguarded()
    return made


@contextlib.asynccontextmanager
async def _worker_life() -> AsyncIterator[None]:
    """What one web worker runs beside its requests."""
    logs.configure(settings().log_level)
    anyio.to_thread.current_default_thread_limiter().total_tokens = WORKER_THREADS
    live.start(app)
    stop = threading.Event()
    if settings().redis_url:
        threading.Thread(target=signals.relay_from_redis, args=(stop,), daemon=True).start()
    scheduler = Scheduler() if settings().is_scheduler_on else None
    if scheduler is not None:
        scheduler.start()
    # Long-lived objects leave the collector's sight: with many tabs its pauses were the tail latency.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    yield
    stop.set()
    if scheduler is not None:
        scheduler.stop()


app = make_app()
