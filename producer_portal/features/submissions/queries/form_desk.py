"""The agency's forms as their editor sees them: lines, a form page by page, differences, versions (SUB-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.editor_views import (
    AskedDocument,
    AskedQuestion,
    ChangeRow,
    FormOnDesk,
    LineRow,
    OwnVersion,
    PlaceRow,
)
from producer_portal.features.submissions.queries.forms import form_in_use
from producer_portal.features.submissions.rules.form_changes import form_changes
from producer_portal.features.submissions.rules.form_conditions import condition_words
from producer_portal.features.submissions.rules.form_editing import lost_words
from producer_portal.features.submissions.rules.form_typed import KIND_NAMES
from producer_portal.features.submissions.tables import FormVersion
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import (
    AttachmentRequest,
    AttachmentStage,
    Form,
    Question,
    Section,
    form_from_json,
)

DOCUMENTS, CHANGES = "documents", "changes"
_MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class _Head:
    """A version without what it says."""

    line_code: str
    number: int
    catalog_version: int
    edit: int
    note: str
    changed_at: datetime
    changed_by_name: str
    published_at: datetime | None


def _heads(work: UnitOfWork, line_code: str = "") -> list[_Head]:
    """The versions of all lines or of one, newest first, without what they say."""
    statement = select(
        FormVersion.line_code,
        FormVersion.number,
        FormVersion.catalog_version,
        FormVersion.edit,
        FormVersion.note,
        FormVersion.changed_at,
        FormVersion.changed_by_name,
        FormVersion.published_at,
    ).order_by(col(FormVersion.line_code), col(FormVersion.number).desc())  # type: ignore[call-overload]
    if line_code:
        statement = statement.where(FormVersion.line_code == line_code)
    return [_Head(*row) for row in work.session.exec(statement).all()]


def form_board(work: UnitOfWork) -> list[LineRow]:
    """Every line with the form in use and any draft. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    heads = _heads(work)
    rows = []
    for form in sorted(FORMS.values(), key=lambda one: one.name):
        own = [head for head in heads if head.line_code == form.code]
        draft = next((head for head in own if head.published_at is None), None)
        rows.append(
            LineRow(
                code=form.code,
                name=form.name,
                in_use=_in_use_words(work, form, own),
                draft=_draft_words(work, draft) if draft else "",
                news=_news(form, own),
            )
        )
    return rows


def _in_use_words(work: UnitOfWork, form: Form, own: Sequence[_Head]) -> str:
    newest = next((head for head in own if head.published_at is not None), None)
    if newest is None or newest.published_at is None:
        return f"The portal's version {form.version}"
    at = moment_words(work, newest.published_at)
    return f"Your version {newest.number}, published by {newest.changed_by_name}, {at}"


def _draft_words(work: UnitOfWork, draft: _Head) -> str:
    return f"Changed by {draft.changed_by_name}, {moment_words(work, draft.changed_at)}"


def _news(form: Form, own: Sequence[_Head]) -> str:
    """Whether the portal brought something newer than what the agency's version was made from."""
    newest = next((head for head in own if head.published_at is not None), None)
    if newest is None or newest.catalog_version >= form.version:
        return ""
    return (
        f"The portal has version {form.version} of this form since; yours was made when it had "
        f"version {newest.catalog_version}. Yours stays in use."
    )


def draft_or_in_use(work: UnitOfWork, *, line_code: str) -> tuple[Form, Form, int]:
    """The draft (or the form in use), the form in use, and the draft's count of changes, 0 for none."""
    found = form_in_use(work, line_code=line_code)
    if found is None:
        raise NotFound("line")
    row = work.session.exec(
        select(FormVersion.content, FormVersion.edit).where(
            FormVersion.line_code == line_code, col(FormVersion.published_at).is_(None)
        )
    ).one_or_none()
    if row is None:
        return found.form, found.form, 0
    return form_from_json(row[0]), found.form, row[1]


def form_on_desk(work: UnitOfWork, *, line_code: str, place: str = "") -> FormOnDesk:
    """A form at one place of its task list; the first page for a place that is not there.

    Needs SETTINGS_MANAGE; NotFound for a line that is not offered.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    form, used, edit = draft_or_in_use(work, line_code=line_code)
    own = _heads(work, line_code)
    draft = next((head for head in own if head.published_at is None), None)
    changes = form_changes(used, form)
    places = _places(form, len(changes), is_open=draft is not None)
    keys = [one.key for one in places]
    here = place if place in keys else keys[0]
    section = form.section(here)
    words = _in_use_words(work, FORMS[line_code], own)
    if draft is not None:
        words = f"Draft of your agency's version {draft.number}. {_draft_words(work, draft)}."
    return FormOnDesk(
        name=form.name,
        is_open=draft is not None,
        edit=edit,
        words=words,
        news=_news(FORMS[line_code], own),
        has_newer=bool(_news(FORMS[line_code], own)),
        places=places,
        place=here,
        title=next(one.title for one in places if one.key == here),
        told="" if section is None else _section_words(form, section),
        is_page=section is not None,
        questions=[_asked(form, one) for one in section.questions] if section else [],
        documents=[_document(form, one) for one in form.attachments] if here == DOCUMENTS else [],
        changes=[
            ChangeRow(str(at), one.deed, one.place, one.what, one.words)
            for at, one in enumerate(changes)
        ],
        versions=[
            OwnVersion(
                head.number,
                f"{head.changed_by_name}, {moment_words(work, head.published_at)}",
                head.note,
            )
            for head in own[:_MOST_VERSIONS]
            if head.published_at is not None
        ],
    )


def _places(form: Form, changes: int, *, is_open: bool) -> list[PlaceRow]:
    rows = [
        PlaceRow(one.key, one.title, _counted(len(one.questions), "question"))
        for one in form.sections
    ]
    rows.append(PlaceRow(DOCUMENTS, "Documents", _counted(len(form.attachments), "document")))
    if is_open:
        rows.append(PlaceRow(CHANGES, "What changes", _counted(changes, "difference")))
    return rows


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _section_words(form: Form, section: Section) -> str:
    parts = []
    if section.repeat is not None:
        repeat = section.repeat
        parts.append(f"Answered for {repeat.minimum} to {repeat.maximum} {repeat.plural}")
    if section.visible_if is not None:
        parts.append(f"Asked when {condition_words(form, section.visible_if)}")
    return ". ".join(parts)


def _asked(form: Form, question: Question) -> AskedQuestion:
    parts = [KIND_NAMES[question.kind], _need_words(form, question)]
    if question.is_sensitive:
        parts.append("kept sealed")
    shown = condition_words(form, question.visible_if)
    return AskedQuestion(
        question.key,
        question.label,
        ", ".join(parts),
        f"Asked when {shown}" if shown else "",
        lost_words(question),
    )


def _need_words(form: Form, question: Question) -> str:
    if question.is_required:
        return "needed"
    told = condition_words(form, question.required_if)
    return f"needed when {told}" if told else "optional"


def _document(form: Form, request: AttachmentRequest) -> AskedDocument:
    is_late = request.stage is AttachmentStage.BEFORE_BIND
    when = "before binding" if is_late else "before sending"
    kinds = ", ".join(kind.upper() for kind in request.accepts)
    need = f"Needed {when}" if request.is_required else f"Optional, {when}"
    shown = condition_words(form, request.applies_if)
    return AskedDocument(
        request.document_type,
        request.label,
        f"{need}, {kinds}, at most {request.max_megabytes} MB",
        f"Asked for when {shown}" if shown else "",
    )
