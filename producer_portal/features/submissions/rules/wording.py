"""Dates, waiting and lateness as people read them (look.md §5)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from producer_portal.values.period import day_words

NONE = "—"


@dataclass(frozen=True, slots=True)
class DueWords:
    """A target date in a list: its words, what is late or due, and which of the two."""

    words: str
    lateness: str = ""
    is_late: bool = False
    is_due_today: bool = False


@lru_cache(maxsize=8192)
def local_day(at: datetime, zone: str) -> date:
    """The calendar day of an instant in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def days_words(days: int, *, is_short: bool = False) -> str:
    """A number of days: "6 d" in a column, "6 days" in text."""
    if is_short:
        return f"{days} d"
    return "1 day" if days == 1 else f"{days} days"


def waiting_words(since: date, today: date) -> str:
    """How long something has waited, for a column; today is "Today"."""
    days = (today - since).days
    return days_words(days, is_short=True) if days > 0 else "Today"


@lru_cache(maxsize=2048)
def due_words(due_on: date | None, today: date) -> DueWords:
    """A date something is due on and how late it is."""
    if due_on is None:
        return DueWords(NONE)
    words = day_words(due_on, today=today)
    if due_on < today:
        return DueWords(words, f"{days_words((today - due_on).days)} late", is_late=True)
    if due_on == today:
        return DueWords(words, "Due today", is_due_today=True)
    return DueWords(words)


def paused_words(item_due_on: date | None, today: date) -> DueWords:
    """While information is needed the target rests and the lateness is the item's."""
    if item_due_on is None:
        return DueWords("Paused")
    if item_due_on < today:
        return DueWords("Paused", f"Item {(today - item_due_on).days} d late", is_late=True)
    if item_due_on == today:
        return DueWords("Paused", "Item due today", is_due_today=True)
    return DueWords("Paused", f"Item due {day_words(item_due_on, today=today)}")
