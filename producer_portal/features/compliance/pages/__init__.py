"""Pages of what producers hold."""
