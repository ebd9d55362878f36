"""Two worker processes behind one port, joined by Redis: a change on one moves pages on the other."""

import pickle

import pytest
import redis

from tests.conftest import need

REDIS = "redis://127.0.0.1:6379/8"
LIVE_SECONDS = 3
MOST_WINDOWS = 14


@pytest.fixture
def shared():
    need("Redis", "127.0.0.1", 6379)
    store = redis.Redis.from_url(REDIS)
    store.flushdb()
    yield store
    store.flushdb()
    store.close()


def workers_of_tabs(store):
    """Which worker holds the socket of which tab, as the workers tell each other."""
    return {
        key: pickle.loads(store.get(key)).instance_id  # noqa: S301 - written by our own workers
        for key in store.scan_iter("token_manager_socket_record_*")
    }


@pytest.mark.redis
def test_people_on_different_workers_see_each_other_act(seat, another_portal, shared, ids):
    portal = another_portal(PORTAL_REDIS_URL=REDIS, PORTAL_WORKERS="2")
    address = f"/submissions/{ids['submissions']['Live Wire Movers']}"
    marcus = seat("marcus", at=portal).go(address).status("Pending")
    (worker_of_marcus,) = workers_of_tabs(shared).values()
    for _ in range(MOST_WINDOWS):
        known = workers_of_tabs(shared)
        tom = seat("tom", at=portal).go(address).status("Pending")
        fresh = {tab: worker for tab, worker in workers_of_tabs(shared).items() if tab not in known}
        if worker_of_marcus not in fresh.values():
            break
    assert set(workers_of_tabs(shared).values()) > {worker_of_marcus}
    assert list(fresh.values()) != [worker_of_marcus]

    tom.press("Assign to me").told("Assigned to you")
    tom.press_on(tom.test_id("deed-start_review")).status("In review")
    marcus.status("In review", within_seconds=LIVE_SECONDS)
    assert marcus.test_id("deeds").count() == 0

    marcus.press_on(marcus.test_id("more")).press("Withdraw", role="menuitem")
    asked = marcus.test_id("withdraw-dialog")
    asked.get_by_label("Reason").select_option(index=1)
    asked.get_by_test_id("confirm").click()
    tom.status("Withdrawn", within_seconds=LIVE_SECONDS)
