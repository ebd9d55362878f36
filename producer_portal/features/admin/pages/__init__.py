"""Pages on which people are looked after."""

from producer_portal.features.admin.pages import people, person

__all__ = ["people", "person"]
