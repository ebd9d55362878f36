"""People and records for tests, made through the services."""
