"""Pages of policies."""

from producer_portal.features.policies.pages import policies, policy

__all__ = ["policies", "policy"]
