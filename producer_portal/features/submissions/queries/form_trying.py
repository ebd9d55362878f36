"""A form tried out by its editor with answers that are kept nowhere (SUB-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from producer_portal.features.submissions.queries.form_desk import draft_or_in_use
from producer_portal.features.submissions.queries.questions import group_view, question_view
from producer_portal.features.submissions.queries.views import (
    ColumnView,
    GroupView,
    QuestionView,
)
from producer_portal.features.submissions.rules.form_rules import CHECKS
from producer_portal.features.submissions.rules.form_trying import (
    answered,
    with_item,
    without_item,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import (
    CheckedOn,
    Reading,
    Section,
    problems,
    requested_attachments,
)

_UNFINISHED = frozenset({"missing", "too_few", "missing_attachment"})
_NO_COLUMNS: list[ColumnView] = []
NO_GROUP = GroupView("", "", "", _NO_COLUMNS, [], can_add=False)
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TriedPage:
    """One page of a form that is tried out."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class TriedForm:
    """A form tried out with answers that are kept nowhere."""

    name: str
    is_draft: bool
    pages: list[TriedPage]
    place: str
    title: str
    is_group: bool
    questions: list[QuestionView]
    group: GroupView
    documents: list[str]


def tried_form(work: UnitOfWork, *, line_code: str, answers: Answers, place: str = "") -> TriedForm:
    """A page of the draft, or of the form in use, with answers that are kept nowhere.

    Needs SETTINGS_MANAGE; NotFound for a line that is not offered.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, _, edit = draft_or_in_use(work, line_code=line_code)
    reading = Reading(form, answers)
    asked = [one for one in form.sections if reading.is_section_visible(one)]
    section = next((one for one in asked if one.key == place), asked[0] if asked else None)
    if section is None:
        raise NotFound("page")
    return TriedForm(
        name=form.name,
        is_draft=edit > 0,
        pages=[TriedPage(one.key, one.title) for one in asked],
        place=section.key,
        title=section.title,
        is_group=section.repeat is not None,
        **_boxes(work, reading, section),
        documents=[
            f"{one.label} ({'needed' if one.is_required else 'optional'})"
            for one in requested_attachments(reading)
        ],
    )


def _boxes(work: UnitOfWork, reading: Reading, section: Section) -> dict[str, Any]:
    found = [
        one
        for one in problems(
            reading.form,
            reading.answers,
            today=work.today,
            checks=CHECKS,
            only={section.key},
        )
        if one.code not in _UNFINISHED
    ]
    if section.repeat is not None:
        return {"questions": [], "group": group_view(reading, section, found, is_locked=False)}
    words = {one.question_key: one.message for one in reversed(found)}
    shown = [
        question_view(reading, section, one, 0, problem=words.get(one.key, ""))
        for one in section.questions
        if reading.is_visible(section, one)
    ]
    return {"questions": shown, "group": NO_GROUP}


def try_answer(
    work: UnitOfWork,
    *,
    line_code: str,
    answers: Answers,
    section_key: str,
    key: str,
    typed: str,
    item_id: str = "",
) -> dict[str, Any]:
    """The answers with one more as typed; they are kept nowhere. Needs SETTINGS_MANAGE; NotFound."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, _, _ = draft_or_in_use(work, line_code=line_code)
    on = CheckedOn(work.today, CHECKS.values)
    return answered(form, answers, section_key, item_id, key, typed, on)


def try_item(
    work: UnitOfWork, *, line_code: str, answers: Answers, section_key: str, item_id: str = ""
) -> dict[str, Any]:
    """The answers with one more item, or without the one with this id. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, _, _ = draft_or_in_use(work, line_code=line_code)
    if item_id:
        return without_item(answers, section_key, item_id)
    return with_item(form, answers, section_key)
