"""Pages on which people and what the agency decides for them are looked after."""
