"""Reading the catalog's files: strict, once, with words that say which file and where."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.values.forms import (
    Choice,
    Form,
    FormUnreadable,
    form_faults,
    form_from_json,
)

FORM_FOLDER = "forms"
SHARED_FOLDER = "shared"
_Object = dict[str, Any]


class CatalogUnreadable(ValueError):
    """A file of the catalog cannot be used as it stands; the portal does not start with it."""

    def __init__(self, file: str, words: str) -> None:
        super().__init__(f"{file}: {words}")


def read_catalog(folder: Traversable) -> Mapping[tuple[str, int], Form]:
    """Every form in the folder by line and version.

    `forms/` has one file a line and version, named `CGL-1.json`; `shared/` has the sets of choices and
    the questions that several lines ask alike. Raises CatalogUnreadable for the first file that is wrong.
    """
    choices = _shared(folder, "choices.json")
    questions = {
        key: _with_choices(question, choices, f"questions.json: {key}")
        for key, question in _shared(folder, "questions.json").items()
    }
    files = sorted(folder.joinpath(FORM_FOLDER).iterdir(), key=lambda file: file.name)
    forms = [_read_form(file, choices, questions) for file in files if file.name.endswith(".json")]
    return {(form.code, form.version): form for form in forms}


def shared_choices(folder: Traversable, name: str) -> tuple[Choice, ...]:
    """A set of choices that several lines share, in its order. Raises KeyError when there is none."""
    listed = _shared(folder, "choices.json")[name]
    return tuple(Choice(value, label) for value, label in listed.items())


def _shared(folder: Traversable, name: str) -> _Object:
    return _read_json(folder.joinpath(SHARED_FOLDER, name))


def _read_json(file: Traversable) -> _Object:
    def once(pairs: list[tuple[str, Any]]) -> _Object:
        for key in dict(pairs):
            if sum(key == other for other, _ in pairs) > 1:
                raise CatalogUnreadable(file.name, f"{key} stands twice in one place")
        return dict(pairs)

    try:
        written = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=once)
    except json.JSONDecodeError as wrong:
        words = f"line {wrong.lineno}, column {wrong.colno}: {wrong.msg}"
        raise CatalogUnreadable(file.name, words) from wrong
    if not isinstance(written, dict):
        raise CatalogUnreadable(file.name, "must be an object")
    return written


def _read_form(file: Traversable, choices: _Object, questions: _Object) -> Form:
    written = _whole(_read_json(file), choices, questions, file.name)
    try:
        form = form_from_json(written)
    except FormUnreadable as wrong:
        raise CatalogUnreadable(file.name, "; ".join(wrong.problems.values())) from wrong
    faults = (*form_faults(form), *_unknown_names(form))
    if faults:
        raise CatalogUnreadable(file.name, "; ".join(faults))
    if file.name != f"{form.code}-{form.version}.json":
        words = f"must be named {form.code}-{form.version}.json, for its line and version"
        raise CatalogUnreadable(file.name, words)
    return form


def _whole(written: _Object, choices: _Object, questions: _Object, name: str) -> _Object:
    """The form with what it shares with others written out."""
    sections = written.get("sections")
    if not isinstance(sections, list):
        return written
    return {
        **written,
        "sections": [_whole_section(one, choices, questions, name) for one in sections],
    }


def _whole_section(section: Any, choices: _Object, questions: _Object, name: str) -> Any:
    if not isinstance(section, dict) or not isinstance(section.get("questions"), list):
        return section
    where = f"{name}: {section.get('key', 'a section')}"
    asked = []
    for question in section["questions"]:
        if isinstance(question, str) and question not in questions:
            raise CatalogUnreadable(where, f"there is no shared question {question}")
        is_shared = isinstance(question, str)
        whole = questions[question] if is_shared else _with_choices(question, choices, where)
        asked.append(whole)
    return {**section, "questions": asked}


def _with_choices(question: Any, choices: _Object, where: str) -> Any:
    """The question with its choices as the form reads them, from a shared set or its own."""
    if not isinstance(question, dict) or "choices" not in question:
        return question
    named = question["choices"]
    if isinstance(named, str) and named not in choices:
        raise CatalogUnreadable(where, f"there is no shared set of choices {named}")
    picked = choices[named] if isinstance(named, str) else named
    if not isinstance(picked, dict):
        words = (
            f"the choices of {question.get('key')} must be an object, or the name of a shared set"
        )
        raise CatalogUnreadable(where, words)
    listed = [{"value": value, "label": label} for value, label in picked.items()]
    return {**question, "choices": listed}


def _unknown_names(form: Form) -> Iterator[str]:
    """Checks and rules that no function stands behind."""
    for section in form.sections:
        for question in section.questions:
            if question.check and question.check not in CHECKS.values:
                yield f"{question.key}: there is no check {question.check}"
    for rule in form.rules:
        if rule.code not in CHECKS.rules and rule.code not in CHECKS.item_rules:
            yield f"{rule.code}: rules/form_rules.py has no function for it"
        home = form.section(rule.section)
        if rule.code in CHECKS.item_rules and (home is None or home.repeat is None):
            yield f"{rule.code}: it looks at items, and {rule.section} does not repeat"
