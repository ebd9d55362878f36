"""Payment plans a quote may be bound with: how a total is spread over installments, to the cent (SUB-13, SUB-14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from producer_portal.values.errors import InvalidInput
from producer_portal.values.money import Money, allocate
from producer_portal.values.period import add_months


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """How a total is paid: weights of the installments and the months between them."""

    key: str
    name: str
    weights: tuple[int, ...]
    months_apart: int


@dataclass(frozen=True, slots=True)
class Installment:
    """One payment of a plan."""

    due_on: date
    amount: Money


PLANS: Mapping[str, PaymentPlan] = {
    plan.key: plan
    for plan in (
        PaymentPlan("full", "Paid in full", (1,), 0),
        PaymentPlan("two", "Two payments", (1, 1), 2),
        PaymentPlan("quarterly", "Quarterly", (1, 1, 1, 1), 3),
        # A fifth at the start, the rest in nine equal months, as carriers usually ask.
        PaymentPlan("monthly", "Monthly, 20% down", (18, *(8,) * 9), 1),
    )
}
IN_FULL = "full"


def fitting_plans(term_months: int) -> tuple[PaymentPlan, ...]:
    """The plans whose last payment is due within the term."""
    return tuple(
        plan for plan in PLANS.values() if (len(plan.weights) - 1) * plan.months_apart < term_months
    )


def checked_plans(keys: Sequence[str]) -> tuple[str, ...]:
    """The plans in their usual order; paid in full when none is named. Raises InvalidInput."""
    if any(key not in PLANS for key in keys):
        raise InvalidInput({"payment_plans": "Choose from the listed payment plans"})
    return tuple(key for key in PLANS if key in keys) or (IN_FULL,)


def installments(plan: PaymentPlan, total: Money, from_on: date) -> tuple[Installment, ...]:
    """The payments of a plan; they add to the total to the cent, by largest remainder (COM-4)."""
    parts = allocate(total, plan.weights)
    return tuple(
        Installment(add_months(from_on, place * plan.months_apart), part)
        for place, part in enumerate(parts)
    )


def plan_words(plan: PaymentPlan, total: Money) -> str:
    """How a plan reads beside a total: "$420.00 down, then 9 payments of $186.66"."""
    parts = allocate(total, plan.weights)
    if len(parts) == 1:
        return f"{parts[0].words()} at once"
    rest = sorted({part.minor_units for part in parts[1:]})
    each = " or ".join(Money(one, total.currency).words() for one in rest)
    count = len(parts) - 1
    return f"{parts[0].words()} down, then {count} payment{'s' * (count > 1)} of {each}"
