"""Pages on which people and what the agency decides for them are looked after."""

from producer_portal.features.admin.pages import appetite, people, person, routing

__all__ = ["appetite", "people", "person", "routing"]
