"""What an underwriter may ask for, checked before it is asked (SUB-12)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from producer_portal.features.submissions.rules.workflow import INFORMATION_REASONS
from producer_portal.values.errors import InvalidInput

MOST_ITEMS_AT_ONCE = 20
_LONGEST_WAIT = timedelta(days=365)
_LABEL_LENGTH = 200
_NOTE_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class RequestedItem:
    """One thing to ask for: a document of a type, or an answer in words when the type is ""."""

    label: str
    reason_code: str
    due_on: date
    document_type: str = ""
    note: str = ""
    is_blocking: bool = True


def checked_items(
    items: Sequence[RequestedItem], *, today: date, document_types: Collection[str]
) -> tuple[RequestedItem, ...]:
    """The items with their words trimmed. Raises InvalidInput with every problem, by place."""
    found: dict[str, str] = {}
    if not items:
        found["items"] = "Ask for at least one thing"
    if len(items) > MOST_ITEMS_AT_ONCE:
        found["items"] = f"Ask for {MOST_ITEMS_AT_ONCE} things or fewer at once"
    for place, item in enumerate(items[:MOST_ITEMS_AT_ONCE]):
        label = item.label.strip()
        if not label or len(label) > _LABEL_LENGTH:
            found[f"items.{place}.label"] = f"Say what is needed, in {_LABEL_LENGTH} characters"
        if item.reason_code not in INFORMATION_REASONS:
            found[f"items.{place}.reason_code"] = "Select a reason"
        if not today <= item.due_on <= today + _LONGEST_WAIT:
            found[f"items.{place}.due_on"] = "The due date must be today or within a year"
        if item.document_type and item.document_type not in document_types:
            found[f"items.{place}.document_type"] = "Select a type of document"
        if len(item.note) > _NOTE_LENGTH:
            found[f"items.{place}.note"] = f"Keep it to {_NOTE_LENGTH:,} characters"
    if found:
        raise InvalidInput(found)
    return tuple(
        RequestedItem(
            one.label.strip(),
            one.reason_code,
            one.due_on,
            one.document_type,
            one.note.strip(),
            one.is_blocking,
        )
        for one in items
    )
