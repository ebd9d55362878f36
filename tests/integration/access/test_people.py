"""Who may do what with people (ACC-9, RBAC-2)."""

from dataclasses import replace

import pytest
from sqlmodel import select

from producer_portal.access import sessions
from producer_portal.access.tables import Credential, Grant, LoginSession
from producer_portal.features.accounts import services as accounts
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


@pytest.fixture
def tara(world):
    """Who manages people in Tampa only."""
    return replace(world.adam, name="Tara", agency_id=world.harborline.branches["tampa"])


def _session_of(as_actor, person):
    with as_actor(system_actor("sign-in")) as work:
        _, session_id = sessions.begin(
            work,
            user_id=person.user_id,
            tenant_id=person.tenant_id,
            is_complete=True,
            browser="Chrome/1",
        )
    return session_id


def test_an_administrator_of_tampa_manages_bob_and_does_not_find_nina(world, as_actor, tara):
    """RBAC-2, RBAC-3, ACC-8: everything that may be done with a person, in both branches."""
    for person, is_found in ((world.bob, True), (world.nina, False)):
        session_id = _session_of(as_actor, person)
        user_id = person.user_id
        deeds = (
            lambda work, one: services.invite_again(work, user_id=one),
            lambda work, one: services.unlock(work, user_id=one),
            lambda work, one: services.grant(
                work, user_id=one, permission=Permission.COMMISSIONS_READ, reason="helps out"
            ),
            lambda work, one, key=session_id: accounts.end_session(work, session_id=key),
            lambda work, one: services.reset_second_factor(work, user_id=one, reason="lost"),
            lambda work, one: services.deactivate(work, user_id=one, reason="left us"),
            lambda work, one: services.reactivate(work, user_id=one),
        )
        for deed in deeds:
            if is_found:
                with as_actor(tara) as work:
                    deed(work, user_id)
            else:
                with pytest.raises(NotFound), as_actor(tara) as work:
                    deed(work, user_id)


def test_an_administrator_of_tampa_invites_somebody_of_tampa_only(world, as_actor, tara):
    for branch, is_found in (("tampa", True), ("naples", False)):
        facts = {
            "email": f"{branch}{world.adam.user_id}@example.test",
            "name": "New Person",
            "role": Role.CSR,
            "agency_id": world.harborline.branches[branch],
        }
        if is_found:
            with as_actor(tara) as work:
                services.add_person(work, **facts)
        else:
            with pytest.raises(NotFound), as_actor(tara) as work:
                services.add_person(work, **facts)


def test_a_list_of_sessions_grants_and_credentials_ends_at_the_branch(world, as_actor, tara):
    """RBAC-3: a page that forgot to ask about reach shows nothing of Naples; the root sees both."""
    people = (world.bob.user_id, world.nina.user_id)
    for person in (world.bob, world.nina):
        _session_of(as_actor, person)
        with as_actor(world.adam) as work:
            services.grant(
                work, user_id=person.user_id, permission=Permission.COMMISSIONS_READ, reason="asked"
            )
    for table in (LoginSession, Grant, Credential):
        asked = select(table.user_id).where(table.user_id.in_(people))
        with as_actor(tara, read_only=True) as work:
            assert set(work.session.exec(asked)) == {world.bob.user_id}, table.__name__
        with as_actor(world.adam, read_only=True) as work:
            assert set(work.session.exec(asked)) == set(people), table.__name__
