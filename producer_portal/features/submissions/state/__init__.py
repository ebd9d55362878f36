"""Browser events of the submission pages."""
