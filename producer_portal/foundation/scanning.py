"""Asking the virus scanner, ClamAV's daemon, about a file by its INSTREAM protocol."""

import contextlib
import logging
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from producer_portal.foundation.settings import settings

LOG = logging.getLogger(__name__)
CONNECT_SECONDS = 4
ANSWER_SECONDS = 60
LONGEST_ANSWER_BYTES = 4096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")
_END = (0).to_bytes(4, "big")


class Verdict(StrEnum):
    """What is known of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    # The scanner did not answer, or not in words that are known: the file waits.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """The verdict, and the scanner's name of what it found."""

    verdict: Verdict
    found: str = ""


def is_scanning() -> bool:
    """Whether a scanner is configured: then nothing is handed out that it has not called clean."""
    return bool(settings().scanner_address)


def scan(blocks: Iterable[bytes]) -> Scan:
    """Stream a file to the scanner. A scanner that is away or unwell says nothing: UNKNOWN."""
    if not is_scanning():
        return Scan(Verdict.CLEAN)
    try:
        answer = _asked(blocks)
    except OSError as away:
        LOG.warning("the virus scanner is away", extra={"failure": type(away).__name__})
        return Scan(Verdict.UNKNOWN)
    if answer == "stream: OK":
        return Scan(Verdict.CLEAN)
    if found := _FOUND.fullmatch(answer):
        return Scan(Verdict.INFECTED, found[1])
    LOG.warning("the virus scanner did not judge a file", extra={"answer": answer[:200]})
    return Scan(Verdict.UNKNOWN)


def _asked(blocks: Iterable[bytes]) -> str:
    with contextlib.closing(_connected()) as line:
        line.sendall(b"zINSTREAM\0")
        for block in blocks:
            line.sendall(len(block).to_bytes(4, "big") + block)
        line.sendall(_END)
        heard = b""
        while b"\0" not in heard and len(heard) < LONGEST_ANSWER_BYTES:
            piece = line.recv(LONGEST_ANSWER_BYTES)
            if not piece:
                break
            heard += piece
    answer, end, _ = heard.partition(b"\0")
    # Half an answer is none: what breaks off after "OK" may have gone on.
    return answer.decode("utf-8", "replace").strip() if end else ""


def _connected() -> socket.socket:
    kind, _, where = settings().scanner_address.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
    else:
        host, _, port = where.rpartition(":")
        line = socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line
