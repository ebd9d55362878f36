"""Turning a received file into a harmless copy, in a process of its own that may die of it."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from producer_portal.foundation import storage
from producer_portal.foundation.limited_programs import answer_of, line_of
from producer_portal.foundation.safe_copy_program import MOST_COPY_BYTES
from producer_portal.foundation.storage import Receiver
from producer_portal.values.errors import RuleViolation

PROGRAM = Path(__file__).with_name("safe_copy_program.py")
LONGEST_SECONDS = 60
PIECE_BYTES = 64 * 1024

WORDS = {
    "encrypted": "Not added: the file is protected by a password. Save it without one and send it again.",
    "cut": "Not added: the file is cut short. Save it again, or print it to a new PDF, and send that.",
    "broken": "Not added: the file is damaged and cannot be opened. Save it again and send the new copy.",
    "too_many_pixels": "Not added: the picture has more than 50 million pixels. Send a smaller one.",
    "too_complex": "Not added: the file is too complex to check. Print it to a new PDF and send that.",
    "acting": (
        "Not added: the workbook holds macros, links to other files or files inside. "
        "Save a copy with values only and send that."
    ),
}


class NotMadeSafe(RuleViolation):
    """No harmless copy can be made of this file; the words say what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(WORDS.get(code, WORDS["too_complex"]))
        self.code = code


@dataclass(frozen=True, slots=True)
class SafeCopy:
    """A harmless copy in quarantine, and the text found in it."""

    receiver: Receiver
    text: str


def make_safe_copy(blocks: Iterable[bytes], content_type: str) -> SafeCopy:
    """A harmless copy of a file. Whoever takes it closes its receiver. Raises NotMadeSafe.

    Takes a thread for as long as the program works, and no more memory than a block or two.
    """
    with contextlib.ExitStack() as until_made:
        receiver = until_made.enter_context(storage.receive(most_bytes=MOST_COPY_BYTES))
        made = SafeCopy(receiver, _converse(blocks, content_type, receiver))
        until_made.pop_all()
    return made


def _converse(blocks: Iterable[bytes], content_type: str, receiver: Receiver) -> str:
    """Hand the file over, take the copy; returns the text that was found in it."""
    with answer_of(PROGRAM, content_type, blocks=blocks, longest_seconds=LONGEST_SECONDS) as stream:
        answer = line_of(stream)
        size_bytes = answer.get("size")
        if not isinstance(size_bytes, int):
            raise NotMadeSafe(str(answer.get("refused", "too_complex")))
        _take(stream, size_bytes, receiver)
        return str(line_of(stream).get("text", ""))


def _take(stream: IO[bytes], size_bytes: int, receiver: Receiver) -> None:
    left = size_bytes
    while left:
        piece = stream.read(min(left, PIECE_BYTES))
        if not piece:
            # It died in the middle of its answer.
            raise NotMadeSafe("too_complex")
        receiver.write(piece)
        left -= len(piece)
