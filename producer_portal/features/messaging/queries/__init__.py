"""Reading threads: the records they hang on, their lines, the inbox."""

from producer_portal.features.messaging.queries.listing import inbox, unread_messages
from producer_portal.features.messaging.queries.reading import thread
from producer_portal.features.messaging.queries.subjects import (
    Subject,
    SubjectKind,
    find_subject,
    kind_at,
    people_of,
    register,
)

__all__ = [
    "Subject",
    "SubjectKind",
    "find_subject",
    "inbox",
    "kind_at",
    "people_of",
    "register",
    "thread",
    "unread_messages",
]
