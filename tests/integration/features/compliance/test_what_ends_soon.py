"""People are told in time that something they hold ends (MSG-4, VLT-1)."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import select

from producer_portal.features.compliance import services
from producer_portal.features.compliance.jobs import warn_of_ending
from producer_portal.features.compliance.rules import AuthorityHeld, CoverFacts, LicenseFacts
from producer_portal.features.notifications.tables import Notification
from producer_portal.foundation import outbox
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.scheduler import effects
from tests.factories.people import NOW

LICENSE = LicenseFacts(
    "FL", "W123456", "8012345", "resident", date(2025, 1, 1), NOW.date() + timedelta(days=40),
    (AuthorityHeld("CASUALTY", date(2025, 1, 1)),),
)  # fmt: skip
COVER = CoverFacts(
    "Tidewater", "EO 1", 100_000_000, 200_000_000, date(2026, 1, 1), NOW.date() + timedelta(days=20)
)


def told(tenant_id, at):
    """Words of the notices of this tenant, each with whom it is for."""
    assert warn_of_ending(at) >= 0
    while outbox.deliver_due(effects(), clock=lambda: at):
        pass
    with unit_of_work(system_actor("reader", tenant_id=tenant_id), now=at) as work:
        found = work.session.exec(
            select(Notification).where(Notification.subject_kind == "producer")
        ).all()
        return [(row.user_id, row.title) for row in found]


def test_bob_and_adam_are_told_at_sixty_thirty_and_seven_days_once_each(world, as_actor):
    bob = world.harborline.producers["bob"]
    with as_actor(world.adam) as work:
        services.keep_license(work, producer_id=bob, facts=LICENSE)
    tenant = world.adam.tenant_id
    first = told(tenant, NOW)
    assert {user for user, _ in first} >= {world.bob.user_id, world.adam.user_id}
    assert all(words.startswith("The FL license W123456 ends ") for _, words in first)
    assert len(told(tenant, NOW + timedelta(hours=1))) == len(first), "said twice"
    assert len(told(tenant, NOW + timedelta(days=12))) == 2 * len(first)
    assert len(told(tenant, NOW + timedelta(days=36))) == 3 * len(first)
    assert len(told(tenant, NOW + timedelta(days=41))) == 3 * len(first), "it is over"


def test_what_next_years_policy_takes_over_ends_for_nobody(world, as_actor):
    bob = world.harborline.producers["bob"]
    with as_actor(world.adam) as work:
        services.keep_cover(work, producer_id=bob, facts=COVER)
        later = replace(COVER, number="EO 2", expires_on=COVER.expires_on + timedelta(days=365))
        services.keep_cover(work, producer_id=bob, facts=later)
    assert told(world.adam.tenant_id, NOW) == []


def test_another_agency_hears_nothing_of_it(world, as_actor):
    with as_actor(world.adam) as work:
        bob = world.harborline.producers["bob"]
        services.keep_license(work, producer_id=bob, facts=LICENSE)
    told(world.adam.tenant_id, NOW)
    assert told(world.mallory.tenant_id, NOW) == []
