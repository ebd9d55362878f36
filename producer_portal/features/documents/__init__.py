"""Files that hang on records: received in a stream, told by their content, kept privately, handed out by right."""
