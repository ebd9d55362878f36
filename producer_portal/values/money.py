"""Money in whole minor units, rates in parts per million, and rounding that is named where it happens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from producer_portal.values.errors import InvalidInput

PARTS_PER_MILLION = 1_000_000
_MONEY_TEXT = re.compile(
    r"(?P<sign>[-−(]?)\$?(?P<whole>[0-9][0-9,]{0,17})?(?:\.(?P<cents>[0-9]{1,2}))?\)?"
)
_RATE_TEXT = re.compile(r"(?P<whole>[0-9]{1,3})(?:\.(?P<part>[0-9]{1,4}))?%?")


class Rounding(StrEnum):
    """How a fraction of a cent is settled."""

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents) of one currency. Never a float (COM-1)."""

    minor_units: int
    currency: str = "USD"

    def __post_init__(self) -> None:
        assert isinstance(self.minor_units, int), "money is whole minor units"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor_units + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor_units - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor_units, self.currency)

    def _same(self, other: "Money") -> int:
        assert self.currency == other.currency, "amounts of different currencies never mix"
        return other.minor_units

    def words(self, *, cents: bool = True) -> str:
        """The amount as a person reads it: "$1,234.56", "−$5.00", or whole dollars without cents."""
        sign = "−" if self.minor_units < 0 else ""
        whole, part = divmod(abs(self.minor_units), 100)
        return f"{sign}${whole:,}.{part:02d}" if cents else f"{sign}${whole + (part >= 50):,}"

    @classmethod
    def parse(cls, text: str, *, field: str = "amount") -> "Money":
        """Read an amount as typed: "$1,200.50", "1200", "(45.10)".

        Raises InvalidInput when it is not an amount in dollars and cents.
        """
        compact = text.strip().replace(" ", "")
        match = _MONEY_TEXT.fullmatch(compact)
        if match is None or not (match["whole"] or match["cents"]):
            raise InvalidInput({field: "Enter an amount in US dollars, like 1,250.00"})
        whole = int((match["whole"] or "0").replace(",", ""))
        cents = int((match["cents"] or "0").ljust(2, "0"))
        minor = whole * 100 + cents
        if minor > 10**15:
            raise InvalidInput({field: "Enter an amount under $10 trillion"})
        return cls(-minor if match["sign"] else minor)


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A share of an amount in parts per million: 12.5% is 125,000."""

    parts_per_million: int

    def of(self, amount: Money, rounding: Rounding) -> Money:
        """Take this share of the amount, a fraction of a cent settled by the named rounding (COM-4)."""
        product = amount.minor_units * self.parts_per_million
        return Money(divide(product, PARTS_PER_MILLION, rounding), amount.currency)

    def exact_words(self, amount: Money) -> str:
        """The unrounded share in dollars with five decimals, as a receipt shows it (COM-6)."""
        product = amount.minor_units * self.parts_per_million
        sign = "−" if product < 0 else ""
        hundred_thousandths = abs(product) * 1000 // PARTS_PER_MILLION
        return f"{sign}${hundred_thousandths // 100_000:,}.{hundred_thousandths % 100_000:05d}"

    def words(self) -> str:
        """The rate as a percentage with at least two decimals: "12.50%"."""
        whole, part = divmod(self.parts_per_million, 10_000)
        decimals = f"{part:04d}".rstrip("0").ljust(2, "0")
        return f"{whole}.{decimals}%"

    @classmethod
    def parse(cls, text: str, *, field: str = "rate") -> "Rate":
        """Read a percentage as typed: "12.5%" or "12.5". Raises InvalidInput outside 0 to 100."""
        match = _RATE_TEXT.fullmatch(text.strip().replace(" ", ""))
        if match is None:
            raise InvalidInput({field: "Enter a percentage from 0 to 100, like 12.5"})
        parts = int(match["whole"]) * 10_000 + int((match["part"] or "0").ljust(4, "0"))
        if parts > PARTS_PER_MILLION:
            raise InvalidInput({field: "Enter a percentage from 0 to 100, like 12.5"})
        return cls(parts)


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """Divide whole numbers, settling the remainder by name; symmetrical around zero."""
    assert denominator > 0, "a share is taken of something"
    sign = -1 if numerator < 0 else 1
    quotient, remainder = divmod(abs(numerator), denominator)
    if rounding is not Rounding.DOWN:
        twice = remainder * 2
        is_tie_up = twice == denominator and (rounding is Rounding.HALF_UP or quotient % 2 == 1)
        if twice > denominator or is_tie_up:
            quotient += 1
    return sign * quotient


def allocate(total: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Share a total by weights so that the parts add to the whole, by largest remainder (COM-4).

    Ties go to the earlier part, so the same input always gives the same shares.
    """
    assert weights, "a total is shared among somebody"
    assert all(weight >= 0 for weight in weights), "weights are not negative"
    whole = sum(weights)
    assert whole > 0, "at least one part has weight"
    sign = -1 if total.minor_units < 0 else 1
    amount = abs(total.minor_units)
    floors = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    left_over = amount - sum(floors)
    by_remainder = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[:left_over]:
        floors[place] += 1
    return tuple(Money(sign * part, total.currency) for part in floors)
