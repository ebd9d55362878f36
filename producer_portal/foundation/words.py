"""Instants and days in the words of the agency's zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from producer_portal.foundation.unit_of_work import UnitOfWork


def moment_words(work: UnitOfWork, at: datetime) -> str:
    """An instant as people read it: "Today, 9:58 AM", "Nov 14, 3:20 PM", "Nov 14, 2025, 3:20 PM"."""
    zone = ZoneInfo(work.actor.time_zone)
    local, present = at.astimezone(zone), work.now.astimezone(zone)
    clock = f"{local.strftime('%I').lstrip('0')}:{local.strftime('%M %p')}"
    if local.date() == present.date():
        return f"Today, {clock}"
    day = f"{local.strftime('%b')} {local.day}"
    return f"{day}, {clock}" if local.year == present.year else f"{day}, {local.year}, {clock}"
