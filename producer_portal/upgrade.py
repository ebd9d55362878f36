"""Bringing a database to the newest schema, and refusing one the portal must not run on."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from producer_portal.foundation import database, migrations, stores
from producer_portal.foundation.settings import Mode, settings

ROOT = Path(__file__).resolve().parents[1]


class NotStarted(RuntimeError):
    """The portal does not start on this database. The message says why and what to do."""


def alembic_config(connection: Connection) -> Config:
    """Alembic bound to a connection of ours."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "alembic"))
    config.attributes["connection"] = connection
    return config


def to_newest(url: str | None = None, *, role: str | None = None) -> None:
    """Migrate as the owner, then grant the restricted role what it needs."""
    chosen = settings()
    chosen.var_folder.mkdir(parents=True, exist_ok=True)
    engine = database.make_engine(url or chosen.migration_url or chosen.database_url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
        if migrations.is_postgresql(connection):
            migrations.grant_application_role(connection, role or chosen.database_role)
    engine.dispose()


def refuse_unsafe_start() -> None:
    """Raise NotStarted when production would run on a demonstration, as owner, or in dev mode (OPS-4)."""
    chosen = settings()
    stores.store().refuse_unusable()
    with database.engine().connect() as connection:
        if chosen.mode is not Mode.PRODUCTION:
            return
        migrations.refuse_unrestricted_role(connection)
        if migrations.is_postgresql(connection):
            connection.execute(text("SELECT set_config('portal.book', 'system', true)"))
        made_up = connection.execute(
            text("SELECT count(*) FROM agency WHERE is_demonstration")
        ).scalar_one()
    if made_up:
        raise NotStarted(
            "Not started. This database holds the demonstration agency; use an empty one."
        )
    if os.environ.get("REFLEX_ENV_MODE", "prod").lower() != "prod":
        raise NotStarted("Not started. REFLEX_ENV_MODE is not prod.")
