"""Chains and circles, said without a database."""

from datetime import date

import pytest

from producer_portal.features.agencies.rules import (
    DEEPEST_CHAIN,
    TIER_NAMES,
    Edge,
    ProducerMoveRefused,
    ProducerTier,
    chain_above,
    check_no_circle,
    tree_of,
    uplines_on,
)

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def test_an_edge_holds_from_its_first_day_until_before_its_last():
    edge = Edge(1, 2, JUNE, JULY)
    days = (date(2026, 5, 31), JUNE, date(2026, 6, 30), JULY)
    assert [edge.is_on(day) for day in days] == [False, True, True, False]
    assert uplines_on((edge, Edge(3, 2, JUNE, None)), JULY) == {3: 2}


def test_a_chain_is_nearest_first_and_a_tree_holds_every_pair():
    assert chain_above(1, {1: 2, 2: 3}) == (1, 2, 3)
    assert set(tree_of((1, 2), {1: 2})) == {(1, 1, 0), (2, 1, 1), (2, 2, 0)}


def test_circles_and_endless_chains_are_refused():
    with pytest.raises(ProducerMoveRefused):
        chain_above(1, {1: 2, 2: 1})
    with pytest.raises(ProducerMoveRefused):
        chain_above(0, {n: n + 1 for n in range(DEEPEST_CHAIN + 1)})


def test_a_circle_on_any_later_day_is_found():
    edges = (Edge(1, 2, JUNE, None), Edge(2, 1, JULY, None))
    with pytest.raises(ProducerMoveRefused):
        check_no_circle(edges, moved=1, since=JUNE)
    check_no_circle((Edge(1, 2, JUNE, JULY), Edge(2, 1, JULY, None)), moved=1, since=JUNE)


def test_every_tier_has_a_name():
    assert set(TIER_NAMES) == set(ProducerTier)
