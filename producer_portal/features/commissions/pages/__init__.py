"""Pages of commissions."""
