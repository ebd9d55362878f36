"""Alembic's door to the portal: all tables of all features, types compared, one transaction."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from producer_portal import features
from producer_portal.access import tables as access_tables
from producer_portal.foundation import database, word_search
from producer_portal.foundation import tables as foundation_tables
from producer_portal.foundation.settings import settings

features.rooms("tables")
assert access_tables
assert foundation_tables


def _render(kind: str, item: object, autogen_context: object) -> str | bool:
    """Migrations name plain types, so that they stand on their own when our classes change."""
    if kind == "type" and isinstance(item, database.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.PortalTable.metadata,
        compare_type=True,
        render_item=_render,
        include_name=word_search.is_compared,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Run on the connection handed in by a caller, or on the owner's own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    engine = database.make_engine(settings().migration_url or settings().database_url)
    with engine.connect() as connection:
        _run(connection)
        connection.commit()
    engine.dispose()


main()
