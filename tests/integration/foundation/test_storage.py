"""Bytes at rest: sealed, counted to the byte, gone when anything fails (DOC-4, SUB-4)."""

import errno
import hashlib
import os
import random
import resource
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from producer_portal.foundation import crypto, sealing, storage
from producer_portal.foundation.settings import settings
from producer_portal.foundation.storage import StoredFile
from producer_portal.values.errors import NotFound
from tests.prove.effort import effort

BLOCK = sealing.BLOCK_BYTES


def whole(stored: StoredFile) -> bytes:
    return b"".join(storage.read(stored))


def files(folder: str) -> list[Path]:
    return [path for path in (settings().var_folder / folder).rglob("*") if path.is_file()]


def file_of(stored: StoredFile) -> Path:
    return settings().var_folder / "files" / stored.place


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7])
def test_what_goes_in_comes_out_whatever_its_size(size):
    content = random.Random(size).randbytes(size)
    stored = storage.keep_bytes(content)
    assert whole(stored) == content
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


def test_bytes_that_do_not_fit_when_the_file_is_closed_leave_nothing():
    """An upload that ends early still has a few bytes to write: the disk itself refuses them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    receiver = storage.receive(most_bytes=10**7)
    receiver.write(b"half a quote")
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(OSError, match="File too large"), receiver:
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files("quarantine") == []


def test_every_changed_bit_is_noticed():
    chance = random.Random(7)
    content = chance.randbytes(2 * BLOCK + 100)
    stored = storage.keep_bytes(content)
    path = file_of(stored)
    sealed = path.read_bytes()
    for _ in range(effort(40, 1000)):
        place = chance.randrange(len(sealed))
        changed = bytearray(sealed)
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(changed))
        with pytest.raises((InvalidTag, ValueError)):
            whole(stored)
    path.write_bytes(sealed)
    assert whole(stored) == content


def test_a_file_cut_short_is_noticed():
    """Blocks at the end that are missing must not look like a shorter file."""
    stored = storage.keep_bytes(random.Random(1).randbytes(2 * BLOCK + 100))
    path = file_of(stored)
    sealed = path.read_bytes()
    path.write_bytes(sealed[: sealing.HEADER_BYTES + BLOCK + sealing.TAG_BYTES])
    with pytest.raises((InvalidTag, ValueError)):
        whole(stored)


def test_a_file_under_another_files_name_is_noticed():
    first, second = storage.keep_bytes(b"one" * 100), storage.keep_bytes(b"two" * 100)
    file_of(first).write_bytes(file_of(second).read_bytes())
    with pytest.raises((InvalidTag, ValueError)):
        whole(first)


def test_a_part_under_another_files_name_is_noticed_too():
    """A part cannot be held against the hash of the whole: each block is bound to its place."""
    first, second = storage.keep_bytes(b"one" * BLOCK), storage.keep_bytes(b"two" * BLOCK)
    file_of(first).write_bytes(file_of(second).read_bytes())
    with pytest.raises(crypto.SealBroken), storage.opened(first, start=5, stop=9) as blocks:
        list(blocks)


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_every_part_is_what_the_whole_has_there(monkeypatch, is_encrypted):
    monkeypatch.setattr(settings(), "is_storage_encrypted", is_encrypted)
    chance = random.Random(11)
    content = chance.randbytes(3 * BLOCK + 17)
    stored = storage.keep_bytes(content)
    edges = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 16, 3 * BLOCK + 17]
    for start in edges:
        for stop in edges:
            if start > stop:
                continue
            with storage.opened(stored, start=start, stop=stop) as blocks:
                assert b"".join(blocks) == content[start:stop], (start, stop)


def test_a_file_kept_before_files_were_bound_to_their_place_still_opens():
    """As the portal wrote it until now: a prefix, then blocks that name no place, under its hash."""
    content = random.Random(3).randbytes(BLOCK + 9)
    sha256 = hashlib.sha256(content).hexdigest()
    prefix, cipher = b"8 bytes!", AESGCM(crypto.derive("storage"))
    nonces = [prefix + index.to_bytes(4, "big") for index in range(2)]
    path = settings().var_folder / "files" / sha256[:2] / sha256
    path.parent.mkdir(parents=True)
    path.write_bytes(
        prefix
        + cipher.encrypt(nonces[0], content[:BLOCK], b"more")
        + cipher.encrypt(nonces[1], content[BLOCK:], b"last")
    )
    assert whole(StoredFile(f"{sha256[:2]}/{sha256}", sha256, len(content))) == content


def test_a_file_sealed_by_an_older_key_opens_and_one_whose_key_is_gone_does_not(monkeypatch):
    def keys(listed: str) -> None:
        monkeypatch.setattr(settings(), "field_keys", SecretStr(listed))
        crypto._ring.cache_clear()

    keys("2025:an older secret of thirty-two letters")
    stored = storage.keep_bytes(b"declarations page")
    keys("2026:a newer secret of thirty-two letters,2025:an older secret of thirty-two letters")
    assert whole(stored) == b"declarations page"
    keys("2026:a newer secret of thirty-two letters")
    with pytest.raises(crypto.SealBroken):
        whole(stored)


def test_a_file_that_is_gone_is_not_found():
    with pytest.raises(NotFound):
        whole(StoredFile("00/" + "0" * 64, "0" * 64, 5))


def test_the_same_bytes_are_kept_once_in_an_agency_and_never_shared_by_two(sqlite_world, as_actor):
    bob, mike = sqlite_world.bob, sqlite_world.mike
    held: dict[str, set[str]] = {}
    for actor in (bob, sqlite_world.alice, mike, bob):
        with as_actor(actor) as work:
            claimed = storage.claim(work, storage.keep_bytes(b"declarations page"))
            held.setdefault(str(actor.tenant_id), set()).add(claimed.place)
    assert [len(places) for places in held.values()] == [1, 1]
    assert len(set().union(*held.values())) == 2
    at_rest = {
        path.relative_to(settings().var_folder / "files").as_posix() for path in files("files")
    }
    assert at_rest == set().union(*held.values())


def test_only_the_portals_own_user_reads_the_folders():
    storage.keep_bytes(b"private")
    for name in ("files", "quarantine"):
        assert (settings().var_folder / name).stat().st_mode & 0o077 == 0
