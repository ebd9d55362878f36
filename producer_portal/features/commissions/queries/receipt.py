"""How one line came about, step by step, and the proof that it still comes to the same (COM-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from producer_portal.features.commissions.queries.table import insured_in_sight, line_reference
from producer_portal.features.commissions.rules import (
    BASIS_WORDS,
    STATUS_LOOKS,
    LineKind,
    LineStatus,
    OverrideBasis,
    Slice,
    Worked,
    work_out,
)
from producer_portal.features.commissions.tables import CommissionLine
from producer_portal.features.ledger import queries as ledger
from producer_portal.features.ledger.rules import LedgerAccount, entry_reference
from producer_portal.features.policies.rules import TRANSACTION_LOOKS, TransactionType
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.money import Money, Rate
from producer_portal.values.period import day_words

_MILLIONTHS_IN_FIFTH_DECIMAL = 1000


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One step: the operator in the gutter, what it is, where it is from, and the figure."""

    operator: str
    words: str
    source: str
    figure: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class CommissionReceipt:
    """A line of commission with everything it was worked out from."""

    line_id: int
    reference: str
    title: str
    policy_id: int
    policy_number: str
    sentence: str
    amount: str
    is_negative: bool
    status: str
    status_tone: str
    status_icon: str
    is_final: bool
    paid_words: str
    lines: tuple[ReceiptLine, ...]
    entry_id: str
    entry_reference: str
    entry_posted: str
    entry_from: str
    entry_to: str


@dataclass(frozen=True, slots=True)
class Recomputation:
    """What a replay from the kept terms comes to, against the line and the ledger."""

    is_equal: bool
    amount: str
    words: str


def commission_receipt(work: UnitOfWork, *, line_id: int) -> CommissionReceipt:
    """The receipt of a line in sight. Needs COMMISSIONS_READ. Raises NotFound."""
    work.actor.require(Permission.COMMISSIONS_READ)
    line = get_or_not_found(work, CommissionLine, line_id, what="commission line")
    insured = insured_in_sight(work, [line])[line_id]
    look = STATUS_LOOKS[LineStatus(line.status)]
    kind = TRANSACTION_LOOKS[TransactionType(line.transaction_type)].words.lower()
    is_house = line.kind == LineKind.HOUSE
    return CommissionReceipt(
        line_id=line_id,
        reference=line_reference(line_id),
        title=insured or f"Override on {line.policy_number}",
        policy_id=line.policy_id,
        policy_number=line.policy_number,
        sentence=f"{kind}, effective {day_words(line.effective_on)}",
        amount=Money(line.amount_minor, line.currency).words(),
        is_negative=line.amount_minor < 0,
        status=look.words,
        status_tone=look.tone,
        status_icon=look.icon_name,
        is_final=look.is_final,
        paid_words=_paid_words(line),
        lines=tuple(_steps(line)),
        entry_id=str(line.entry_id),
        entry_reference=entry_reference(line.entry_number),
        entry_posted=_moment(line.posted_at, work.actor.time_zone),
        entry_from=f"Commission earned, {line.carrier_name}",
        entry_to="Kept by the agency" if is_house else f"Payable, {line.payee_name}",
    )


def _paid_words(line: CommissionLine) -> str:
    if line.paid_on is None:
        return f"For {line.payee_name}"
    return f"{day_words(line.paid_on)}, to {line.payee_name}"


def _moment(at: datetime, time_zone: str) -> str:
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{day_words(local.date())}, {local.strftime('%I:%M %p').lstrip('0')}"


def _replayed(line: CommissionLine) -> Worked:
    said: Mapping[str, Any] = line.worked
    return work_out(
        premium=Money(said["premium_minor"], line.currency),
        fees=Money(said["fees_minor"], line.currency),
        fees_are_commissionable=said["fees_are_commissionable"],
        rate=Rate(said["rate_ppm"]),
        slices=[Slice(ppm, is_of_premium) for ppm, is_of_premium in said["slices"]],
    )


def _figure(amount: Money) -> str:
    return amount.words().replace("$", "")


def _fifth(hundred_thousandths: int) -> str:
    sign = "−" if hundred_thousandths < 0 else ""
    whole, part = divmod(abs(hundred_thousandths), 100_000)
    return f"{sign}{whole:,}.{part:05d}"


def _steps(line: CommissionLine) -> list[ReceiptLine]:
    said = line.worked
    worked = _replayed(line)
    kind = TRANSACTION_LOOKS[TransactionType(line.transaction_type)].words
    written_as = TRANSACTION_LOOKS[TransactionType(said["written_as"])].words.lower()
    rate = Rate(said["rate_ppm"])
    since = day_words(date.fromisoformat(said["rule_from_on"]))
    exact = _exact(worked.base.minor_units * rate.parts_per_million)
    return [
        *_premium_steps(line, kind),
        ReceiptLine(
            "×",
            f"Rate, {written_as}",
            f"Rule {said['rule_words']}, version {said['rule_version']}, since {since}",
            rate.words(),
        ),
        ReceiptLine("=", "Agency commission before rounding", "", _fifth(exact), is_total=True),
        ReceiptLine(
            "",
            "Rounding",
            "To the nearest cent; half a cent goes to the even cent",
            _fifth(worked.gross.minor_units * 1000 - exact),
        ),
        ReceiptLine(
            "=", "Agency commission", "In US dollars", _figure(worked.gross), is_total=True
        ),
        *_part_steps(line, worked),
    ]


def _exact(millionths: int) -> int:
    """Millionths of a cent as hundred-thousandths of a dollar, cut after the fifth decimal."""
    sign = -1 if millionths < 0 else 1
    return sign * (abs(millionths) // _MILLIONTHS_IN_FIFTH_DECIMAL)


def _premium_steps(line: CommissionLine, kind: str) -> list[ReceiptLine]:
    said = line.worked
    premium = Money(said["premium_minor"], line.currency)
    fees = Money(said["fees_minor"], line.currency)
    source = f"{kind} of {line.policy_number}, effective {day_words(line.effective_on)}"
    if fees.minor_units == 0:
        return [ReceiptLine("", "Written premium", source, _figure(premium))]
    first = ReceiptLine("", "Written premium and fees", source, _figure(premium + fees))
    if said["fees_are_commissionable"]:
        return [first]
    return [first, ReceiptLine("−", "Fees that earn no commission", "", _figure(-fees))]


def _part_steps(line: CommissionLine, worked: Worked) -> list[ReceiptLine]:
    place = line.worked["place"]
    sign = -1 if worked.gross.minor_units < 0 else 1
    exact = _exact(sign * worked.weights[place])
    rounding = ReceiptLine(
        "",
        "Rounding",
        f"By largest remainder, so that the parts add to {_figure(worked.gross)}",
        _fifth(line.amount_minor * 1000 - exact),
    )
    total = ReceiptLine(
        "=",
        "Commission",
        "In US dollars",
        _figure(Money(line.amount_minor, line.currency)),
        is_total=True,
    )
    return [*_share_steps(line, worked), rounding, total]


def _share_steps(line: CommissionLine, worked: Worked) -> list[ReceiptLine]:
    said, kind = line.worked, LineKind(line.kind)
    if kind is LineKind.HOUSE:
        sign = -1 if worked.gross.minor_units < 0 else 1
        others = sum(worked.weights[:-1])
        words = "Parts of producers and uplines"
        return [ReceiptLine("−", words, "Before rounding", _fifth(_exact(-sign * others)))]
    ppm, is_of_premium = said["slices"][said["place"]]
    name = f"{'Split' if kind is LineKind.SPLIT else 'Override'}, {line.payee_name}"
    source = "Set when the policy was written"
    if kind is LineKind.OVERRIDE:
        source = f"{BASIS_WORDS[OverrideBasis(said['basis'])]}, set when the policy was written"
    if is_of_premium:
        source = f"{source}: of {_figure(worked.base)}"
    return [ReceiptLine("×", name, source, Rate(ppm).words())]


def recompute(work: UnitOfWork, *, line_id: int) -> Recomputation:
    """Replay a line from its kept terms and hold it against the line and its ledger entry (COM-6).

    Needs COMMISSIONS_READ. Raises NotFound.
    """
    work.actor.require(Permission.COMMISSIONS_READ)
    line = get_or_not_found(work, CommissionLine, line_id, what="commission line")
    replayed = _replayed(line).parts[line.worked["place"]]
    posted = _posted(work, line)
    is_equal = replayed.minor_units == line.amount_minor == posted
    when = _moment(work.now, work.actor.time_zone)
    if is_equal:
        words = f"Equal. Recomputed {when} from the same rules: {_figure(replayed)}."
    else:
        line_says, ledger_says = Money(line.amount_minor), Money(posted)
        words = (
            f"Not equal. Recomputed {when}: {_figure(replayed)}. The line says "
            f"{_figure(line_says)} and the ledger {_figure(ledger_says)}. Open a dispute."
        )
    return Recomputation(is_equal=is_equal, amount=replayed.words(), words=words)


def _posted(work: UnitOfWork, line: CommissionLine) -> int:
    """What the line's ledger entry says of this payee, in minor units."""
    legs = ledger.legs_of(work, entry_id=line.entry_id)
    if line.kind == LineKind.HOUSE:
        kept = {LedgerAccount.COMMISSION_INCOME, LedgerAccount.COMMISSION_EXPENSE}
        return -sum(leg.amount.minor_units for leg in legs if leg.account in kept)
    return -sum(
        leg.amount.minor_units
        for leg in legs
        if leg.account is LedgerAccount.PRODUCER_PAYABLE and leg.producer_id == line.producer_id
    )
