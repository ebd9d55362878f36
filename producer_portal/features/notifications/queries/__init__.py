"""Reading notices, what people chose, and what did not go out."""

from producer_portal.features.notifications.queries.choices import choices_of, notice_choices
from producer_portal.features.notifications.queries.deliveries import dead_count, deliveries
from producer_portal.features.notifications.queries.notices import notices, unread_count

__all__ = [
    "choices_of",
    "dead_count",
    "deliveries",
    "notice_choices",
    "notices",
    "unread_count",
]
