"""Bind transactions a second against a plain SQLAlchemy double-entry insert, on SQLite and PostgreSQL."""

import os
import statistics
import sys
import tempfile
import time
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    distinct,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, registry
from sqlmodel import col

from producer_portal import upgrade
from producer_portal.demonstration import seed, submissions
from producer_portal.demonstration.seed import Demonstration
from producer_portal.demonstration.submissions import Desk
from producer_portal.features.commissions.tables import CommissionAccrual
from producer_portal.features.ledger import queries as ledger
from producer_portal.features.policies.tables import (
    Policy,
    PolicyCoverage,
    PolicyLine,
    PolicyTerm,
    PolicyTransaction,
)
from producer_portal.features.submissions.services import binding
from producer_portal.foundation import audit, clock, database, outbox
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work
from producer_portal.scheduler import effects

COUNT = int(os.environ.get("BENCH_BINDS", "100"))
ROUNDS, WARM = 10, 5
ROLE = "portal_bench_app"
ADDRESS = os.environ.get("PORTAL_BENCH_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432")


def main(kind: str) -> None:
    """One database of this kind, made and dropped here. One process a kind: caches hold one engine."""
    name, address = ("SQLite", "") if kind == "sqlite" else ("PostgreSQL", ADDRESS)
    base, owner = f"portal_bench_{os.getpid()}", ""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PORTAL_VAR_FOLDER"] = folder
        os.environ.pop("PORTAL_DATABASE_URL", None)
        if address:
            try:
                _database(address, f"CREATE DATABASE {base}")
            except OperationalError as away:
                print(f"  {name} is not reachable: {type(away.orig).__name__}")
                return
            owner = f"{address}/{base}"
            # People bind as the portal does: by the restricted role, with row-level security.
            restricted = make_url(owner).set(username=ROLE, password=None)
            os.environ["PORTAL_DATABASE_URL"] = str(restricted)
        try:
            upgrade.to_newest(owner or None, role=ROLE)
            _measure(name, database.make_engine(owner) if owner else database.engine())
        finally:
            database.engine().dispose()
            if address:
                _database(address, f"DROP DATABASE {base} WITH (FORCE)")


def _measure(name: str, owner: Engine) -> None:
    """Floor and binds turn about: quotes are made ready first, then bound one after another."""
    floor = Floor(owner)
    desk, quotes = _quotes()
    binds: list[float] = []
    floors: list[float] = []
    share = COUNT // ROUNDS
    _bound(desk, quotes[:WARM])
    floor.insert(WARM)
    with owner.begin() as connection:
        # What autovacuum does within a minute: plans that know how many rows there are.
        connection.execute(text("ANALYZE"))
    for place in range(ROUNDS):
        floors.append(floor.insert(share * 2))
        binds.append(_bound(desk, quotes[WARM + place * share : WARM + (place + 1) * share]))
    _refuse_halves(desk, WARM + ROUNDS * share)
    low, high = statistics.median(floors), statistics.median(binds)
    print(f"  {name:<32} {low:9.0f} {high:10.0f}   {high / low:.2f}", flush=True)


def _refuse_halves(desk: Desk, count: int) -> None:
    """Each bind left its policy whole; what it asked for is done, and the books and the trail hold."""
    while outbox.deliver_due(effects(), clock=clock.now):
        pass
    with unit_of_work(system_actor("bench"), now=desk.now, read_only=True) as work:
        for table in (Policy, PolicyTerm, PolicyLine, PolicyTransaction):
            assert _counted(work, select(func.count()).select_from(table)) == count, table
        covered = func.count(distinct(col(PolicyCoverage.policy_id)))
        accrued = func.count(distinct(col(CommissionAccrual.policy_transaction_id)))
        assert _counted(work, select(covered)) == count, "a policy without its coverages"
        assert _counted(work, select(accrued)) == count, "a policy nobody earns on"
        assert not list(ledger.broken_chains(work)), "the books do not balance"
        assert not list(audit.broken_chains(work)), "the trail is broken"


def _counted(work: UnitOfWork, statement: Select[int]) -> int:
    return work.session.execute(statement).scalar_one()


def _database(address: str, statement: str) -> None:
    engine = database.make_engine(f"{address}/postgres").execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


class Floor:
    """An entry and two legs through the ORM, one durable commit each: what any ledger must do."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.place = engine, 0
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
        self.entry: Any = type("Entry", (), {})
        self.leg: Any = type("Leg", (), {})
        mapped.map_imperatively(self.entry, entries)
        mapped.map_imperatively(self.leg, legs)
        mapped.metadata.create_all(engine)

    def insert(self, count: int) -> float:
        """How many entries a second."""
        began = time.perf_counter()
        for _ in range(count):
            self.place += 1
            with Session(self.engine) as session, session.begin():
                entry = self.entry(key=f"entry:{self.place}")
                session.add(entry)
                session.flush()
                for account, amount in (("receivable", 100), ("income", -100)):
                    session.add(self.leg(entry_id=entry.id, account=account, amount_minor=amount))
        return count / (time.perf_counter() - began)


def _quotes() -> tuple[Desk, list[int]]:
    """Submissions walked to an accepted quote, ready to be bound."""
    made = Demonstration(now=clock.now())
    seed._found(made)
    seed._hire(made)
    seed._agree(made)
    desk = Desk(made.people, made.carriers, made.now)
    ready = [
        submissions._accepted(desk, "elena", f"Bound business {place}", 300_000)
        for place in range(COUNT + WARM)
    ]
    return desk, ready


def _bound(desk: Desk, quotes: list[int]) -> float:
    """How many binds a second: policy, timeline, audit, outbox and all, one durable commit each."""
    began = time.perf_counter()
    for quote_id in quotes:
        desk.do("elena", binding.bind_quote, quote_id=quote_id)
    return len(quotes) / (time.perf_counter() - began)


if __name__ == "__main__":
    main(sys.argv[1])
