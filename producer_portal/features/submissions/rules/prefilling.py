"""What is known of an insured already, fitted to the questions of a new form: nothing is asked twice (SUB-2)."""

from collections.abc import Mapping
from typing import Any

from producer_portal.values.forms import ITEM_ID, Form, Kind, Question, Section, is_empty, prune

# These are asked anew each time: they belong to one contract, not to the insured.
_OF_ONE_CONTRACT = ("policy.", "coverage.", "prior.")
_SAME_CONTRACT = ("policy.effective_date",)


def answers_for(form: Form, source: Form, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of another submission that this form asks for too.

    The same line takes everything but the effective date and consents. Another line takes what
    is the insured's: who they are, and items that both forms list (drivers, vehicles, losses).
    """
    known = prune(source, dict(stored))
    found: dict[str, Any] = {}
    for section in form.sections:
        other = source.section(section.key)
        if section.repeat is not None:
            items = known.get(section.key) if other is not None and other.repeat else None
            fitted = [_item(section, other, item) for item in items or [] if other is not None]
            if any(len(item) > 1 for item in fitted):
                found[section.key] = fitted[: section.repeat.maximum]
            continue
        values = {
            question.key: value
            for question in section.questions
            if not is_empty(value := _value(form, source, known, section, question))
        }
        if values:
            found[section.key] = values
    return found


def answers_from_facts(form: Form, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by what they map to ("insured.name"), under the questions of a form that ask for them."""
    found: dict[str, Any] = {}
    for section in form.sections:
        if section.repeat is not None:
            continue
        values = {
            question.key: facts[question.maps_to]
            for question in section.questions
            if question.maps_to in facts and not is_empty(facts[question.maps_to])
        }
        if values:
            found[section.key] = values
    return found


def _value(
    form: Form, source: Form, known: Mapping[str, Any], section: Section, question: Question
) -> Any:
    if question.must_be is not None or question.maps_to in _SAME_CONTRACT:
        return None
    is_same_line = form.code == source.code
    if not is_same_line and question.maps_to.startswith(_OF_ONE_CONTRACT):
        return None
    if is_same_line:
        asked = source.question(section.key, question.key)
        value = (known.get(section.key) or {}).get(question.key)
        return value if asked is not None and _fits(question, asked, value) else None
    for other in source.sections:
        if other.repeat is not None:
            continue
        for asked in other.questions:
            if question.maps_to and asked.maps_to == question.maps_to:
                value = (known.get(other.key) or {}).get(asked.key)
                return value if _fits(question, asked, value) else None
    return None


def _item(section: Section, other: Section, item: Mapping[str, Any]) -> dict[str, Any]:
    asked = {question.key: question for question in other.questions}
    kept = {
        question.key: item[question.key]
        for question in section.questions
        if question.key in asked and _fits(question, asked[question.key], item.get(question.key))
    }
    return {ITEM_ID: item[ITEM_ID], **kept}


def _fits(question: Question, asked: Question, value: Any) -> bool:
    """Whether an answer to one question is an answer to the other."""
    if is_empty(value) or question.kind is not asked.kind:
        return False
    if question.kind in {Kind.SELECT, Kind.MULTISELECT, Kind.STATE}:
        offered = {choice.value for choice in question.choices}
        picked = value if isinstance(value, list) else [value]
        return all(one in offered for one in picked)
    return True
