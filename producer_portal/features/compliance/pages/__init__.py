"""Pages of what producers hold."""

from producer_portal.features.compliance.pages import held, standings

__all__ = ["held", "standings"]
