"""`portal`: serve, migrate, seed, and the checks an owner can run."""

import os
import sys
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parents[1]
app = typer.Typer(add_completion=False, no_args_is_help=True, help="The Producer Portal.")


def main() -> None:
    """Run from the project's folder whatever the current one is."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    app()


@app.command()
def build() -> None:
    """Build the front end unless it stands as its sources are."""
    import rxconfig  # noqa: F401 - prepares the environment before Reflex looks at it
    from producer_portal.edge.build import ensure_built

    ensure_built()


@app.command()
def serve() -> None:
    """Serve the portal: pages, live updates and the scheduler on one port."""
    import rxconfig  # noqa: F401 - prepares the environment before Reflex looks at it
    from granian.constants import Interfaces
    from granian.server import Server

    from producer_portal.edge.build import ensure_built
    from producer_portal.foundation.settings import settings

    chosen = settings()
    ensure_built()
    os.environ.update({
        "REFLEX_ENV_MODE": "prod", "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    })
    print(f"Serving on {chosen.public_address}", flush=True)
    Server(
        "producer_portal.app:app", factory=True, address=chosen.host, port=chosen.port,
        interface=Interfaces.ASGI, workers=chosen.workers, respawn_failed_workers=True,
        workers_kill_timeout=10, log_access=False,
    ).serve()
