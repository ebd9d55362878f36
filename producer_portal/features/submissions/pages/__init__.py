"""Pages of submissions: one module per page, so that each loads its own script only."""
