"""Files in a bucket of a real S3 service: streamed, sealed, retried, refused at start (DOC-4)."""

import random
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from producer_portal.foundation import sealing, storage, stores
from producer_portal.foundation.stores import StoreAway, StoreRefused
from producer_portal.values.errors import NotFound
from tests import peers, running
from tests.conftest import forget_installation

BLOCK = sealing.BLOCK_BYTES


@pytest.fixture(scope="module")
def bucket():
    with peers.s3_service() as made:
        yield made


@pytest.fixture
def use(monkeypatch):
    """`use(bucket, PORTAL_…=…)` – this installation keeps its files there."""

    def begin(bucket, **more: str) -> None:
        for name, value in bucket.environment(**more).items():
            monkeypatch.setenv(name, value)
        forget_installation()

    return begin


@pytest.mark.parametrize("size", [0, 1, BLOCK, stores.WINDOW_BYTES, 2 * stores.WINDOW_BYTES + 333])
def test_what_goes_into_a_bucket_comes_out_whole_and_in_parts(bucket, use, size):
    use(bucket)
    content = random.Random(size).randbytes(size)
    stored = storage.keep_bytes(content)
    assert b"".join(storage.read(stored)) == content
    for start, stop in ((0, 0), (0, 1), (size // 2, size), (size // 3, size // 3 + BLOCK + 5)):
        with storage.opened(stored, start=start, stop=stop) as blocks:
            assert b"".join(blocks) == content[start:stop]
    storage.discard(stored.place)
    storage.discard(stored.place)
    with pytest.raises(NotFound):
        list(storage.read(stored))


def test_nothing_readable_lies_in_the_bucket_and_nothing_stays_here(bucket, use, tmp_path):
    use(bucket, PORTAL_S3_PREFIX="harborline")
    storage.keep_bytes(b"SSN 123-45-6789 of somebody" * 3000)
    objects = bucket.objects()
    assert [key for key in objects if key.startswith("harborline/")]
    assert not [key for key, content in objects.items() if b"123-45-6789" in content]
    assert [
        path
        for path in (tmp_path / "var").rglob("*")
        if path.is_file() and path.stat().st_size > 100
    ] == []


def test_thirty_megabytes_go_both_ways_in_little_memory(bucket, use):
    use(bucket)
    piece = random.Random(5).randbytes(256 * 1024)
    storage.keep_bytes(b"the client is made before it is measured")
    tracemalloc.start()
    with storage.receive(most_bytes=30 * 1024**2) as receiver:
        for _ in range(120):
            receiver.write(piece)
        stored = receiver.keep()
    for _ in storage.read(stored):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"\n30 MB to a bucket and back: peak {peak / 1024**2:.1f} MB")
    assert peak < 12 * 1024**2


def test_the_sweep_sees_every_place_by_its_age(bucket, use):
    use(bucket, PORTAL_S3_PREFIX="swept")
    places = {storage.keep_bytes(b"%d" % number).place for number in range(3)}
    soon, ago = datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC) - timedelta(hours=1)
    assert set(storage.kept_places(before=soon)) == places
    assert set(storage.kept_places(before=ago)) == set()


def test_a_line_that_breaks_twice_is_tried_again(bucket, use):
    line = peers.BadLine(bucket.port)
    use(bucket, PORTAL_S3_ENDPOINT=f"http://127.0.0.1:{line.port}")
    line.breaks = 2
    stored = storage.keep_bytes(b"declarations page")
    line.breaks = 2
    stores.store.cache_clear()
    assert b"".join(storage.read(stored)) == b"declarations page"
    line.close()


def test_while_the_service_is_away_nothing_is_kept_and_it_is_said_and_then_it_works_again(
    bucket, use, caplog
):
    line = peers.BadLine(bucket.port)
    use(bucket, PORTAL_S3_ENDPOINT=f"http://127.0.0.1:{line.port}")
    line.is_cut = True
    with pytest.raises(StoreAway, match="full or away"):
        storage.keep_bytes(b"declarations page")
    assert line.connections == stores.ATTEMPTS, "tried again before it was given up"
    assert "the file store is away" in caplog.text
    line.is_cut = False
    assert storage.keep_bytes(b"declarations page").size_bytes == 17
    line.close()


WRONG = {
    "an unknown key": (
        {"PORTAL_S3_ACCESS_KEY": "AKIANOBODY"},
        "does not accept PORTAL_S3_ACCESS_KEY",
    ),
    "a wrong secret": ({"PORTAL_S3_SECRET_KEY": "wrong"}, "does not accept PORTAL_S3_ACCESS_KEY"),
    "no such bucket": ({"PORTAL_S3_BUCKET": "elsewhere"}, "There is no bucket elsewhere"),
    "nobody there": (
        {"PORTAL_S3_ENDPOINT": "http://127.0.0.1:9"},
        "does not answer; see PORTAL_S3_ENDPOINT",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_store_that_cannot_be_used_is_refused_with_the_setting_that_is_wrong(bucket, use, case):
    settings, words = WRONG[case]
    use(bucket, **settings)
    with pytest.raises(StoreRefused, match="Not started. ") as refused:
        stores.store().refuse_unusable()
    assert words in str(refused.value)


def test_the_right_keys_are_not_refused(bucket, use):
    use(bucket)
    stores.store().refuse_unusable()
    assert stores.PROBE not in bucket.objects()


def test_the_portal_does_not_start_with_wrong_keys(bucket, tmp_path):
    environment = running.portal_environment(
        tmp_path / "var", running.free_port(), **bucket.environment(PORTAL_S3_SECRET_KEY="wrong")
    )
    ended = subprocess.run(
        [sys.executable, "-m", "producer_portal", "serve"],
        cwd=running.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert "does not accept PORTAL_S3_ACCESS_KEY" in ended.stderr
    assert "Traceback" not in ended.stderr
