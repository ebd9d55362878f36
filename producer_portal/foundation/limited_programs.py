"""Running a program of our own on a hostile file: it takes its own limits, and may die of the file."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

LONGEST_LINE_BYTES = 8 * 1024 * 1024


@contextlib.contextmanager
def answer_of(
    program: Path, *words: str, blocks: Iterable[bytes], longest_seconds: int
) -> Iterator[IO[bytes]]:
    """The answer of a program to a file, while the block runs; the program is gone after it.

    It is started without environment, in the root folder, isolated from what is installed for a person.
    """
    with subprocess.Popen(  # noqa: S603 - our own program; the words are the caller's constants
        [sys.executable, "-I", str(program), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
        start_new_session=True,
    ) as running:
        # The program's own limit is on work done; this one is on waiting.
        timer = threading.Timer(longest_seconds, running.kill)
        timer.start()
        try:
            assert running.stdin is not None, "asked for above"
            assert running.stdout is not None, "asked for above"
            _hand_over(blocks, running.stdin)
            yield running.stdout
        finally:
            timer.cancel()
            running.kill()


def line_of(answer: IO[bytes]) -> dict[str, Any]:
    """The next line of the answer; nothing when the program died before it."""
    line = answer.readline(LONGEST_LINE_BYTES)
    if not line.endswith(b"\n"):
        return {}
    try:
        found = json.loads(line)
    except ValueError:
        # A file may have taken the program over: what it says is believed no more than the file was.
        return {}
    return found if isinstance(found, dict) else {}


def _hand_over(blocks: Iterable[bytes], stream: IO[bytes]) -> None:
    # A program that died early says so by its answer, not by our writing.
    with contextlib.suppress(BrokenPipeError):
        for block in blocks:
            stream.write(block)
    with contextlib.suppress(BrokenPipeError):
        stream.close()
