"""The schema for tests: made by the same migrations as everywhere else."""

from sqlalchemy import text

from producer_portal import features
from producer_portal.access import tables as access_tables
from producer_portal.foundation import database, migrations
from producer_portal.foundation import tables as foundation_tables
from producer_portal.foundation.scope import (
    AgencyOwned,
    BookOwned,
    ClientOwned,
    PersonOwned,
    TenantOwned,
    scoped_tables,
)

assert access_tables
assert foundation_tables


def ownership_of(mapped: type) -> migrations.Ownership:
    if issubclass(mapped, PersonOwned):
        return (
            migrations.Ownership.PERSON_MANAGED
            if mapped.managed_by
            else migrations.Ownership.PERSON
        )
    if issubclass(mapped, TenantOwned):
        return migrations.Ownership.TENANT
    if issubclass(mapped, AgencyOwned):
        if mapped.closed_to_own_books:
            return migrations.Ownership.AGENCY_CLOSED
        return migrations.Ownership.AGENCY
    if issubclass(mapped, ClientOwned):
        return migrations.Ownership.CLIENT
    assert issubclass(mapped, BookOwned)
    return migrations.Ownership.BOOK


def make_schema(url: str, *, role: str) -> None:
    features.rooms("tables")
    engine = database.make_engine(url)
    with engine.begin() as connection:
        if migrations.is_postgresql(connection):
            connection.execute(text(migrations.SETTING_FUNCTION))
            connection.execute(text(migrations.REFUSE_CHANGE_FUNCTION))
            connection.execute(
                text("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
            )
        database.PortalTable.metadata.create_all(connection)
        for mapped in scoped_tables():
            migrations.own(connection, mapped.__tablename__, ownership_of(mapped))
        names = set(database.PortalTable.metadata.tables)
        for table in migrations.APPEND_ONLY_TABLES:
            if table in names:
                migrations.make_append_only(connection, table)
        if "ledger_entry" in names:
            from producer_portal.features.ledger import tables as ledger_tables

            ledger_tables.install_triggers(connection)
        if migrations.is_postgresql(connection):
            migrations.grant_application_role(connection, role)
    engine.dispose()
