"""Receiving one file as a raw request body, streamed to quarantine: counted, timed, never in memory whole."""

import asyncio
from urllib.parse import unquote

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request

from producer_portal.foundation import storage
from producer_portal.foundation.storage import StoredFile
from producer_portal.values.errors import RuleViolation, Unavailable

LONGEST_SECONDS = 600
LONGEST_PAUSE_SECONDS = 30
LONGEST_NAME_HEADER = 600


class UploadBroken(RuleViolation):
    """The connection ended or stalled before the file was whole."""


async def receive_file(request: Request, *, most_bytes: int) -> tuple[str, StoredFile]:
    """The file's name and its bytes at rest. Raises TooLarge at the first byte over, before it is kept.

    Nothing is left behind when the sender goes away or stalls.
    """
    declared = request.headers.get("content-length", "")
    if not declared.isdigit():
        raise UploadBroken("Not added: the upload does not say how large it is. Try again.")
    if int(declared) > most_bytes:
        raise storage.TooLarge(
            f"Not added: the file is larger than {most_bytes // 1024 // 1024} MB."
        )
    name = unquote(request.headers.get("x-file-name", "")[:LONGEST_NAME_HEADER])
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return name, await _stream(request, most_bytes)
    except (TimeoutError, ClientDisconnect) as ended:
        raise UploadBroken(
            "Not added: the upload stopped before it was complete. Try again."
        ) from ended
    except OSError as full:
        raise Unavailable(
            "The file store is full or away. Nothing was added; try again later.",
            retry_after_seconds=60,
        ) from full


async def _stream(request: Request, most_bytes: int) -> StoredFile:
    with storage.receive(most_bytes=most_bytes) as receiver:
        chunks = request.stream().__aiter__()
        while True:
            try:
                chunk = await asyncio.wait_for(chunks.__anext__(), LONGEST_PAUSE_SECONDS)
            except StopAsyncIteration:
                break
            if chunk:
                await anyio.to_thread.run_sync(receiver.write, chunk)
        return await anyio.to_thread.run_sync(receiver.keep)
