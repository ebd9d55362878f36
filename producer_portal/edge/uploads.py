"""Receiving one file as a raw request body: streamed to quarantine, made safe, scanned, only then kept.

Nothing here runs on the event loop or holds a file in memory: bytes go block by block, work is done in
threads of its own number, and what is hostile is opened by another process alone (`safe_copies`).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TypeVar
from urllib.parse import unquote

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import ClientDisconnect, Request

from producer_portal.foundation import safe_copies, scanning, storage
from producer_portal.foundation.scanning import Scan, Verdict
from producer_portal.foundation.storage import Receiver, StoredFile
from producer_portal.foundation.stores import StoreAway
from producer_portal.values.errors import RuleViolation

R = TypeVar("R")

LONGEST_SECONDS = 600
LONGEST_PAUSE_SECONDS = 30
LONGEST_NAME_HEADER = 600
# Each copy may take a processor and its memory for seconds: the rest of the files wait their turn.
MOST_COPIES_AT_ONCE = 2
MOST_TRANSFERS_AT_ONCE = 6


class UploadBroken(RuleViolation):
    """The connection ended or stalled before the file was whole."""


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file that came whole and lies in quarantine as it was sent: its name, its first bytes, its size."""

    name: str
    head: bytes
    size_bytes: int
    receiver: Receiver


@dataclass(slots=True)
class CheckedFile:
    """The harmless copy of a file, what the scanner said of the file itself, and where they were put."""

    arrived: ArrivedFile
    head: bytes
    text: str
    scan: Scan
    _copy: Receiver
    stored: list[StoredFile] = field(default_factory=list)
    waiting_place: str = ""

    @property
    def sha256(self) -> str:
        """The hash of the file as it was sent."""
        return self.arrived.receiver.sha256

    async def put_down(self) -> None:
        """Hand the copy to the store, and the file as sent too when the scanner has to see it later.

        Before any transaction: a store far away must not hold one open. Raises Unavailable.
        """
        self.stored.append(await _in_thread(self._copy.keep, _transfers()))
        if self.scan.verdict is Verdict.UNKNOWN:
            waiting = await _in_thread(self.arrived.receiver.keep, _transfers())
            self.stored.append(waiting)
            self.waiting_place = waiting.place

    def keep(self) -> StoredFile:
        """Where the copy lies."""
        assert self.stored, "it was put down before"
        return self.stored[0]

    @property
    def places(self) -> list[str]:
        """Every place of the store that something was put to."""
        return [one.place for one in self.stored]


async def take_back(places: Sequence[str]) -> None:
    """Remove from the store what nobody came to name. What the store cannot remove now the sweep will."""
    for place in places:
        with contextlib.suppress(StoreAway, OSError):
            await _in_thread(partial(storage.discard, place), _transfers())


@contextlib.asynccontextmanager
async def arriving_file(request: Request, *, most_bytes: int) -> AsyncIterator[ArrivedFile]:
    """The file of a request, for as long as the block runs; what is not kept by then is gone.

    Raises UploadBroken, TooLarge at the first byte over, and Unavailable when there is no room. Nothing
    is left behind when the sender goes away or stalls, or when the file is refused inside the block.
    """
    _refuse_length(request.headers.get("content-length", ""), most_bytes)
    name = unquote(request.headers.get("x-file-name", "")[:LONGEST_NAME_HEADER])
    try:
        with storage.receive(most_bytes=most_bytes) as receiver:
            async with asyncio.timeout(LONGEST_SECONDS):
                await _stream(request, receiver)
            yield ArrivedFile(name, receiver.head, receiver.size_bytes, receiver)
    except (TimeoutError, ClientDisconnect) as ended:
        raise UploadBroken(
            "Not added: the upload stopped before it was complete. Try again."
        ) from ended
    except OSError as full:
        raise StoreAway from full


@contextlib.asynccontextmanager
async def checked_file(arrived: ArrivedFile, content_type: str) -> AsyncIterator[CheckedFile]:
    """The harmless copy of a file that arrived, and the scanner's verdict. Raises NotMadeSafe."""
    receiver = arrived.receiver
    made = await _in_thread(
        lambda: safe_copies.make_safe_copy(receiver.blocks(), content_type), _copies()
    )
    with made.receiver as copy:
        scan = await _in_thread(lambda: scanning.scan(receiver.blocks()), _transfers())
        yield CheckedFile(arrived, copy.head, made.text, scan, copy)


async def looked_at(deed: Callable[[], R]) -> R:
    """Have another process look into a file, in its turn: no more at once than copies are made."""
    return await _in_thread(deed, _copies())


@cache
def _copies() -> CapacityLimiter:
    return CapacityLimiter(MOST_COPIES_AT_ONCE)


@cache
def _transfers() -> CapacityLimiter:
    return CapacityLimiter(MOST_TRANSFERS_AT_ONCE)


async def _in_thread(deed: Callable[[], R], limiter: CapacityLimiter) -> R:
    return await anyio.to_thread.run_sync(deed, limiter=limiter)


def _refuse_length(declared: str, most_bytes: int) -> None:
    if not (declared.isascii() and declared.isdigit()):
        raise UploadBroken("Not added: the upload does not say how large it is. Try again.")
    if int(declared) > most_bytes:
        raise storage.TooLarge(
            f"Not added: the file is larger than {most_bytes // 1024 // 1024} MB."
        )


async def _stream(request: Request, receiver: Receiver) -> None:
    """Take every chunk as it comes."""
    chunks = request.stream().__aiter__()
    while True:
        try:
            chunk = await asyncio.wait_for(chunks.__anext__(), LONGEST_PAUSE_SECONDS)
        except StopAsyncIteration:
            return
        if chunk:
            await anyio.to_thread.run_sync(receiver.write, chunk)
