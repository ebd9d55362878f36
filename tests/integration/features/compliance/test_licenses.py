"""Adam keeps what producers hold; Bob reads his own and may not vouch for himself (VLT-1)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from producer_portal.features.compliance import queries, services
from producer_portal.features.compliance.rules import (
    AppointmentFacts,
    AuthorityHeld,
    CoverFacts,
    LicenseFacts,
    NotOnesOwn,
    NumberTaken,
)
from producer_portal.features.policies import services as policies
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.tables import AuditRecord
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted

FLORIDA = LicenseFacts(
    "FL", "W123456", "8012345", "resident", date(2025, 1, 1), date(2026, 12, 2),
    (AuthorityHeld("CASUALTY", date(2025, 1, 1)),),
)  # fmt: skip
COVER = CoverFacts(
    "Tidewater", "EO 1", 100_000_000, 200_000_000, date(2026, 1, 1), date(2027, 1, 1)
)


def keep(as_actor, actor, producer_id, facts=FLORIDA, **more):
    with as_actor(actor) as work:
        return services.keep_license(work, producer_id=producer_id, facts=facts, **more)


def see(as_actor, actor, producer_id):
    with as_actor(actor, read_only=True) as work:
        return queries.held_by_producer(work, producer_id=producer_id)


def test_adam_keeps_bobs_record_and_bob_reads_it(world, as_actor):
    bob = world.harborline.producers["bob"]
    with as_actor(world.alice) as work:
        carrier = policies.add_carrier(work, name="Blue Heron Casualty", code="BHC")
    license_id = keep(as_actor, world.adam, bob)
    with as_actor(world.adam) as work:
        facts = AppointmentFacts(carrier.carrier_id, "", "FL", date(2026, 1, 1))
        services.keep_appointment(work, producer_id=bob, facts=facts)
        services.keep_cover(work, producer_id=bob, facts=COVER)
    for reader in (world.bob, world.adam, world.dave, world.mia):
        found = see(as_actor, reader, bob)
        (one,) = found.licenses
        assert (one.state, one.number, one.authority_words) == ("FL", "W123456", "Casualty")
        assert one.badge.words == found.badge.words.removeprefix("License e").replace(
            "xpires", "Expires"
        )
        assert [row.carrier for row in found.appointments] == ["Blue Heron Casualty"]
        assert [row.limits for row in found.covers] == ["$1,000,000 a claim, $2,000,000 in all"]
        assert found.can_change == (reader is world.adam)
    changed = replace(FLORIDA, expires_on=date(2028, 12, 31))
    keep(as_actor, world.adam, bob, changed, license_id=license_id)
    assert see(as_actor, world.bob, bob).badge.words == "In order"
    with as_actor(world.alice, read_only=True) as work:
        told = work.session.exec(
            select(AuditRecord.action).where(
                AuditRecord.subject_kind == "producer", AuditRecord.subject_id == bob
            )
        ).all()
    assert {"license.added", "license.changed", "appointment.added", "cover.added"} <= set(told)


def test_what_is_there_already_is_refused_in_words(world, as_actor):
    bob = world.harborline.producers["bob"]
    keep(as_actor, world.adam, bob)
    with pytest.raises(NumberTaken, match="W123456 of FL is there already"):
        keep(as_actor, world.adam, bob)
    with pytest.raises(InvalidInput):
        keep(as_actor, world.adam, bob, replace(FLORIDA, number=""))


def test_nobody_vouches_for_themselves_not_even_by_a_grant(world, as_actor):
    bob = world.harborline.producers["bob"]
    with pytest.raises(NotPermitted):
        keep(as_actor, world.bob, bob)
    granted = replace(world.bob, permissions=world.bob.permissions | {Permission.COMPLIANCE_MANAGE})
    with pytest.raises(NotOnesOwn):
        keep(as_actor, granted, bob)
    license_id = keep(as_actor, world.adam, bob)
    with as_actor(granted) as work, pytest.raises(NotOnesOwn):
        services.remove_license(work, license_id=license_id)


def test_a_branch_and_a_stranger_do_not_find_each_others(world, as_actor):
    nina = world.harborline.producers["nina"]
    license_id = keep(as_actor, world.adam, nina)
    for stranger in (world.bob, world.mia, world.mallory, world.mike):
        with pytest.raises(NotFound):
            see(as_actor, stranger, nina)
    with as_actor(world.mallory) as work, pytest.raises(NotFound):
        services.remove_license(work, license_id=license_id)
    with as_actor(world.adam) as work:
        services.remove_license(work, license_id=license_id)
    assert see(as_actor, world.nina, nina).licenses == []


def test_a_license_is_changed_on_its_own_producer_only(world, as_actor):
    made = world.harborline.producers
    license_id = keep(as_actor, world.adam, made["bob"])
    with pytest.raises(NotFound):
        keep(as_actor, world.adam, made["nina"], license_id=license_id)


def test_the_list_says_who_is_in_order_and_why_not(world, as_actor):
    made = world.harborline.producers
    keep(as_actor, world.adam, made["bob"], replace(FLORIDA, authorities=()))
    with as_actor(world.dave, read_only=True) as work:
        found = queries.standings(work)
        assert [row.name for row in found.rows] == sorted(row.name for row in found.rows)
        badges = {row.name: (row.badge.words, row.states) for row in found.rows}
        assert queries.standings(work, search="baxter").total == 1
    assert badges["Bob Baxter"] == ("Missing line of authority", "FL")
    assert badges["Nina Novak"] == ("No license", "None")
    with as_actor(world.bob, read_only=True) as work:
        assert [row.name for row in queries.standings(work).rows] == ["Bob Baxter"]
