"""Receiving one file as a raw request body, streamed to quarantine: counted, timed, never in memory whole."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import unquote

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request

from producer_portal.foundation import storage
from producer_portal.foundation.storage import HEAD_BYTES, Receiver, StoredFile
from producer_portal.values.errors import RuleViolation, Unavailable

LONGEST_SECONDS = 600
LONGEST_PAUSE_SECONDS = 30
LONGEST_NAME_HEADER = 600


class UploadBroken(RuleViolation):
    """The connection ended or stalled before the file was whole."""


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file that came whole and lies in quarantine: its name as sent, its first bytes, its size."""

    name: str
    head: bytes
    size_bytes: int
    receiver: Receiver

    def keep(self) -> StoredFile:
        """Make it permanent, once whoever wants it has judged it. It may be kept once."""
        return self.receiver.keep()


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
                head = await _stream(request, receiver)
            yield ArrivedFile(name, head, receiver.size_bytes, receiver)
    except (TimeoutError, ClientDisconnect) as ended:
        raise UploadBroken(
            "Not added: the upload stopped before it was complete. Try again."
        ) from ended
    except OSError as full:
        raise Unavailable(
            "The file store is full or away. Nothing was added; try again later.",
            retry_after_seconds=60,
        ) from full


def _refuse_length(declared: str, most_bytes: int) -> None:
    if not (declared.isascii() and declared.isdigit()):
        raise UploadBroken("Not added: the upload does not say how large it is. Try again.")
    if int(declared) > most_bytes:
        raise storage.TooLarge(
            f"Not added: the file is larger than {most_bytes // 1024 // 1024} MB."
        )


async def _stream(request: Request, receiver: Receiver) -> bytes:
    """Take every chunk; returns the first bytes, by which the type is told."""
    head = b""
    chunks = request.stream().__aiter__()
    while True:
        try:
            chunk = await asyncio.wait_for(chunks.__anext__(), LONGEST_PAUSE_SECONDS)
        except StopAsyncIteration:
            return head
        if chunk:
            head += chunk[: HEAD_BYTES - len(head)]
            await anyio.to_thread.run_sync(receiver.write, chunk)
