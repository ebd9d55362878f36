"""Names for what components take: words and flags may be fixed or come from a state."""

import reflex as rx

Words = rx.Var | str
Flag = rx.Var | bool
Child = rx.Component | rx.Var | str


def joined(*names: str) -> str:
    """Class names as one text, without the empty ones."""
    return " ".join(name for name in names if name)
