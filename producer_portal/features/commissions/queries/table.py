"""The table of commission lines, with totals by status (COM-8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from producer_portal.features.commissions.rules import (
    KIND_NAMES,
    STATUS_LOOKS,
    LineKind,
    LineStatus,
)
from producer_portal.features.commissions.tables import CommissionLine
from producer_portal.features.policies.rules import normalized_number
from producer_portal.features.policies.tables import Policy
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.money import Money, Rate
from producer_portal.values.period import day_words

PAGE_SIZE = 25
MOST_COUNTED = 1000
LAST_PAGE = 400


@dataclass(frozen=True, slots=True)
class CommissionFilters:
    """What the table shows. Empty words, 0 and None mean any. `kind` "" is every payee's line."""

    search: str = ""
    status: str = ""
    kind: str = ""
    carrier_id: int = 0
    line_code: str = ""
    producer_id: int = 0
    from_on: date | None = None
    until_on: date | None = None
    sort: str = "effective"
    is_descending: bool = True
    page: int = 1


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """A line of the table. `insured` is "" where the policy is of another's book."""

    line_id: int
    reference: str
    insured: str
    policy_id: int
    policy_number: str
    line: str
    carrier: str
    effective: str
    premium: str
    rate: str
    amount: str
    is_negative: bool
    kind: str
    payee: str
    status: str
    status_tone: str
    status_icon: str
    is_final: bool
    paid: str


@dataclass(frozen=True, slots=True)
class StatusTotal:
    """What the lines of one status add to, whatever status is chosen in the filter."""

    status: str
    words: str
    figure: str
    count: int


@dataclass(frozen=True, slots=True)
class CommissionTable:
    """One page of the table. `total` stops at 1,000, beyond which `is_more_than_total` says so."""

    rows: tuple[CommissionRow, ...]
    totals: tuple[StatusTotal, ...]
    total: int
    is_more_than_total: bool
    page: int
    has_next: bool
    showing: str


_SORTS: Mapping[str, Any] = {
    "insured": col(CommissionLine.insured_name),
    "policy": col(CommissionLine.policy_number),
    "line": col(CommissionLine.line_name),
    "carrier": col(CommissionLine.carrier_name),
    "effective": col(CommissionLine.effective_on),
    "premium": col(CommissionLine.base_minor),
    "amount": col(CommissionLine.amount_minor),
    "status": col(CommissionLine.status),
}


def line_reference(line_id: int) -> str:
    """The number of a line as people say it: "CL-0091842"."""
    return f"CL-{line_id:07d}"


def commission_table(work: UnitOfWork, *, filters: CommissionFilters) -> CommissionTable:
    """One page of the lines in sight: a payee's own, or an agency's. Needs COMMISSIONS_READ."""
    work.actor.require(Permission.COMMISSIONS_READ)
    conditions = _conditions(work, filters)
    chosen = list(conditions)
    if filters.status in set(LineStatus):
        chosen.append(col(CommissionLine.status) == filters.status)
    page = min(max(filters.page, 1), LAST_PAGE)
    key, last = _SORTS.get(filters.sort, _SORTS["effective"]), col(CommissionLine.id)
    found = work.session.exec(
        select(CommissionLine)
        .where(*chosen)
        .order_by(*((key.desc(), last.desc()) if filters.is_descending else (key, last)))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    lines = found[:PAGE_SIZE]
    insured = insured_in_sight(work, lines)
    counted = select(CommissionLine.id).where(*chosen).limit(MOST_COUNTED + 1).subquery()
    total = work.session.exec(select(func.count()).select_from(counted)).one()
    return CommissionTable(
        rows=tuple(_row(line, insured[line.id or 0], work.today) for line in lines),
        totals=_totals(work, conditions),
        total=min(total, MOST_COUNTED),
        is_more_than_total=total > MOST_COUNTED,
        page=page,
        has_next=len(found) > PAGE_SIZE and page < LAST_PAGE,
        showing=_showing(page, len(lines), total),
    )


def _showing(page: int, count: int, total: int) -> str:
    if count == 0:
        return ""
    first = (page - 1) * PAGE_SIZE + 1
    of = f"more than {MOST_COUNTED:,}" if total > MOST_COUNTED else f"{total:,}"
    return f"Showing {first:,}–{first + count - 1:,} of {of}"


def _conditions(work: UnitOfWork, filters: CommissionFilters) -> list[ColumnElement[bool]]:
    # The tenant is said beside the session's scope, so that the indexes beginning with it serve.
    conditions = [col(CommissionLine.tenant_id) == work.tenant_id]
    if filters.kind in set(LineKind):
        conditions.append(col(CommissionLine.kind) == filters.kind)
    else:
        conditions.append(col(CommissionLine.kind) != LineKind.HOUSE)
    if filters.search.strip():
        conditions.append(_matches(filters.search.strip()[:200]))
    if filters.carrier_id:
        conditions.append(col(CommissionLine.carrier_id) == filters.carrier_id)
    if filters.line_code:
        conditions.append(col(CommissionLine.line_code) == filters.line_code)
    if filters.producer_id:
        conditions.append(col(CommissionLine.producer_id) == filters.producer_id)
    if filters.from_on is not None:
        conditions.append(col(CommissionLine.effective_on) >= filters.from_on)
    if filters.until_on is not None:
        conditions.append(col(CommissionLine.effective_on) < filters.until_on)
    return conditions


def _matches(search: str) -> ColumnElement[bool]:
    """Part of the insured's name, or of the policy's number however it is typed."""
    by_name = col(CommissionLine.insured_name).icontains(search, autoescape=True)
    number = normalized_number(search)
    if not number:
        return by_name
    key = func.replace(CommissionLine.policy_number, "-", "")
    return or_(by_name, key.contains(number, autoescape=True))


def insured_in_sight(work: UnitOfWork, lines: list[CommissionLine] | Any) -> dict[int, str]:
    """The insured's name by line: as it was when written, or of the policy where that is in sight.

    An override's line holds no name; whoever may open the policy still reads it here.
    """
    nameless = {line.policy_id for line in lines if not line.insured_name}
    names: dict[int, str] = {}
    if nameless:
        rows = work.session.exec(
            select(Policy.id, Policy.insured_name).where(col(Policy.id).in_(sorted(nameless)))
        )
        names = {policy_id or 0: name for policy_id, name in rows}
    return {line.id or 0: line.insured_name or names.get(line.policy_id, "") for line in lines}


def _row(line: CommissionLine, insured: str, today: date) -> CommissionRow:
    look = STATUS_LOOKS[LineStatus(line.status)]
    return CommissionRow(
        line_id=line.id or 0,
        reference=line_reference(line.id or 0),
        insured=insured,
        policy_id=line.policy_id,
        policy_number=line.policy_number,
        line=line.line_name,
        carrier=line.carrier_name,
        effective=day_words(line.effective_on, today=today),
        premium=Money(line.base_minor, line.currency).words(),
        rate=Rate(line.rate_ppm).words(),
        amount=Money(line.amount_minor, line.currency).words(),
        is_negative=line.amount_minor < 0,
        kind=KIND_NAMES[LineKind(line.kind)],
        payee=line.payee_name,
        status=look.words,
        status_tone=look.tone,
        status_icon=look.icon_name,
        is_final=look.is_final,
        paid="" if line.paid_on is None else day_words(line.paid_on, today=today),
    )


def _totals(work: UnitOfWork, conditions: list[ColumnElement[bool]]) -> tuple[StatusTotal, ...]:
    rows = work.session.exec(
        select(CommissionLine.status, func.sum(CommissionLine.amount_minor), func.count())
        .where(*conditions)
        .group_by(col(CommissionLine.status))
    )
    sums = {status: (int(amount), count) for status, amount, count in rows}
    return tuple(
        StatusTotal(
            status=status.value,
            words=STATUS_LOOKS[status].words,
            figure=Money(sums.get(status.value, (0, 0))[0]).words(),
            count=sums.get(status.value, (0, 0))[1],
        )
        for status in LineStatus
    )
