"""The power goes out at every step of a bind and of the accrual after it: all or nothing, then done once."""

import os
import random
import shutil
import signal
import sqlite3
import time
from contextlib import closing

import pytest
from sqlalchemy import event
from sqlmodel import func, select

from producer_portal.features.commissions import services as commissions
from producer_portal.features.commissions.tables import CommissionLine
from producer_portal.features.ledger import queries as ledger
from producer_portal.features.ledger.tables import LedgerEntry
from producer_portal.features.policies.tables import Policy, PolicyTransaction
from producer_portal.features.submissions import services
from producer_portal.features.submissions.tables import Quote, Submission
from producer_portal.foundation import audit, crypto, database, outbox, signals
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.settings import settings
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.scheduler import effects
from producer_portal.values.money import Rate
from tests.conftest import forget_installation
from tests.integration.features.submissions.story import TODAY, begin
from tests.prove.effort import effort

STEPS_TRIED = effort(26, 220)
MOMENTS_TRIED = effort(6, 260)


class World:
    """A database file just before Bob binds, and what is found in it after each blow."""

    def __init__(self, folder) -> None:
        self.story = begin()
        self.submission_id, self.quote_id = self.story.accepted(self.story.bob)
        self.story.authorize(self.story.bob)
        self.tenant_id = self.story.world.harborline.tenant_id
        self.system = system_actor("kills", tenant_id=self.tenant_id)
        with unit_of_work(self.system, now=self.story.now) as work:
            commissions.set_rule(
                work, rate=Rate.parse("10%"), from_on=TODAY.replace(month=1, day=1)
            )
            commissions.set_split(
                work,
                producer_id=self.story.world.harborline.producers["bob"],
                rate=Rate.parse("50%"),
                from_on=TODAY.replace(month=1, day=1),
            )
        outbox.deliver_due(effects(), clock=lambda: self.story.now, most=500)
        self.file = settings().var_folder / "portal.sqlite3"
        self.before = folder / "before.sqlite3"
        forget_installation()
        with closing(sqlite3.connect(self.file)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.file, self.before)

    def restore(self) -> None:
        forget_installation()
        for name in ("portal.sqlite3-wal", "portal.sqlite3-shm"):
            (self.file.parent / name).unlink(missing_ok=True)
        shutil.copy(self.before, self.file)

    def bind_and_accrue(self):
        bound = self.story.do(self.story.bob, services.bind_quote, quote_id=self.quote_id)
        outbox.deliver_due(effects(), clock=lambda: self.story.now, most=500)
        return bound

    def count(self, mapped, *conditions) -> int:
        with unit_of_work(self.system, now=self.story.now, read_only=True) as work:
            statement = select(func.count()).select_from(mapped).where(*conditions)
            return work.session.exec(statement).one()

    def status(self) -> tuple[str, str]:
        with unit_of_work(self.system, now=self.story.now, read_only=True) as work:
            row = work.session.get(Submission, self.submission_id)
            quote = work.session.get(Quote, self.quote_id)
            return str(row.status), str(quote.status)

    def refuse_halves(self) -> None:
        """The file is sound, and the bind and its accrual each happened whole or not at all."""
        with closing(sqlite3.connect(self.file)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        policies = self.count(Policy)
        assert policies == self.count(PolicyTransaction)
        assert self.status() == (("bound", "bound") if policies else ("quoted", "accepted"))
        assert self.count(CommissionLine) in {0, 2}
        assert bool(self.count(LedgerEntry)) == bool(self.count(CommissionLine))
        self.refuse_broken_books()

    def refuse_broken_books(self) -> None:
        with unit_of_work(system_actor("verify"), now=self.story.now, read_only=True) as work:
            assert list(ledger.broken_chains(work)) == []
            assert list(audit.broken_chains(work)) == []


@pytest.fixture(scope="module")
def world(sqlite_database, tmp_path_factory) -> World:
    assert sqlite_database is not None
    return World(tmp_path_factory.mktemp("kills"))


def steps_of(world: World) -> int:
    """How many statements and commits a whole bind with its accrual takes."""
    counted = 0

    def count(*_rest):
        nonlocal counted
        counted += 1

    world.restore()
    engine = database.engine()
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    world.bind_and_accrue()
    world.restore()
    return counted


def die_at(world: World, step: int) -> bool:
    """A child process does it all and is killed with signal 9 at one step. True when it was."""
    world.restore()
    child = os.fork()
    if child == 0:
        try:
            for cached in (database.engine, settings, crypto._ring, signals._redis):
                cached.cache_clear()
            _count_down(step)
            world.bind_and_accrue()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _count_down(step: int) -> None:
    left = step

    def strike(*_rest):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = database.engine()
    event.listen(engine, "before_cursor_execute", strike)
    event.listen(engine, "commit", strike)


def test_killed_at_every_step_of_a_bind_nothing_is_half_done(world):
    """R2: kill -9 before every statement and every commit; afterwards the bind is done once."""
    whole = steps_of(world)
    steps = sorted({1 + number * whole // STEPS_TRIED for number in range(STEPS_TRIED)} | {whole})
    kills = 0
    for step in steps:
        was_killed = die_at(world, step)
        kills += was_killed
        assert was_killed, f"step {step} of {whole} was not reached"
        world.refuse_halves()
        bound = world.bind_and_accrue()
        assert bound.policy_id
        assert world.count(Policy) == 1
        assert world.count(PolicyTransaction) == 1
        assert world.count(CommissionLine) == 2
        assert world.status() == ("bound", "bound")
        world.refuse_broken_books()
    assert kills >= min(STEPS_TRIED, whole) - 2
    print(f"\n{kills} kills over {whole} steps: 0 half-bound, 0 unbalanced, each bound once after")


def die_after(world: World, seconds: float) -> bool:
    """A child does it all and is killed from outside after a while, wherever it is. True when it was."""
    world.restore()
    ready, begin = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for cached in (database.engine, settings, crypto._ring, signals._redis):
                cached.cache_clear()
            os.write(begin, b"!")
            world.bind_and_accrue()
        finally:
            os._exit(0)
    os.read(ready, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    os.close(ready)
    os.close(begin)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_killed_at_any_moment_of_a_bind_nothing_is_half_done(world):
    """R2: kill -9 from outside at moments of a seeded chance, between statements and within them."""
    chance = random.Random(20261120)
    world.restore()
    began = time.monotonic()
    world.bind_and_accrue()
    whole_seconds = time.monotonic() - began
    kills = bound_before = 0
    for _ in range(MOMENTS_TRIED):
        kills += die_after(world, chance.uniform(0, whole_seconds))
        world.refuse_halves()
        bound_before += world.count(Policy)
        world.bind_and_accrue()
        assert world.count(Policy) == 1
        assert world.count(CommissionLine) == 2
        world.refuse_broken_books()
    assert kills > MOMENTS_TRIED // 2
    print(
        f"\n{kills} kills at any moment of {whole_seconds * 1000:.0f} ms, {bound_before} after the "
        "bind: 0 half-bound, 0 unbalanced, each bound once after"
    )


def test_a_bind_that_was_not_killed_is_bound(world):
    assert not die_at(world, 100_000)
    world.refuse_halves()
    assert world.count(Policy) == 1
