"""Bind transactions a second against a plain SQLAlchemy double-entry insert, on SQLite and PostgreSQL."""

import os
import tempfile
import time
from pathlib import Path

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, Table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, registry

from producer_portal import upgrade
from producer_portal.foundation import database, settings

COUNT = int(os.environ.get("BENCH_BINDS", "150"))


def measure() -> None:
    print("\nbind transactions                  floor /s    bind /s   ratio (goal ≥ 0.33)")
    with tempfile.TemporaryDirectory() as scratch:
        _one("SQLite", Path(scratch) / "sqlite", "")
    address = "postgresql+psycopg://postgres@127.0.0.1:5432"
    try:
        engine = database.make_engine(f"{address}/postgres")
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        engine.dispose()
    except OperationalError as away:
        print(f"  PostgreSQL is not reachable: {type(away).__name__}")
        return
    with tempfile.TemporaryDirectory() as scratch:
        _one("PostgreSQL", Path(scratch) / "postgresql", address)


def _one(name: str, folder: Path, address: str) -> None:
    folder.mkdir()
    os.environ["PORTAL_VAR_FOLDER"] = str(folder)
    base = f"portal_bench_{os.getpid()}"
    if address:
        _database(address, f"CREATE DATABASE {base}")
        os.environ["PORTAL_DATABASE_URL"] = f"{address}/{base}"
    else:
        os.environ.pop("PORTAL_DATABASE_URL", None)
    settings.settings.cache_clear()
    database.engine.cache_clear()
    upgrade.to_newest(role="portal_bench_app")
    floor = _floor(database.engine())
    binds = _binds()
    print(f"  {name:<32} {floor:9.0f} {binds:10.0f}   {binds / floor:.2f}")
    database.engine().dispose()
    database.engine.cache_clear()
    if address:
        _database(address, f"DROP DATABASE {base} WITH (FORCE)")


def _database(address: str, statement: str) -> None:
    engine = database.make_engine(f"{address}/postgres").execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _floor(engine) -> float:
    """An entry and two legs through the ORM, one durable commit each: what any ledger must do."""
    mapped = registry(metadata=MetaData())
    number = BigInteger().with_variant(Integer(), "sqlite")
    entries = Table(
        "floor_entry",
        mapped.metadata,
        Column("id", number, primary_key=True),
        Column("key", String(80), unique=True),
    )
    legs = Table(
        "floor_leg",
        mapped.metadata,
        Column("id", number, primary_key=True),
        Column("entry_id", ForeignKey("floor_entry.id")),
        Column("account", String(40)),
        Column("amount_minor", BigInteger),
    )

    class Entry:
        pass

    class Leg:
        pass

    mapped.map_imperatively(Entry, entries)
    mapped.map_imperatively(Leg, legs)
    mapped.metadata.create_all(engine)
    began = time.perf_counter()
    for place in range(COUNT):
        with Session(engine) as session, session.begin():
            entry = Entry()
            entry.key = f"entry:{place}"
            session.add(entry)
            session.flush()
            for account, amount in (("receivable", 100), ("income", -100)):
                leg = Leg()
                leg.entry_id, leg.account, leg.amount_minor = entry.id, account, amount
                session.add(leg)
    return COUNT / (time.perf_counter() - began)


def _binds() -> float:
    """Quotes made ready first, then bound one after another by the producer: policy, audit, outbox and all."""
    from producer_portal.demonstration import seed, submissions
    from producer_portal.demonstration.seed import Demonstration
    from producer_portal.features.submissions.services import binding
    from producer_portal.foundation import clock

    made = Demonstration(now=clock.now())
    seed._found(made)
    seed._hire(made)
    seed._agree(made)
    desk = submissions.Desk(made.people, made.carriers, made.now)
    quotes = [
        submissions._accepted(desk, "elena", f"Bound business {place}", 300_000)
        for place in range(COUNT)
    ]
    began = time.perf_counter()
    for quote_id in quotes:
        desk.do("elena", binding.bind_quote, quote_id=quote_id)
    return COUNT / (time.perf_counter() - began)
