"""The engine, the table base and the column types that behave the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    PoolProxiedConnection,
    create_engine,
    event,
)
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from producer_portal.foundation.settings import settings

# Worker threads never wait for a connection: the pool is larger than the thread pool.
POOL_SIZE = 24
POOL_OVERFLOW = 16
BUSY_TIMEOUT_MILLISECONDS = 15_000

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
portal_registry = registry(metadata=MetaData(naming_convention=_NAMES))

BigId = BigInteger().with_variant(Integer(), "sqlite")


class PortalTable(SQLModel, registry=portal_registry):
    """Base of every table. A metadata of its own keeps out tables that libraries define."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Aware UTC in Python on both databases; a naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert value.tzinfo is not None, "instants are aware"
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_check(column: str, values: type[StrEnum]) -> CheckConstraint:
    """A CHECK that the column holds one of the enum's values."""
    listed = ", ".join(f"'{member.value}'" for member in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def currency_check(column: str = "currency") -> CheckConstraint:
    """A CHECK that the column holds a three-letter currency."""
    return CheckConstraint(f"length({column}) = 3", name=f"{column}_three_letters")


def make_engine(url: str) -> Engine:
    """An engine with the portal's habits: WAL, foreign keys and full durability on SQLite."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=POOL_OVERFLOW,
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MILLISECONDS / 1000},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_pre_ping=True,
        pool_recycle=1800,
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: _begin_sqlite decides their kind.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MILLISECONDS}",
        "cache_size=-65536",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once, so that two never meet half-way and one fails (BUSY).
    is_reading = connection.get_execution_options().get("portal_read_only", False)
    if connection.info.get("is_reading") is not is_reading:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if is_reading else 'OFF'}")
        connection.info["is_reading"] = is_reading
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


@cache
def engine() -> Engine:
    """The engine of this process, made at first use so that forked workers do not share sockets."""
    if settings().is_sqlite:
        settings().var_folder.mkdir(parents=True, exist_ok=True)
    return make_engine(settings().database_url)


def reading_engine() -> Engine:
    """The same connections for transactions that only read: on SQLite they take no write lock."""
    return _reading(engine())


@cache
def _reading(of_engine: Engine) -> Engine:
    return of_engine.execution_options(portal_read_only=True)


def data_version() -> tuple[Engine, int] | None:
    """What stays the same as long as nobody has written to this SQLite database.

    It costs microseconds, sees the commits of every process, and is None on PostgreSQL, which has no
    such number. Read it before what is to be remembered: an equal one later proves that fresh. The
    number alone proves nothing: another database may stand at the same one.
    """
    if not settings().is_sqlite:
        return None
    cursor = _version_reader(engine()).cursor()
    cursor.execute("PRAGMA data_version")
    (version,) = cursor.fetchone() or (0,)
    return engine(), int(version)


@cache
def _version_reader(of_engine: Engine) -> PoolProxiedConnection:
    # A connection that never writes itself: the number counts the commits of the others only.
    connection = of_engine.raw_connection()
    connection.detach()
    return connection
