"""`portal`: serve, migrate, seed, and the checks an owner can run."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from producer_portal import features
from producer_portal.foundation.unit_of_work import UnitOfWork

ROOT = Path(__file__).resolve().parents[1]
app = typer.Typer(add_completion=False, no_args_is_help=True, help="The Producer Portal.")


def main() -> None:
    """Run from the project's folder whatever the current one is."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # Every table is known before any is asked: their foreign keys and their scope name each other.
    features.rooms("tables")
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
    from producer_portal.foundation.settings import settings
    from producer_portal.upgrade import refuse_unsafe_start

    try:
        chosen = settings()
        refuse_unsafe_start()
    except (ValueError, RuntimeError) as unsafe:
        print(_plain(unsafe), file=sys.stderr)
        raise typer.Exit(1) from None
    from granian.constants import Interfaces
    from granian.server import Server

    import rxconfig  # noqa: F401 - prepares the environment before Reflex looks at it
    from producer_portal.edge.build import ensure_built

    ensure_built()
    os.environ.update(
        {
            "REFLEX_ENV_MODE": "prod",
            "__REFLEX_SKIP_COMPILE": "true",
            "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        }
    )
    print(f"Serving on {chosen.public_address}", flush=True)
    Server(
        "producer_portal.app:app",
        factory=True,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        workers=chosen.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
    ).serve()


def _plain(error: Exception) -> str:
    """The last words of a settings error, without the machinery's own."""
    return str(error).split("Value error, ")[-1].split(" [type=")[0]


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; on PostgreSQL also grant the restricted role."""
    from producer_portal.upgrade import to_newest

    to_newest()
    print("The database is up to date.")


@app.command()
def seed() -> None:
    """Fill an empty demonstration with an agency, its people, policies and submissions. Once."""
    from producer_portal.demonstration.seed import logins, seed_once

    is_new = seed_once()
    print(
        "The demonstration agency is ready."
        if is_new
        else "The demonstration agency is there already."
    )
    print(logins())


@app.command("create-admin")
def create_admin(email: str, name: str, agency: str) -> None:
    """Found an agency and invite its first administrator; the link is mailed and printed."""
    from producer_portal.features.admin.services import found_with_administrator
    from producer_portal.foundation import clock
    from producer_portal.foundation.actor import system_actor
    from producer_portal.foundation.unit_of_work import unit_of_work
    from producer_portal.values.errors import PortalError

    try:
        with unit_of_work(system_actor("create-admin"), now=clock.now()) as work:
            link = found_with_administrator(work, email=email, name=name, agency_name=agency)
    except PortalError as refused:
        print(refused.message, file=sys.stderr)
        raise typer.Exit(1) from refused
    print(f"Invitation, valid for 7 days: {link}")


@app.command("verify-ledger")
def verify_ledger() -> None:
    """Prove the ledger's chain and balances; name the first bad row and exit with 1 otherwise."""
    from producer_portal.features.ledger.queries import broken_chains

    _verify(
        "ledger",
        lambda work: (
            f"tenant {row.tenant_id}, entry {row.number}: {row.reason}"
            for row in broken_chains(work)
        ),
    )


@app.command("verify-audit")
def verify_audit() -> None:
    """Prove the audit trail's chain; name the first bad record and exit with 1 otherwise."""
    from producer_portal.foundation.audit import broken_chains

    _verify(
        "audit trail",
        lambda work: (
            f"tenant {row.tenant_id}, record {row.number} {row.reason}"
            for row in broken_chains(work)
        ),
    )


def _verify(what: str, breaks: Callable[[UnitOfWork], Iterable[str]]) -> None:
    from producer_portal.foundation import clock
    from producer_portal.foundation.actor import system_actor
    from producer_portal.foundation.unit_of_work import unit_of_work

    with unit_of_work(system_actor("verify"), now=clock.now(), read_only=True) as work:
        found = list(breaks(work))
    for line in found:
        print(f"BROKEN  {line}")
    if found:
        raise typer.Exit(1)
    print(f"The {what} is whole.")


@app.command("demo-code")
def demo_code(email: str) -> None:
    """A current one-time code for a person of the demonstration. Refuses for anybody else."""
    from producer_portal.demonstration.seed import code_of
    from producer_portal.values.errors import PortalError

    try:
        print(code_of(email))
    except PortalError as refused:
        print(refused.message, file=sys.stderr)
        raise typer.Exit(1) from refused
