"""How producers stand above one another, by date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from producer_portal.values.errors import RuleViolation

# Deeper than any chain in the field; a walk that gets here goes in circles.
DEEPEST_CHAIN = 20


class ProducerTier(StrEnum):
    """How an agency ranks its producers; rules may use it (ORG-3)."""

    GOLD = "gold"
    SILVER = "silver"
    STANDARD = "standard"


TIER_NAMES: Mapping[ProducerTier, str] = {
    ProducerTier.GOLD: "Gold",
    ProducerTier.SILVER: "Silver",
    ProducerTier.STANDARD: "Standard",
}


class ProducerStatus(StrEnum):
    """Whether a producer brings business now."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class ProducerMoveRefused(RuleViolation):
    """The move would rewrite the past or put a producer above themselves."""


class ProducerCodeTaken(RuleViolation):
    """Another producer of the agency group has this code."""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One producer of a chain. Depth 0 wrote the business, 1 is the upline, and so on.

    The name is "" where whoever asked may not see the directory entry.
    """

    producer_id: int
    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class Edge:
    """That one producer stood under another from a day (included) until a day (not included)."""

    producer_id: int
    upline_producer_id: int
    from_on: date
    until_on: date | None

    def is_on(self, day: date) -> bool:
        """Whether the edge held on this day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


def uplines_on(edges: Iterable[Edge], day: date) -> dict[int, int]:
    """Producer → upline as it was on a day."""
    return {edge.producer_id: edge.upline_producer_id for edge in edges if edge.is_on(day)}


def chain_above(producer_id: int, uplines: Mapping[int, int]) -> tuple[int, ...]:
    """The producer and everybody above, nearest first. Raises ProducerMoveRefused on a circle."""
    chain = [producer_id]
    while (upline := uplines.get(chain[-1])) is not None:
        if upline in chain or len(chain) >= DEEPEST_CHAIN:
            raise ProducerMoveRefused(
                "This would put a producer above themselves. Choose somebody outside their branch."
            )
        chain.append(upline)
    return tuple(chain)


def check_no_circle(edges: Iterable[Edge], *, moved: int, since: date) -> None:
    """Raise ProducerMoveRefused when on any day from `since` on a chain would close on itself.

    `edges` include the new one. Chains change only where an edge begins, so those days are enough.
    """
    listed = tuple(edges)
    days = {since} | {edge.from_on for edge in listed if edge.from_on > since}
    for day in sorted(days):
        uplines = uplines_on(listed, day)
        for producer_id in {moved, *uplines}:
            chain_above(producer_id, uplines)


def tree_of(producer_ids: Iterable[int], uplines: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """Every pair of a producer and one above, themselves included, with how far apart they are."""
    return [
        (ancestor, producer_id, depth)
        for producer_id in producer_ids
        for depth, ancestor in enumerate(chain_above(producer_id, uplines))
    ]
