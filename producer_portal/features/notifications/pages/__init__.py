"""Pages of notices, of what one is told, and of deliveries."""

from producer_portal.features.notifications.pages import choices, deliveries, notices

__all__ = ["choices", "deliveries", "notices"]
