"""Answers typed while a form is tried out: read as any answer is, and kept nowhere (SUB-1)."""

from collections.abc import Mapping
from typing import Any

from producer_portal.values.errors import NotFound
from producer_portal.values.forms import ITEM_ID, CheckedOn, Form, Kind, Section, parse_answer

_MOST_ITEMS = 20


def answered(
    form: Form,
    answers: Mapping[str, Any],
    section_key: str,
    item_id: str,
    key: str,
    typed: str,
    on: CheckedOn,
) -> dict[str, Any]:
    """The answers with one more, as typed. Raises NotFound for what the form does not ask.

    Answers that are kept sealed are not kept here at all.
    """
    section = form.section(section_key)
    base, _, part = key.partition(".")
    question = form.question(section_key, base)
    if section is None or question is None or (part and question.kind is not Kind.ADDRESS):
        raise NotFound("question")
    item = _item(section, answers, item_id)
    raw: Any = typed
    if part:
        before = item.get(base)
        raw = {**(before if isinstance(before, Mapping) else {}), part: typed}
    elif question.kind is Kind.MULTISELECT:
        raw = [one for one in typed.split(",") if one]
    value = parse_answer(question, raw, on).value
    changed = {one: stored for one, stored in item.items() if one != base}
    if value is not None and not question.is_sensitive:
        changed[base] = value
    if section.repeat is None:
        return {**answers, section_key: changed}
    items = [changed if one[ITEM_ID] == item_id else one for one in answers.get(section_key, [])]
    return {**answers, section_key: items}


def _item(section: Section, answers: Mapping[str, Any], item_id: str) -> Mapping[str, Any]:
    stored = answers.get(section.key)
    if section.repeat is None:
        return stored or {}
    for item in stored or []:
        if item[ITEM_ID] == item_id:
            return dict(item)
    raise NotFound("item")


def with_item(form: Form, answers: Mapping[str, Any], section_key: str) -> dict[str, Any]:
    """The answers with one more empty item, as far as there may be one."""
    section = form.section(section_key)
    if section is None or section.repeat is None:
        raise NotFound("page")
    items = list(answers.get(section_key, []))
    if len(items) >= min(section.repeat.maximum, _MOST_ITEMS):
        return dict(answers)
    numbers = [int(str(one[ITEM_ID]).removeprefix("t")) for one in items]
    return {**answers, section_key: [*items, {ITEM_ID: f"t{max(numbers, default=0) + 1}"}]}


def without_item(answers: Mapping[str, Any], section_key: str, item_id: str) -> dict[str, Any]:
    """The answers without one item."""
    kept = [one for one in answers.get(section_key, []) if one[ITEM_ID] != item_id]
    return {**answers, section_key: kept}
