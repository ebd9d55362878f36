"""A session is looked up before every event; what nobody has changed since is not read again (ACC-7, ACC-8)."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import create_engine

from producer_portal.access import sessions
from producer_portal.features.admin import services as admin
from producer_portal.foundation import database
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.settings import settings
from tests.factories.people import NOW


@pytest.fixture
def bobs(world, as_actor):
    with as_actor(system_actor("test")) as work:
        _, session_id = sessions.begin(
            work,
            user_id=world.bob.user_id,
            tenant_id=world.bob.tenant_id,
            is_complete=True,
            browser="",
        )
    return session_id


def found(session_id, *, now=NOW, address=""):
    """What the portal does before an event."""
    known = sessions.remembered(session_id, now=now, address=address)
    return known or sessions.by_id(session_id, now=now, address=address)


def test_bobs_second_event_needs_no_reading_where_the_database_tells_of_changes(bobs):
    assert sessions.remembered(bobs, now=NOW) is None
    assert found(bobs).session_id == bobs
    assert (sessions.remembered(bobs, now=NOW) is not None) is settings().is_sqlite


def test_a_session_ended_by_somebody_else_is_gone_at_the_next_event(bobs, as_actor):
    assert found(bobs) is not None

    def end():
        with as_actor(system_actor("test")) as work:
            sessions.end(work, session_id=bobs, reason="test")

    other = threading.Thread(target=end)
    other.start()
    other.join()
    assert found(bobs) is None


def test_a_deactivated_person_and_a_new_right_are_noticed_at_the_next_event(bobs, world, as_actor):
    assert not found(bobs).actor.may(Permission.SUBMISSIONS_ASSIGN)
    with as_actor(world.adam) as work:
        admin.grant(
            work,
            user_id=world.bob.user_id,
            permission=Permission.SUBMISSIONS_ASSIGN,
            reason="stands in this week",
            expires_at=NOW + timedelta(minutes=5),
        )
    assert found(bobs).actor.may(Permission.SUBMISSIONS_ASSIGN)
    later = NOW + timedelta(minutes=5)
    assert not found(bobs, now=later).actor.may(Permission.SUBMISSIONS_ASSIGN)
    with as_actor(world.adam) as work:
        admin.deactivate(work, user_id=world.bob.user_id, reason="left")
    assert found(bobs) is None


def test_an_idle_session_runs_out_though_nobody_wrote_anything(bobs):
    assert found(bobs) is not None
    over = NOW + timedelta(seconds=settings().session_idle_seconds + 1)
    assert sessions.remembered(bobs, now=over) is None
    assert found(bobs, now=over) is None


def test_what_was_remembered_for_one_address_is_not_said_of_another(bobs):
    assert found(bobs, address="192.0.2.1").actor.address == "192.0.2.1"
    assert found(bobs, address="192.0.2.2").actor.address == "192.0.2.2"


def test_another_database_at_the_same_number_of_changes_is_another_database(bobs, monkeypatch):
    assert found(bobs) is not None
    here = database.data_version()
    elsewhere = None if here is None else (create_engine("sqlite://"), here[1])
    monkeypatch.setattr(database, "data_version", lambda: elsewhere)
    assert sessions.remembered(bobs, now=NOW) is None
