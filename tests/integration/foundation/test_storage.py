"""Bytes at rest: sealed, counted to the byte, gone when anything fails (DOC-4, SUB-4)."""

import errno
import os
import random
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from producer_portal.foundation import storage
from producer_portal.foundation.settings import settings
from producer_portal.values.errors import NotFound
from tests.prove.effort import effort

BLOCK = storage.BLOCK_BYTES


def whole(sha256: str) -> bytes:
    return b"".join(storage.read(sha256))


def files(folder: str) -> list[Path]:
    return [path for path in (settings().var_folder / folder).rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7])
def test_what_goes_in_comes_out_whatever_its_size(size):
    content = random.Random(size).randbytes(size)
    stored = storage.keep_bytes(content)
    assert whole(stored.sha256) == content
    assert stored.size_bytes == size


def test_nothing_readable_lies_on_the_disk():
    word = b"SSN 123-45-6789 of somebody"
    storage.keep_bytes(word * 5000)
    for path in files("files"):
        assert b"123-45-6789" not in path.read_bytes()
    assert files("quarantine") == []


@pytest.mark.parametrize("chunk", [1, 1000, BLOCK])
def test_the_limit_is_exact_to_the_byte(chunk):
    limit = 5000

    def send(size: int):
        with storage.receive(most_bytes=limit) as receiver:
            left = size
            while left:
                part = min(chunk, left)
                receiver.write(b"x" * part)
                left -= part
            return receiver.keep()

    assert send(limit).size_bytes == limit
    kept = len(files("files"))
    with pytest.raises(storage.TooLarge):
        send(limit + 1)
    assert len(files("files")) == kept
    assert files("quarantine") == []


@pytest.mark.parametrize("failing_write", [1, 2, 3])
def test_a_full_disk_leaves_nothing_behind(monkeypatch, failing_write):
    """The write that finds no space may be any of them, the last one at keeping included."""
    writes = 0

    class Full:
        def __init__(self, inner) -> None:
            self._inner = inner

        def write(self, block):
            nonlocal writes
            writes += 1
            if writes >= failing_write:
                raise OSError(errno.ENOSPC, "No space left on device")
            return self._inner.write(block)

        def __getattr__(self, name):
            return getattr(self._inner, name)

    def fill_up() -> None:
        with storage.receive(most_bytes=10**7) as receiver:
            receiver._file = Full(receiver._file)
            receiver.write(b"a" * (BLOCK + 5))
            receiver.write(b"b" * (BLOCK + 5))
            receiver.keep()

    with pytest.raises(OSError, match="No space"):
        fill_up()
    assert files("quarantine") == []
    assert files("files") == []


def test_a_disk_that_is_full_at_the_last_moment_leaves_nothing(monkeypatch):
    def full(_number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.keep_bytes(b"a quote")
    assert files("quarantine") == []
    assert files("files") == []


def test_every_changed_bit_is_noticed():
    chance = random.Random(7)
    content = chance.randbytes(2 * BLOCK + 100)
    stored = storage.keep_bytes(content)
    [path] = [path for path in files("files") if path.name == stored.sha256]
    sealed = path.read_bytes()
    for _ in range(effort(40, 1000)):
        place = chance.randrange(len(sealed))
        changed = bytearray(sealed)
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(changed))
        with pytest.raises((InvalidTag, ValueError)):
            whole(stored.sha256)
    path.write_bytes(sealed)
    assert whole(stored.sha256) == content


def test_a_file_cut_short_is_noticed():
    """Blocks at the end that are missing must not look like a shorter file."""
    stored = storage.keep_bytes(random.Random(1).randbytes(2 * BLOCK + 100))
    [path] = [path for path in files("files") if path.name == stored.sha256]
    sealed = path.read_bytes()
    path.write_bytes(sealed[: storage.PREFIX_BYTES + BLOCK + storage.TAG_BYTES])
    with pytest.raises((InvalidTag, ValueError)):
        whole(stored.sha256)


def test_a_file_under_another_files_name_is_noticed():
    first, second = storage.keep_bytes(b"one" * 100), storage.keep_bytes(b"two" * 100)
    places = {path.name: path for path in files("files")}
    places[first.sha256].write_bytes(places[second.sha256].read_bytes())
    with pytest.raises((InvalidTag, ValueError)):
        whole(first.sha256)


def test_the_same_bytes_are_kept_once():
    before = len(files("files"))
    stored = {storage.keep_bytes(b"declarations page").sha256 for _ in range(3)}
    assert len(stored) == 1
    assert len(files("files")) == before + 1


def test_a_file_that_is_gone_is_not_found():
    with pytest.raises(NotFound):
        whole("0" * 64)


def test_only_the_portals_own_user_reads_the_folders():
    storage.keep_bytes(b"private")
    for name in ("files", "quarantine"):
        assert (settings().var_folder / name).stat().st_mode & 0o077 == 0
