"""A submission with its form and its answers, sensitive ones opened for checking and masking only."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from producer_portal.features.documents import queries as documents
from producer_portal.features.submissions.queries.forms import form_for
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation import crypto
from producer_portal.foundation.exchange import Answer
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found
from producer_portal.values.forms import (
    ITEM_ID,
    AttachedFile,
    Form,
    is_empty,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission in hand. `answers` are plain: they never leave queries and services unmasked."""

    row: Submission
    form: Form
    answers: dict[str, Any]

    @property
    def id(self) -> int:
        """The submission's id."""
        assert self.row.id is not None, "an opened submission is stored"
        return self.row.id


def open_submission(work: UnitOfWork, submission_id: int, *, lock: bool = False) -> Opened:
    """The submission with this id. Needs SUBMISSIONS_READ; raises NotFound out of sight (RBAC-4)."""
    work.actor.require(Permission.SUBMISSIONS_READ)
    row = get_or_not_found(work, Submission, submission_id, what="submission", lock=lock)
    return opened(work, row)


def opened(work: UnitOfWork, row: Submission) -> Opened:
    """A row that is in hand already, with its form and plain answers."""
    form = form_for(work, row)
    assert row.id is not None, "an opened submission is stored"
    return Opened(row, form, open_answers(form, row.answers, row.id))


def seal_answers(form: Form, answers: Mapping[str, Any], submission_id: int) -> dict[str, Any]:
    """The answers to store: sensitive ones sealed one by one, each for its own place."""

    def seal(value: Any, place: str) -> Any:
        return value if is_empty(value) else crypto.seal(json.dumps(value), context=place)

    return _with_sensitive(form, answers, submission_id, seal)


def open_answers(form: Form, stored: Mapping[str, Any], submission_id: int) -> dict[str, Any]:
    """The answers as they were before sealing."""

    def unseal(value: Any, place: str) -> Any:
        is_sealed = crypto.is_sealed(value)
        return json.loads(crypto.unseal(value, context=place)) if is_sealed else value

    return _with_sensitive(form, stored, submission_id, unseal)


def _with_sensitive(
    form: Form,
    answers: Mapping[str, Any],
    submission_id: int,
    change: Callable[[Any, str], Any],
) -> dict[str, Any]:
    changed = dict(answers)
    for section in form.sections:
        keys = [question.key for question in section.questions if question.is_sensitive]
        stored = changed.get(section.key)
        if not keys or stored is None:
            continue
        place = f"submission.answers:{submission_id}:{section.key}"
        if section.repeat is None:
            changed[section.key] = _item(stored, keys, place, change)
        else:
            changed[section.key] = [
                _item(item, keys, f"{place}.{item.get(ITEM_ID, '')}", change) for item in stored
            ]
    return changed


def _item(
    item: Mapping[str, Any], keys: list[str], place: str, change: Callable[[Any, str], Any]
) -> dict[str, Any]:
    return {
        key: change(value, f"{place}.{key}") if key in keys else value
        for key, value in item.items()
    }


def attached_files(work: UnitOfWork, submission_id: int) -> tuple[AttachedFile, ...]:
    """The documents that are in for a submission, by type."""
    return ask_attached_files(work, submission_id)()


def ask_attached_files(work: UnitOfWork, submission_id: int) -> Answer[tuple[AttachedFile, ...]]:
    """As `attached_files`, in one turn with what is asked beside it."""
    found = documents.ask_document_types(work, subject=("submission", submission_id))
    return Answer(lambda: tuple(AttachedFile(document_type) for document_type in found()))
