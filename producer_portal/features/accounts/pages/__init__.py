"""Pages of one's own account."""

from producer_portal.features.accounts.pages import account, help_page, landing

__all__ = ["account", "help_page", "landing"]
