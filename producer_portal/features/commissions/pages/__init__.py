"""Pages of commissions."""

from producer_portal.features.commissions.pages import commissions

__all__ = ["commissions"]
