"""Deliveries of notices, their mails and texts."""

from producer_portal.features.notifications import services
from producer_portal.foundation.outbox import Effect

EFFECTS: dict[str, Effect] = {
    "notice.deliver": services.deliver,
    "notice.digest": services.digest_mail,
}
# What is sent to somebody outside, after the transaction and in a thread of its own.
SENDS: dict[str, Effect] = {
    "notice.mail": services.notice_mail,
    "notice.text": services.notice_text,
}
