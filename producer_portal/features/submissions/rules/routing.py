"""To whom a submission goes: rules in order, named exceptions first, each decision with its reason (SUB-8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from producer_portal.features.submissions.rules.choosing import (
    checked_name,
    dates_words,
    day_of,
    is_within,
    listed,
    names_of,
    stored_day,
    texts_of,
)
from producer_portal.values.errors import InvalidInput
from producer_portal.values.money import Money


class Outcome(StrEnum):
    """Where a rule sends what it fits."""

    PERSON = "person"
    TEAM = "team"
    EXCEPTIONS = "exceptions"
    # No rules are published: whoever is free takes it, as before.
    NOT_ROUTED = "not_routed"


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """One rule; what is empty fits everything, what is filled must all fit. `effective_until` is out.

    A named exception is asked before every other rule. Amounts in cents. A team is everybody who
    underwrites with this role and of this agency; 0 and "" mean any.
    """

    key: str
    name: str
    is_exception: bool = False
    lines: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    agency_id: int = 0
    producer_id: int = 0
    least_revenue_minor: int | None = None
    most_revenue_minor: int | None = None
    least_premium_minor: int | None = None
    most_premium_minor: int | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    outcome: Outcome = Outcome.EXCEPTIONS
    user_id: int = 0
    team_role: str = ""
    team_agency_id: int = 0


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """What rules may look at. Premium is that of the prior policy, the only one known when it is sent."""

    line_code: str
    state: str
    tier: str = ""
    agency_id: int = 0
    producer_id: int = 0
    revenue_minor: int | None = None
    premium_minor: int | None = None
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who underwrites, with how many open submissions are on their desk."""

    user_id: int
    name: str
    role: str
    agency_id: int
    open_count: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """Names for the words of a decision, by code or id."""

    lines: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[int, str] = field(default_factory=dict)
    producers: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """Where it goes, which rule said so, and why in words."""

    outcome: Outcome
    rule_key: str
    rule_name: str
    user_id: int
    user_name: str
    words: str


_TIER_NAMES: Mapping[str, str] = {"gold": "gold", "silver": "silver", "standard": "standard"}
NO_RULE = "No routing rule fits: {facts}"


def fits(rule: RoutingRule, facts: RoutingFacts) -> bool:
    """Whether everything the rule names is so. An unknown amount or date fits no limit on it."""
    return (
        (not rule.lines or facts.line_code in rule.lines)
        and (not rule.states or facts.state in rule.states)
        and (not rule.tiers or facts.tier in rule.tiers)
        and rule.agency_id in {0, facts.agency_id}
        and rule.producer_id in {0, facts.producer_id}
        and _is_between(facts.revenue_minor, rule.least_revenue_minor, rule.most_revenue_minor)
        and _is_between(facts.premium_minor, rule.least_premium_minor, rule.most_premium_minor)
        and _is_effective(facts.effective_on, rule)
    )


def _is_between(amount: int | None, least: int | None, most: int | None) -> bool:
    if least is None and most is None:
        return True
    if amount is None:
        return False
    return (least is None or least <= amount) and (most is None or amount <= most)


def _is_effective(day: date | None, rule: RoutingRule) -> bool:
    if rule.effective_from is None and rule.effective_until is None:
        return True
    return day is not None and is_within(day, rule.effective_from, rule.effective_until)


def in_order(rules: Sequence[RoutingRule]) -> tuple[RoutingRule, ...]:
    """The order in which rules are asked: named exceptions first, otherwise as they stand."""
    return (
        *(rule for rule in rules if rule.is_exception),
        *(rule for rule in rules if not rule.is_exception),
    )


def decide(
    rules: Sequence[RoutingRule],
    facts: RoutingFacts,
    candidates: Sequence[Candidate],
    names: Names,
) -> RoutingDecision:
    """The first rule that fits and that somebody can follow decides; else the exception queue.

    Within a team it goes to whoever has the fewest open; of those alike, to the one added first.
    """
    passed_over: list[str] = []
    for rule in in_order(rules):
        if not fits(rule, facts):
            continue
        why = reasons(rule, facts, names)
        if rule.outcome is Outcome.EXCEPTIONS:
            words = f"To the exception queue by rule “{rule.name}”: {why}"
            return RoutingDecision(Outcome.EXCEPTIONS, rule.key, rule.name, 0, "", words)
        chosen = _chosen(rule, candidates)
        if chosen is None:
            passed_over.append(f"“{rule.name}” fits but nobody it names can take it")
            continue
        words = f"Routed to {chosen.name} by rule “{rule.name}”: {why}"
        if rule.outcome is Outcome.TEAM:
            words += f"; fewest open, {chosen.open_count}"
        return RoutingDecision(
            rule.outcome, rule.key, rule.name, chosen.user_id, chosen.name, words
        )
    words = "; ".join([NO_RULE.format(facts=facts_words(facts, names)), *passed_over])
    return RoutingDecision(Outcome.EXCEPTIONS, "", "", 0, "", words)


def _chosen(rule: RoutingRule, candidates: Sequence[Candidate]) -> Candidate | None:
    if rule.outcome is Outcome.PERSON:
        return next((one for one in candidates if one.user_id == rule.user_id), None)
    team = [
        one
        for one in candidates
        if rule.team_role in {"", one.role} and rule.team_agency_id in {0, one.agency_id}
    ]
    return min(team, key=lambda one: (one.open_count, one.user_id), default=None)


def reasons(rule: RoutingRule, facts: RoutingFacts, names: Names) -> str:
    """What of the submission made the rule fit: "line is General liability, state is FL"."""
    found = []
    if rule.lines:
        found.append(f"line is {names.lines.get(facts.line_code, facts.line_code)}")
    if rule.states:
        found.append(f"state is {facts.state}")
    if rule.tiers:
        found.append(f"the agency is {_TIER_NAMES.get(facts.tier, facts.tier)}")
    if rule.agency_id:
        found.append(f"agency is {names.agencies.get(facts.agency_id, 'this one')}")
    if rule.producer_id:
        found.append(f"producer is {names.producers.get(facts.producer_id, 'this one')}")
    if rule.least_revenue_minor is not None or rule.most_revenue_minor is not None:
        found.append(f"revenue is {_dollars(facts.revenue_minor)}")
    if rule.least_premium_minor is not None or rule.most_premium_minor is not None:
        found.append(f"prior premium is {_dollars(facts.premium_minor)}")
    if rule.effective_from or rule.effective_until:
        found.append(f"effective {dates_words(rule.effective_from, rule.effective_until)}")
    return ", ".join(found) or "it fits everything"


def facts_words(facts: RoutingFacts, names: Names) -> str:
    """The submission as rules see it: "General liability, FL, revenue $840,000"."""
    found = [names.lines.get(facts.line_code, facts.line_code), facts.state or "no state"]
    if facts.tier and facts.tier != "standard":
        found.append(f"{_TIER_NAMES.get(facts.tier, facts.tier)} agency")
    if facts.producer_id in names.producers:
        found.append(names.producers[facts.producer_id])
    if facts.revenue_minor is not None:
        found.append(f"revenue {_dollars(facts.revenue_minor)}")
    if facts.premium_minor is not None:
        found.append(f"prior premium {_dollars(facts.premium_minor)}")
    return ", ".join(found)


def in_queue_words(words: str) -> str:
    """Why something is in the exception queue, as it reads in the list of it."""
    return (
        words.removeprefix("To the exception queue ")[:1].upper()
        + words.removeprefix("To the exception queue ")[1:]
    )


def _dollars(minor: int | None) -> str:
    return "not known" if minor is None else Money(minor).words(cents=False)


def condition_words(rule: RoutingRule, names: Names) -> str:
    """What a rule asks, as one sentence for the list of rules."""
    found = []
    if rule.lines:
        found.append(f"line is {listed(names_of(rule.lines, names.lines))}")
    if rule.states:
        found.append(f"state is {listed(rule.states)}")
    if rule.tiers:
        found.append(f"agency is {listed(names_of(rule.tiers, _TIER_NAMES))}")
    if rule.agency_id:
        found.append(f"agency is {names.agencies.get(rule.agency_id, 'unknown')}")
    if rule.producer_id:
        found.append(f"producer is {names.producers.get(rule.producer_id, 'unknown')}")
    for words, least, most in (
        ("revenue", rule.least_revenue_minor, rule.most_revenue_minor),
        ("prior premium", rule.least_premium_minor, rule.most_premium_minor),
    ):
        if least is not None:
            found.append(f"{words} is at least {_dollars(least)}")
        if most is not None:
            found.append(f"{words} is at most {_dollars(most)}")
    if rule.effective_from or rule.effective_until:
        found.append(f"effective {dates_words(rule.effective_from, rule.effective_until)}")
    return ", ".join(found) or "Everything"


def outcome_words(rule: RoutingRule, names: Names) -> str:
    """Where a rule sends what it fits, for the list of rules."""
    if rule.outcome is Outcome.PERSON:
        return names.people.get(rule.user_id, "Somebody who left")
    if rule.outcome is Outcome.TEAM:
        who = (
            f"{names.roles.get(rule.team_role, 'Underwriter')}s" if rule.team_role else "Everybody"
        )
        place = names.agencies.get(rule.team_agency_id, "")
        return f"{who}{f' of {place}' if place else ''}, fewest open"
    return "Exception queue"


def checked_rule(rule: RoutingRule) -> RoutingRule:
    """The rule as kept. Raises InvalidInput by field."""
    wrong: dict[str, str] = {}
    name = checked_name(rule.name)
    if rule.outcome is Outcome.PERSON and not rule.user_id:
        wrong["user"] = "Choose who takes it"
    if rule.outcome is Outcome.NOT_ROUTED:
        wrong["outcome"] = "Choose where it goes"
    for field_name, least, most in (
        ("most_revenue", rule.least_revenue_minor, rule.most_revenue_minor),
        ("most_premium", rule.least_premium_minor, rule.most_premium_minor),
    ):
        if least is not None and most is not None and most < least:
            wrong[field_name] = "The greatest amount must not be under the least"
    if rule.effective_from and rule.effective_until and rule.effective_until <= rule.effective_from:
        wrong["effective_until"] = "It must end after it begins"
    if wrong:
        raise InvalidInput(wrong)
    return replace(rule, name=name)


def rule_from(stored: Mapping[str, Any]) -> RoutingRule:
    """A rule as it was stored."""
    return RoutingRule(
        key=str(stored["key"]),
        name=str(stored["name"]),
        is_exception=bool(stored.get("is_exception", False)),
        lines=texts_of(stored.get("lines")),
        states=texts_of(stored.get("states")),
        tiers=texts_of(stored.get("tiers")),
        agency_id=int(stored.get("agency_id", 0)),
        producer_id=int(stored.get("producer_id", 0)),
        least_revenue_minor=stored.get("least_revenue_minor"),
        most_revenue_minor=stored.get("most_revenue_minor"),
        least_premium_minor=stored.get("least_premium_minor"),
        most_premium_minor=stored.get("most_premium_minor"),
        effective_from=day_of(stored.get("effective_from")),
        effective_until=day_of(stored.get("effective_until")),
        outcome=Outcome(stored.get("outcome", Outcome.EXCEPTIONS)),
        user_id=int(stored.get("user_id", 0)),
        team_role=str(stored.get("team_role", "")),
        team_agency_id=int(stored.get("team_agency_id", 0)),
    )


def stored_rule(rule: RoutingRule) -> dict[str, Any]:
    """A rule to store: plain values only."""
    return {
        "key": rule.key,
        "name": rule.name,
        "is_exception": rule.is_exception,
        "lines": list(rule.lines),
        "states": list(rule.states),
        "tiers": list(rule.tiers),
        "agency_id": rule.agency_id,
        "producer_id": rule.producer_id,
        "least_revenue_minor": rule.least_revenue_minor,
        "most_revenue_minor": rule.most_revenue_minor,
        "least_premium_minor": rule.least_premium_minor,
        "most_premium_minor": rule.most_premium_minor,
        "effective_from": stored_day(rule.effective_from),
        "effective_until": stored_day(rule.effective_until),
        "outcome": rule.outcome.value,
        "user_id": rule.user_id,
        "team_role": rule.team_role,
        "team_agency_id": rule.team_agency_id,
    }


def facts_from(stored: Mapping[str, Any]) -> RoutingFacts:
    """The facts of a past submission as they were stored with its decision."""
    return RoutingFacts(
        line_code=str(stored["line_code"]),
        state=str(stored["state"]),
        tier=str(stored.get("tier", "")),
        agency_id=int(stored.get("agency_id", 0)),
        producer_id=int(stored.get("producer_id", 0)),
        revenue_minor=stored.get("revenue_minor"),
        premium_minor=stored.get("premium_minor"),
        effective_on=day_of(stored.get("effective_on")),
    )


def stored_facts(facts: RoutingFacts) -> dict[str, Any]:
    """Facts to store: plain values only, nothing that names the insured."""
    return {
        "line_code": facts.line_code,
        "state": facts.state,
        "tier": facts.tier,
        "agency_id": facts.agency_id,
        "producer_id": facts.producer_id,
        "revenue_minor": facts.revenue_minor,
        "premium_minor": facts.premium_minor,
        "effective_on": stored_day(facts.effective_on),
    }
