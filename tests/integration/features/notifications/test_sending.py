"""Mails and texts leave by real servers on loopback: once a key under failures, dead letters sent again (MSG-5)."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from producer_portal.access import phones
from producer_portal.access.tables import Phone
from producer_portal.features.notifications import queries, services
from producer_portal.features.notifications.rules import Audience, Channel, Rhythm, Timing
from producer_portal.features.notifications.services.resending import NothingToSend
from producer_portal.features.notifications.tables import Notification
from producer_portal.foundation import outbox, sms
from producer_portal.foundation import settings as settings_module
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import AuditRecord, OutboxMessage, OutboxStatus
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.scheduler import effects, sends
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted
from tests.factories.people import NOW
from tests.post import mail_server, text_provider
from tests.prove.effort import effort

NUMBER = "+18135550142"


class Turning:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def sent_by(monkeypatch):
    """Settings of a peer, for this test alone."""

    def use(environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings_module.settings.cache_clear()

    yield use
    monkeypatch.undo()
    settings_module.settings.cache_clear()


def give_phone(actor, number=NUMBER):
    with unit_of_work(system_actor("test", tenant_id=actor.tenant_id), now=NOW) as work:
        work.session.add(
            Phone(
                tenant_id=actor.tenant_id,
                user_id=actor.user_id,
                number_sealed=phones.sealed(number, user_id=actor.user_id),
                ending=number[-4:],
                verified_at=NOW,
            )
        )


def announce(actor, *people, event="submission.quoted", key="k", now=NOW):
    with unit_of_work(actor, now=now) as work:
        services.announce(
            work,
            event=event,
            subject=("submission", 1),
            label="SUB-1 Kestrel",
            link="/submissions/1",
            audience=Audience(user_ids=tuple(one.user_id for one in people)),
            words={"carrier": "Larkfield", "premium": "$1", "expires": "Friday", "what": "A phone"},
            key=key,
        )


def deliver(turning, *, rounds=1, hours=2):
    for _ in range(rounds):
        outbox.deliver_due(effects(), clock=turning, most=20_000)
        turning.now += timedelta(hours=hours)


def waiting(world, kind):
    system = system_actor("looking", tenant_id=world.harborline.tenant_id)
    with unit_of_work(system, now=NOW, read_only=True) as work:
        return work.session.exec(
            select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        ).all()


def choose(actor, deed, **more):
    with unit_of_work(actor, now=NOW) as work:
        return deed(work, **more)


def bells(actor):
    with unit_of_work(actor, now=NOW, read_only=True) as work:
        return [row.title for row in work.session.exec(select(Notification)).all()]


# --- preferences -----------------------------------------------------------------------------------


def test_bob_is_told_by_the_ways_he_chose(world):
    give_phone(world.bob)
    announce(world.uma, world.bob, key="one")
    outbox.deliver_due(effects(), clock=Turning(), most=50)
    assert [len(waiting(world, kind)) for kind in ("notice.mail", "notice.text")] == [1, 1]
    choose(world.bob, services.choose_channels, topic="quote_ready", channels=[Channel.TEXT])
    announce(world.uma, world.bob, key="two")
    outbox.deliver_due(effects(), clock=Turning(), most=50)
    assert [len(waiting(world, kind)) for kind in ("notice.mail", "notice.text")] == [1, 2]
    assert bells(world.bob) == ["Quote ready: SUB-1 Kestrel"]


def test_without_a_proved_phone_nobody_is_texted(world):
    announce(world.uma, world.bob)
    outbox.deliver_due(effects(), clock=Turning(), most=50)
    assert waiting(world, "notice.text") == []


def test_security_comes_though_everything_is_off_and_at_night(world):
    with pytest.raises(InvalidInput, match="Always on"):
        choose(world.bob, services.choose_channels, topic="security", channels=[])
    choose(
        world.bob,
        services.choose_timing,
        timing=Timing(Rhythm.WEEKLY, is_quiet=True, quiet_from_hour=0, quiet_until_hour=23),
    )
    announce(world.bob, world.bob, event="security.factor_changed")
    outbox.deliver_due(effects(), clock=Turning(), most=50)
    (mail,) = waiting(world, "notice.mail")
    assert mail.status == OutboxStatus.DONE
    assert bells(world.bob) == ["Your second factor was changed: A phone"]


def test_at_night_mail_and_text_wait_and_the_portal_does_not(world):
    give_phone(world.bob)
    # NOW is ten in the morning in New York.
    choose(
        world.bob,
        services.choose_timing,
        timing=Timing(is_quiet=True, quiet_from_hour=9, quiet_until_hour=12),
    )
    announce(world.uma, world.bob)
    turning = Turning()
    outbox.deliver_due(effects(), clock=turning, most=50)
    assert bells(world.bob) == ["Quote ready: SUB-1 Kestrel"]
    for kind in ("notice.mail", "notice.text"):
        (asked,) = waiting(world, kind)
        assert (asked.status, asked.due_at) == (OutboxStatus.WAITING, NOW + timedelta(hours=2))
    turning.now = NOW + timedelta(hours=2)
    outbox.deliver_due(effects(), clock=turning, most=50)
    assert {one.status for one in waiting(world, "notice.text")} == {OutboxStatus.DONE}


def test_a_digest_collects_what_came_and_goes_out_once(world, sent_by):
    with mail_server() as post:
        sent_by(post.environment)
        choose(world.bob, services.choose_timing, timing=Timing(Rhythm.DAILY, digest_hour=8))
        turning = Turning()
        for number in range(5):
            announce(world.uma, world.bob, event="submission.bound", key=f"bound {number}")
        outbox.deliver_due(effects(), clock=turning, most=100)
        to_bob = world.harborline.emails["bob"].encode()
        assert not [one for one in post.taken if to_bob in one]
        assert len(bells(world.bob)) == 5
        turning.now = NOW + timedelta(hours=21, minutes=59)
        outbox.deliver_due(effects(), clock=turning, most=100)
        assert not [one for one in post.taken if to_bob in one]
        turning.now = NOW + timedelta(hours=22)
        deliver(turning, rounds=3)
        (digest,) = [one for one in post.taken if to_bob in one]
        assert b"5 notices" in digest


# --- by real servers -------------------------------------------------------------------------------


def ask_mails(world, number):
    for place in range(number):
        with unit_of_work(world.alice, now=NOW) as work:
            outbox.enqueue(
                work,
                kind="notice.mail",
                key=f"mail:{place}",
                payload={
                    "to": f"person{place}@example.test",
                    "subject": f"Notice {place}",
                    "text": "Hello",
                    "attachment": "",
                    "attachment_name": "",
                    "key": f"mail-{place}",
                },
            )


def dead(world):
    with unit_of_work(world.adam, now=NOW, read_only=True) as work:
        return [row.id for row in queries.deliveries(work, view="dead").rows]


def resend_until_none_is_dead(world, turning):
    again = 0
    for _ in range(60):
        found = dead(world)
        if not found:
            return again
        for message_id in found:
            again += 1
            with unit_of_work(world.adam, now=turning.now) as work:
                services.send_again(work, message_id=message_id)
        deliver(turning, rounds=10)
    raise AssertionError("some never went out")


def test_every_mail_is_in_the_mailbox_once_though_a_third_of_attempts_fail(world, sent_by):
    number = effort(40, 2000)
    with mail_server() as post:
        sent_by(post.environment)
        post.faults.share = 0.3
        ask_mails(world, number)
        turning = Turning()
        deliver(turning, rounds=10)
        again = resend_until_none_is_dead(world, turning)
        ours = {key: count for key, count in post.mailbox().items() if "<mail-" in key}
        assert ours == {f"<mail-{place}@portal>": 1 for place in range(number)}
        print(
            f"\n{number} mails, {len(post.taken)} taken by the server, faults {dict(post.faults.met)},"
            f" {again} sent again by hand, 0 lost, each in the mailbox once"
        )


@pytest.mark.parametrize("is_idempotent", [True, False], ids=["key known", "asked first"])
def test_every_text_arrives_once_though_a_third_of_attempts_fail(
    world, sent_by, monkeypatch, is_idempotent
):
    number = effort(40, 1500)
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 0.15)
    # The provider lists fewer at once than there are: what is asked for may stand pages back.
    monkeypatch.setattr(sms, "ASKED_AT_ONCE", effort(7, 200))
    with text_provider(is_idempotent=is_idempotent) as provider:
        sent_by(provider.environment | {"PORTAL_IS_SMS_IDEMPOTENT": str(is_idempotent)})
        provider.faults.share = 0.3
        give_phone(world.bob)
        for place in range(number):
            with unit_of_work(world.alice, now=NOW) as work:
                key = f"quote ready {place}"
                outbox.enqueue(
                    work,
                    kind="notice.text",
                    key=f"text:{place}",
                    payload={"user_id": world.bob.user_id, "text": "Quote ready", "key": key},
                )
        turning = Turning()
        deliver(turning, rounds=10)
        again = resend_until_none_is_dead(world, turning)
        wanted = Counter(
            {sms.worded(f"quote ready {place}", "Quote ready"): 1 for place in range(number)}
        )
        assert provider.bodies() == wanted
        print(
            f"\n{number} texts, asked {provider.asked} times, faults {dict(provider.faults.met)},"
            f" {again} sent again by hand, 0 lost, 0 twice"
        )


def test_a_refusal_for_good_is_dead_at_once_and_says_why_without_the_address(world, sent_by):
    with mail_server() as post, text_provider() as provider:
        sent_by(post.environment | provider.environment)
        post.refuses_for_good = {"person0@example.test"}
        give_phone(world.bob, "+18135550000")
        ask_mails(world, 2)
        with unit_of_work(world.alice, now=NOW) as work:
            outbox.enqueue(
                work,
                kind="notice.text",
                key="text:0",
                payload={
                    "user_id": world.bob.user_id,
                    "ending": "0000",
                    "text": "Secret words",
                    "key": "t",
                },
            )
        deliver(Turning())
        with unit_of_work(world.adam, now=NOW, read_only=True) as work:
            page = queries.deliveries(work)
        assert {row.attempts for row in page.rows} == {"1"}
        assert {row.recipient for row in page.rows} == {"p•••@example.test", "phone ending 0000"}
        shown = repr(page)
        assert "person0@" not in shown
        assert "Secret words" not in shown
        assert "(550)" in shown


def test_a_mail_server_that_hangs_holds_no_transaction_open(world, sent_by):
    """While something outside takes its time, everybody else writes."""
    wrote = []
    ask_mails(world, 1)

    def slow(work, payload):
        def send():
            with unit_of_work(world.alice, now=NOW) as other:
                outbox.enqueue(other, kind="notice.mail", key="another", payload={})
            wrote.append(True)

        return send

    outbox.deliver_due(
        {"notice.mail": slow}, clock=Turning(), most=1, only=frozenset({"notice.mail"})
    )
    assert wrote == [True]
    assert {"notice.mail", "notice.text", "account.mail", "account.text"} <= sends()


def test_what_was_interrupted_while_sending_is_tried_again_as_a_repeat(world):
    ask_mails(world, 1)
    repeats = []

    class Killed(BaseException):
        pass

    def dies(work, payload):
        repeats.append(payload["is_repeat"])

        def send():
            if len(repeats) == 1:
                raise Killed

        return send

    turning = Turning()
    kinds = {"only": frozenset({"notice.mail"})}
    with pytest.raises(Killed):
        outbox.deliver_due({"notice.mail": dies}, clock=turning, **kinds)
    outbox.deliver_due({"notice.mail": dies}, clock=turning, **kinds)
    assert repeats == [False]
    turning.now += timedelta(seconds=outbox.SENDING_SECONDS)
    outbox.deliver_due({"notice.mail": dies}, clock=turning, **kinds)
    assert repeats == [False, True]


# --- the page of deliveries ------------------------------------------------------------------------


def a_dead_one(world, sent_by):
    with mail_server() as post:
        sent_by(post.environment)
        post.refuses_for_good = {"person0@example.test"}
        ask_mails(world, 1)
        deliver(Turning())
    (message_id,) = dead(world)
    return message_id


def test_adam_gives_one_up_with_a_reason_or_sends_it_again(world, sent_by):
    message_id = a_dead_one(world, sent_by)
    with pytest.raises(InvalidInput):
        choose(world.adam, services.give_up, message_id=message_id, reason=" ")
    choose(world.adam, services.give_up, message_id=message_id, reason="The address is gone")
    assert dead(world) == []
    with unit_of_work(world.adam, now=NOW, read_only=True) as work:
        (row,) = queries.deliveries(work, view="given_up").rows
        trail = work.session.exec(
            select(AuditRecord.action, AuditRecord.note).where(
                AuditRecord.subject_kind == "delivery", AuditRecord.subject_id == message_id
            )
        ).all()
    assert (row.state, row.reason) == ("Given up", "The address is gone")
    assert [tuple(one) for one in trail] == [("delivery.given_up", "The address is gone")]
    choose(world.adam, services.send_again, message_id=message_id)
    with mail_server() as post:
        sent_by(post.environment)
        deliver(Turning())
        assert len([one for one in post.taken if b"person0@" in one]) == 1
    with pytest.raises(NothingToSend):
        choose(world.adam, services.send_again, message_id=message_id)


def test_deliveries_are_for_whoever_may_and_of_ones_own_agency(world, sent_by):
    message_id = a_dead_one(world, sent_by)
    for actor in (world.bob, world.uma, world.dave):
        with pytest.raises(NotPermitted):
            choose(actor, services.send_again, message_id=message_id)
        with unit_of_work(actor, now=NOW, read_only=True) as work:
            assert queries.dead_count(work) == 0
    with pytest.raises(NotFound):
        choose(world.mallory, services.send_again, message_id=message_id)
    with unit_of_work(world.mallory, now=NOW, read_only=True) as work:
        assert queries.deliveries(work).total == 0
