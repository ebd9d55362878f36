"""Pages of submissions: one module per page, so that each loads its own script only."""

from producer_portal.features.submissions.pages import submissions, start

__all__ = ["start", "submissions"]
