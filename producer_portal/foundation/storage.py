"""Document bytes: streamed into quarantine, counted, sealed, then kept under a place of their own.

A place is used once. Which bytes lie where is a row (`KeptFile`), one for each hash within a tenant, so
that the same bytes are stored once and no two tenants ever share a file.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import BinaryIO, Self

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col, select

from producer_portal.foundation import crypto, sealing, stores
from producer_portal.foundation.sealing import BLOCK_BYTES, ReadAt
from producer_portal.foundation.settings import settings
from producer_portal.foundation.stores import StoreAway
from producer_portal.foundation.tables import KeptFile
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound, RuleViolation

HEAD_BYTES = 4096
PLACE_BYTES = 32


class TooLarge(RuleViolation):
    """More bytes came than are allowed."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes at rest: where they lie, their hash and their size."""

    place: str
    sha256: str
    size_bytes: int


class Receiver:
    """Takes a stream into quarantine, counting; becomes a stored file or vanishes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size_bytes = 0
        self._hash = hashlib.sha256()
        self._head = bytearray()
        name = secrets.token_hex(PLACE_BYTES)
        self._place = f"{name[:2]}/{name}"
        self._path = stores.private_folder("quarantine") / name
        self._file: BinaryIO = self._path.open("xb")
        self._is_whole = False
        self._sealer = sealing.Sealer(self._place) if settings().is_storage_encrypted else None
        if self._sealer is not None:
            self._file.write(self._sealer.header)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            # Writes what is left: on a full disk that fails, and nothing may stay behind all the same.
            self._file.close()
        finally:
            self._path.unlink(missing_ok=True)

    @property
    def head(self) -> bytes:
        """The first bytes, by which the type is told."""
        return bytes(self._head)

    @property
    def sha256(self) -> str:
        """The hash of what came so far."""
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Take more bytes. Raises TooLarge at the first byte over the limit."""
        assert not self._is_whole, "nothing comes after the end"
        self.size_bytes += len(chunk)
        if self.size_bytes > self.most_bytes:
            raise TooLarge(
                f"Not added: the file is larger than {self.most_bytes // 1024 // 1024} MB."
            )
        self._hash.update(chunk)
        if len(self._head) < HEAD_BYTES:
            self._head += chunk[: HEAD_BYTES - len(self._head)]
        self._file.write(chunk if self._sealer is None else self._sealer.add(chunk))

    def blocks(self) -> Generator[bytes, None, None]:
        """What came, while it still lies in quarantine: to be made safe and to be scanned."""
        self._finish()
        number = os.open(self._path, os.O_RDONLY)
        try:
            yield from _plain(partial(_pread, number), self._place, self.size_bytes)
        finally:
            os.close(number)

    def keep(self) -> StoredFile:
        """Hand the received bytes to the store. May be done once. Raises StoreAway."""
        self._finish()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        stores.store().put(self._place, self._path)
        return StoredFile(self._place, self.sha256, self.size_bytes)

    def _finish(self) -> None:
        if self._is_whole:
            return
        self._is_whole = True
        if self._sealer is not None:
            self._file.write(self._sealer.last())
        self._file.flush()


def receive(*, most_bytes: int) -> Receiver:
    """Begin to take a file of at most this many bytes into quarantine; use as a context manager."""
    return Receiver(most_bytes)


def keep_bytes(content: bytes) -> StoredFile:
    """Store bytes the portal made itself, such as a quote's PDF."""
    with receive(most_bytes=max(len(content), 1)) as receiver:
        receiver.write(content)
        return receiver.keep()


def claim(work: UnitOfWork, stored: StoredFile) -> StoredFile:
    """Say in this transaction that the tenant holds these bytes; returns where they lie from now on.

    When the tenant has the same bytes already, those are named and the new ones are discarded.
    """
    connection = work.session.connection()
    connection.execute(
        _insert_new(connection.dialect.name),
        {
            "tenant_id": work.tenant_id,
            "sha256": stored.sha256,
            "place": stored.place,
            "size_bytes": stored.size_bytes,
            "kept_at": work.now,
        },
    )
    known = find(work, stored.sha256)
    if known.place != stored.place:
        with contextlib.suppress(StoreAway):
            # Nobody else was ever told this place; what is not discarded now the sweep finds.
            stores.store().discard(stored.place)
    return known


def _insert_new(dialect: str) -> Executable:
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    return insert(KeptFile).on_conflict_do_nothing(index_elements=("tenant_id", "sha256"))


def find(work: UnitOfWork, sha256: str) -> StoredFile:
    """Where the tenant's bytes with this hash lie. Raises NotFound."""
    row = work.session.exec(
        select(KeptFile).where(KeptFile.sha256 == sha256, col(KeptFile.tenant_id) == work.tenant_id)
    ).one_or_none()
    if row is None:
        raise NotFound("file")
    return StoredFile(row.place, row.sha256, row.size_bytes)


def is_claimed(work: UnitOfWork, *, place: str) -> bool:
    """Whether any row names this place."""
    named = select(KeptFile.id).where(KeptFile.place == place)
    return work.session.exec(named).first() is not None


def discard(place: str) -> None:
    """Remove bytes that no row names. Raises StoreAway."""
    stores.store().discard(place)


def kept_places(*, before: datetime) -> Generator[str, None, None]:
    """Every place of the store that was filled before this moment, claimed or not."""
    yield from stores.store().places(before=before)


@contextlib.contextmanager
def opened(
    stored: StoredFile, *, start: int = 0, stop: int | None = None
) -> Generator[Generator[bytes, None, None], None, None]:
    """The bytes from `start` to before `stop`, in blocks.

    Raises NotFound when they are gone and StoreAway on entering; SealBroken when they were changed.
    """
    with stores.store().reader(stored.place) as read_at:
        end = stored.size_bytes if stop is None else min(stop, stored.size_bytes)
        yield _checked(
            _plain(read_at, stored.place, stored.size_bytes, start, end), stored, end - start
        )


def read(stored: StoredFile) -> Generator[bytes, None, None]:
    """The stored bytes in blocks. Raises NotFound when they are gone, SealBroken when changed."""
    with opened(stored) as blocks:
        yield from blocks


def _checked(
    blocks: Generator[bytes, None, None], stored: StoredFile, wanted_bytes: int
) -> Generator[bytes, None, None]:
    """The blocks; a whole file is also held against its hash at the end, a part against its length."""
    digest, seen_bytes = hashlib.sha256(), 0
    for block in blocks:
        digest.update(block)
        seen_bytes += len(block)
        yield block
    is_whole = wanted_bytes == stored.size_bytes
    if seen_bytes != max(0, wanted_bytes) or (is_whole and digest.hexdigest() != stored.sha256):
        raise crypto.SealBroken("a stored file is not the one its name promises")


def _plain(
    read_at: ReadAt, place: str, size_bytes: int, start: int = 0, stop: int | None = None
) -> Generator[bytes, None, None]:
    end = size_bytes if stop is None else stop
    if settings().is_storage_encrypted or read_at(0, len(sealing.MAGIC)) == sealing.MAGIC:
        yield from sealing.opened(read_at, place, size_bytes, start=start, stop=end)
        return
    at = start
    while at < end and (block := read_at(at, min(BLOCK_BYTES, end - at))):
        at += len(block)
        yield block


def _pread(number: int, start: int, length: int) -> bytes:
    return os.pread(number, length, start)
