"""What a person may bind without asking: lines, states, premium and limits (RBAC-5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from producer_portal.values.money import Money

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Authority:
    """Lines and states by code, "*" for all; ceilings in cents, None for no ceiling."""

    lines: frozenset[str]
    states: frozenset[str]
    premium_ceiling_minor: int | None
    limit_ceiling_minor: int | None


FULL_AUTHORITY = Authority(frozenset({EVERYTHING}), frozenset({EVERYTHING}), None, None)


@dataclass(frozen=True, slots=True)
class BindRequest:
    """What is to be bound."""

    line_code: str
    line_name: str
    state: str
    premium_minor: int
    greatest_limit_minor: int


def beyond_authority(
    authority: Authority | None, request: BindRequest, *, holder: str = ""
) -> tuple[str, ...]:
    """Each reason why a principal has to decide, in words; empty when the person may bind.

    The words are for the person who binds; with the name of the `holder` they are about that person,
    for whoever decides.
    """
    whose, way_out = (f"{holder}'s", "") if holder else ("your", " Refer it instead.")
    if authority is None:
        has_none = f"{holder} has" if holder else "You have"
        return (f"{has_none} no binding authority.{way_out}",)
    reasons = []
    if not authority.lines & {EVERYTHING, request.line_code}:
        reasons.append(f"{request.line_name} is outside {whose} authority.")
    if not authority.states & {EVERYTHING, request.state}:
        reasons.append(f"{request.state or 'The state'} is outside {whose} authority.")
    ceiling = authority.premium_ceiling_minor
    if ceiling is not None and request.premium_minor > ceiling:
        words = Money(ceiling).words(cents=ceiling % 100 != 0)
        reasons.append(f"Premium is above {whose} authority ({words}).")
    ceiling = authority.limit_ceiling_minor
    if ceiling is not None and request.greatest_limit_minor > ceiling:
        words = Money(ceiling).words(cents=ceiling % 100 != 0)
        reasons.append(f"A limit is above {whose} authority ({words}).")
    return tuple(f"{reason}{way_out}" for reason in reasons)


def greatest_limit_minor(terms: Mapping[str, Any]) -> int:
    """The greatest limit of a quote's terms, in cents."""
    limits = terms.get("limits", [])
    amounts = [limit.get("amount_minor") for limit in limits if isinstance(limit, dict)]
    return max((amount for amount in amounts if isinstance(amount, int)), default=0)
