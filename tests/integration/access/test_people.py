"""Who may do what with people (ACC-9, RBAC-2)."""

import pytest

from producer_portal.features.admin import queries, services
from producer_portal.foundation import audit
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.permissions import Permission, Role
from producer_portal.values.errors import NotFound, NotPermitted, RuleViolation


def test_adam_invites_a_csr_and_the_trail_says_so(world, as_actor):
    with as_actor(world.adam) as work:
        user_id = services.add_person(
            work,
            email=f"new{world.adam.user_id}@example.test",
            name="New Person",
            role=Role.CSR,
            agency_id=world.harborline.root_id,
        )
    with as_actor(world.adam, read_only=True) as work:
        assert queries.person(work, user_id=user_id).is_invited
    with as_actor(system_actor("check", tenant_id=world.adam.tenant_id), read_only=True) as work:
        assert list(audit.broken_chains(work)) == []


def test_bob_cannot_invite_anybody(world, as_actor):
    with pytest.raises(NotPermitted), as_actor(world.bob) as work:
        services.add_person(
            work,
            email="x@example.test",
            name="X",
            role=Role.CSR,
            agency_id=world.harborline.root_id,
        )


def test_adam_can_grant_himself_nothing(world, as_actor):
    with pytest.raises(RuleViolation), as_actor(world.adam) as work:
        services.grant(
            work,
            user_id=world.adam.user_id,
            permission=Permission.COMMISSIONS_READ,
            reason="curious",
        )


def test_mallory_does_not_find_alices_people(world, as_actor):
    with pytest.raises(NotFound), as_actor(world.mallory) as work:
        services.deactivate(work, user_id=world.bob.user_id, reason="spite")
