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


def beyond_authority(authority: Authority | None, request: BindRequest) -> tuple[str, ...]:
    """Each reason why a principal has to decide, in words; empty when the person may bind."""
    if authority is None:
        return ("You have no binding authority. Refer it instead.",)
    reasons = []
    if not authority.lines & {EVERYTHING, request.line_code}:
        reasons.append(f"{request.line_name} is outside your authority. Refer it instead.")
    if not authority.states & {EVERYTHING, request.state}:
        reasons.append(
            f"{request.state or 'The state'} is outside your authority. Refer it instead."
        )
    ceiling = authority.premium_ceiling_minor
    if ceiling is not None and request.premium_minor > ceiling:
        words = Money(ceiling).words(cents=ceiling % 100 != 0)
        reasons.append(f"Premium is above your authority ({words}). Refer it instead.")
    ceiling = authority.limit_ceiling_minor
    if ceiling is not None and request.greatest_limit_minor > ceiling:
        words = Money(ceiling).words(cents=ceiling % 100 != 0)
        reasons.append(f"A limit is above your authority ({words}). Refer it instead.")
    return tuple(reasons)


def greatest_limit_minor(terms: Mapping[str, Any]) -> int:
    """The greatest limit of a quote's terms, in cents."""
    limits = terms.get("limits", [])
    amounts = [limit.get("amount_minor") for limit in limits if isinstance(limit, dict)]
    return max((amount for amount in amounts if isinstance(amount, int)), default=0)
