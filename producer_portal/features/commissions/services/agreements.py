"""Rates, splits and overrides as dated versions: saved, never edited, never overlapping (COM-2)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import select

from producer_portal.access.tables import Agency
from producer_portal.features.agencies import queries as agencies
from producer_portal.features.commissions.rules import OverrideBasis, RulesOverlap, overlap
from producer_portal.features.commissions.tables import (
    CommissionOverride,
    CommissionRule,
    CommissionSplit,
)
from producer_portal.features.policies import queries as policies
from producer_portal.features.policies.rules import (
    TRANSACTION_LOOKS,
    WRITING_TYPES,
    TransactionType,
)
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput
from producer_portal.values.money import PARTS_PER_MILLION, Rate
from producer_portal.values.period import day_words

Dated = CommissionRule | CommissionSplit | CommissionOverride


def set_rule(
    work: UnitOfWork,
    *,
    rate: Rate,
    from_on: date,
    until_on: date | None = None,
    carrier_id: int | None = None,
    line_code: str | None = None,
    line_name: str = "",
    transaction_type: TransactionType | None = None,
    fees_are_commissionable: bool = False,
    ends_previous: bool = False,
) -> int:
    """Save the next version of a rule and return its id (COM-2).

    None means any. The dates are half-open. `ends_previous` ends the version that is open on the
    first day. Needs COMMISSION_RULES_MANAGE. Raises InvalidInput, NotFound and RulesOverlap.
    """
    work.actor.require(Permission.COMMISSION_RULES_MANAGE)
    _check(rate, from_on, until_on)
    if transaction_type is not None and transaction_type not in WRITING_TYPES:
        raise InvalidInput({"transaction_type": "Rates are for new business and renewals"})
    _queue_up(work)
    carrier = (
        "" if carrier_id is None else policies.carrier_detail(work, carrier_id=carrier_id).name
    )
    scope_key = f"{carrier_id or 0}|{line_code or ''}|{transaction_type or ''}"
    versions = work.session.exec(
        select(CommissionRule).where(CommissionRule.scope_key == scope_key)
    ).all()
    _make_room(work, versions, from_on, until_on, ends_previous=ends_previous)
    rule = CommissionRule(
        tenant_id=work.tenant_id,
        scope_key=scope_key,
        version=max((row.version for row in versions), default=0) + 1,
        carrier_id=carrier_id,
        line_code=line_code,
        transaction_type=transaction_type,
        words=_rule_words(carrier, line_name or line_code or "", transaction_type),
        rate_ppm=rate.parts_per_million,
        fees_are_commissionable=fees_are_commissionable,
        from_on=from_on,
        until_on=until_on,
        saved_at=work.now,
        saved_by=work.actor.name,
    )
    work.session.add(rule)
    # The trail names the rule by id.
    work.session.flush()
    audit.record(
        work,
        "commission_rule.saved",
        subject=("commission_rule", rule.id or 0),
        after={"words": rule.words, "version": rule.version, "rate": rate.words(), **_span(rule)},
    )
    work.changed("commission_rules")
    return rule.id or 0


def set_split(
    work: UnitOfWork,
    *,
    producer_id: int,
    rate: Rate,
    from_on: date,
    until_on: date | None = None,
    ends_previous: bool = False,
) -> int:
    """Save what part of the commission a producer gets on their own business; returns its id (COM-2).

    Needs COMMISSION_RULES_MANAGE. Raises InvalidInput, NotFound and RulesOverlap.
    """
    work.actor.require(Permission.COMMISSION_RULES_MANAGE)
    _check(rate, from_on, until_on)
    _queue_up(work)
    producer = agencies.producer_detail(work, producer_id=producer_id)
    known = work.session.exec(
        select(CommissionSplit).where(CommissionSplit.producer_id == producer_id)
    ).all()
    _make_room(work, known, from_on, until_on, ends_previous=ends_previous)
    split = CommissionSplit(
        tenant_id=work.tenant_id,
        agency_id=producer.agency_id,
        producer_id=producer_id,
        rate_ppm=rate.parts_per_million,
        from_on=from_on,
        until_on=until_on,
        saved_at=work.now,
        saved_by=work.actor.name,
    )
    work.session.add(split)
    # The trail names the split by id.
    work.session.flush()
    audit.record(
        work,
        "commission_split.saved",
        subject=("commission_split", split.id or 0),
        after={"producer": producer.name, "rate": rate.words(), **_span(split)},
        agency_id=producer.agency_id,
    )
    work.changed("commission_rules")
    return split.id or 0


def set_override(
    work: UnitOfWork,
    *,
    producer_id: int,
    basis: OverrideBasis,
    rate: Rate,
    from_on: date,
    until_on: date | None = None,
    ends_previous: bool = False,
) -> int:
    """Save what an upline gets of the business below; returns its id (COM-2).

    For a differential the rate is the upline's level. Needs COMMISSION_RULES_MANAGE. Raises
    InvalidInput, NotFound and RulesOverlap.
    """
    work.actor.require(Permission.COMMISSION_RULES_MANAGE)
    _check(rate, from_on, until_on)
    _queue_up(work)
    producer = agencies.producer_detail(work, producer_id=producer_id)
    known = work.session.exec(
        select(CommissionOverride).where(CommissionOverride.producer_id == producer_id)
    ).all()
    _make_room(work, known, from_on, until_on, ends_previous=ends_previous)
    override = CommissionOverride(
        tenant_id=work.tenant_id,
        agency_id=producer.agency_id,
        producer_id=producer_id,
        basis=basis.value,
        rate_ppm=rate.parts_per_million,
        from_on=from_on,
        until_on=until_on,
        saved_at=work.now,
        saved_by=work.actor.name,
    )
    work.session.add(override)
    # The trail names the override by id.
    work.session.flush()
    audit.record(
        work,
        "commission_override.saved",
        subject=("commission_override", override.id or 0),
        after={
            "producer": producer.name,
            "basis": basis.value,
            "rate": rate.words(),
            **_span(override),
        },
        agency_id=producer.agency_id,
    )
    work.changed("commission_rules")
    return override.id or 0


def _check(rate: Rate, from_on: date, until_on: date | None) -> None:
    problems = {}
    if not 0 <= rate.parts_per_million <= PARTS_PER_MILLION:
        problems["rate"] = "Enter a percentage from 0 to 100, like 12.5"
    if until_on is not None and until_on <= from_on:
        problems["until_on"] = f"The last day must be after the first day, {day_words(from_on)}"
    if problems:
        raise InvalidInput(problems)


def _queue_up(work: UnitOfWork) -> None:
    """One agreement is saved at a time in a tenant: two at once could overlap unseen."""
    work.session.exec(select(Agency.id).where(Agency.id == work.tenant_id).with_for_update()).one()


def _make_room(
    work: UnitOfWork,
    known: Sequence[Dated],
    from_on: date,
    until_on: date | None,
    *,
    ends_previous: bool,
) -> None:
    """End the open one when asked; raise RulesOverlap when a day would still have two."""
    for row in known:
        if ends_previous and row.until_on is None and row.from_on < from_on:
            row.until_on = from_on
        if overlap((row.from_on, row.until_on), (from_on, until_on)):
            until = "further notice" if row.until_on is None else day_words(row.until_on)
            raise RulesOverlap(
                f"This overlaps the one from {day_words(row.from_on)} until {until}. "
                "End that one first, or choose other dates."
            )


def _rule_words(carrier: str, line: str, transaction_type: TransactionType | None) -> str:
    parts = [carrier or "Any carrier", line or "any line"]
    if transaction_type is not None:
        parts.append(TRANSACTION_LOOKS[transaction_type].words.lower())
    return ", ".join(parts)


def _span(row: Dated) -> dict[str, str | None]:
    until = None if row.until_on is None else row.until_on.isoformat()
    return {"from_on": row.from_on.isoformat(), "until_on": until}
