"""What stops a submission or a bind: appetite, license, line of authority, appointment, E&O (SUB-7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from producer_portal.features.compliance.rules import Missing, Requirement
from producer_portal.features.submissions.rules.appetite import (
    AppetiteOutcome,
    AppetiteRule,
    CarrierVerdict,
    appetite_from,
    stored_appetite,
)
from producer_portal.features.submissions.rules.choosing import listed
from producer_portal.values.errors import InvalidInput, RuleViolation


class Strictness(StrEnum):
    """What becomes of something that is missing."""

    OFF = "off"
    SOFT = "soft"
    HARD = "hard"


STRICTNESS_NAMES: Mapping[str, str] = {
    Strictness.OFF: "Not checked",
    Strictness.SOFT: "Warns",
    Strictness.HARD: "Stops",
}
_ALL_OFF = dict.fromkeys(Requirement, Strictness.OFF)


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """What an agency asks for before sending and before binding, and the appetite of its carriers.

    A portal without a published policy asks for nothing.
    """

    sending: Mapping[Requirement, Strictness] = field(default_factory=lambda: _ALL_OFF)
    binding: Mapping[Requirement, Strictness] = field(default_factory=lambda: _ALL_OFF)
    least_claim_minor: int = 0
    rules: tuple[AppetiteRule, ...] = ()


@dataclass(frozen=True, slots=True)
class GateFinding:
    """One thing that is in the way, in words, with what to do about it; a hard one stops."""

    code: str
    words: str
    remedy: str
    is_hard: bool


class GateClosed(RuleViolation):
    """Something that the agency asks for is missing. `found` names each thing."""

    def __init__(self, found: Sequence[GateFinding]) -> None:
        stops = [one for one in found if one.is_hard]
        super().__init__(" ".join(f"{one.words}. {one.remedy}." for one in stops))
        self.found = tuple(found)


def missing_findings(
    missing: Sequence[Missing], asked: Mapping[Requirement, Strictness]
) -> tuple[GateFinding, ...]:
    """What is missing, as strict as the agency asks; what is not checked is left out."""
    return tuple(
        GateFinding(
            one.requirement.value,
            one.words,
            one.remedy,
            is_hard=asked.get(one.requirement) is Strictness.HARD,
        )
        for one in missing
        if asked.get(one.requirement, Strictness.OFF) is not Strictness.OFF
    )


def appetite_findings(said: Sequence[CarrierVerdict]) -> tuple[GateFinding, ...]:
    """One finding when no carrier takes the risk as it is, none when one does.

    A carrier that wants to see it first is a way on; declined by all it stops only when each rule
    that declines is hard.
    """
    if any(one.outcome is AppetiteOutcome.ACCEPT for one in said):
        return ()
    asks = [one for one in said if one.outcome is AppetiteOutcome.REFER]
    if asks:
        names = listed([one.carrier_name or "The carrier" for one in asks], "and")
        words = f"{names} want{'s' if len(asks) == 1 else ''} to see it first: {_because(asks)}"
        remedy = "It can be sent. Expect questions from the underwriter"
        return (GateFinding("appetite", words, remedy, is_hard=False),)
    return (
        GateFinding(
            "appetite",
            f"No carrier writes it: {_because(said)}",
            "Choose another market, or ask an underwriter before going on",
            is_hard=all(one.is_hard for one in said),
        ),
    )


def _because(said: Sequence[CarrierVerdict]) -> str:
    return "; ".join(dict.fromkeys(one.words.rstrip(".") for one in said if one.words))


def policy_from(stored: Mapping[str, Any] | None) -> GatePolicy:
    """A policy as it was stored; the empty one for None."""
    if stored is None:
        return GatePolicy()
    return GatePolicy(
        sending=_asked(stored.get("sending", {})),
        binding=_asked(stored.get("binding", {})),
        least_claim_minor=int(stored.get("least_claim_minor", 0)),
        rules=tuple(appetite_from(one) for one in stored.get("rules", [])),
    )


def _asked(stored: Mapping[str, str]) -> dict[Requirement, Strictness]:
    return {one: Strictness(stored.get(one.value, Strictness.OFF)) for one in Requirement}


def stored_policy(policy: GatePolicy) -> dict[str, Any]:
    """A policy to store: plain values only."""
    return {
        "sending": {
            one.value: policy.sending.get(one, Strictness.OFF).value for one in Requirement
        },
        "binding": {
            one.value: policy.binding.get(one, Strictness.OFF).value for one in Requirement
        },
        "least_claim_minor": policy.least_claim_minor,
        "rules": [stored_appetite(one) for one in policy.rules],
    }


def checked_strictness(typed: Mapping[str, str], moment: str) -> dict[Requirement, Strictness]:
    """What is asked at one moment ("sending", "binding"), as chosen. Raises InvalidInput by field."""
    found: dict[Requirement, Strictness] = {}
    for one in Requirement:
        name = f"{moment}-{one.value}"
        chosen = typed.get(name, "")
        if chosen not in set(Strictness):
            raise InvalidInput({name: "Choose one of the listed options"})
        found[one] = Strictness(chosen)
    return found
