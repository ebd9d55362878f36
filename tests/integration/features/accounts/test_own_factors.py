"""Bob has texts alone and adds an app, Alice has an app and adds texts; one second factor always stays (ACC-2)."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from producer_portal.access import totp
from producer_portal.access.tables import Credential
from producer_portal.features.accounts import queries, services
from producer_portal.features.accounts.rules import SignInRefused
from producer_portal.features.notifications.tables import Notification
from producer_portal.foundation import outbox
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import AuditRecord
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.scheduler import effects
from tests.factories.people import NOW
from tests.integration.features.accounts.test_front_door import enroll
from tests.integration.features.accounts.test_text_codes import (  # noqa: F401 - a fixture for all
    _a_number_of_its_own,
    enroll_by_text,
    half_way,
    other,
    sign_in,
    texted,
)

LATER = NOW + timedelta(minutes=5)


def add_app(world, as_actor, *, now=LATER):
    """The key, and the recovery codes that came with it."""
    with as_actor(world.bob, now=now) as work:
        secret = services.begin_own_app(work)
    with as_actor(world.bob, now=now) as work:
        code = totp.code_at(secret, now)
        return secret, services.prove_own_app(work, code=code, browser="Chrome/1")


def done_by(user_id):
    """What the trail says of somebody, and what they were told."""
    outbox.deliver_due(effects(), clock=lambda: LATER + timedelta(hours=1), most=500)
    with unit_of_work(system_actor("looking"), now=NOW, read_only=True) as work:
        asked = (
            select(AuditRecord.action)
            .where(AuditRecord.subject_kind == "user", AuditRecord.subject_id == user_id)
            .order_by(col(AuditRecord.id))
        )
        told = select(Notification.title).where(Notification.user_id == user_id)
        return list(work.session.exec(asked)), " ".join(work.session.exec(told))


def test_bob_who_has_texts_alone_adds_an_app_and_signs_in_with_it(world, as_actor):
    bob = world.bob.user_id
    _, first_codes = enroll_by_text(bob)
    secret, codes = add_app(world, as_actor)
    assert len(codes) == 10
    with as_actor(world.bob, now=LATER) as work:
        own = queries.own_factors(work)
    assert (own.has_app, own.has_texts, own.recovery_codes_left) == (True, True, 10)
    actions, told = done_by(bob)
    assert "account.app_added" in actions
    assert "An authenticator app was added" in told
    day = LATER + timedelta(hours=1)
    assert sign_in(bob, half_way(bob, day), totp.code_at(secret, day), day)
    # Codes that came before it open nothing any more; those that came with it do.
    assert not sign_in(bob, half_way(bob, day), first_codes[0], day)
    assert sign_in(bob, half_way(bob, day), codes[0], day)


def test_a_wrong_code_adds_no_app_and_the_key_is_not_taken_for_one(world, as_actor):
    bob = world.bob.user_id
    enroll_by_text(bob)
    with as_actor(world.bob, now=LATER) as work:
        secret = services.begin_own_app(work)
    code = totp.code_at(secret, LATER)
    with as_actor(world.bob, now=LATER) as work:
        assert services.prove_own_app(work, code=other(code), browser="Chrome/1") is None
        assert not queries.own_factors(work).has_app
    assert not sign_in(bob, half_way(bob, LATER), code, LATER)


def test_a_second_app_is_not_added_beside_the_first(world, as_actor):
    enroll_by_text(world.bob.user_id)
    add_app(world, as_actor)
    with as_actor(world.bob, now=LATER) as work:
        with pytest.raises(SignInRefused, match="Remove it first"):
            services.begin_own_app(work)
        with pytest.raises(SignInRefused, match="Begin again"):
            services.prove_own_app(work, code="123456", browser="Chrome/1")


def test_one_second_factor_always_stays(world, as_actor):
    bob = world.bob.user_id
    enroll_by_text(bob)
    add_app(world, as_actor)
    with as_actor(world.bob, now=LATER + timedelta(minutes=1)) as work:
        services.remove_own_app(work)
    with as_actor(world.bob, now=LATER) as work, pytest.raises(SignInRefused, match="only second"):
        services.remove_own_phone(work)
    add_app(world, as_actor, now=LATER + timedelta(minutes=5))
    with as_actor(world.bob, now=LATER + timedelta(minutes=9)) as work:
        services.remove_own_phone(work)
    with as_actor(world.bob, now=LATER) as work:
        with pytest.raises(SignInRefused, match="only second factor"):
            services.remove_own_app(work)
        assert queries.own_factors(work).has_app
    actions, told = done_by(bob)
    assert {"account.app_removed", "account.phone_removed"} <= set(actions)
    assert "The authenticator app was removed" in told


def test_bob_who_has_an_app_adds_texts_and_may_then_remove_the_app(world, as_actor):
    bob = world.bob.user_id
    enroll(bob, NOW)
    with as_actor(world.bob, now=LATER) as work:
        services.begin_own_phone(work, typed="(727) 555-0144", is_factor=True)
    code = texted(LATER)
    with as_actor(world.bob, now=LATER) as work:
        assert services.prove_own_phone(work, code=code)
        services.remove_own_app(work)
        own = queries.own_factors(work)
    assert (own.has_app, own.has_texts, own.phone_ending) == (False, True, "0144")


def test_new_recovery_codes_take_the_place_of_the_old(world, as_actor):
    bob = world.bob.user_id
    _, before = enroll_by_text(bob)
    with as_actor(world.bob, now=LATER) as work:
        codes = services.renew_own_recovery_codes(work)
    assert len(set(codes) | set(before)) == 20
    assert not sign_in(bob, half_way(bob, LATER), before[0], LATER)
    assert sign_in(bob, half_way(bob, LATER), codes[0], LATER)
    actions, told = done_by(bob)
    assert "account.recovery_codes_renewed" in actions
    assert "Your recovery codes were issued anew" in told


def test_a_code_that_was_right_gives_its_attempt_back(world, as_actor):
    bob = world.bob.user_id
    enroll_by_text(bob)
    with as_actor(world.bob, now=LATER) as work:
        secret = services.begin_own_app(work)
    with unit_of_work(system_actor("sign-in"), now=LATER) as work:
        services.reserve_attempt(work, user_id=bob)
    with as_actor(world.bob, now=LATER) as work:
        code = totp.code_at(secret, LATER)
        services.prove_own_app(work, code=code, browser="Chrome/1")
        failures = select(Credential.failures).where(Credential.user_id == bob)
        assert work.session.exec(failures).one() == 0
