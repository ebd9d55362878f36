"""The table of policies: filters, search, sorting and pages (POL-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from producer_portal.features.policies.rules import (
    STATUS_LOOKS,
    PolicyStatus,
    normalized_name,
    normalized_number,
    status_of,
)
from producer_portal.features.policies.tables import Carrier, Policy
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.money import Money
from producer_portal.values.period import day_words

PAGE_SIZE = 25
# Counting further costs time that nobody reads: "more than 1,000" is enough.
MOST_COUNTED = 1000
LAST_PAGE = 400


@dataclass(frozen=True, slots=True)
class PolicyFilters:
    """What the table shows. Empty words and 0 mean any. `page` starts at 1."""

    search: str = ""
    line_code: str = ""
    carrier_id: int = 0
    status: str = ""
    sort: str = "effective"
    is_descending: bool = True
    page: int = 1


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A line of the table of policies."""

    policy_id: int
    number: str
    insured: str
    line: str
    carrier: str
    effective: str
    expires: str
    premium: str
    is_negative: bool
    status: str
    status_tone: str
    status_icon: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """One page of the table. `total` stops at 1,000, beyond which `is_more_than_total` says so."""

    rows: tuple[PolicyRow, ...]
    total: int
    is_more_than_total: bool
    page: int
    has_next: bool
    showing: str


_SORTS: Mapping[str, Any] = {
    "insured": col(Policy.insured_key),
    "number": col(Policy.number_key),
    "line": col(Policy.line_name),
    "effective": col(Policy.effective_on),
    "expires": col(Policy.expires_on),
    "premium": col(Policy.premium_minor),
}


def policy_table(work: UnitOfWork, *, filters: PolicyFilters) -> PolicyTable:
    """One page of the policies in sight (POL-1). Needs POLICIES_READ."""
    work.actor.require(Permission.POLICIES_READ)
    # Said beside the session's scope, so that the indexes that begin with the tenant serve.
    conditions = [col(Policy.tenant_id) == work.tenant_id, *_conditions(filters, work.today)]
    page = min(max(filters.page, 1), LAST_PAGE)
    key = _SORTS.get(filters.sort, _SORTS["effective"])
    order = (key.desc(), col(Policy.id).desc()) if filters.is_descending else (key, col(Policy.id))
    found = work.session.exec(
        select(Policy, Carrier.name)
        .join(Carrier, col(Carrier.id) == col(Policy.carrier_id))
        .where(*conditions)
        .order_by(*order)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    rows = tuple(_row(policy, carrier, work.today) for policy, carrier in found[:PAGE_SIZE])
    total = _counted(work, conditions)
    is_more = total > MOST_COUNTED
    return PolicyTable(
        rows=rows,
        total=min(total, MOST_COUNTED),
        is_more_than_total=is_more,
        page=page,
        has_next=len(found) > PAGE_SIZE and page < LAST_PAGE,
        showing=showing_words(page, len(rows), min(total, MOST_COUNTED), is_more=is_more),
    )


def showing_words(page: int, count: int, total: int, *, is_more: bool) -> str:
    """Where in the table this page is, "Showing 1–25 of 38", or nothing on an empty page."""
    if count == 0:
        return ""
    first = (page - 1) * PAGE_SIZE + 1
    return f"Showing {first:,}–{first + count - 1:,} of {'more than ' if is_more else ''}{total:,}"


def _counted(work: UnitOfWork, conditions: list[ColumnElement[bool]]) -> int:
    some = select(Policy.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    return work.session.exec(select(func.count()).select_from(some)).one()


def _conditions(filters: PolicyFilters, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.search.strip():
        conditions.append(_matches(filters.search))
    if filters.line_code:
        conditions.append(col(Policy.line_code) == filters.line_code)
    if filters.carrier_id:
        conditions.append(col(Policy.carrier_id) == filters.carrier_id)
    if filters.status in set(PolicyStatus):
        conditions.append(_stands(PolicyStatus(filters.status), today))
    return conditions


def _matches(search: str) -> ColumnElement[bool]:
    """A number from its beginning however it is typed, its last digits, or part of the name."""
    number = normalized_number(search)
    by_name = col(Policy.insured_key).contains(normalized_name(search)[:200], autoescape=True)
    if sum(letter.isdigit() for letter in number) < 3:
        return by_name
    if number.isdigit():
        return or_(by_name, col(Policy.number_key).endswith(number[:40], autoescape=True))
    # A range, not LIKE: both databases walk the index of numbers for it.
    return and_(
        col(Policy.number_key) >= number[:40], col(Policy.number_key) <= number[:40] + "Z" * 40
    )


def _stands(status: PolicyStatus, today: date) -> ColumnElement[bool]:
    """`rules.status_of` in SQL."""
    cancels_on, starts, ends = (
        col(Policy.cancels_on),
        col(Policy.effective_on),
        col(Policy.expires_on),
    )
    running = and_(cancels_on.is_(None), starts <= today, ends > today)
    by_status: Mapping[PolicyStatus, ColumnElement[bool]] = {
        PolicyStatus.CANCELED: cancels_on <= today,
        PolicyStatus.CANCELING: cancels_on > today,
        PolicyStatus.PENDING_START: and_(cancels_on.is_(None), starts > today),
        PolicyStatus.EXPIRED: and_(cancels_on.is_(None), starts <= today, ends <= today),
        PolicyStatus.ACTIVE: and_(running, col(Policy.is_reinstated).is_(False)),
        PolicyStatus.REINSTATED: and_(running, col(Policy.is_reinstated).is_(True)),
    }
    return by_status[status]


def status_on(policy: Policy, today: date) -> PolicyStatus:
    """How the policy stands on a day."""
    return status_of(
        effective_on=policy.effective_on,
        expires_on=policy.expires_on,
        cancels_on=policy.cancels_on,
        is_reinstated=policy.is_reinstated,
        today=today,
    )


def _row(policy: Policy, carrier: str, today: date) -> PolicyRow:
    look = STATUS_LOOKS[status_on(policy, today)]
    premium = Money(policy.premium_minor, policy.currency)
    return PolicyRow(
        policy_id=policy.id or 0,
        number=policy.number,
        insured=policy.insured_name,
        line=policy.line_name,
        carrier=carrier,
        effective=day_words(policy.effective_on, today=today),
        expires=day_words(policy.expires_on, today=today),
        premium=premium.words(cents=False),
        is_negative=premium.minor_units < 0,
        status=look.words,
        status_tone=look.tone,
        status_icon=look.icon_name,
        is_final=look.is_final,
    )
