"""What the demonstration knows of each line of business: answers as typed, documents, what a quote costs and offers."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.rules.quoting import Term
from producer_portal.values.forms import relative_day

_RELATIVE = "today"


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One line: typed answers by section, the documents asked for, a usual premium and usual terms."""

    code: str
    name: str
    is_personal: bool
    term_months: int
    premium_dollars: int
    limits: tuple[Term, ...]
    deductibles: tuple[Term, ...]
    documents: tuple[str, ...]
    answers: dict[str, Any]

    def answers_of(self, insured: str, today: date) -> dict[str, Any]:
        """The answers of somebody else, with their dates counted from today. A person's name is "First Last"."""
        typed: dict[str, Any] = _dated(self.answers, today)
        if self.is_personal:
            first, _, last = insured.partition(" ")
            named = {"first_name": first, "last_name": last}
        else:
            named = {"legal_name": insured}
        return {**typed, "applicant": {**typed["applicant"], **named}}


def _dated(typed: Any, today: date) -> Any:
    if isinstance(typed, dict):
        return {key: _dated(part, today) for key, part in typed.items()}
    if isinstance(typed, list):
        return [_dated(part, today) for part in typed]
    is_relative = isinstance(typed, str) and typed.startswith(_RELATIVE)
    return relative_day(typed, today).isoformat() if is_relative else typed


def _terms(dollars: dict[str, int]) -> tuple[Term, ...]:
    return tuple(Term(label, amount * 100) for label, amount in dollars.items())


@lru_cache(maxsize=1)
def demo_lines() -> dict[str, DemoLine]:
    """Every line the demonstration has answers for, by code; lines added later are left out."""
    folder = files("producer_portal.demonstration").joinpath("answers")
    found = {}
    for code, form in FORMS.items():
        file = folder.joinpath(f"{code}.json")
        if not file.is_file():
            continue
        written = json.loads(file.read_text(encoding="utf-8"))
        found[code] = DemoLine(
            code=code,
            name=form.name,
            is_personal=form.segment == "personal",
            term_months=form.policy_term_months,
            premium_dollars=written["premium_dollars"],
            limits=_terms(written["limits_dollars"]),
            deductibles=_terms(written["deductibles_dollars"]),
            documents=tuple(written["documents"]),
            answers=written["answers"],
        )
    return found
