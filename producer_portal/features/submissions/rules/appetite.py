"""What carriers write: rules by carrier, line, state, class and date, the first that fits decides (SUB-7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from producer_portal.features.submissions.rules.choosing import (
    dates_words,
    day_of,
    is_within,
    listed,
    names_of,
    stored_day,
    texts_of,
)
from producer_portal.values.errors import InvalidInput

LONGEST_WORDS = 300


class AppetiteOutcome(StrEnum):
    """What a carrier does with a risk."""

    ACCEPT = "accept"
    REFER = "refer"
    DECLINE = "decline"


OUTCOME_NAMES: Mapping[str, str] = {
    AppetiteOutcome.ACCEPT: "Accepts",
    AppetiteOutcome.REFER: "Wants to see it first",
    AppetiteOutcome.DECLINE: "Does not write it",
}


@dataclass(frozen=True, slots=True)
class AppetiteRule:
    """One rule; what is empty fits everything. `until_on` is out.

    NAICS codes fit by their first figures, classes of the form exactly. A hard one stops what it
    declines, a soft one only says so.
    """

    key: str
    outcome: AppetiteOutcome
    words: str = ""
    is_hard: bool = False
    carrier_id: int = 0
    carrier_name: str = ""
    lines: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    naics: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """What is to be insured, as far as appetite asks."""

    line_code: str
    state: str
    on: date
    naics: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarrierVerdict:
    """What one carrier says to a risk, and by which rule; without a rule it accepts."""

    carrier_name: str
    outcome: AppetiteOutcome
    words: str = ""
    is_hard: bool = False
    rule_key: str = ""


def fits(rule: AppetiteRule, carrier_id: int, risk: Risk) -> bool:
    """Whether a rule speaks about this carrier and this risk."""
    return (
        rule.carrier_id in {0, carrier_id}
        and (not rule.lines or risk.line_code in rule.lines)
        and (not rule.states or risk.state in rule.states)
        and (
            not rule.naics or any(risk.naics.startswith(code) for code in rule.naics if risk.naics)
        )
        and (not rule.classes or bool(set(risk.classes) & set(rule.classes)))
        and is_within(risk.on, rule.from_on, rule.until_on)
    )


def verdicts(
    rules: Sequence[AppetiteRule], carriers: Sequence[tuple[int, str]], risk: Risk
) -> tuple[CarrierVerdict, ...]:
    """What each carrier (id, name) says to the risk, by the first rule that fits."""
    return tuple(_verdict(rules, carrier, risk) for carrier in carriers or ((0, ""),))


def _verdict(rules: Sequence[AppetiteRule], carrier: tuple[int, str], risk: Risk) -> CarrierVerdict:
    carrier_id, name = carrier
    rule = next((one for one in rules if fits(one, carrier_id, risk)), None)
    if rule is None:
        return CarrierVerdict(name, AppetiteOutcome.ACCEPT)
    return CarrierVerdict(name, rule.outcome, rule.words, rule.is_hard, rule.key)


def rule_words(rule: AppetiteRule, line_names: Mapping[str, str]) -> str:
    """The rule as one sentence: "Larkfield Mutual does not write it: line is Cyber, state is FL"."""
    conditions = []
    if rule.lines:
        conditions.append(f"line is {listed(names_of(rule.lines, line_names))}")
    if rule.states:
        conditions.append(f"state is {listed(rule.states)}")
    if rule.naics:
        conditions.append(f"NAICS begins with {listed(rule.naics)}")
    if rule.classes:
        conditions.append(f"class is {listed(rule.classes)}")
    dates = dates_words(rule.from_on, rule.until_on)
    when = ", ".join(conditions) or "always"
    verb = OUTCOME_NAMES[rule.outcome].lower()
    said = f"{rule.carrier_name or 'Every carrier'} {verb}"
    if not rule.carrier_name and rule.outcome is AppetiteOutcome.DECLINE:
        said = "No carrier writes it"
    return f"{said}: {when}{f', effective {dates}' if dates else ''}"


def checked_appetite(rule: AppetiteRule) -> AppetiteRule:
    """The rule as kept. Raises InvalidInput by field."""
    wrong: dict[str, str] = {}
    if rule.outcome is not AppetiteOutcome.ACCEPT and not rule.words.strip():
        wrong["words"] = "Say why in a few words: the producer reads them"
    if len(rule.words) > LONGEST_WORDS:
        wrong["words"] = f"Keep it to {LONGEST_WORDS} characters"
    if any(not code.isdigit() or len(code) > 6 for code in rule.naics):
        wrong["naics"] = "Enter the first figures of NAICS codes, like 238160 or 23"
    if rule.from_on and rule.until_on and rule.until_on <= rule.from_on:
        wrong["until_on"] = "It must end after it begins"
    if wrong:
        raise InvalidInput(wrong)
    return rule


def appetite_from(stored: Mapping[str, Any]) -> AppetiteRule:
    """A rule as it was stored."""
    return AppetiteRule(
        key=str(stored["key"]),
        outcome=AppetiteOutcome(stored["outcome"]),
        words=str(stored.get("words", "")),
        is_hard=bool(stored.get("is_hard", False)),
        carrier_id=int(stored.get("carrier_id", 0)),
        carrier_name=str(stored.get("carrier_name", "")),
        lines=texts_of(stored.get("lines")),
        states=texts_of(stored.get("states")),
        naics=texts_of(stored.get("naics")),
        classes=texts_of(stored.get("classes")),
        from_on=day_of(stored.get("from_on")),
        until_on=day_of(stored.get("until_on")),
    )


def stored_appetite(rule: AppetiteRule) -> dict[str, Any]:
    """A rule to store: plain values only."""
    return {
        "key": rule.key,
        "outcome": rule.outcome.value,
        "words": rule.words,
        "is_hard": rule.is_hard,
        "carrier_id": rule.carrier_id,
        "carrier_name": rule.carrier_name,
        "lines": list(rule.lines),
        "states": list(rule.states),
        "naics": list(rule.naics),
        "classes": list(rule.classes),
        "from_on": stored_day(rule.from_on),
        "until_on": stored_day(rule.until_on),
    }
