"""Document bytes on disk: streamed in, named by their hash, encrypted at rest, never under a web root."""

import hashlib
import os
import secrets
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from producer_portal.foundation import crypto
from producer_portal.foundation.settings import settings
from producer_portal.values.errors import NotFound, RuleViolation

BLOCK_BYTES = 64 * 1024
TAG_BYTES = 16
PREFIX_BYTES = 8
HEAD_BYTES = 4096
MORE_BLOCKS, LAST_BLOCK = b"more", b"last"


class TooLarge(RuleViolation):
    """More bytes came than are allowed."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes at rest: their hash, their size and the first of them, by which their type is told."""

    sha256: str
    size_bytes: int
    head: bytes


class Receiver:
    """Takes a stream into quarantine, counting; becomes a stored file or vanishes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size_bytes = 0
        self._hash = hashlib.sha256()
        self._head = bytearray()
        self._path = private_folder("quarantine") / secrets.token_hex(16)
        self._file: BinaryIO = self._path.open("xb")
        self._sealer = _Sealer() if settings().is_storage_encrypted else None
        if self._sealer is not None:
            self._file.write(self._sealer.prefix)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Take more bytes. Raises TooLarge at the first byte over the limit."""
        self.size_bytes += len(chunk)
        if self.size_bytes > self.most_bytes:
            raise TooLarge(
                f"Not added: the file is larger than {self.most_bytes // 1024 // 1024} MB."
            )
        self._hash.update(chunk)
        if len(self._head) < HEAD_BYTES:
            self._head += chunk[: HEAD_BYTES - len(self._head)]
        self._file.write(chunk if self._sealer is None else self._sealer.add(chunk))

    def keep(self) -> StoredFile:
        """Make the received bytes permanent under their hash. The same bytes are kept once."""
        if self._sealer is not None:
            self._file.write(self._sealer.last())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        name = self._hash.hexdigest()
        target = _path_of(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            self._path.unlink()
        else:
            self._path.replace(target)
        return StoredFile(name, self.size_bytes, bytes(self._head))


def receive(*, most_bytes: int) -> Receiver:
    """Begin to take a file of at most this many bytes into quarantine; use as a context manager."""
    return Receiver(most_bytes)


def keep_bytes(content: bytes) -> StoredFile:
    """Store bytes the portal made itself, such as a quote's PDF."""
    with receive(most_bytes=max(len(content), 1)) as receiver:
        receiver.write(content)
        return receiver.keep()


def read(sha256: str) -> Generator[bytes, None, None]:
    """The stored bytes in blocks. Raises NotFound when they are gone, SealBroken when changed."""
    path = _path_of(sha256)
    if not path.exists():
        raise NotFound("file")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in _opened(file) if settings().is_storage_encrypted else _plain(file):
            digest.update(block)
            yield block
    if digest.hexdigest() != sha256:
        raise crypto.SealBroken("a stored file is not the one its name promises")


def _plain(file: BinaryIO) -> Generator[bytes, None, None]:
    while block := file.read(BLOCK_BYTES):
        yield block


def _opened(file: BinaryIO) -> Generator[bytes, None, None]:
    """The blocks as they were. The last one says that it is the last, so a cut is noticed."""
    prefix, cipher, index = file.read(PREFIX_BYTES), AESGCM(crypto.derive("storage")), 0
    block = file.read(BLOCK_BYTES + TAG_BYTES)
    while True:
        following = file.read(BLOCK_BYTES + TAG_BYTES)
        place = MORE_BLOCKS if following else LAST_BLOCK
        try:
            yield cipher.decrypt(_nonce(prefix, index), block, place)
        except InvalidTag as broken:
            raise crypto.SealBroken("a stored file was changed or cut short") from broken
        if not following:
            return
        block, index = following, index + 1


class _Sealer:
    """Encrypts in blocks, each under its own nonce, so that a file need not fit in memory."""

    def __init__(self) -> None:
        self.prefix = os.urandom(PREFIX_BYTES)
        self._cipher = AESGCM(crypto.derive("storage"))
        self._index = 0
        self._rest = bytearray()

    def add(self, chunk: bytes) -> bytes:
        self._rest += chunk
        out = bytearray()
        # A full block waits until more comes: only then is it known not to be the last.
        while len(self._rest) > BLOCK_BYTES:
            out += self._seal(bytes(self._rest[:BLOCK_BYTES]), MORE_BLOCKS)
            del self._rest[:BLOCK_BYTES]
        return bytes(out)

    def last(self) -> bytes:
        return self._seal(bytes(self._rest), LAST_BLOCK)

    def _seal(self, block: bytes, place: bytes) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self.prefix, self._index), block, place)
        self._index += 1
        return sealed


def _nonce(prefix: bytes, index: int) -> bytes:
    return prefix + index.to_bytes(4, "big")


def _path_of(sha256: str) -> Path:
    assert len(sha256) == 64, "a stored file is named by its hash"
    assert sha256.isalnum(), "a hash has letters and digits only"
    return private_folder("files") / sha256[:2] / sha256


def private_folder(name: str) -> Path:
    """A folder of the installation that only its own user can read."""
    folder = settings().var_folder / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
