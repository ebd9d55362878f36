"""Bob at the front door: five tries, one use a code, links that die, sessions that end (ACC-1 to ACC-10)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import select

from producer_portal.access import sessions, totp
from producer_portal.access.tables import Credential, RecoveryCode, TicketPurpose
from producer_portal.features.accounts import queries, services
from producer_portal.features.accounts.rules import (
    AccountLocked,
    LinkExpired,
    Outcome,
    SignInRefused,
)
from producer_portal.features.accounts.services import signing_in
from producer_portal.features.admin import services as admin
from producer_portal.foundation import crypto
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import OutboxMessage
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import NotFound
from tests.factories.people import NOW

DOOR = system_actor("sign-in")


def at(now=NOW):
    return unit_of_work(DOOR, now=now)


def try_password(user_id, now=NOW, *, is_right=False):
    with at(now) as work:
        reserved = services.reserve_attempt(work, user_id=user_id)
    if is_right:
        with at(now) as work:
            return services.begin_first_step(
                work, reserved=reserved, browser="Chrome/1", renewed_hash=None
            )
    with at(now) as work:
        services.note_failure(
            work, reserved=reserved, outcome=Outcome.PASSWORD_WRONG, browser="Chrome/1"
        )
    return None


def enroll(user_id, now=NOW):
    """Bob's first sign-in; returns his secret, his session and his recovery codes."""
    begun = try_password(user_id, now, is_right=True)
    with at(now) as work:
        secret = services.pending_secret(work, user_id=user_id)
    with at(now) as work:
        done, codes = services.complete_enrollment(
            work,
            session_id=begun.session_id,
            user_id=user_id,
            code=totp.code_at(secret, now),
            browser="Chrome/1",
        )
    return secret, done, codes


def give_code(user_id, code, now):
    begun = try_password(user_id, now, is_right=True)
    with at(now) as work:
        reserved = services.reserve_attempt(work, user_id=user_id)
    with at(now) as work:
        done = services.complete_with_code(
            work, reserved=reserved, session_id=begun.session_id, code=code, browser="Chrome/1"
        )
        if done is None:
            services.note_failure(
                work, reserved=reserved, outcome=Outcome.CODE_WRONG, browser="Chrome/1"
            )
        return done


def test_the_fifth_wrong_password_locks_bob_out_for_half_an_hour(world):
    bob = world.bob.user_id
    for _ in range(5):
        try_password(bob)
    with pytest.raises(AccountLocked, match="30 minutes"):
        try_password(bob, is_right=True)
    with pytest.raises(AccountLocked):
        try_password(bob, NOW + timedelta(minutes=29, seconds=59), is_right=True)
    assert try_password(bob, NOW + timedelta(minutes=30), is_right=True)


def test_adam_opens_bobs_locked_account(world, as_actor):
    for _ in range(5):
        try_password(world.bob.user_id)
    with as_actor(world.adam) as work:
        admin.unlock(work, user_id=world.bob.user_id)
    assert try_password(world.bob.user_id, is_right=True)


def test_a_hundred_guesses_at_once_are_still_five(world):
    bob = world.bob.user_id

    def guess(_):
        try:
            with at() as work:
                services.reserve_attempt(work, user_id=bob)
        except AccountLocked:
            return 0
        return 1

    with ThreadPoolExecutor(16) as pool:
        checked = sum(pool.map(guess, range(100)))
    assert checked == 5


def test_a_right_password_does_not_forget_wrong_codes(world):
    """Otherwise whoever has the password may guess codes for ever."""
    bob = world.bob.user_id
    secret, _, _ = enroll(bob)
    later = NOW + timedelta(minutes=5)
    wrong = "000000" if totp.code_at(secret, later) != "000000" else "111111"
    for _ in range(4):
        assert give_code(bob, wrong, later) is None
    with at(later) as work:
        failures = work.session.exec(
            select(Credential.failures).where(Credential.user_id == bob)
        ).one()
    assert failures == 4


def test_a_code_works_once_however_many_use_it_at_the_same_time(world):
    bob = world.bob.user_id
    secret, _, _ = enroll(bob)
    later = NOW + timedelta(minutes=2)
    step = totp.matching_step(secret, totp.code_at(secret, later), later)

    def use(_):
        with at(later) as work:
            return signing_in._use_step(work, bob, step)

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(use, range(200))) == 1


def test_the_code_of_enrollment_is_not_accepted_again(world):
    bob = world.bob.user_id
    secret, _, _ = enroll(bob)
    assert give_code(bob, totp.code_at(secret, NOW), NOW) is None
    assert give_code(
        bob, pyotp.TOTP(secret).at(NOW + timedelta(seconds=60)), NOW + timedelta(seconds=60)
    )


def test_each_recovery_code_opens_once(world):
    bob = world.bob.user_id
    _, _, codes = enroll(bob)
    assert len(set(codes)) == 10
    assert give_code(bob, codes[3].upper().replace("-", " "), NOW + timedelta(hours=1))
    assert give_code(bob, codes[3], NOW + timedelta(hours=2)) is None
    with at() as work:
        kept = work.session.exec(
            select(RecoveryCode.code_hash).where(RecoveryCode.user_id == bob)
        ).all()
    assert not set(codes) & set(kept)


def test_a_stolen_password_cannot_replace_the_authenticator(world):
    enroll(world.bob.user_id)
    with pytest.raises(SignInRefused), at() as work:
        services.pending_secret(work, user_id=world.bob.user_id)


def test_the_secret_is_sealed_at_rest_and_bound_to_its_person(world):
    secret, _, _ = enroll(world.bob.user_id)
    with at() as work:
        kept = work.session.exec(
            select(Credential.totp_sealed).where(Credential.user_id == world.bob.user_id)
        ).one()
    assert secret not in kept
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(kept, context=f"credential.totp:{world.alice.user_id}")


def _mailed_link(work, email, kind):
    message = work.session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.kind == "account.mail")
        .order_by(OutboxMessage.id.desc())
    ).first()
    assert message is not None
    assert message.payload["to"] == email
    text = crypto.unseal(message.payload["sealed"], context=f"outbox:{message.key}")
    return text.split(f"/{kind}/", 1)[1].split()[0]


def test_a_reset_link_works_once_for_an_hour_and_ends_every_session(world):
    bob, email = world.bob.user_id, world.harborline.emails["bob"]
    _, session, _ = enroll(bob)
    with at() as work:
        services.ask_reset(work, email=email)
    with at() as work:
        token = _mailed_link(work, email, "reset")
    with pytest.raises(LinkExpired), at(NOW + timedelta(minutes=60, seconds=1)) as work:
        services.holder_of(work, token=token, purpose=TicketPurpose.PASSWORD_RESET)
    with at(NOW + timedelta(minutes=59)) as work:
        begun, ended = services.set_password_by_link(
            work, token=token, purpose=TicketPurpose.PASSWORD_RESET, password_hash="x", browser=""
        )
    assert session.session_id in ended
    assert not sessions.by_token(begun.token, now=NOW + timedelta(minutes=59)).is_complete
    with pytest.raises(LinkExpired), at(NOW + timedelta(minutes=59)) as work:
        services.set_password_by_link(
            work, token=token, purpose=TicketPurpose.PASSWORD_RESET, password_hash="y", browser=""
        )


def test_asking_for_an_address_nobody_has_does_nothing_and_says_nothing(world):
    with at() as work:
        assert services.ask_reset(work, email="nobody@example.test") is None
        assert not work.has_outbox


def test_the_outbox_holds_no_live_link_in_the_clear(world):
    email = world.harborline.emails["bob"]
    with at() as work:
        services.ask_reset(work, email=email)
    with at() as work:
        message = work.session.exec(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        assert "/reset/" not in str(message.payload)


def test_bobs_session_dies_after_thirty_idle_minutes_and_eight_hours(world):
    _, session, _ = enroll(world.bob.user_id)
    assert sessions.by_token(session.token, now=NOW + timedelta(minutes=29, seconds=59))
    assert sessions.by_token(session.token, now=NOW + timedelta(minutes=30, seconds=1)) is None
    moment = NOW
    while moment < NOW + timedelta(hours=7, minutes=40):
        moment += timedelta(minutes=20)
        sessions.note_seen(sessions.by_token(session.token, now=moment), now=moment)
    assert sessions.by_token(session.token, now=NOW + timedelta(hours=8))
    assert sessions.by_token(session.token, now=NOW + timedelta(hours=8, seconds=1)) is None


def test_looking_a_session_up_does_not_keep_it_alive(world):
    _, session, _ = enroll(world.bob.user_id)
    for minute in range(0, 30, 2):
        assert sessions.by_token(session.token, now=NOW + timedelta(minutes=minute))
    assert sessions.by_token(session.token, now=NOW + timedelta(minutes=31)) is None


def test_a_second_sign_in_ends_the_first(world):
    bob = world.bob.user_id
    secret, first, _ = enroll(bob)
    later = NOW + timedelta(minutes=10)
    second = give_code(bob, totp.code_at(secret, later), later)
    assert first.session_id in second.ended
    assert sessions.by_token(first.token, now=later) is None
    assert sessions.by_token(second.token, now=later).actor.user_id == bob


def test_deactivating_bob_ends_his_session_at_once(world, as_actor):
    _, session, _ = enroll(world.bob.user_id)
    with as_actor(world.adam) as work:
        admin.deactivate(work, user_id=world.bob.user_id, reason="left the agency")
    assert sessions.by_token(session.token, now=NOW) is None


def test_a_role_change_holds_from_the_next_event(world, as_actor):
    _, session, _ = enroll(world.bob.user_id)
    from producer_portal.foundation.permissions import Role

    with as_actor(world.adam) as work:
        admin.change_role(work, user_id=world.bob.user_id, role=Role.READ_ONLY, reason="moved")
    assert sessions.by_token(session.token, now=NOW).actor.role is Role.READ_ONLY


def test_bob_sees_his_own_sessions_and_ends_one_but_not_alices(world, as_actor):
    _, session, _ = enroll(world.bob.user_id)
    _, alices, _ = enroll(world.alice.user_id)
    with as_actor(world.bob) as work:
        assert [row.id for row in queries.open_sessions(work)] == [session.session_id]
        assert [row.outcome for row in queries.sign_in_history(work)][0] == Outcome.SIGNED_IN
    with pytest.raises(NotFound), as_actor(world.bob) as work:
        services.end_session(work, session_id=alices.session_id)
    with as_actor(world.bob) as work:
        services.end_session(work, session_id=session.session_id)
    assert sessions.by_token(session.token, now=NOW) is None
