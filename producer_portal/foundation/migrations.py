"""What a migration calls to lock a table: the second lock on PostgreSQL, append-only triggers on both.

The policies say in SQL what `foundation/scope.py` says to the ORM; each lock is tested alone.
"""

from enum import StrEnum

from sqlalchemy import Connection, text


class Ownership(StrEnum):
    """Whose a table's rows are; one per mixin of `foundation/scope.py`."""

    TENANT = "tenant"
    TENANT_CLOSED = "tenant_closed"
    AGENCY = "agency"
    AGENCY_CLOSED = "agency_closed"
    BOOK = "book"
    # A book that somebody without one may look after, by permission.
    BOOK_COMPLIANCE = "book_compliance"
    BOOK_SETTINGS = "book_settings"
    CLIENT = "client"
    PERSON = "person"
    PERSON_MANAGED = "person_managed"


APPEND_ONLY_TABLES = ("audit_record", "ledger_entry", "ledger_leg", "message", "internal_note")

SETTING_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_id(name text) RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('portal.' || name, true), '')::bigint $$
"""
REFUSE_CHANGE_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""

_BOOK = "(SELECT current_setting('portal.book', true))"
_TENANT = "tenant_id = (SELECT portal_id('tenant_id'))"
_SYSTEM = f"({_BOOK} = 'system' AND ((SELECT portal_id('tenant_id')) IS NULL OR {_TENANT}))"
_REACH = (
    "((SELECT portal_id('agency_id')) = (SELECT portal_id('tenant_id')) OR agency_id IN "
    "(SELECT descendant_id FROM agency_tree WHERE ancestor_id = (SELECT portal_id('agency_id'))))"
)
_IN_AGENCY = f"({_BOOK} = 'agency' AND {_REACH})"
_IN_OWN = f"({_BOOK} = 'own' AND producer_id = (SELECT portal_id('producer_id')))"
_IN_CLIENT = f"({_BOOK} = 'client' AND client_id = (SELECT portal_id('client_id')))"
_MINE = "user_id = (SELECT portal_id('user_id'))"
_MANAGES = (
    "((SELECT current_setting('portal.permissions', true)) LIKE '%,users:manage,%' AND "
    "((SELECT portal_id('agency_id')) = (SELECT portal_id('tenant_id')) OR "
    # One person by their key: an EXISTS would be planned as a walk through everybody.
    "(SELECT u.agency_id FROM portal_user u WHERE u.id = user_id) IN "
    "(SELECT descendant_id FROM agency_tree WHERE ancestor_id = (SELECT portal_id('agency_id')))))"
)


def _looks_after(permission: str) -> str:
    held = "(SELECT current_setting('portal.permissions', true))"
    return f"({_IN_AGENCY} OR {_IN_OWN} OR ({held} LIKE '%,{permission},%' AND {_REACH}))"


SEEN: dict[Ownership, str] = {
    Ownership.TENANT: "true",
    Ownership.TENANT_CLOSED: f"{_BOOK} IN ('agency', 'none')",
    Ownership.AGENCY: _REACH,
    Ownership.AGENCY_CLOSED: _IN_AGENCY,
    Ownership.BOOK: f"({_IN_AGENCY} OR {_IN_OWN})",
    Ownership.BOOK_COMPLIANCE: _looks_after("compliance:manage"),
    Ownership.BOOK_SETTINGS: _looks_after("settings:manage"),
    Ownership.CLIENT: f"({_IN_AGENCY} OR {_IN_OWN} OR {_IN_CLIENT})",
    Ownership.PERSON: _MINE,
    Ownership.PERSON_MANAGED: f"({_MINE} OR {_MANAGES})",
}


def is_postgresql(connection: Connection) -> bool:
    """Whether the second lock exists here: SQLite has none."""
    return connection.dialect.name == "postgresql"


def prepare(connection: Connection) -> None:
    """Install what the policies and triggers call. PostgreSQL only."""
    if is_postgresql(connection):
        connection.execute(text(SETTING_FUNCTION))
        connection.execute(text(REFUSE_CHANGE_FUNCTION))


def clear(connection: Connection) -> None:
    """Take back what `prepare` installed, for a migration that goes down."""
    if is_postgresql(connection):
        connection.execute(text("DROP FUNCTION portal_refuse_change()"))
        connection.execute(text("DROP FUNCTION portal_id(text)"))


def own(connection: Connection, table: str, ownership: Ownership) -> None:
    """Put a table under row-level security. SQLite has none: there the first lock stands alone."""
    if not is_postgresql(connection):
        return
    seen = _policy(SEEN[ownership])
    connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
    connection.execute(
        text(f"CREATE POLICY portal_scope ON {table} USING ({seen}) WITH CHECK ({seen})")
    )


def own_again(connection: Connection, table: str, seen_in_tenant: str) -> None:
    """Give a table that is under row-level security another policy: what is seen within the tenant."""
    if not is_postgresql(connection):
        return
    seen = _policy(seen_in_tenant)
    connection.execute(
        text(f"ALTER POLICY portal_scope ON {table} USING ({seen}) WITH CHECK ({seen})")
    )


def _policy(seen_in_tenant: str) -> str:
    return f"{_SYSTEM} OR ({_TENANT} AND {seen_in_tenant})"


def make_append_only(connection: Connection, table: str) -> None:
    """Let the database itself refuse to change or delete rows (COM-1, ADM-2)."""
    if is_postgresql(connection):
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION portal_refuse_change()"
            )
        )
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change()"
            )
        )
        return
    # A REPLACE deletes on SQLite without firing delete triggers: a taken key is refused as well.
    connection.execute(
        text(
            f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "  # noqa: S608 - our own table names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    )
    for deed in ("UPDATE", "DELETE"):
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_refuse_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        )


def remove_append_only(connection: Connection, table: str) -> None:
    """Take back what `make_append_only` made, for a migration that goes down."""
    names: tuple[str, ...] = ("append_only", "no_truncate")
    if not is_postgresql(connection):
        names = ("refuse_replace", "refuse_update", "refuse_delete")
    on = f" ON {table}" if is_postgresql(connection) else ""
    for name in names:
        connection.execute(text(f"DROP TRIGGER {table}_{name}{on}"))


def make_final(connection: Connection, table: str, *, once: str) -> None:
    """Let the database itself refuse to change or delete rows once a column of theirs is set."""
    if is_postgresql(connection):
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
                f"WHEN (OLD.{once} IS NOT NULL) EXECUTE FUNCTION portal_refuse_change()"
            )
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    connection.execute(
        text(
            f"CREATE TRIGGER {table}_final_replace BEFORE INSERT ON {table} "  # noqa: S608 - our own table names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id AND {once} IS NOT NULL) {refuse}"
        )
    )
    for deed in ("UPDATE", "DELETE"):
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_final_{deed.lower()} BEFORE {deed} ON {table} "
                f"WHEN OLD.{once} IS NOT NULL {refuse}"
            )
        )


def grant_application_role(connection: Connection, role: str) -> None:
    """Give the restricted role what the portal needs and no more; nothing may be changed in a ledger."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    exists = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.execute(exists, {"role": role}).first() is None:
        connection.execute(text(f"CREATE ROLE {quoted} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB"))
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}",
        *(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quoted}"
            for table in APPEND_ONLY_TABLES
        ),
    ):
        connection.execute(text(statement))


class UnrestrictedRole(RuntimeError):
    """The portal would run with a database role that row-level security does not bind."""


def refuse_unrestricted_role(connection: Connection) -> None:
    """Raise UnrestrictedRole when the role is a superuser, bypasses RLS or owns the tables."""
    if not is_postgresql(connection):
        return
    is_free = connection.execute(
        text(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_tables WHERE "
            "tableowner = current_user AND tablename = 'ledger_entry') FROM pg_roles WHERE rolname = current_user"
        )
    ).scalar_one()
    if is_free:
        raise UnrestrictedRole(
            "Not started. The database role of PORTAL_DATABASE_URL may bypass row-level security. "
            "Use the restricted role that `portal migrate` creates."
        )
