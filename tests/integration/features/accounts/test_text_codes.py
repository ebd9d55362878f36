"""Codes by text message as Bob's second factor: proved, limited, sealed, bound to one sign-in (ACC-2)."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from producer_portal.access.tables import Credential, Phone, TextCode
from producer_portal.features.accounts import queries, services
from producer_portal.features.accounts.rules import (
    AccountLocked,
    Outcome,
    SignInRefused,
    TextsNotAllowed,
    TooManyTexts,
)
from producer_portal.features.admin import services as admin
from producer_portal.foundation import outbox
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.settings import settings
from producer_portal.foundation.tables import AuditRecord, OutboxMessage
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.scheduler import effects
from producer_portal.values.errors import InvalidInput, NotFound
from tests.factories.people import NOW
from tests.integration.features.accounts.test_front_door import at, enroll, try_password

_numbers = itertools.count(0)
_mine = {"typed": "", "ending": ""}


@pytest.fixture(autouse=True)
def _a_number_of_its_own():
    """Texts are counted for a number, whoever asks: each test has another."""
    _mine["ending"] = f"01{next(_numbers):02d}"
    _mine["typed"] = f"(813) 555-{_mine['ending']}"


def texted(now=NOW):
    """The last code that arrived at a phone."""
    outbox.deliver_due(effects(), clock=lambda: now, most=500)
    found = sorted(
        (settings().var_folder / "sms").glob("code*"),
        key=lambda one: int(re.findall(r"\d+", one.name)[0]),
    )
    return re.search(r"\b(\d{6}) is your code", found[-1].read_text())[1]


def half_way(user_id, now=NOW):
    return try_password(user_id, now, is_right=True).session_id


def begin(user_id, now=NOW, *, typed=None):
    session_id = half_way(user_id, now)
    with at(now) as work:
        services.begin_text_enrollment(
            work,
            user_id=user_id,
            session_id=session_id,
            typed=_mine["typed"] if typed is None else typed,
        )
    return session_id


def prove(user_id, session_id, code, now=NOW):
    with at(now) as work:
        return services.complete_text_enrollment(
            work, user_id=user_id, session_id=session_id, code=code, browser="Chrome/1"
        )


def enroll_by_text(user_id, now=NOW):
    session_id = begin(user_id, now)
    return prove(user_id, session_id, texted(now), now)


def ask_code(user_id, now):
    session_id = half_way(user_id, now)
    with at(now) as work:
        services.text_sign_in_code(work, user_id=user_id, session_id=session_id)
    return session_id


def sign_in(user_id, session_id, code, now):
    with at(now) as work:
        reserved = services.reserve_attempt(work, user_id=user_id)
    with at(now) as work:
        done = services.complete_with_code(
            work, reserved=reserved, session_id=session_id, code=code, browser="Chrome/1"
        )
        if done is None:
            services.note_failure(
                work, reserved=reserved, outcome=Outcome.CODE_WRONG, browser="Chrome/1"
            )
        return done


def other(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def test_bob_proves_his_phone_keeps_recovery_codes_and_signs_in_by_text(world):
    bob = world.bob.user_id
    begun, codes = enroll_by_text(bob)
    assert begun.token
    assert len(codes) == 10
    later = NOW + timedelta(minutes=5)
    session_id = ask_code(bob, later)
    assert sign_in(bob, session_id, texted(later), later).token
    session_id = half_way(bob, later)
    assert sign_in(bob, session_id, codes[0], later).token


def test_a_code_works_once_within_ten_minutes_and_for_its_own_sign_in(world):
    bob = world.bob.user_id
    enroll_by_text(bob)
    later = NOW + timedelta(minutes=2)
    mine = ask_code(bob, later)
    code = texted(later)
    somebody_elses_try = half_way(bob, later)
    assert sign_in(bob, somebody_elses_try, code, later) is None
    assert sign_in(bob, mine, code, later).token
    assert sign_in(bob, mine, code, later) is None
    much_later = later + timedelta(minutes=2)
    mine = ask_code(bob, much_later)
    code = texted(much_later)
    assert sign_in(bob, mine, code, much_later + timedelta(minutes=10)) is None


def test_of_a_hundred_uses_at_once_one_opens(world):
    bob = world.bob.user_id
    enroll_by_text(bob)
    later = NOW + timedelta(minutes=2)
    session_id = ask_code(bob, later)
    code = texted(later)

    def use(_):
        with at(later) as work:
            return services.spend_code(work, user_id=bob, session_id=session_id, code=code)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(40))) == 1


def test_five_wrong_codes_void_the_code_and_lock_the_account(world):
    bob = world.bob.user_id
    enroll_by_text(bob)
    later = NOW + timedelta(minutes=2)
    session_id = ask_code(bob, later)
    code = texted(later)
    for _ in range(5):
        assert sign_in(bob, session_id, other(code), later) is None
    with pytest.raises(AccountLocked):
        sign_in(bob, session_id, code, later)
    with at(later) as work:
        assert not services.spend_code(work, user_id=bob, session_id=session_id, code=code)


def test_one_text_a_minute_and_five_an_hour_for_the_person_and_for_the_number(world):
    bob, olive = world.bob.user_id, world.olive.user_id
    begin(bob)
    with pytest.raises(TooManyTexts, match="a minute"):
        begin(bob, NOW + timedelta(seconds=59))
    # The number is counted whoever asks for it.
    with pytest.raises(TooManyTexts):
        begin(olive, NOW + timedelta(seconds=30))
    for minute in range(1, 5):
        begin(bob, NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyTexts, match="60 minutes"):
        begin(bob, NOW + timedelta(minutes=30), typed="(727) 555-0143")
    begin(bob, NOW + timedelta(minutes=61))


def test_a_stolen_password_adds_no_phone_and_no_authenticator(world):
    bob, olive = world.bob.user_id, world.olive.user_id
    enroll(bob)
    with pytest.raises(SignInRefused):
        begin(bob, NOW + timedelta(minutes=1))
    enroll_by_text(olive)
    with at() as work, pytest.raises(SignInRefused):
        services.pending_secret(work, user_id=olive)


def test_a_code_of_an_unproved_number_signs_nobody_in(world):
    """Between choosing a number and proving it there is no second factor yet."""
    bob = world.bob.user_id
    session_id = begin(bob)
    assert sign_in(bob, session_id, texted(), NOW) is None
    with at() as work, pytest.raises(NotFound):
        services.text_sign_in_code(work, user_id=bob, session_id=session_id)


def test_neither_code_nor_number_lies_anywhere_in_the_clear(world, caplog):
    begin(world.bob.user_id)
    code = texted()
    with unit_of_work(system_actor("looking"), now=NOW, read_only=True) as work:
        rows = [
            *work.session.exec(select(OutboxMessage)).all(),
            *work.session.exec(select(TextCode)).all(),
            *work.session.exec(select(Phone)).all(),
            *work.session.exec(select(AuditRecord)).all(),
        ]
        words = " ".join(repr(row.model_dump()) for row in rows)
    assert f"555{_mine['ending']}" not in words
    assert not re.search(rf"(?<!\d){code}(?!\d)", words)
    assert not re.search(rf"(?<!\d){code}(?!\d)", caplog.text)


def test_a_code_that_is_too_old_is_not_sent_any_more(world):
    begin(world.bob.user_id)
    with unit_of_work(system_actor("looking"), now=NOW, read_only=True) as work:
        ours = select(TextCode.id).where(TextCode.user_id == world.bob.user_id)
        number = work.session.exec(ours).one()
    outbox.deliver_due(effects(), clock=lambda: NOW + timedelta(minutes=10), most=500)
    assert not (settings().var_folder / "sms" / f"code_{number}.txt").exists()


def test_what_is_no_number_is_refused(world):
    for typed in ("", "12", "call me", "+1 (813) 555", "9" * 60):
        with pytest.raises(InvalidInput, match="mobile number"):
            begin(world.bob.user_id, typed=typed)


def test_the_agency_switches_texts_off_and_nobody_new_chooses_them(world, as_actor):
    with as_actor(world.alice) as work:
        services.allow_text_codes(work, is_allowed=False)
        assert not queries.text_codes_allowed(work)
    with pytest.raises(TextsNotAllowed):
        begin(world.dave.user_id)


def test_a_new_number_takes_the_place_of_the_old_one_only_once_it_is_proved(world, as_actor):
    bob = world.bob.user_id
    enroll_by_text(bob)
    later = NOW + timedelta(minutes=2)
    with as_actor(world.bob, now=later) as work:
        services.begin_own_phone(work, typed="(727) 555-0199", is_factor=False)
    with as_actor(world.bob, now=later) as work:
        assert queries.own_phone(work).ending == _mine["ending"]
    code = texted(later)
    with as_actor(world.bob, now=later) as work:
        assert not services.prove_own_phone(work, code=other(code))
        assert services.prove_own_phone(work, code=code)
        assert queries.own_phone(work).ending == "0199"
        # It was the only second factor: with another number it still is one.
        assert queries.own_phone(work).is_factor
        with pytest.raises(SignInRefused, match="only second factor"):
            services.remove_own_phone(work)


def test_adam_resets_bobs_second_factor_and_the_phone_is_none_any_more(world, as_actor):
    bob = world.bob.user_id
    enroll_by_text(bob)
    with as_actor(world.adam) as work:
        admin.reset_second_factor(work, user_id=bob, reason="Lost the phone")
    with at() as work:
        person = services.person_of(work, user_id=bob)
        credential = work.session.exec(select(Credential).where(Credential.user_id == bob)).one()
    assert not person.is_enrolled
    assert credential.totp_enrolled_at is None
    assert enroll(bob, NOW + timedelta(minutes=1))
