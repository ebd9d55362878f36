"""Agencies and producers stand in chains; moves are dated and rewrite nothing (ORG-1)."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from producer_portal.access.tables import AgencyTree
from producer_portal.features.agencies import jobs, queries, services
from producer_portal.features.agencies.rules import ProducerCodeTaken, ProducerMoveRefused
from producer_portal.features.agencies.tables import ProducerTree
from producer_portal.foundation.tables import AuditRecord
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import InvalidInput, NotFound, NotPermitted
from tests.integration.features.commissions.money_story import (
    JANUARY,
    NOW,
    Group,
    harborline,
    mallorys,
)

TODAY = NOW.date()
JUNE = date(2026, 6, 1)


@pytest.fixture
def group(portal_database) -> Group:
    return harborline()


def chain(group: Group, producer: str, on: date, actor=None) -> list[str]:
    with unit_of_work(actor or group.alice, now=NOW, read_only=True) as work:
        links = queries.upline_chain(work, producer_id=group.producers[producer], on=on)
    assert [link.depth for link in links] == list(range(len(links)))
    return [link.name for link in links]


def move(group: Group, producer: str, upline: str | None, on: date) -> None:
    with group.work(group.alice) as work:
        services.move_producer(
            work,
            producer_id=group.producers[producer],
            upline_producer_id=group.producers[upline] if upline else None,
            on=on,
        )


def tree(group: Group) -> set[tuple[int, int, int]]:
    with group.work(read_only=True) as work:
        rows = work.session.exec(select(ProducerTree)).all()
        return {(row.ancestor_id, row.descendant_id, row.depth) for row in rows}


def test_a_chain_is_read_as_of_a_day(group):
    assert chain(group, "bob", TODAY) == ["Bob Baxter", "Pat Purcell", "Olive Ostrander"]
    assert chain(group, "bob", JANUARY - timedelta(days=1)) == ["Bob Baxter"]


def test_a_move_never_rewrites_the_past(group):
    move(group, "bob", "olive", JUNE)
    assert chain(group, "bob", JUNE - timedelta(days=1)) == [
        "Bob Baxter",
        "Pat Purcell",
        "Olive Ostrander",
    ]
    assert chain(group, "bob", JUNE) == ["Bob Baxter", "Olive Ostrander"]
    for early in (JANUARY, JUNE):
        with pytest.raises(ProducerMoveRefused, match="choose a later day"):
            move(group, "bob", "pat", early)
    move(group, "bob", None, date(2026, 7, 1))
    assert chain(group, "bob", TODAY) == ["Bob Baxter"]
    with pytest.raises(ProducerMoveRefused):
        move(group, "bob", "pat", date(2026, 6, 30))
    move(group, "bob", "pat", date(2026, 8, 1))
    assert chain(group, "bob", date(2026, 7, 15)) == ["Bob Baxter"]
    assert chain(group, "bob", TODAY) == ["Bob Baxter", "Pat Purcell", "Olive Ostrander"]


def test_nobody_ends_up_above_themselves(group):
    for upline in ("bob", "pat"):
        with pytest.raises(ProducerMoveRefused, match="above themselves"):
            move(group, "olive", upline, TODAY)
    assert chain(group, "olive", TODAY) == ["Olive Ostrander"]


def test_a_circle_that_only_closes_later_is_refused_too(group):
    move(group, "nina", "bob", TODAY + timedelta(days=30))
    with pytest.raises(ProducerMoveRefused, match="above themselves"):
        move(group, "olive", "nina", TODAY)


def test_the_tree_follows_the_chains_of_today(group):
    bob, pat, olive, nina = (group.producers[name] for name in ("bob", "pat", "olive", "nina"))
    alone = {(one, one, 0) for one in (bob, pat, olive, nina)}
    assert tree(group) == alone | {(pat, bob, 1), (olive, bob, 2), (olive, pat, 1)}
    move(group, "pat", None, TODAY)
    assert tree(group) == alone | {(pat, bob, 1)}


def test_a_move_dated_ahead_takes_hold_on_its_day(group):
    move(group, "bob", "olive", TODAY + timedelta(days=10))
    before = tree(group)
    jobs.refresh_trees(NOW)
    assert tree(group) == before
    jobs.refresh_trees(NOW + timedelta(days=10))
    bob, pat, olive = (group.producers[name] for name in ("bob", "pat", "olive"))
    assert tree(group) == (before - {(pat, bob, 1), (olive, bob, 2)}) | {(olive, bob, 1)}


def test_the_directory_names_agency_and_upline(group):
    with group.work(group.alice, read_only=True) as work:
        rows = queries.producers(work)
    assert [(row.name, row.upline_name, row.agency_name) for row in rows] == [
        ("Bob Baxter", "Pat Purcell", "Branch tampa"),
        ("Nina Novak", "", "Branch naples"),
        ("Olive Ostrander", "", "Branch tampa"),
        ("Pat Purcell", "Olive Ostrander", "Branch tampa"),
    ]
    with pytest.raises(NotPermitted), group.work(group.bob, read_only=True) as work:
        queries.producers(work)
    with group.work(group.mia, read_only=True) as work:
        assert [row.name for row in queries.producers(work)] == ["Nina Novak"]
        ids = tuple(group.producers.values())
        assert queries.producer_names(work, producer_ids=ids) == {
            group.producers["nina"]: "Nina Novak"
        }


def test_mallory_sees_no_chain_and_moves_nobody(group):
    other = mallorys()
    assert chain(group, "bob", TODAY, other.mallory) == []
    with pytest.raises(NotFound), other.work(other.mallory) as work:
        services.move_producer(
            work, producer_id=group.producers["bob"], upline_producer_id=None, on=TODAY
        )
    with pytest.raises(NotFound), other.work(other.mallory) as work:
        services.add_agency(work, parent_id=group.branches["tampa"], name="X", short_name="X")
    with pytest.raises(NotFound), other.work(other.mallory) as work:
        services.add_producer(work, agency_id=group.branches["tampa"], name="X", code="X")


def test_agencies_stand_under_agencies(group):
    with group.work(group.alice) as work:
        below = services.add_agency(
            work, parent_id=group.branches["tampa"], name="Ybor", short_name="Ybor"
        )
    with group.work(read_only=True) as work:
        rows = work.session.exec(select(AgencyTree).where(AgencyTree.descendant_id == below)).all()
        assert {(row.ancestor_id, row.depth) for row in rows} == {
            (below, 0),
            (group.branches["tampa"], 1),
            (group.tenant_id, 2),
        }
        actions = work.session.exec(select(AuditRecord.action)).all()
    assert "agency.founded" in actions
    assert actions.count("agency.added") == 3


def test_names_and_codes_are_asked_for_once(group):
    with pytest.raises(ProducerCodeTaken), group.work(group.alice) as work:
        services.add_producer(
            work, agency_id=group.branches["tampa"], name="Second Bob", code="bob"
        )
    with pytest.raises(InvalidInput) as refused, group.work(group.alice) as work:
        services.add_producer(work, agency_id=group.branches["tampa"], name=" ", code=" ")
    assert set(refused.value.problems) == {"name", "code"}
    with pytest.raises(InvalidInput), group.work(group.alice) as work:
        services.add_agency(work, parent_id=group.tenant_id, name="", short_name="")
    with pytest.raises(NotPermitted), group.work(group.bob) as work:
        services.add_producer(work, agency_id=group.branches["tampa"], name="X", code="X")
