"""Browser events of the pages on which people and what the agency decides for them are looked after."""
