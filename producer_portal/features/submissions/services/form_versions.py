"""An agency's own forms: copied, edited as one draft a line, published as versions that stay (SUB-1)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from producer_portal.features.submissions.catalog import FORMS, STATES
from producer_portal.features.submissions.queries.accepting import TITLES
from producer_portal.features.submissions.queries.forms import form_in_use
from producer_portal.features.submissions.rules import form_editing
from producer_portal.features.submissions.rules.form_changes import form_changes
from producer_portal.features.submissions.rules.form_conditions import Rows, condition_typed
from producer_portal.features.submissions.rules.form_editing import (
    FormChanged,
    NothingChanged,
    NothingDrafted,
)
from producer_portal.features.submissions.rules.form_typed import (
    document_typed,
    question_typed,
    repeat_typed,
    title_typed,
)
from producer_portal.features.submissions.tables import FormVersion
from producer_portal.foundation import audit
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput, NotFound
from producer_portal.values.forms import Form, Section, form_from_json, form_to_json

_LONGEST_REASON = 500
_NEEDED_IF = "needed_if"
_ALWAYS = Rows()


def copy_form(work: UnitOfWork, *, line_code: str, is_from_catalog: bool = False) -> None:
    """Begin a draft with the form in use, or with the catalog's newest. Needs SETTINGS_MANAGE.

    A draft that is there already is gone on with. Raises NotFound for a line that is not offered.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    found = form_in_use(work, line_code=line_code)
    if found is None:
        raise NotFound("line")
    if _draft(work, line_code) is not None:
        return
    last = work.session.exec(
        select(func.max(FormVersion.number)).where(FormVersion.line_code == line_code)
    ).one()
    number = (last or 0) + 1
    base = FORMS[line_code] if is_from_catalog else found.form
    row = FormVersion(
        tenant_id=work.tenant_id,
        line_code=line_code,
        number=number,
        catalog_version=FORMS[line_code].version,
        content=form_to_json(replace(base, version=number)),
        edit=0,
        changed_at=work.now,
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        # Somebody else copied it at the same moment: theirs is gone on with.
        return
    _keep(work, row, f"copied version {base.version}")


def keep_question(
    work: UnitOfWork,
    *,
    line_code: str,
    section_key: str,
    key: str,
    typed: Mapping[str, str],
    shown: Rows = _ALWAYS,
    needed: Rows = _ALWAYS,
    page_title: str = "",
    edit: int,
) -> str:
    """Add a question (no key) to a page, or change the one with this key; its key. Needs SETTINGS_MANAGE.

    `shown` and `needed` are its conditions; `page_title` puts it on a new page after this one. Raises
    InvalidInput for each box, StillNeeded, FormIsFull, FormChanged, NothingDrafted, NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    row, form = _in_hand(work, line_code, edit)
    section = form.section(section_key)
    before = form.question(section_key, key) if key else None
    if section is None or (key and before is None):
        raise NotFound("question")
    taken = [*form_editing.taken_keys(form), *_keys_in_use(work, line_code)]
    question = question_typed(typed, before, taken=taken, states=STATES)
    home = None if page_title else section
    question = replace(
        question,
        visible_if=condition_typed(
            form, shown, home, before.visible_if if before else None, field="shown"
        ),
        required_if=condition_typed(
            form, needed, home, before.required_if if before else None, field="needed"
        )
        if typed.get("need") == _NEEDED_IF
        else None,
    )
    if typed.get("need") == _NEEDED_IF and question.required_if is None:
        raise InvalidInput({"needed": "Say when it is needed: choose a question"})
    if page_title:
        title = title_typed({"title": page_title})
        form = form_editing.add_section(form, after=section_key, title=title, question=question)
        what = f"added the page {title}"
    else:
        form = form_editing.put_question(form, section_key, question)
        what = f"{'changed' if before else 'added'} {question.key}"
    _changed(work, row, form, what)
    return question.key


def _keys_in_use(work: UnitOfWork, line_code: str) -> list[str]:
    """Keys of the version before: a new question never gets answers that were given to another."""
    found = form_in_use(work, line_code=line_code)
    return form_editing.taken_keys(found.form) if found is not None else []


def move_question(
    work: UnitOfWork, *, line_code: str, section_key: str, key: str, by: int, edit: int
) -> None:
    """Ask a question one place earlier (-1) or later (1). Needs SETTINGS_MANAGE.

    Raises FormChanged, NothingDrafted, NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    _edited(
        work,
        line_code,
        edit,
        lambda form: form_editing.move_question(form, section_key, key, by),
        f"moved {key}",
    )


def remove_question(
    work: UnitOfWork, *, line_code: str, section_key: str, key: str, edit: int
) -> None:
    """Take a question off the draft. Needs SETTINGS_MANAGE.

    Raises StillNeeded, naming what needs it, FormChanged, NothingDrafted, NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    _edited(
        work,
        line_code,
        edit,
        lambda form: form_editing.remove_question(form, section_key, key),
        f"removed {key}",
    )


def keep_section(
    work: UnitOfWork,
    *,
    line_code: str,
    section_key: str,
    typed: Mapping[str, str],
    shown: Rows = _ALWAYS,
    edit: int,
) -> None:
    """Change a page's title, when it is asked and how often. Needs SETTINGS_MANAGE.

    Raises InvalidInput for each box, FormChanged, NothingDrafted, NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)

    def change(form: Form) -> Form:
        section = form.section(section_key)
        if section is None:
            raise NotFound("page")
        return form_editing.put_section(form, _section_typed(form, section, typed, shown))

    _edited(work, line_code, edit, change, f"changed the page {section_key}")


def _section_typed(form: Form, section: Section, typed: Mapping[str, str], shown: Rows) -> Section:
    condition = condition_typed(form, shown, None, section.visible_if, field="shown")
    repeat = section.repeat and repeat_typed(typed, section.repeat)
    return replace(section, title=title_typed(typed), visible_if=condition, repeat=repeat)


def remove_section(work: UnitOfWork, *, line_code: str, section_key: str, edit: int) -> None:
    """Take a page off the draft with its questions. Needs SETTINGS_MANAGE.

    Raises StillNeeded, naming what needs one of them, FormChanged, NothingDrafted, NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    _edited(
        work,
        line_code,
        edit,
        lambda form: form_editing.remove_section(form, section_key),
        f"removed the page {section_key}",
    )


def ask_for_document(
    work: UnitOfWork,
    *,
    line_code: str,
    document_type: str,
    typed: Mapping[str, str],
    shown: Rows = _ALWAYS,
    edit: int,
) -> str:
    """Ask for a new document (no type), or change the one of this type; its type. Needs SETTINGS_MANAGE.

    Raises InvalidInput for each box, FormIsFull, FormChanged, NothingDrafted, NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    row, form = _in_hand(work, line_code, edit)
    asked = {one.document_type: one for one in form.attachments}
    before = asked.get(document_type)
    if document_type and before is None:
        raise NotFound("document")
    request = document_typed(typed, before, taken=[*asked, *TITLES])
    condition = condition_typed(
        form, shown, None, before.applies_if if before else None, field="shown"
    )
    form = form_editing.put_document(form, replace(request, applies_if=condition))
    _changed(work, row, form, f"asks for {request.document_type}")
    return request.document_type


def stop_asking_for_document(
    work: UnitOfWork, *, line_code: str, document_type: str, edit: int
) -> None:
    """Ask for a document no longer. Needs SETTINGS_MANAGE.

    Raises StillNeeded, FormChanged, NothingDrafted, NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    _edited(
        work,
        line_code,
        edit,
        lambda form: form_editing.remove_document(form, document_type),
        f"no longer asks for {document_type}",
    )


def publish_form(work: UnitOfWork, *, line_code: str, edit: int, reason: str) -> int:
    """Put the draft in use as the agency's next version; its number. Needs SETTINGS_MANAGE.

    New submissions start with it; those that are open keep theirs. Raises InvalidInput without a
    reason, NothingChanged, NothingDrafted, FormChanged.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    words = " ".join(reason.split())
    if not 0 < len(words) <= _LONGEST_REASON:
        raise InvalidInput({"reason": f"Enter the reason, at most {_LONGEST_REASON} characters"})
    row, form = _in_hand(work, line_code, edit)
    found = form_in_use(work, line_code=line_code)
    assert found is not None, "a draft is of a line that is offered"
    changes = form_changes(found.form, form)
    if not changes:
        raise NothingChanged
    row.digest = digest_of(form)
    row.published_at = row.changed_at = work.now
    row.changed_by_name, row.note = work.actor.name, words
    audit.record(
        work,
        "form.published",
        subject=("form_version", row.id or 0),
        after={"line_code": line_code, "number": row.number, "changes": len(changes)},
        note=words,
    )
    work.changed("forms")
    return row.number


def discard_form(work: UnitOfWork, *, line_code: str, edit: int) -> None:
    """Drop the draft; what is in use stays in use. Needs SETTINGS_MANAGE.

    Raises NothingDrafted, FormChanged.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    row, _ = _in_hand(work, line_code, edit)
    number, key = row.number, row.id or 0
    work.session.delete(row)
    audit.record(
        work,
        "form.discarded",
        subject=("form_version", key),
        before={"line_code": line_code, "number": number},
    )
    work.changed("forms")


def digest_of(form: Form) -> str:
    """What a version says, in short: two versions that say the same have the same."""
    written = json.dumps(form_to_json(form), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _draft(work: UnitOfWork, line_code: str) -> FormVersion | None:
    return work.session.exec(
        select(FormVersion)
        .where(FormVersion.line_code == line_code, col(FormVersion.published_at).is_(None))
        .with_for_update()
    ).one_or_none()


def _in_hand(work: UnitOfWork, line_code: str, edit: int) -> tuple[FormVersion, Form]:
    row = _draft(work, line_code)
    if row is None:
        raise NothingDrafted
    if row.edit != edit:
        raise FormChanged
    return row, form_from_json(row.content)


def _edited(
    work: UnitOfWork, line_code: str, edit: int, change: Callable[[Form], Form], what: str
) -> None:
    row, form = _in_hand(work, line_code, edit)
    _changed(work, row, change(form), what)


def _changed(work: UnitOfWork, row: FormVersion, form: Form, what: str) -> None:
    content: dict[str, Any] = form_to_json(form)
    # Read back as strictly as a file of the catalog: what cannot be read is never kept.
    assert form_from_json(content) == form, "an edited form can be read"
    row.content = content
    _keep(work, row, what)


def _keep(work: UnitOfWork, row: FormVersion, what: str) -> None:
    row.edit += 1
    row.changed_at, row.changed_by_name = work.now, work.actor.name
    work.session.flush()
    audit.record(
        work,
        "form.changed",
        subject=("form_version", row.id or 0),
        after={"line_code": row.line_code, "number": row.number},
        note=what[:200],
    )
    work.changed("forms")
