"""Real servers on loopback for what the portal talks to: an S3 service, the virus scanner, a bad line."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import free_port

IS_CI = os.environ.get("CI", "").lower() == "true"
START_SECONDS = 40
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def wait_for(is_there, what: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if is_there():
            return
        assert process.poll() is None, f"{what} ended"
        time.sleep(0.05)
    raise AssertionError(f"{what} did not start")


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


# --- an S3 service --------------------------------------------------------------------------------


@dataclass
class Bucket:
    """A bucket of a running S3 service, with the keys of somebody who may use it."""

    port: int
    access_key: str
    secret_key: str
    name: str = "portal-files"

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PORTAL_S3_BUCKET": self.name,
            "PORTAL_S3_ENDPOINT": self.endpoint,
            "PORTAL_S3_ACCESS_KEY": self.access_key,
            "PORTAL_S3_SECRET_KEY": self.secret_key,
            **more,
        }

    def client(self):
        import boto3

        return boto3.client(
            "s3",
            region_name="us-east-1",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
        )

    def objects(self) -> dict[str, bytes]:
        client = self.client()
        listed = client.list_objects_v2(Bucket=self.name).get("Contents", ())
        return {
            entry["Key"]: client.get_object(Bucket=self.name, Key=entry["Key"])["Body"].read()
            for entry in listed
        }


@contextlib.contextmanager
def s3_service() -> Iterator[Bucket]:
    """An S3 service that checks signatures, with one bucket and one person who may use it."""
    import boto3

    port = free_port()
    # The first four deeds make the person and the bucket; every later one is asked for a signature.
    environment = {**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": "4"}
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: answers(port), "the S3 service", process)
        about = {
            "region_name": "us-east-1",
            "endpoint_url": f"http://127.0.0.1:{port}",
            "aws_access_key_id": "founder",
            "aws_secret_access_key": "founder",
        }
        people = boto3.client("iam", **about)
        people.create_user(UserName="portal")
        people.put_user_policy(
            UserName="portal",
            PolicyName="files",
            PolicyDocument='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",'
            ' "Action": "s3:*", "Resource": "*"}]}',
        )
        key = people.create_access_key(UserName="portal")["AccessKey"]
        bucket = Bucket(port, key["AccessKeyId"], key["SecretAccessKey"])
        boto3.client("s3", **about).create_bucket(Bucket=bucket.name)
        yield bucket
    finally:
        process.kill()
        process.wait(10)


class BadLine:
    """A line to a port that breaks off the first connections it is asked for, or all while it is cut."""

    def __init__(self, port: int) -> None:
        self.port, self._target = free_port(), port
        self.breaks, self.is_cut, self.connections = 0, False, 0
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self.is_cut or self.breaks > 0:
                self.breaks -= 1
                caller.close()
                continue
            callee = socket.create_connection(("127.0.0.1", self._target))
            for source, sink in ((caller, callee), (callee, caller)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


# --- the virus scanner ----------------------------------------------------------------------------


class Scanner:
    """ClamAV's own daemon, with one signature: that of the string every scanner knows as a test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.socket = folder / "clamd.sock"
        self.port = free_port()
        signatures = folder / "signatures"
        signatures.mkdir(parents=True)
        (signatures / "test.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
        (folder / "clamd.conf").write_text(
            f"LocalSocket {self.socket}\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\nForeground yes\n"
            f"DatabaseDirectory {signatures}\nTemporaryDirectory {folder}\nLogFile {folder}/log\n"
            "StreamMaxLength 40M\nMaxScanSize 100M\nMaxFileSize 40M\n"
        )
        self._process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"unix:{self.socket}"

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [program(), "-c", str(self._folder / "clamd.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(lambda: self.socket.exists() and answers(self.port), "clamd", self._process)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            self._process = None
            self.socket.unlink(missing_ok=True)


def program() -> str:
    found = shutil.which("clamd") or "/usr/sbin/clamd"
    if not Path(found).exists():
        words = "ClamAV's daemon is not installed: sh .ci/scanner installs it"
        if IS_CI:
            pytest.fail(words)
        pytest.skip(words)
    return found


@contextlib.contextmanager
def scanner(folder: Path) -> Iterator[Scanner]:
    made = Scanner(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop()
