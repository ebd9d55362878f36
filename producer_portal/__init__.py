"""The Producer Portal: where producers bring business and see what it pays."""
