"""How a person's name is shortened."""


def initials(name: str) -> str:
    """Up to two letters that stand for a person."""
    parts = [part for part in name.split() if part]
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()
