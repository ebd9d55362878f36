"""Taking documents in; handing them out: by right, as an attachment, whole or in part, never cached, never run."""

import contextlib
import zipfile
from collections.abc import Awaitable, Callable, Generator, Iterator, Sequence
from datetime import datetime
from urllib.parse import quote

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from producer_portal.access.sessions import SessionFacts
from producer_portal.edge.http import read, refuse_ended, session_of, write
from producer_portal.edge.uploads import (
    ArrivedFile,
    CheckedFile,
    arriving_file,
    checked_file,
    take_back,
)
from producer_portal.features.documents import queries, services
from producer_portal.features.documents.rules import (
    INFECTED_WORDS,
    MOST_FILE_BYTES,
    ByteRange,
    FileRefused,
    RangeOutside,
    accept,
    asked_range,
)
from producer_portal.features.documents.services import DocumentFacts, FileAtHand, SentFile
from producer_portal.foundation import storage
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.scanning import Verdict
from producer_portal.foundation.storage import StoredFile
from producer_portal.values.errors import NotFound
from producer_portal.values.ids import LARGEST_ID

router = APIRouter(prefix="/files", include_in_schema=False)
SAFE = {
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}
LONGEST_HEADER = 2000


@router.get("/{document_id}")
@router.head("/{document_id}")
async def download(request: Request, document_id: str) -> Response:
    """One document or a part of it. Out of sight is not found (RBAC-4)."""
    number = parsed_id(document_id, "document")
    asked = request.headers.get("range", "")[:LONGEST_HEADER]
    known = _tags(request.headers.get("if-none-match", ""))
    facts = await write(
        session_of(request).actor,
        services.hand_out,
        document_id=number,
        # Whoever asks about it alone is handed nothing.
        known_sha256=("*",) if request.method == "HEAD" else known,
        part=asked,
    )
    tag = f'"{facts.sha256}"'
    about = {**SAFE, "etag": tag, "accept-ranges": "bytes"}
    if set(known) & {facts.sha256, "*"}:
        return Response(status_code=304, headers=about)
    # A part belongs to the bytes that the asker has the rest of, or is no use to them.
    is_same = request.headers.get("if-range", tag) == tag
    try:
        part = asked_range(asked, facts.size_bytes) if asked and is_same else None
    except RangeOutside:
        return Response(
            status_code=416, headers={**about, "content-range": f"bytes */{facts.size_bytes}"}
        )
    about |= {
        "content-type": facts.content_type,
        "content-disposition": attachment(facts.filename),
    }
    return await _answer(request, facts, part, about)


async def _answer(
    request: Request, facts: DocumentFacts, part: ByteRange | None, about: dict[str, str]
) -> Response:
    sent = part or ByteRange(0, facts.size_bytes)
    about |= {"content-length": str(sent.stop - sent.start)}
    if part is not None:
        about |= {"content-range": f"bytes {part.start}-{part.stop - 1}/{facts.size_bytes}"}
    status = 200 if part is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=about)
    blocks = await anyio.to_thread.run_sync(lambda: begun(facts.stored, sent.start, sent.stop))
    return StreamingResponse(blocks, status, headers=about)


class _FileAtHand:
    """A checked file as a service takes it."""

    def __init__(self, checked: CheckedFile) -> None:
        self.head, self.text = checked.head, checked.text
        self.sent = SentFile(checked.arrived.size_bytes, checked.sha256, checked.waiting_place)
        self.keep = checked.keep


async def taken_in(
    request: Request,
    facts: SessionFacts,
    *,
    subject: tuple[str, int],
    allowed: tuple[str, ...],
    attach: Callable[[FileAtHand, str], Awaitable[int]],
) -> Response:
    """Receive one file for a record; `attach(file, name)` writes its row and returns the document's id.

    Whether the person may add it is asked by the caller, before any byte is read.
    """
    async with arriving_file(request, most_bytes=MOST_FILE_BYTES) as arrived:
        # A large file takes minutes, in which its sender's session may have ended.
        await refuse_ended(facts)
        found = accept(arrived.name, arrived.head, arrived.size_bytes, allowed)
        async with checked_file(arrived, found.content_type) as checked:
            await _refuse_infected(facts, subject, arrived, checked)
            document_id = await _kept(facts, checked, attach)
    status = "waiting" if checked.waiting_place else "ready"
    return JSONResponse({"document_id": document_id, "status": status}, 201)


async def _refuse_infected(
    facts: SessionFacts, subject: tuple[str, int], arrived: ArrivedFile, checked: CheckedFile
) -> None:
    if checked.scan.verdict is not Verdict.INFECTED:
        return
    await write(
        facts.actor,
        services.note_infected,
        subject=subject,
        filename=arrived.name,
        sha256=checked.sha256,
        found=checked.scan.found,
    )
    raise FileRefused(INFECTED_WORDS)


async def _kept(
    facts: SessionFacts,
    checked: CheckedFile,
    attach: Callable[[FileAtHand, str], Awaitable[int]],
) -> int:
    """Put the file in the store, then its row in the database; what no row names goes again."""
    try:
        await checked.put_down()
        await refuse_ended(facts)
        return await attach(_FileAtHand(checked), checked.arrived.name)
    finally:
        if checked.places:
            # Whatever became of the deed: the rows themselves say what was named.
            portal = system_actor("uploads", tenant_id=facts.actor.tenant_id)
            unnamed = await read(portal, queries.unclaimed, places=checked.places)
            await take_back(unnamed)


def begun(stored: StoredFile, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The blocks of a file whose first was fetched: what is gone or away is told before an answer begins."""

    def blocks() -> Generator[bytes, None, None]:
        with storage.opened(stored, start=start, stop=stop) as found:
            yield b""
            yield from found

    made = blocks()
    next(made)
    return made


def parsed_id(text: str, what: str) -> int:
    """A number from an address. Raises NotFound for what is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 19
    if not is_number or not 0 < int(text) <= LARGEST_ID:
        raise NotFound(what)
    return int(text)


def attachment(filename: str) -> str:
    """A Content-Disposition that saves the file under its name and shows it nowhere."""
    return f"attachment; filename*=UTF-8''{quote(filename)}"


def _tags(header: str) -> tuple[str, ...]:
    return tuple(
        tag.strip().removeprefix("W/").strip('"')
        for tag in header[:LONGEST_HEADER].split(",")
        if tag
    )


class _Piece:
    """What a zip is written to: takes bytes and hands them on."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._at = 0

    def write(self, block: bytes) -> int:
        self._waiting += block
        self._at += len(block)
        return len(block)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def zipped(files: Sequence[DocumentFacts], *, at: datetime) -> Iterator[bytes]:
    """The files as one archive, made while it is sent: a block at a time, nothing on disk."""
    first = begun(files[0].stored) if files else iter(())

    def blocks() -> Generator[bytes, None, None]:
        piece = _Piece()
        with contextlib.ExitStack() as stack:
            # Documents are packed already: packing them again costs time and saves nothing.
            archive = stack.enter_context(zipfile.ZipFile(piece, "w", zipfile.ZIP_STORED))  # type: ignore[call-overload]
            for name, facts in zip(_names(files), files, strict=True):
                entry = zipfile.ZipInfo(name, at.timetuple()[:6])
                entry.external_attr = 0o600 << 16
                source = first if facts is files[0] else begun(facts.stored)
                with archive.open(entry, "w") as inner:
                    for block in source:
                        inner.write(block)
                        yield piece.take()
        yield piece.take()

    return blocks()


def _names(files: Sequence[DocumentFacts]) -> list[str]:
    """A name for each file, of which no two are the same on any system."""
    taken: set[str] = set()
    names = []
    for facts in files:
        stem, dot, ending = facts.filename.rpartition(".")
        name, copy = facts.filename, 1
        while name.lower() in taken:
            copy += 1
            name = f"{stem} ({copy}){dot}{ending}"
        taken.add(name.lower())
        names.append(name)
    return names
