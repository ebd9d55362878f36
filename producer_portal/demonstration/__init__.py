"""The demonstration agency: made-up people and business, built through the same services as real ones."""
