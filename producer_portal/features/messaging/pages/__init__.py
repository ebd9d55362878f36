"""Pages of messages."""

from producer_portal.features.messaging.pages import messages

__all__ = ["messages"]
