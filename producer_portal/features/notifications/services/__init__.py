"""Announcing events, keeping people's choices, and sending again what did not go out."""

from producer_portal.features.notifications.services.announcing import (
    announce,
    deliver,
    mark_all_read,
    mark_read,
)
from producer_portal.features.notifications.services.choosing import choose_channels, choose_timing
from producer_portal.features.notifications.services.resending import give_up, send_again
from producer_portal.features.notifications.services.sending import (
    digest_mail,
    notice_mail,
    notice_text,
)

__all__ = [
    "announce",
    "choose_channels",
    "choose_timing",
    "deliver",
    "digest_mail",
    "give_up",
    "mark_all_read",
    "mark_read",
    "notice_mail",
    "notice_text",
    "send_again",
]
