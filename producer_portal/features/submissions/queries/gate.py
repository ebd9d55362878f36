"""What is in the way of sending or binding, and the page on which an agency says what it asks for (SUB-7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from producer_portal.features.compliance import queries as compliance
from producer_portal.features.compliance.rules import (
    REQUIREMENT_NAMES,
    Deed,
    Requirement,
    missing_for,
)
from producer_portal.features.policies import queries as policies
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.queries.rulebook import (
    DraftHead,
    VersionView,
    ask_published_rules,
    rule_versions,
    rules_in_hand,
)
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.appetite import (
    OUTCOME_NAMES,
    AppetiteOutcome,
    AppetiteRule,
    Risk,
    rule_words,
    verdicts,
)
from producer_portal.features.submissions.rules.choosing import RuleKind, dates_words
from producer_portal.features.submissions.rules.gate import (
    GateFinding,
    GatePolicy,
    Strictness,
    appetite_findings,
    missing_findings,
    policy_from,
)
from producer_portal.features.submissions.rules.insured import insured_facts, mapped_answers
from producer_portal.foundation.exchange import Answer
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.forms import Reading
from producer_portal.values.money import Money

_CLASS_KEY = "class_code"


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One thing that may be asked for, and how strictly at each moment."""

    key: str
    name: str
    sending: str
    binding: str


@dataclass(frozen=True, slots=True)
class AppetiteRow:
    """One appetite rule, in words, and its parts as a form takes them."""

    key: str
    words: str
    told: str
    outcome: str
    outcome_words: str
    is_hard: bool
    carrier_id: str
    lines: list[str]
    states: str
    naics: str
    classes: str
    from_on: str
    until_on: str
    dates: str


@dataclass(frozen=True, slots=True)
class AppetiteBoard:
    """Everything on the page of appetite and gate."""

    draft: DraftHead
    asked: list[AskedRow]
    least_claim: str
    rules: list[AppetiteRow]
    versions: list[VersionView]
    carriers: list[OptionView]
    lines: list[OptionView]


def gate_policy(work: UnitOfWork) -> GatePolicy:
    """What the agency asks for, as published."""
    return ask_gate_policy(work)()


def ask_gate_policy(work: UnitOfWork) -> Answer[GatePolicy]:
    """As `gate_policy`, in one turn with what is asked beside it."""
    asked = ask_published_rules(work, kind=RuleKind.APPETITE)

    def policy() -> GatePolicy:
        found = asked()
        return policy_from(found.content) if found.number else GatePolicy()

    return Answer(policy)


def sending_findings(work: UnitOfWork, opened: Opened) -> tuple[GateFinding, ...]:
    """What stops or warns when this is sent, as of its effective date; nothing without a policy."""
    policy = gate_policy(work)
    is_asked = any(one is not Strictness.OFF for one in policy.sending.values())
    if not policy.rules and not is_asked:
        return ()
    risk = risk_of(work, opened)
    carriers = tuple((one.carrier_id, one.name) for one in policies.carriers(work))
    found: tuple[GateFinding, ...] = ()
    if policy.rules:
        found = appetite_findings(verdicts(policy.rules, carriers, risk))
    if is_asked:
        deed = _deed(opened, risk.state, risk.on, carriers, policy.least_claim_minor)
        found += _missing(work, opened, deed, policy.sending)
    return found


def binding_findings(
    work: UnitOfWork, opened: Opened, carrier: tuple[int, str], policy: GatePolicy
) -> tuple[GateFinding, ...]:
    """What stops or warns when a quote of this carrier (id, name) is bound under this policy."""
    if all(one is Strictness.OFF for one in policy.binding.values()):
        return ()
    row = opened.row
    on = row.effective_on or work.today
    deed = _deed(opened, row.state, on, (carrier,), policy.least_claim_minor)
    return _missing(work, opened, deed, policy.binding)


def _missing(work: UnitOfWork, opened: Opened, deed: Deed, asked: Any) -> tuple[GateFinding, ...]:
    producer_id = opened.row.producer_id
    if producer_id is None:
        # Business of the house: the agency's own license is not kept here.
        return ()
    held = compliance.credentials_of(work, producer_id=producer_id)
    return missing_findings(missing_for(held, deed), asked)


def _deed(
    opened: Opened, state: str, on: date, carriers: tuple[tuple[int, str], ...], least: int
) -> Deed:
    return Deed(
        line_name=opened.form.name,
        state=state,
        on=on,
        authorities=opened.form.lines_of_authority,
        carriers=carriers,
        least_claim_minor=least,
    )


def risk_of(work: UnitOfWork, opened: Opened) -> Risk:
    """What is to be insured as far as appetite asks, read from the answers as they stand."""
    facts = insured_facts(opened.form, opened.answers)
    mapped = mapped_answers(opened.form, opened.answers)
    return Risk(
        line_code=opened.form.code,
        state=facts.state,
        on=facts.effective_on or work.today,
        naics=str(mapped.get("insured.naics", "")),
        classes=tuple(dict.fromkeys(_classes(opened))),
    )


def _classes(opened: Opened) -> Iterator[str]:
    reading = Reading(opened.form, opened.answers)
    for section in opened.form.sections:
        if reading.is_section_visible(section):
            for item in reading.items(section):
                found = item.get(_CLASS_KEY)
                if isinstance(found, str) and found:
                    yield found.upper()


def appetite_board(work: UnitOfWork) -> AppetiteBoard:
    """The draft of what the agency asks for, or what is published. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    content, draft = rules_in_hand(work, kind=RuleKind.APPETITE)
    policy = policy_from(content)
    names = {code: form.name for code, form in FORMS.items()}
    least = policy.least_claim_minor
    return AppetiteBoard(
        draft=draft,
        asked=[
            AskedRow(
                one.value,
                REQUIREMENT_NAMES[one],
                policy.sending.get(one, Strictness.OFF).value,
                policy.binding.get(one, Strictness.OFF).value,
            )
            for one in Requirement
        ],
        least_claim=Money(least).words().removeprefix("$") if least else "",
        rules=[_rule_row(one, names) for one in policy.rules],
        versions=rule_versions(work, kind=RuleKind.APPETITE),
        carriers=[OptionView(str(one.carrier_id), one.name) for one in policies.carriers(work)],
        lines=[OptionView(code, name) for code, name in sorted(names.items(), key=_by_name)],
    )


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1]


def _rule_row(rule: AppetiteRule, names: dict[str, str]) -> AppetiteRow:
    stops = rule.outcome is AppetiteOutcome.DECLINE
    strictness = (", stops sending" if rule.is_hard else ", warns") if stops else ""
    return AppetiteRow(
        key=rule.key,
        words=rule_words(rule, names),
        told=rule.words,
        outcome=rule.outcome.value,
        outcome_words=f"{OUTCOME_NAMES[rule.outcome]}{strictness}",
        is_hard=rule.is_hard,
        carrier_id=str(rule.carrier_id or ""),
        lines=list(rule.lines),
        states=", ".join(rule.states),
        naics=", ".join(rule.naics),
        classes=", ".join(rule.classes),
        from_on=typed_day(rule.from_on),
        until_on=typed_day(rule.until_on),
        dates=dates_words(rule.from_on, rule.until_on),
    )


def typed_day(day: date | None) -> str:
    """A day as a person would type it."""
    return "" if day is None else f"{day.month}/{day.day}/{day.year}"
