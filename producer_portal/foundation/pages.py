"""Looking at the pages of a PDF, in a process of its own: the words and fields on them, and their pictures."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from producer_portal.foundation.limited_programs import answer_of, line_of
from producer_portal.values.errors import RuleViolation
from producer_portal.values.pages import Box, FoundField, FoundPages, FoundText

PROGRAM = Path(__file__).with_name("page_program.py")
LONGEST_SECONDS = 30
MOST_PICTURE_BYTES = 8 * 1024 * 1024


class PagesNotRead(RuleViolation):
    """The pages of a PDF could not be looked at."""

    def __init__(self) -> None:
        super().__init__(
            "Not added: the pages of this file cannot be read. Print it to a new PDF and send that, "
            "or type the answers."
        )


def found_on(blocks: Iterable[bytes]) -> FoundPages:
    """The pieces of text and the filled fields of a PDF. Takes a thread for a second or two.

    Raises PagesNotRead.
    """
    with answer_of(PROGRAM, "words", blocks=blocks, longest_seconds=LONGEST_SECONDS) as answer:
        found = line_of(answer)
    try:
        return FoundPages(
            int(found["pages"]),
            tuple(FoundText(str(words), Box(*map(int, box))) for *box, words in found["texts"]),
            tuple(_field(*one) for one in found["fields"]),
        )
    except (KeyError, TypeError, ValueError) as broken:
        raise PagesNotRead from broken


def picture_of(blocks: Iterable[bytes], page: int) -> bytes:
    """One page, counted from 0, as a PNG of at most 1,100 pixels in width. Raises PagesNotRead."""
    words = ("picture", str(page))
    with answer_of(PROGRAM, *words, blocks=blocks, longest_seconds=LONGEST_SECONDS) as answer:
        size_bytes = line_of(answer).get("size")
        if not isinstance(size_bytes, int) or not 0 < size_bytes <= MOST_PICTURE_BYTES:
            raise PagesNotRead
        picture = answer.read(size_bytes)
    if len(picture) != size_bytes or not picture.startswith(b"\x89PNG"):
        raise PagesNotRead
    return picture


def _field(*found: Any) -> FoundField:
    *box, name, tooltip, value, is_tick = found
    return FoundField(str(name), str(tooltip), str(value), Box(*map(int, box)), bool(is_tick))
