"""Pages of notices, of what one is told, and of deliveries."""
