"""Where sealed files lie: a folder of this machine, or a bucket of an S3 service."""

import contextlib
import logging
import os
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from producer_portal.foundation.sealing import ReadAt
from producer_portal.foundation.settings import settings
from producer_portal.values.errors import NotFound, Unavailable

LOG = logging.getLogger(__name__)
# A file in a bucket is read in pieces of this size: few requests, little memory.
WINDOW_BYTES = 1024 * 1024
CONNECT_SECONDS = 4
ANSWER_SECONDS = 30
ATTEMPTS = 4
PROBE = "probe"


class StoreRefused(RuntimeError):
    """The portal does not start with this store. The message says why and what to do."""


class StoreAway(Unavailable):
    """The store does not answer now."""

    def __init__(self) -> None:
        super().__init__(
            "The file store is full or away. Nothing was added; try again later.",
            retry_after_seconds=60,
        )


class Store(Protocol):
    """Keeps files whole or not at all, each under a place that is used once."""

    def put(self, place: str, file: Path) -> None:
        """Keep the bytes of a local file, which may be gone afterward. Raises StoreAway."""

    def reader(self, place: str) -> contextlib.AbstractContextManager[ReadAt]:
        """Open a kept file to read parts of it. Raises NotFound and StoreAway."""

    def discard(self, place: str) -> None:
        """Forget a file; nothing happens when there is none. Raises StoreAway."""

    def places(self, *, before: datetime) -> Iterator[str]:
        """Every place that was filled before this moment."""

    def refuse_unusable(self) -> None:
        """Raise StoreRefused unless files can be put, read and discarded."""


class DiskStore:
    """Files in a folder that only the portal's own user can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, place: str, file: Path) -> None:
        """Move the file to its place. A crash leaves it whole at one of the two."""
        target = self._path(place)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.replace(target)

    @contextlib.contextmanager
    def reader(self, place: str) -> Generator[ReadAt, None, None]:
        """Open the file at a place."""
        try:
            number = os.open(self._path(place), os.O_RDONLY)
        except FileNotFoundError as gone:
            raise NotFound("file") from gone
        try:
            yield lambda start, length: os.pread(number, length, start)
        finally:
            os.close(number)

    def discard(self, place: str) -> None:
        """Remove the file at a place."""
        self._path(place).unlink(missing_ok=True)

    def places(self, *, before: datetime) -> Iterator[str]:
        """Every place whose file was last written before this moment."""
        for path in sorted(self._folder.rglob("*")):
            if path.is_file() and path.stat().st_mtime < before.timestamp():
                yield path.relative_to(self._folder).as_posix()

    def refuse_unusable(self) -> None:
        """Raise StoreRefused when the folder cannot be written."""
        probe = self._path(PROBE)
        try:
            probe.write_bytes(b"probe")
            probe.unlink()
        except OSError as failure:
            raise StoreRefused(
                f"Not started. Files cannot be written to {self._folder}: {failure.strerror}."
            ) from failure

    def _path(self, place: str) -> Path:
        assert all(part.isalnum() for part in place.split("/")), "a place is made here, never sent"
        return self._folder / place


class BucketStore:
    """Files as objects of a bucket, over any service that speaks S3."""

    def __init__(self) -> None:
        # Half a second to import, paid only by who uses it.
        from botocore.config import Config
        from botocore.session import Session

        chosen = settings()
        self._bucket = chosen.s3_bucket
        self._prefix = f"{chosen.s3_prefix.strip('/')}/" if chosen.s3_prefix else ""
        self._client: Any = Session().create_client(
            "s3",
            region_name=chosen.s3_region,
            endpoint_url=chosen.s3_endpoint or None,
            aws_access_key_id=chosen.s3_access_key,
            aws_secret_access_key=chosen.s3_secret_key.get_secret_value(),
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=ANSWER_SECONDS,
                retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                max_pool_connections=20,
                s3={"addressing_style": "path"},
                # Services other than Amazon's do not all know the newer trailing checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, place: str, file: Path) -> None:
        """Send the file as one object, streamed from disk."""
        with file.open("rb") as body:
            self._ask("put_object", Key=self._key(place), Body=body)
        file.unlink(missing_ok=True)

    @contextlib.contextmanager
    def reader(self, place: str) -> Generator[ReadAt, None, None]:
        """Read an object in windows. The first is asked for here, so that a failure comes early."""
        window = self._window(place, 0)
        begins = 0

        def read_at(start: int, length: int) -> bytes:
            nonlocal window, begins
            out = b""
            while len(out) < length:
                at = start + len(out)
                if not begins <= at < begins + len(window):
                    fetched = self._window(place, at)
                    if not fetched:
                        break
                    window, begins = fetched, at
                piece = window[at - begins : at - begins + length - len(out)]
                out += piece
            return out

        yield read_at

    def discard(self, place: str) -> None:
        """Delete the object; deleting none is no failure."""
        self._ask("delete_object", Key=self._key(place))

    def places(self, *, before: datetime) -> Iterator[str]:
        """Every object under the prefix that was last written before this moment."""
        after = ""
        while True:
            page = self._ask("list_objects_v2", Prefix=self._prefix, StartAfter=after)
            for entry in page.get("Contents", ()):
                after = str(entry["Key"])
                if entry["LastModified"].astimezone(UTC) < before:
                    yield after.removeprefix(self._prefix)
            if not page.get("IsTruncated"):
                return

    def refuse_unusable(self) -> None:
        """Raise StoreRefused in words about the setting that is wrong."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            key = self._key(PROBE)
            self._client.put_object(Bucket=self._bucket, Key=key, Body=b"probe")
            self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except ClientError as refused:
            raise StoreRefused(f"Not started. {_why(refused, self._bucket)}") from refused
        except BotoCoreError as away:
            raise StoreRefused(
                f"Not started. The S3 service at {settings().s3_endpoint or 'Amazon'} does not "
                "answer; see PORTAL_S3_ENDPOINT."
            ) from away

    def _window(self, place: str, start: int) -> bytes:
        """Up to a window of bytes from `start`; none when the object ends before it."""
        from botocore.exceptions import BotoCoreError
        from urllib3.exceptions import HTTPError

        last = start + WINDOW_BYTES - 1
        for _ in range(ATTEMPTS):
            answer = self._ask(
                "get_object", place, Key=self._key(place), Range=f"bytes={start}-{last}"
            )
            if answer is None:
                return b""
            try:
                return bytes(answer["Body"].read())
            except (BotoCoreError, HTTPError, OSError) as broken:
                LOG.warning("the file store broke off", extra={"failure": type(broken).__name__})
        raise StoreAway

    def _ask(self, deed: str, place: str = "", **words: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

        try:
            answer = getattr(self._client, deed)(Bucket=self._bucket, **words)
        except ClientError as refused:
            code = refused.response["Error"]["Code"]
            if code == "InvalidRange":
                return None
            if code in {"NoSuchKey", "404"} and place:
                raise NotFound("file") from refused
            LOG.warning("the file store refused", extra={"deed": deed, "code": code})
            raise StoreAway from refused
        except (BotoCoreError, HTTPClientError, OSError) as away:
            LOG.warning("the file store is away", extra={"deed": deed})
            raise StoreAway from away
        return answer

    def _key(self, place: str) -> str:
        return f"{self._prefix}{place}"


_WRONG_KEYS = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthFailure"})


def _why(refused: Any, bucket: str) -> str:
    code = refused.response["Error"]["Code"]
    if code in _WRONG_KEYS:
        return (
            "The S3 service does not accept PORTAL_S3_ACCESS_KEY with PORTAL_S3_SECRET_KEY: "
            f"{code}."
        )
    if code == "NoSuchBucket":
        return f"There is no bucket {bucket}; see PORTAL_S3_BUCKET."
    if code == "AccessDenied":
        return f"The S3 key may not put, get and delete objects in the bucket {bucket}."
    return f"The S3 service refused the bucket {bucket}: {code}."


def private_folder(name: str) -> Path:
    """A folder of the installation that only its own user can read."""
    folder = settings().var_folder / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@cache
def store() -> Store:
    """The store of this process, made at first use."""
    if settings().s3_bucket:
        return BucketStore()
    return DiskStore(private_folder("files"))
