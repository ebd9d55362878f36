"""Which form a submission has, and with which a new one starts: the agency's own or the catalog's (SUB-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam
from sqlalchemy import select as core_select
from sqlmodel import col, select

from producer_portal.features.submissions.catalog import FORMS, form_of
from producer_portal.features.submissions.tables import FormVersion, Submission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound
from producer_portal.values.forms import Form, form_from_json

_MOST_READ = 300
# Forms of agencies by what they say: what is published never changes, so it is read once.
_READ: dict[str, Form] = {}


@dataclass(frozen=True, slots=True)
class FormInUse:
    """The form that new submissions of a line start with; "" as digest for the catalog's."""

    form: Form
    digest: str = ""


def form_in_use(work: UnitOfWork, *, line_code: str) -> FormInUse | None:
    """What a new submission of the line starts with; None for a line that is not offered.

    The agency's newest published version, and the newest of the catalog while it has none.
    """
    if line_code not in FORMS:
        return None
    found = work.session.execute(_newest_statement(), {"line_code": line_code}).first()
    if found is None:
        return FormInUse(FORMS[line_code])
    return FormInUse(_own_form(work, work.tenant_id, line_code, found[0]), found[0])


def forms_in_use(work: UnitOfWork) -> Mapping[str, FormInUse]:
    """As `form_in_use`, for every line that is offered."""
    own = work.session.exec(
        select(FormVersion.line_code, FormVersion.digest)
        .where(col(FormVersion.published_at).is_not(None))
        .order_by(col(FormVersion.line_code), col(FormVersion.number))
    ).all()
    newest = dict(own)
    return {
        code: FormInUse(_own_form(work, work.tenant_id, code, newest[code]), newest[code])
        if code in newest
        else FormInUse(form)
        for code, form in FORMS.items()
    }


def form_for(work: UnitOfWork, row: Submission) -> Form:
    """The form in the version the submission was started with, whatever was published since."""
    if not row.form_digest:
        return form_of(row.line_code, row.form_version)
    return _own_form(work, row.tenant_id, row.line_code, row.form_digest)


@cache
def _newest_statement() -> Select[str]:
    """Asked at every start, so it is made once."""
    return (
        core_select(col(FormVersion.digest))
        .where(
            col(FormVersion.line_code) == bindparam("line_code"),
            col(FormVersion.published_at).is_not(None),
        )
        .order_by(col(FormVersion.number).desc())
        .limit(1)
    )


def _own_form(work: UnitOfWork, tenant_id: int | None, line_code: str, digest: str) -> Form:
    form = _READ.get(digest)
    if form is not None:
        return form
    content = work.session.exec(
        select(FormVersion.content).where(
            FormVersion.tenant_id == tenant_id,
            FormVersion.line_code == line_code,
            FormVersion.digest == digest,
            col(FormVersion.published_at).is_not(None),
        )
    ).first()
    if content is None:
        raise NotFound("form")
    form = form_from_json(content)
    if len(_READ) >= _MOST_READ:
        _READ.clear()
    _READ[digest] = form
    return form
