"""One policy as its page shows it (POL-3)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from producer_portal.features.policies.queries.carriers import carrier_detail
from producer_portal.features.policies.queries.table import status_on
from producer_portal.features.policies.rules import (
    STATUS_LOOKS,
    TRANSACTION_LOOKS,
    TransactionType,
    producer_name,
)
from producer_portal.features.policies.tables import (
    Policy,
    PolicyCoverage,
    PolicyLine,
    PolicyTransaction,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.money import Money
from producer_portal.values.period import day_words


@dataclass(frozen=True, slots=True)
class LabeledFact:
    """A fact of the header."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A line of the table of coverages."""

    line: str
    name: str
    limit: str
    deductible: str
    premium: str


@dataclass(frozen=True, slots=True)
class TransactionRow:
    """What happened to the policy."""

    policy_transaction_id: int
    words: str
    effective: str
    recorded: str
    premium: str
    fees: str
    is_negative: bool


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One happening of the timeline."""

    actor: str
    words: str
    when: str
    icon_name: str
    tone: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class PolicyDetail:
    """One policy as its page shows it."""

    policy_id: int
    number: str
    insured: str
    sentence: str
    status: str
    status_tone: str
    status_icon: str
    is_final: bool
    facts: tuple[LabeledFact, ...]
    lines: tuple[str, ...]
    coverages: tuple[CoverageRow, ...]
    coverage_total: str
    transactions: tuple[TransactionRow, ...]
    timeline: tuple[TimelineItem, ...]


def policy_detail(work: UnitOfWork, *, policy_id: int) -> PolicyDetail:
    """One policy with its coverages and history (POL-3). Needs POLICIES_READ. Raises NotFound."""
    work.actor.require(Permission.POLICIES_READ)
    policy = get_or_not_found(work, Policy, policy_id, what="policy")
    carrier = carrier_detail(work, carrier_id=policy.carrier_id)
    happened = work.session.exec(
        select(PolicyTransaction)
        .where(PolicyTransaction.policy_id == policy_id)
        .order_by(col(PolicyTransaction.recorded_at).desc(), col(PolicyTransaction.id).desc())
    ).all()
    lines = work.session.exec(
        select(PolicyLine).where(PolicyLine.policy_id == policy_id).order_by(col(PolicyLine.id))
    ).all()
    coverages = work.session.exec(
        select(PolicyCoverage)
        .where(PolicyCoverage.policy_id == policy_id)
        .order_by(col(PolicyCoverage.line_id), col(PolicyCoverage.place))
    ).all()
    look = STATUS_LOOKS[status_on(policy, work.today)]
    names = {line.id: line.line_name for line in lines}
    total = sum(coverage.premium_minor for coverage in coverages)
    writer = producer_name(happened[-1].producer_chain) if happened else ""
    return PolicyDetail(
        policy_id=policy_id,
        number=policy.number,
        insured=policy.insured_name,
        sentence=f"{policy.line_name} with {carrier.name}",
        status=look.words,
        status_tone=look.tone,
        status_icon=look.icon_name,
        is_final=look.is_final,
        facts=_facts(policy, writer),
        lines=tuple(line.line_name for line in lines),
        coverages=tuple(_coverage(row, names[row.line_id], policy.currency) for row in coverages),
        coverage_total=Money(total, policy.currency).words(),
        transactions=tuple(_transaction(row, work.actor.time_zone) for row in happened),
        timeline=tuple(_happening(row, work.actor.time_zone) for row in happened),
    )


def _facts(policy: Policy, writer: str) -> tuple[LabeledFact, ...]:
    facts = [
        LabeledFact("Policy", policy.number),
        LabeledFact("Term", f"{day_words(policy.effective_on)} to {day_words(policy.expires_on)}"),
        LabeledFact("Premium", Money(policy.premium_minor, policy.currency).words()),
        LabeledFact("Fees", Money(policy.fees_minor, policy.currency).words()),
        LabeledFact("Producer", writer or "House account"),
    ]
    if policy.payment_plan:
        facts.append(LabeledFact("Payment plan", policy.payment_plan))
    if policy.carrier_policy_number:
        facts.append(LabeledFact("Carrier's number", policy.carrier_policy_number))
    if policy.cancels_on is not None:
        facts.append(LabeledFact("Canceled from", day_words(policy.cancels_on)))
    return tuple(facts)


def _coverage(row: PolicyCoverage, line: str, currency: str) -> CoverageRow:
    return CoverageRow(
        line=line,
        name=row.name,
        limit=row.limit_words or _whole(row.limit_minor, currency),
        deductible=_whole(row.deductible_minor, currency),
        premium=Money(row.premium_minor, currency).words(),
    )


def _whole(minor: int | None, currency: str) -> str:
    return "—" if minor is None else Money(minor, currency).words(cents=False)


def _transaction(row: PolicyTransaction, time_zone: str) -> TransactionRow:
    return TransactionRow(
        policy_transaction_id=row.id or 0,
        words=TRANSACTION_LOOKS[TransactionType(row.type)].words,
        effective=day_words(row.effective_on),
        recorded=_moment(row.recorded_at, time_zone),
        premium=Money(row.premium_minor, row.currency).words(),
        fees=Money(row.fees_minor, row.currency).words(),
        is_negative=row.premium_minor < 0,
    )


def _happening(row: PolicyTransaction, time_zone: str) -> TimelineItem:
    look = TRANSACTION_LOOKS[TransactionType(row.type)]
    premium = Money(row.premium_minor, row.currency).words()
    return TimelineItem(
        actor=row.recorded_by,
        words=f"recorded {look.words.lower()}, premium {premium}, from {day_words(row.effective_on)}",
        when=_moment(row.recorded_at, time_zone),
        icon_name=look.icon_name,
        tone="" if look.tone == "quiet" else look.tone,
    )


def _moment(at: datetime, time_zone: str) -> str:
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{day_words(local.date())}, {local.strftime('%I:%M %p').lstrip('0')}"
