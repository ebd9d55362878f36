"""Days and amounts as they were typed into a form that is sent as a whole."""

from collections.abc import Mapping
from datetime import date

from producer_portal.values.errors import InvalidInput
from producer_portal.values.forms.text import Unreadable, read_date
from producer_portal.values.money import Money

Typed = Mapping[str, str]


def day_typed(typed: Typed, field: str, *, missing: str) -> date:
    """A date as typed. Raises InvalidInput for the field when it is missing or cannot be read."""
    words = typed.get(field, "").strip()
    if not words:
        raise InvalidInput({field: missing})
    found = read_date(words)
    if isinstance(found, Unreadable):
        raise InvalidInput({field: f"The date {found.words}"})
    return found


def day_or_none(typed: Typed, field: str) -> date | None:
    """A date as typed, None when the box is empty. Raises InvalidInput when it cannot be read."""
    return day_typed(typed, field, missing="") if typed.get(field, "").strip() else None


def amount_typed(typed: Typed, field: str, *, missing: str = "") -> int:
    """Cents as typed in dollars; empty is $0 unless `missing` says what to enter. Raises InvalidInput."""
    words = typed.get(field, "").strip()
    if not words and missing:
        raise InvalidInput({field: missing})
    return Money.parse(words, field=field).minor_units if words else 0


def amount_or_none(typed: Typed, field: str) -> int | None:
    """Cents as typed in dollars, None when the box is empty. Raises InvalidInput when it cannot be read."""
    return amount_typed(typed, field) if typed.get(field, "").strip() else None


def id_typed(typed: Typed, field: str) -> int:
    """A record's id chosen from a list, 0 when nothing is chosen or it is no id."""
    words = typed.get(field, "").strip()
    is_id = words.isascii() and words.isdigit() and len(words) < 19
    return int(words) if is_id else 0
