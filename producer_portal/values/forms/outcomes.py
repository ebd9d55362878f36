"""What reading and checking an answer may come to, and how messages name a question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from producer_portal.values.forms.model import Kind, Question, Severity

_CHECKS_BY_KIND = {
    Kind.ADDRESS: "us_address",
    Kind.EIN: "ein",
    Kind.EMAIL: "email",
    Kind.NAICS: "naics",
    Kind.PHONE: "phone_us",
    Kind.POLICY_NUMBER: "policy_number",
    Kind.SSN: "ssn",
    Kind.URL: "url",
    Kind.VIN: "vin",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a named check found: the normal form, and the rest of a sentence when something is wrong.

    A `value` of None means that the text could not be read at all.
    """

    value: Any
    code: str = ""
    words: str = ""
    severity: Severity = Severity.ERROR


ValueCheck = Callable[[Any], Checked]


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with one answer, in a whole sentence."""

    code: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Parsed:
    """An answer ready to store (None when empty) and what is wrong with it, if anything."""

    value: Any
    issue: Issue | None = None


@dataclass(frozen=True, slots=True)
class CheckedOn:
    """The named checks of values and the day they are made on."""

    today: date
    checks: Mapping[str, ValueCheck] = field(default_factory=dict)


def name_of(question: Question) -> str:
    """How messages call the question: its name, or its label in running text."""
    if question.name:
        return question.name
    label = question.label
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def sentence(question: Question, words: str) -> str:
    """A whole sentence that begins with the question's name."""
    name = name_of(question)
    return f"{name[:1].upper()}{name[1:]} {words}"


def missing_message(question: Question) -> str:
    """What to do when a needed answer is missing: "Enter the date of birth"."""
    if question.missing_message:
        return question.missing_message
    if question.kind is Kind.BOOLEAN:
        return f"Say whether {name_of(question)}"
    verb = "Select" if question.kind in {Kind.SELECT, Kind.MULTISELECT, Kind.STATE} else "Enter"
    return f"{verb} the {name_of(question)}"


def check_for(question: Question, on: CheckedOn) -> ValueCheck | None:
    """The named check of a question: its own, or that of its kind."""
    return on.checks.get(question.check or _CHECKS_BY_KIND.get(question.kind, ""))
