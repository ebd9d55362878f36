"""Deliveries of messages: unread counts and notices, after the words are kept."""

from producer_portal.features.messaging import services
from producer_portal.foundation.outbox import Effect

EFFECTS: dict[str, Effect] = {"message.deliver": services.tell_of_line}
