"""The schema goes up, down and up again on both databases, and every scoped table has its lock."""

import os

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from producer_portal import features, upgrade
from producer_portal.access import tables as access_tables
from producer_portal.foundation import database, migrations, word_search
from producer_portal.foundation import tables as foundation_tables
from producer_portal.foundation.scope import scoped_tables
from tests.conftest import PG_ADMIN, _alchemy, need
from tests.schema import ownership_of

features.rooms("tables")
assert access_tables
assert foundation_tables


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    need("PostgreSQL", "127.0.0.1", 5432)
    name = f"portal_empty_{os.getpid()}_{os.urandom(3).hex()}"
    with psycopg.connect(f"{PG_ADMIN}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield _alchemy(f"{PG_ADMIN}/{name}")
    with psycopg.connect(f"{PG_ADMIN}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_schema_goes_up_down_and_up_again(empty_url):
    engine = database.make_engine(empty_url)
    for step in ("upgrade", "downgrade", "upgrade"):
        with engine.begin() as connection:
            config = upgrade.alembic_config(connection)
            if step == "upgrade":
                command.upgrade(config, "head")
                assert "ledger_entry" in inspect(connection).get_table_names()
            else:
                command.downgrade(config, "base")
                assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_tables_in_code_and_in_the_schema_are_the_same(empty_url):
    features.rooms("tables")
    upgrade.to_newest(empty_url, role="portal_test_app")
    engine = database.make_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": word_search.is_compared}
        )
        assert compare_metadata(context, database.PortalTable.metadata) == []
    engine.dispose()


def test_every_scoped_table_is_under_row_level_security_on_postgresql(portal_database):
    if portal_database.dialect.name != "postgresql":
        assert scoped_tables()
        return
    with portal_database.connect() as connection:
        locked = set(
            connection.execute(
                text(
                    "SELECT tablename FROM pg_policies p JOIN pg_class c ON c.relname = p.tablename "
                    "WHERE c.relrowsecurity"
                )
            ).scalars()
        )
    assert {mapped.__tablename__ for mapped in scoped_tables()} <= locked


def test_the_migration_names_the_owner_that_the_code_names():
    import importlib.util
    from pathlib import Path

    named = {}
    for path in sorted(Path("alembic/versions").glob("*.py")):
        spec = importlib.util.spec_from_file_location("revision", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        named |= dict(getattr(module, "OWNED", ()))
    assert named == {mapped.__tablename__: ownership_of(mapped) for mapped in scoped_tables()}


def _policies_of_managed_rows(connection):
    asked = "SELECT tablename, qual, with_check FROM pg_policies WHERE tablename = ANY(:names)"
    names = [
        mapped.__tablename__
        for mapped in scoped_tables()
        if ownership_of(mapped) is migrations.Ownership.PERSON_MANAGED
        # These came later.
        and mapped.__tablename__ not in {"phone", "text_code"}
    ]
    found = connection.execute(text(asked), {"names": names}).all()
    assert len(found) == len(names) == 7
    return {row.tablename: (row.qual, row.with_check) for row in found}


def test_an_older_database_learns_that_managing_people_reaches_ones_branch(empty_url):
    """RBAC-3: what a new database says is what one that was there before says after the upgrade."""
    engine = database.make_engine(empty_url)
    with engine.begin() as connection:
        config = upgrade.alembic_config(connection)
        command.upgrade(config, "head")
        is_locked = migrations.is_postgresql(connection)
        new = _policies_of_managed_rows(connection) if is_locked else {}
        command.downgrade(config, "0003")
        old = _policies_of_managed_rows(connection) if is_locked else {}
        command.upgrade(config, "head")
        again = _policies_of_managed_rows(connection) if is_locked else {}
    engine.dispose()
    assert again == new
    for name, policy in new.items():
        assert all("agency_tree" in words for words in policy), name
        assert not any("agency_tree" in words for words in old[name]), name


@pytest.mark.parametrize("table", migrations.APPEND_ONLY_TABLES)
def test_the_database_refuses_to_change_what_is_append_only(world, portal_database, table):
    """COM-1, ADM-2: raw SQL on the portal's own connection changes nothing."""
    column = {
        "audit_record": "note",
        "ledger_entry": "reason",
        "ledger_leg": "currency",
        "message": "words",
        "internal_note": "words",
    }[table]
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with portal_database.connect() as connection:
            if portal_database.dialect.name == "postgresql":
                connection.execute(text("SELECT set_config('portal.book', 'system', true)"))
            rows = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            if portal_database.dialect.name == "sqlite" and rows == 0:
                continue
            with pytest.raises(Exception, match="append-only|permission denied"):
                connection.execute(text(statement))


def test_files_that_were_kept_before_are_named_where_they_lie(empty_url):
    """DOC-4: what was added by an older portal is still there after the upgrade, in each agency."""
    engine = database.make_engine(empty_url)
    with engine.begin() as connection:
        config = upgrade.alembic_config(connection)
        command.upgrade(config, "0002")
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for tenant_id, sha256 in ((1, "ab" * 32), (1, "ab" * 32), (2, "ab" * 32), (1, "cd" * 32)):
            connection.execute(
                text(
                    "INSERT INTO document (tenant_id, agency_id, subject_kind, subject_id,"
                    " document_type, title, filename, content_type, size_bytes, sha256,"
                    " is_internal, added_by_name, added_at) VALUES (:tenant, :tenant,"
                    " 'submission', 1, 'loss_runs', 'Loss runs', 'runs.pdf', 'application/pdf',"
                    " 77, :sha256, false, 'Bob', '2026-11-20 15:00:00')"
                ),
                {"tenant": tenant_id, "sha256": sha256},
            )
        command.upgrade(config, "0003")
        kept = connection.execute(
            text("SELECT tenant_id, place, size_bytes FROM kept_file ORDER BY tenant_id, place")
        ).all()
        counted = connection.execute(
            text("SELECT DISTINCT status, version, sent_bytes FROM document")
        ).all()
        # The rows refer to nobody, which must not be found out when the transaction ends.
        for table in ("kept_file", "document"):
            connection.execute(text(f"DELETE FROM {table}"))
    assert [tuple(row) for row in kept] == [
        (1, f"ab/{'ab' * 32}", 77),
        (1, f"cd/{'cd' * 32}", 77),
        (2, f"ab/{'ab' * 32}", 77),
    ]
    assert [tuple(row) for row in counted] == [("ready", 1, 77)]
    engine.dispose()
