"""How a commission is worked out: which rule applies, what it yields, and who gets which part.

docs/algorithms/commission.md tells the same with worked numbers, which are themselves tests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from producer_portal.features.agencies.rules import ChainLink
from producer_portal.features.policies.rules import Look, TransactionType
from producer_portal.values.errors import RuleViolation
from producer_portal.values.money import PARTS_PER_MILLION, Money, Rate, Rounding, allocate

ROUNDING = Rounding.HALF_EVEN
HOUSE_NAME = "House"


class OverrideBasis(StrEnum):
    """What an upline's override is a share of."""

    PERCENT_OF_COMMISSION = "percent_of_commission"
    PERCENT_OF_PREMIUM = "percent_of_premium"
    # The upline's level less the highest level already paid below, of the commission.
    DIFFERENTIAL = "differential"


class LineKind(StrEnum):
    """Whose part a line is."""

    SPLIT = "split"
    OVERRIDE = "override"
    HOUSE = "house"


class LineStatus(StrEnum):
    """How a line stands with its payee."""

    PENDING = "pending"
    PAID = "paid"
    HELD = "held"
    DISPUTED = "disputed"


class AccrualStatus(StrEnum):
    """What became of a policy transaction. An exception waits for a person, in sight."""

    ACCRUED = "accrued"
    NOTHING_DUE = "nothing_due"
    EXCEPTION = "exception"


KIND_NAMES: Mapping[LineKind, str] = {
    LineKind.SPLIT: "Split",
    LineKind.OVERRIDE: "Override",
    LineKind.HOUSE: "House",
}
BASIS_WORDS: Mapping[OverrideBasis, str] = {
    OverrideBasis.PERCENT_OF_COMMISSION: "Percent of the agency commission",
    OverrideBasis.PERCENT_OF_PREMIUM: "Percent of the premium",
    OverrideBasis.DIFFERENTIAL: "Own level less the level already paid below",
}
STATUS_LOOKS: Mapping[LineStatus, Look] = {
    LineStatus.PENDING: Look("Pending", "quiet", "clock"),
    LineStatus.PAID: Look("Paid", "good", "circle-check-big", is_final=True),
    LineStatus.HELD: Look("Held", "warn", "lock"),
    LineStatus.DISPUTED: Look("Disputed", "warn", "message-square-warning"),
}


class RulesOverlap(RuleViolation):
    """Two rules, splits or overrides of one scope would hold on the same day."""


class SharesExceedCommission(RuleViolation):
    """The parts of producers and uplines add to more than the agency's commission."""


class LineNotPending(RuleViolation):
    """Only a pending line can be paid."""


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A version of a rule. None means any carrier, any line, new business and renewals alike."""

    rule_id: int
    version: int
    carrier_id: int | None
    line_code: str | None
    transaction_type: TransactionType | None
    rate: Rate
    fees_are_commissionable: bool
    from_on: date
    until_on: date | None
    words: str = ""

    def applies(self, *, carrier_id: int, line_code: str, written_as: TransactionType) -> bool:
        """Whether the rule is about such business."""
        return (
            self.carrier_id in {None, carrier_id}
            and self.line_code in {None, line_code}
            and self.transaction_type in {None, written_as}
        )


def is_on(from_on: date, until_on: date | None, day: date) -> bool:
    """Whether a half-open span of dates holds on a day."""
    return from_on <= day and (until_on is None or day < until_on)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two half-open spans of dates share a day; None has no end."""
    (first_from, first_until), (second_from, second_until) = first, second
    return (second_until is None or first_from < second_until) and (
        first_until is None or second_from < first_until
    )


def choose_rule(
    rules: Iterable[RuleFacts],
    *,
    carrier_id: int,
    line_code: str,
    written_as: TransactionType,
    on: date,
) -> RuleFacts | None:
    """The most specific rule on a day (COM-2): carrier and line, then carrier, then line, then any.

    Among rules of the same reach, one for the kind of transaction goes before one for any kind.
    """
    fitting = [
        rule
        for rule in rules
        if is_on(rule.from_on, rule.until_on, on)
        and rule.applies(carrier_id=carrier_id, line_code=line_code, written_as=written_as)
    ]
    return max(fitting, key=_specificity, default=None)


def _specificity(rule: RuleFacts) -> tuple[bool, bool, bool, date, int]:
    return (
        rule.carrier_id is not None,
        rule.line_code is not None,
        rule.transaction_type is not None,
        # Of one scope only one holds on a day; the rest makes the choice certain all the same.
        rule.from_on,
        rule.version,
    )


@dataclass(frozen=True, slots=True)
class OverrideFacts:
    """What an upline is to get of the business below."""

    producer_id: int
    basis: OverrideBasis
    rate: Rate


@dataclass(frozen=True, slots=True)
class Share:
    """One payee's part, as frozen at writing. `rate` is what was agreed, `applied` what it comes to.

    For a differential the two differ; `is_of_premium` says what `applied` is a share of.
    """

    kind: LineKind
    producer_id: int
    name: str
    rate: Rate
    applied: Rate
    is_of_premium: bool = False
    basis: OverrideBasis | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything but the amounts: what a term of a policy keeps from the day it was written (COM-3)."""

    rule_id: int
    rule_version: int
    rule_words: str
    rule_from_on: date
    rate: Rate
    fees_are_commissionable: bool
    shares: tuple[Share, ...]
    chain: tuple[ChainLink, ...]


def shares_of(
    chain: Sequence[ChainLink], *, split: Rate | None, overrides: Mapping[int, OverrideFacts]
) -> tuple[Share, ...]:
    """The parts of the writing producer and of the uplines that have an override, nearest first.

    `split` is None only where no producer wrote the business. A share that comes to nothing is left
    out. Differentials count the split and every differential below as already paid.
    """
    if not chain:
        return ()
    assert split is not None, "a producer's business has a split"
    writer = chain[0]
    shares = [Share(LineKind.SPLIT, writer.producer_id, writer.name, split, split)]
    level = split.parts_per_million
    for link in chain[1:]:
        override = overrides.get(link.producer_id)
        if override is None:
            continue
        applied = override.rate
        if override.basis is OverrideBasis.DIFFERENTIAL:
            applied = Rate(max(override.rate.parts_per_million - level, 0))
            level = max(level, override.rate.parts_per_million)
        shares.append(
            Share(
                LineKind.OVERRIDE,
                link.producer_id,
                link.name,
                override.rate,
                applied,
                is_of_premium=override.basis is OverrideBasis.PERCENT_OF_PREMIUM,
                basis=override.basis,
            )
        )
    return tuple(share for share in shares if share.applied.parts_per_million > 0)


@dataclass(frozen=True, slots=True)
class Worked:
    """A commission worked out. `parts` follow the shares; the last one is the house's.

    `weights` are the parts before rounding, in millionths of a minor unit, without sign.
    """

    base: Money
    gross: Money
    weights: tuple[int, ...]
    parts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """The little of a share that the arithmetic needs; says nothing of whose it is."""

    applied_ppm: int
    is_of_premium: bool


def work_out(
    *,
    premium: Money,
    fees: Money,
    fees_are_commissionable: bool,
    rate: Rate,
    slices: Sequence[Slice],
) -> Worked:
    """The agency's commission and everybody's part of it (COM-2, COM-4).

    The premium times the rate is rounded once, half to even; that amount is shared by largest
    remainder, so the parts add to it. The house keeps what the shares leave. A negative premium
    gives the same amounts with the other sign. Raises SharesExceedCommission.
    """
    base = premium + fees if fees_are_commissionable else premium
    gross = rate.of(base, ROUNDING)
    weights = weights_of(base, gross, slices)
    if weights[-1] < 0:
        raise SharesExceedCommission(excess_words(gross))
    if gross.minor_units == 0:
        nothing = Money(0, gross.currency)
        return Worked(base, gross, weights, (nothing,) * len(weights))
    return Worked(base, gross, weights, allocate(gross, weights))


def weights_of(base: Money, gross: Money, slices: Sequence[Slice]) -> tuple[int, ...]:
    """The parts before rounding, the house's last: below zero when the shares are too many."""
    weights = [
        abs((base if one.is_of_premium else gross).minor_units) * one.applied_ppm for one in slices
    ]
    return (*weights, abs(gross.minor_units) * PARTS_PER_MILLION - sum(weights))


def excess_words(gross: Money) -> str:
    """What is wrong, and what to do, when the shares are too many."""
    return (
        f"The shares of this policy add to more than its commission, {gross.words()}. "
        "Lower a split or an override."
    )


def slices_of(shares: Iterable[Share]) -> tuple[Slice, ...]:
    """The shares as the arithmetic needs them."""
    return tuple(Slice(one.applied.parts_per_million, one.is_of_premium) for one in shares)


def terms_said(terms: Terms) -> dict[str, Any]:
    """The terms as plain values, to be kept with the accrual."""
    return {
        "rule_id": terms.rule_id,
        "rule_version": terms.rule_version,
        "rule_words": terms.rule_words,
        "rule_from_on": terms.rule_from_on.isoformat(),
        "rate_ppm": terms.rate.parts_per_million,
        "fees_are_commissionable": terms.fees_are_commissionable,
        "shares": [
            {
                "kind": share.kind.value,
                "producer_id": share.producer_id,
                "name": share.name,
                "rate_ppm": share.rate.parts_per_million,
                "applied_ppm": share.applied.parts_per_million,
                "is_of_premium": share.is_of_premium,
                "basis": share.basis.value if share.basis else None,
            }
            for share in terms.shares
        ],
        "chain": [[link.producer_id, link.name, link.depth] for link in terms.chain],
    }


def terms_read(said: Mapping[str, Any]) -> Terms:
    """The terms that were kept with the accrual that wrote a policy's term."""
    return Terms(
        rule_id=said["rule_id"],
        rule_version=said["rule_version"],
        rule_words=said["rule_words"],
        rule_from_on=date.fromisoformat(said["rule_from_on"]),
        rate=Rate(said["rate_ppm"]),
        fees_are_commissionable=said["fees_are_commissionable"],
        shares=tuple(
            Share(
                kind=LineKind(one["kind"]),
                producer_id=one["producer_id"],
                name=one["name"],
                rate=Rate(one["rate_ppm"]),
                applied=Rate(one["applied_ppm"]),
                is_of_premium=one["is_of_premium"],
                basis=OverrideBasis(one["basis"]) if one["basis"] else None,
            )
            for one in said["shares"]
        ),
        chain=tuple(ChainLink(*link) for link in said["chain"]),
    )
