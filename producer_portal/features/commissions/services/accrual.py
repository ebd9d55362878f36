"""Accrue the commission of a policy transaction, once, as one balanced entry (COM-2 to COM-5)."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import select

from producer_portal.features.agencies import queries as agencies
from producer_portal.features.agencies.rules import ChainLink
from producer_portal.features.commissions import queries
from producer_portal.features.commissions.rules import (
    HOUSE_NAME,
    ROUNDING,
    AccrualStatus,
    LineKind,
    Share,
    Terms,
    Worked,
    choose_rule,
    excess_words,
    shares_of,
    slices_of,
    terms_read,
    terms_said,
    weights_of,
    work_out,
)
from producer_portal.features.commissions.tables import CommissionAccrual, CommissionLine
from producer_portal.features.ledger import queries as ledger_queries
from producer_portal.features.ledger import services as ledger
from producer_portal.features.ledger.rules import EntryReason, LedgerAccount, Leg
from producer_portal.features.notifications import services as notifications
from producer_portal.features.notifications.rules import Audience
from producer_portal.features.policies import queries as policies
from producer_portal.features.policies.queries import TransactionFacts
from producer_portal.features.policies.rules import TRANSACTION_LOOKS, WRITING_TYPES
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.money import Money
from producer_portal.values.period import day_words


@dataclass(frozen=True, slots=True)
class AccrualView:
    """What became of a policy transaction. `exception` says in words why nothing could accrue."""

    accrual_id: int
    policy_transaction_id: int
    status: str
    gross: str
    exception: str
    entry_id: str


def accrue_policy_transaction(work: UnitOfWork, *, policy_transaction_id: int) -> AccrualView:
    """Work out and post the commission of a policy transaction; again returns the first (COM-5).

    What cannot be worked out becomes an exception in sight, and is tried again when called again.
    Needs COMMISSION_RULES_MANAGE, which the portal's own jobs have. Raises NotFound.
    """
    work.actor.require(Permission.COMMISSION_RULES_MANAGE)
    facts = policies.transaction_facts(work, policy_transaction_id=policy_transaction_id, lock=True)
    accrual = _accrual_of(work, policy_transaction_id)
    if accrual is not None and accrual.status != AccrualStatus.EXCEPTION:
        return _view(accrual)
    adjusted = _adjusted(work, facts)
    terms = _terms(work, facts, adjusted)
    problem = terms if isinstance(terms, str) else _excess(facts, terms)
    accrual = accrual or CommissionAccrual(
        tenant_id=work.tenant_id,
        agency_id=facts.agency_id,
        policy_transaction_id=policy_transaction_id,
        policy_id=facts.policy_id,
        adjusts_id=adjusted.id if adjusted else None,
        status=AccrualStatus.EXCEPTION,
        currency=facts.premium.currency,
        snapshot={},
        attempted_at=work.now,
    )
    accrual.attempted_at = work.now
    if isinstance(terms, str) or problem:
        accrual.exception_words = problem
        work.session.add(accrual)
        _note(work, accrual, facts, "commission.set_aside", {"why": problem})
    else:
        _settle(work, accrual, facts, terms)
    work.changed("commissions", f"policy:{facts.policy_id}")
    return _view(accrual)


def _accrual_of(work: UnitOfWork, policy_transaction_id: int) -> CommissionAccrual | None:
    return work.session.exec(
        select(CommissionAccrual).where(
            CommissionAccrual.policy_transaction_id == policy_transaction_id
        )
    ).one_or_none()


def _adjusted(work: UnitOfWork, facts: TransactionFacts) -> CommissionAccrual | None:
    """The accrual of what wrote the term, accrued now if it was not yet; None for that one itself."""
    if facts.type in WRITING_TYPES:
        return None
    accrue_policy_transaction(work, policy_transaction_id=facts.first_transaction_id)
    return _accrual_of(work, facts.first_transaction_id)


def _terms(
    work: UnitOfWork, facts: TransactionFacts, adjusted: CommissionAccrual | None
) -> Terms | str:
    """The frozen terms of what is adjusted, or those of today's agreements; or what is missing."""
    if adjusted is not None:
        if adjusted.status == AccrualStatus.EXCEPTION:
            return f"Waits for the transaction it adjusts. {adjusted.exception_words}"
        return terms_read(adjusted.snapshot["terms"])
    on = facts.term_effective_on
    rule = choose_rule(
        queries.rules_on(work, day=on),
        carrier_id=facts.carrier_id,
        line_code=facts.line_code,
        written_as=facts.written_as,
        on=on,
    )
    if rule is None:
        kind = TRANSACTION_LOOKS[facts.written_as].words.lower()
        return (
            f"No commission rule applies to {facts.carrier_name}, {facts.line_name}, {kind} "
            f"effective {day_words(on)}. Add one, and it accrues by itself."
        )
    chain = _named(work, facts)
    ids = [link.producer_id for link in chain]
    split = queries.split_on(work, producer_id=ids[0], day=on) if ids else None
    if ids and split is None:
        return (
            f"No split is set for {chain[0].name} on {day_words(on)}. "
            "Set one, and it accrues by itself."
        )
    overrides = queries.overrides_on(work, producer_ids=ids[1:], day=on)
    return Terms(
        rule_id=rule.rule_id,
        rule_version=rule.version,
        rule_words=rule.words,
        rule_from_on=rule.from_on,
        rate=rule.rate,
        fees_are_commissionable=rule.fees_are_commissionable,
        shares=shares_of(chain, split=split, overrides=overrides),
        chain=chain,
    )


def _named(work: UnitOfWork, facts: TransactionFacts) -> tuple[ChainLink, ...]:
    """The chain with the names that its writer could not see."""
    nameless = {link.producer_id for link in facts.chain if not link.name}
    names = agencies.producer_names(work, producer_ids=nameless)
    return tuple(replace(link, name=names.get(link.producer_id, link.name)) for link in facts.chain)


def _excess(facts: TransactionFacts, terms: Terms) -> str:
    base = facts.premium + facts.fees if terms.fees_are_commissionable else facts.premium
    gross = terms.rate.of(base, ROUNDING)
    is_too_much = weights_of(base, gross, slices_of(terms.shares))[-1] < 0
    return excess_words(gross) if is_too_much else ""


def _settle(
    work: UnitOfWork, accrual: CommissionAccrual, facts: TransactionFacts, terms: Terms
) -> None:
    worked = work_out(
        premium=facts.premium,
        fees=facts.fees,
        fees_are_commissionable=terms.fees_are_commissionable,
        rate=terms.rate,
        slices=slices_of(terms.shares),
    )
    accrual.rule_id, accrual.rule_version = terms.rule_id, terms.rule_version
    accrual.rate_ppm = terms.rate.parts_per_million
    accrual.base_minor, accrual.gross_minor = worked.base.minor_units, worked.gross.minor_units
    accrual.snapshot = _snapshot(facts, terms, worked)
    accrual.input_hash = _hash(accrual.snapshot)
    accrual.exception_words = ""
    accrual.status = AccrualStatus.NOTHING_DUE
    if worked.gross.minor_units != 0:
        accrual.status = AccrualStatus.ACCRUED
        accrual.entry_id = ledger.post(
            work,
            agency_id=facts.agency_id,
            reason=EntryReason.COMMISSION_ACCRUED,
            source=("policy_transaction", facts.policy_transaction_id),
            idempotency_key=f"policy-transaction:{facts.policy_transaction_id}:accrued",
            legs=legs_for(worked, terms.shares),
        )
    work.session.add(accrual)
    # The lines name the accrual by id.
    work.session.flush()
    if accrual.entry_id is not None:
        lines = _lines(work, accrual, facts, terms, worked)
        work.session.add_all(lines)
        for line in lines:
            _tell(work, line)
    _note(
        work,
        accrual,
        facts,
        "commission.accrued",
        {"gross_minor": accrual.gross_minor, "input_hash": accrual.input_hash},
    )


def _tell(work: UnitOfWork, line: CommissionLine) -> None:
    """Tell the people of a payee what was posted for them, once; the house is nobody."""
    if line.producer_id is None:
        return
    about = f"{line.policy_number} {line.insured_name}" if line.insured_name else line.line_name
    notifications.announce(
        work,
        event="commission.posted",
        subject=("policy", line.policy_id),
        label=about,
        link="/commissions",
        audience=Audience(producer_id=line.producer_id),
        words={"amount": Money(line.amount_minor, line.currency).words()},
        key=f"commission:{line.accrual_id}:{line.place}",
        by="The portal",
    )


def legs_for(worked: Worked, shares: tuple[Share, ...]) -> tuple[Leg, ...]:
    """The entry of an accrual: what the carrier owes is earned; what payees get is owed to them."""
    payees = tuple(zip(shares, worked.parts[:-1], strict=True))
    owed = sum((part for _, part in payees), Money(0, worked.gross.currency))
    legs = (
        Leg(LedgerAccount.COMMISSION_RECEIVABLE, worked.gross),
        Leg(LedgerAccount.COMMISSION_INCOME, -worked.gross),
        Leg(LedgerAccount.COMMISSION_EXPENSE, owed),
        *(Leg(LedgerAccount.PRODUCER_PAYABLE, -part, share.producer_id) for share, part in payees),
    )
    return tuple(leg for leg in legs if leg.amount.minor_units != 0)


def _lines(
    work: UnitOfWork,
    accrual: CommissionAccrual,
    facts: TransactionFacts,
    terms: Terms,
    worked: Worked,
) -> list[CommissionLine]:
    assert accrual.entry_id is not None, "lines follow their entry"
    entry_number = ledger_queries.number_of(work, entry_id=accrual.entry_id)
    shares: tuple[Share | None, ...] = (*terms.shares, None)
    return [
        CommissionLine(
            tenant_id=accrual.tenant_id,
            agency_id=accrual.agency_id,
            producer_id=share.producer_id if share else None,
            accrual_id=accrual.id or 0,
            place=place,
            kind=share.kind if share else LineKind.HOUSE,
            payee_name=share.name if share else HOUSE_NAME,
            amount_minor=part.minor_units,
            currency=part.currency,
            policy_id=facts.policy_id,
            policy_number=facts.policy_number,
            # An upline sees the rollup of the branch, never whose policy it is (RBAC-3).
            insured_name="" if share and share.kind is LineKind.OVERRIDE else facts.insured_name,
            line_code=facts.line_code,
            line_name=facts.line_name,
            carrier_id=facts.carrier_id,
            carrier_name=facts.carrier_name,
            transaction_type=facts.type,
            effective_on=facts.effective_on,
            base_minor=worked.base.minor_units,
            rate_ppm=terms.rate.parts_per_million,
            entry_id=accrual.entry_id,
            entry_number=entry_number,
            posted_at=work.now,
            worked=_worked_line(facts, terms, place, share),
        )
        for place, (share, part) in enumerate(zip(shares, worked.parts, strict=True))
        if part.minor_units != 0
    ]


def _worked_line(
    facts: TransactionFacts, terms: Terms, place: int, share: Share | None
) -> dict[str, Any]:
    """What one line is recomputed from. Other parts are there by size, never by name."""
    said: dict[str, Any] = {
        "premium_minor": facts.premium.minor_units,
        "fees_minor": facts.fees.minor_units,
        "fees_are_commissionable": terms.fees_are_commissionable,
        "written_as": facts.written_as.value,
        "rate_ppm": terms.rate.parts_per_million,
        "rule_words": terms.rule_words,
        "rule_version": terms.rule_version,
        "rule_from_on": terms.rule_from_on.isoformat(),
        "rounding": ROUNDING.value,
        "allocation": "largest_remainder",
        "slices": [[one.applied_ppm, one.is_of_premium] for one in slices_of(terms.shares)],
        "place": place,
    }
    if share is not None:
        said["share_ppm"] = share.rate.parts_per_million
        said["basis"] = share.basis.value if share.basis else None
    return said


def _snapshot(facts: TransactionFacts, terms: Terms, worked: Worked) -> dict[str, Any]:
    return {
        "premium_minor": facts.premium.minor_units,
        "fees_minor": facts.fees.minor_units,
        "type": facts.type.value,
        "terms": terms_said(terms),
        "rounding": ROUNDING.value,
        "allocation": "largest_remainder",
        "weights": list(worked.weights),
        "parts_minor": [part.minor_units for part in worked.parts],
    }


def _hash(snapshot: dict[str, Any]) -> str:
    text = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _note(
    work: UnitOfWork,
    accrual: CommissionAccrual,
    facts: TransactionFacts,
    action: str,
    after: dict[str, Any],
) -> None:
    audit.record(
        work,
        action,
        subject=("policy_transaction", facts.policy_transaction_id),
        after=after,
        agency_id=accrual.agency_id,
    )


def _view(accrual: CommissionAccrual) -> AccrualView:
    return AccrualView(
        accrual_id=accrual.id or 0,
        policy_transaction_id=accrual.policy_transaction_id,
        status=accrual.status,
        gross=Money(accrual.gross_minor, accrual.currency).words(),
        exception=accrual.exception_words,
        entry_id=str(accrual.entry_id or ""),
    )
