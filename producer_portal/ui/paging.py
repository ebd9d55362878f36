"""What stands under a list that is read page by page."""

from typing import NamedTuple


class Shown(NamedTuple):
    """Which rows of how many are shown, and whether more follow."""

    words: str
    has_next: bool


def shown_of(*, page: int, page_size: int, count: int, total: int) -> Shown:
    """Words like "Showing 26–50 of 61" for the `count` rows of a page counted from 1; "" for no rows."""
    first = (page - 1) * page_size + 1
    last = first + count - 1
    return Shown(f"Showing {first}–{last} of {total}" if count else "", last < total)
