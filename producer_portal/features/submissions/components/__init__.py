"""Parts of the pages of submissions; they know its views and states, no services."""
