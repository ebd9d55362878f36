"""Pages of one's own account."""

from producer_portal.features.accounts.pages import account, landing

__all__ = ["account", "landing"]
