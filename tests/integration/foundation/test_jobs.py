"""Work on a timetable: each slot exactly once among many workers, and somebody always leads."""

import threading
from collections import Counter
from datetime import timedelta

from sqlmodel import select

from producer_portal import scheduler
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.jobs import LEASE_SECONDS, Job, Leadership, run_slot, slot_of
from producer_portal.foundation.tables import JobRun
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import RuleViolation
from tests.factories.people import NOW
from tests.prove.effort import effort

WORKERS = 6


def test_six_workers_run_each_slot_exactly_once(world):
    ran, lock = Counter(), threading.Lock()

    def note(now):
        with lock:
            ran[slot_of(job, now)] += 1
        return 1

    job = Job("count_slots", 60, note)
    slots = [NOW + timedelta(seconds=60 * number) for number in range(effort(15, 200))]
    failures: list[BaseException] = []

    def work_through() -> None:
        try:
            for slot in slots:
                run_slot(job, slot + timedelta(seconds=threading.get_ident() % 59))
        except BaseException as failure:
            failures.append(failure)

    workers = [threading.Thread(target=work_through) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert len(ran) >= len(slots)
    assert set(ran.values()) == {1}
    print(f"\n{WORKERS} workers × {len(slots)} slots: {len(ran)} runs, none twice")


def test_a_job_that_fails_is_noted_and_the_next_slot_runs(world):
    def fail(now):
        raise RuleViolation("the carrier's server is away")

    job = Job("fail_once", 60, fail)
    assert run_slot(job, NOW)
    assert not run_slot(job, NOW)
    with unit_of_work(system_actor("looking"), now=NOW, read_only=True) as work:
        noted = work.session.exec(select(JobRun).where(JobRun.job == "fail_once")).one()
    assert noted.outcome == "failed: RuleViolation"
    assert run_slot(Job("fail_once", 60, lambda now: 3), NOW + timedelta(seconds=60))


def test_one_worker_leads_until_it_dies_and_then_another(world):
    first, second = Leadership("tests"), Leadership("tests")
    assert first.hold(NOW)
    assert first.hold(NOW + timedelta(seconds=3))
    assert not second.hold(NOW + timedelta(seconds=4))
    # The first is killed: nobody renews, and the lease runs out.
    after = NOW + timedelta(seconds=3 + LEASE_SECONDS, milliseconds=1)
    assert second.hold(after)
    assert not first.hold(after + timedelta(seconds=1))


def test_an_orderly_stop_hands_over_at_once(world):
    first, second = Leadership("handover"), Leadership("handover")
    assert first.hold(NOW)
    first.let_go(NOW + timedelta(seconds=1))
    assert second.hold(NOW + timedelta(seconds=2))


def test_of_many_who_claim_at_once_one_leads(world):
    claims = [Leadership("crowd") for _ in range(WORKERS)]
    answers: list[bool] = []
    start = threading.Barrier(WORKERS)

    def claim(one) -> None:
        start.wait()
        answers.append(one.hold(NOW))

    threads = [threading.Thread(target=claim, args=(one,)) for one in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(True) == 1
    assert len(answers) == WORKERS


def test_a_portal_started_every_morning_also_does_what_is_due_once_a_day(world, monkeypatch):
    done = threading.Event()

    def note(_now):
        done.set()
        return 1

    monkeypatch.setattr(scheduler, "jobs", lambda: (Job("once_a_day", 86_400, note),))
    monkeypatch.setattr(scheduler, "LOOK_AT_SLOTS_SECONDS", 1)
    running = scheduler.Scheduler()
    running.start()
    try:
        assert done.wait(20), "the slot of today had begun before the portal did"
    finally:
        running.stop()
