"""Files sealed in blocks: AES-256-GCM, so that one need not fit in memory and any part opens by itself."""

import os
from collections.abc import Callable, Generator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from producer_portal.foundation import crypto

BLOCK_BYTES = 64 * 1024
TAG_BYTES = 16
PREFIX_BYTES = 8
MAGIC = b"PPF2"
HEADER_BYTES = len(MAGIC) + crypto.FILE_KEY_MARK_BYTES + PREFIX_BYTES
_MORE, _LAST = b"more", b"last"

# Reads a number of bytes from a place in what is stored; fewer only at its end.
ReadAt = Callable[[int, int], bytes]


class Sealer:
    """Seals a stream for one place, each block under its own nonce. Moved elsewhere it does not open."""

    def __init__(self, place: str) -> None:
        mark, key = crypto.file_key()
        prefix = os.urandom(PREFIX_BYTES)
        self.header = MAGIC + mark + prefix
        self._form = _Form(AESGCM(key), prefix, place)
        self._index = 0
        self._rest = bytearray()

    def add(self, chunk: bytes) -> bytes:
        """The blocks that are full with this chunk, sealed."""
        self._rest += chunk
        out = bytearray()
        # A full block waits until more comes: only then is it known not to be the last.
        while len(self._rest) > BLOCK_BYTES:
            out += self._seal(bytes(self._rest[:BLOCK_BYTES]), is_last=False)
            del self._rest[:BLOCK_BYTES]
        return bytes(out)

    def last(self) -> bytes:
        """The last block, sealed. It says that it is the last, so a cut is noticed."""
        return self._seal(bytes(self._rest), is_last=True)

    def _seal(self, block: bytes, *, is_last: bool) -> bytes:
        nonce, about = self._form.nonce(self._index), self._form.about(is_last=is_last)
        self._index += 1
        return self._form.cipher.encrypt(nonce, block, about)


@dataclass(frozen=True, slots=True)
class _Form:
    """How the blocks of one stored file are sealed."""

    cipher: AESGCM
    prefix: bytes
    place: str
    header_bytes: int = HEADER_BYTES
    is_bound: bool = True

    def nonce(self, index: int) -> bytes:
        return self.prefix + index.to_bytes(4, "big")

    def about(self, *, is_last: bool) -> bytes:
        mark = _LAST if is_last else _MORE
        return mark + b"|" + self.place.encode() if self.is_bound else mark


def opened(
    read_at: ReadAt, place: str, size_bytes: int, *, start: int, stop: int
) -> Generator[bytes, None, None]:
    """The plain bytes from `start` to before `stop` of a sealed file of so many plain bytes.

    Only the blocks that hold them are read. Raises crypto.SealBroken when any was changed, cut or moved.
    """
    form = _form_of(read_at, place)
    last = max(0, (size_bytes - 1) // BLOCK_BYTES)
    for index in range(start // BLOCK_BYTES, last + 1):
        begins = index * BLOCK_BYTES
        if begins >= stop and index > start // BLOCK_BYTES:
            return
        sealed_at = form.header_bytes + index * (BLOCK_BYTES + TAG_BYTES)
        block = read_at(sealed_at, BLOCK_BYTES + TAG_BYTES)
        try:
            plain = form.cipher.decrypt(form.nonce(index), block, form.about(is_last=index == last))
        except (InvalidTag, ValueError) as broken:
            raise crypto.SealBroken("a stored file was changed or cut short") from broken
        wanted = plain[max(0, start - begins) : max(0, stop - begins)]
        if wanted:
            yield wanted


def _form_of(read_at: ReadAt, place: str) -> _Form:
    header = read_at(0, HEADER_BYTES)
    if header[: len(MAGIC)] != MAGIC:
        # Kept before files were bound to their place: the prefix stands alone.
        return _Form(
            AESGCM(crypto.derive("storage")),
            header[:PREFIX_BYTES],
            place,
            header_bytes=PREFIX_BYTES,
            is_bound=False,
        )
    key = crypto.file_key_marked(header[len(MAGIC) : -PREFIX_BYTES])
    return _Form(AESGCM(key), header[-PREFIX_BYTES:], place)


def sealed_size(size_bytes: int) -> int:
    """How many bytes a file of so many plain bytes takes at rest."""
    blocks = max(1, -(-size_bytes // BLOCK_BYTES))
    return HEADER_BYTES + size_bytes + blocks * TAG_BYTES
