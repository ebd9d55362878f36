"""Pages of notices."""

from producer_portal.features.notifications.pages import notices

__all__ = ["notices"]
