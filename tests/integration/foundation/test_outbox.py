"""Effects after commit: each exactly once per key however often it fails, and nothing is lost."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from producer_portal.foundation import outbox
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.outbox import MOST_ATTEMPTS, EffectFailed
from producer_portal.foundation.tables import OutboxMessage, OutboxStatus, ReferenceSequence
from producer_portal.foundation.unit_of_work import unit_of_work
from tests.factories.people import NOW
from tests.prove.effort import effort

LONG = timedelta(hours=3)


class Turning:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):
        return self.now


def ask(world, number: int, *, kind="letter", actor=None) -> None:
    with unit_of_work(actor or world.alice, now=NOW) as work:
        outbox.enqueue(work, kind=kind, key=f"{kind}:{number}", payload={"number": number})


def post_letter(work, payload) -> None:
    """An effect with a trace in the database: one row per letter, written in its own transaction."""
    work.session.add(
        ReferenceSequence(tenant_id=work.tenant_id, prefix="LET", year=payload["number"])
    )


def letters(world) -> list[int]:
    system = system_actor("counting", tenant_id=world.harborline.tenant_id)
    with unit_of_work(system, now=NOW, read_only=True) as work:
        return list(
            work.session.exec(
                select(ReferenceSequence.year).where(ReferenceSequence.prefix == "LET")
            ).all()
        )


def statuses(world) -> Counter:
    system = system_actor("counting", tenant_id=world.harborline.tenant_id)
    with unit_of_work(system, now=NOW, read_only=True) as work:
        return Counter(
            work.session.exec(select(OutboxMessage.status).where(OutboxMessage.kind == "letter"))
        )


def deliver_until_quiet(effects, turning) -> int:
    performed = 0
    for _ in range(MOST_ATTEMPTS + 2):
        performed += outbox.deliver_due(effects, clock=turning, most=5000)
        turning.now += LONG
    return performed


def quiet(work, payload) -> None:
    """Whatever else the story announced is of no interest here."""


def with_letters(effect):
    class Effects(dict):
        def __missing__(self, kind):
            return quiet

    return Effects(letter=effect)


def test_every_letter_goes_out_once_though_a_third_of_all_attempts_fail(world):
    chance, letters_asked = random.Random(20261120), effort(60, 1500)
    attempts = 0

    def unreliable(work, payload):
        nonlocal attempts
        attempts += 1
        post_letter(work, payload)
        if chance.random() < 0.3:
            # It fails after its work, so that half-done work must be taken back.
            raise EffectFailed("the post office is closed")

    for number in range(letters_asked):
        ask(world, number)
        if number % 3 == 0:
            ask(world, number)
    deliver_until_quiet(with_letters(unreliable), Turning())
    assert sorted(letters(world)) == list(range(letters_asked))
    assert statuses(world) == {OutboxStatus.DONE: letters_asked}
    assert attempts > letters_asked
    print(f"\n{letters_asked} letters, {attempts} attempts, 0 lost, 0 twice")


def test_a_letter_that_never_goes_is_kept_and_can_be_sent_again(world):
    def closed(work, payload):
        raise EffectFailed("the post office burned down")

    ask(world, 1)
    turning = Turning()
    deliver_until_quiet(with_letters(closed), turning)
    assert statuses(world) == {OutboxStatus.DEAD: 1}
    system = system_actor("postmaster", tenant_id=world.harborline.tenant_id)
    with unit_of_work(system, now=turning.now, read_only=True) as work:
        dead = work.session.exec(
            select(OutboxMessage).where(OutboxMessage.status == OutboxStatus.DEAD)
        ).one()
    assert dead.attempts == MOST_ATTEMPTS
    assert "burned down" in dead.last_error
    with unit_of_work(system, now=turning.now) as work:
        outbox.replay(work, message_id=dead.id)
    assert deliver_until_quiet(with_letters(post_letter), turning) >= 1
    assert letters(world) == [1]
    assert statuses(world) == {OutboxStatus.DONE: 1}


def test_a_deed_that_is_taken_back_asks_for_nothing(world):
    def ask_and_stumble() -> None:
        with unit_of_work(world.alice, now=NOW) as work:
            outbox.enqueue(work, kind="letter", key="letter:9", payload={"number": 9})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_stumble()
    assert statuses(world) == {}


def test_an_effect_acts_for_its_own_tenant_only(world):
    """RBAC-3: Mallory's message cannot touch Harborline."""
    ask(world, 77, actor=world.mallory)
    seen = []

    def look(work, payload):
        if payload["number"] == 77:
            seen.append((work.actor.tenant_id, work.actor.is_system))

    deliver_until_quiet(with_letters(look), Turning())
    assert seen == [(world.mallorys.tenant_id, True)]


def test_the_same_key_asked_for_by_two_branches_is_one_message(world):
    """Keys are the tenant's: a colleague who cannot see the first message asks for the same one."""
    ask(world, 5, actor=world.alice)
    ask(world, 5, actor=world.mia)
    assert statuses(world) == {OutboxStatus.WAITING: 1}


def test_a_message_nobody_performs_does_not_stop_the_others(world):
    ask(world, 1, kind="carrier-pigeon")
    ask(world, 2)

    def only_letters(work, payload):
        post_letter(work, payload)

    turning = Turning()
    for _ in range(3):
        outbox.deliver_due({"letter": only_letters}, clock=turning, most=5000)
        turning.now += LONG
    assert letters(world) == [2]
