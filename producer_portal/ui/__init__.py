"""What every page is made of: the shell, the components and the events."""
