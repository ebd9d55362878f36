"""Parts of the pages on which an agency decides."""
