"""The virus scanner's own daemon, asked over its socket (SUB-4)."""

import socket
import threading

import pytest

from producer_portal.foundation import scanning
from producer_portal.foundation.scanning import Scan, Verdict
from producer_portal.foundation.settings import settings
from tests import peers
from tests.factories import files

INFECTED = Scan(Verdict.INFECTED, "Eicar-Test-Signature.UNOFFICIAL")


@pytest.fixture(scope="module")
def scanner(tmp_path_factory):
    with peers.scanner(tmp_path_factory.mktemp("scanner")) as made:
        yield made


@pytest.fixture
def ask(monkeypatch):
    def begin(address: str, *blocks: bytes) -> Scan:
        monkeypatch.setattr(settings(), "scanner_address", address)
        return scanning.scan(iter(blocks))

    return begin


def test_a_clean_file_is_called_clean_and_an_infected_one_by_the_name_of_its_virus(scanner, ask):
    for address in (scanner.address, f"tcp:127.0.0.1:{scanner.port}"):
        assert ask(address, files.pdf()) == Scan(Verdict.CLEAN)
        assert ask(address, peers.EICAR) == INFECTED
        assert ask(address, b"%PDF-1.7\n", peers.EICAR[:30], peers.EICAR[30:]) == INFECTED
        assert ask(address, files.zipped(("word.txt", peers.EICAR))) == INFECTED


def test_twenty_five_megabytes_are_judged_whole(scanner, ask):
    air = [b"\n" * 65536] * 399
    assert ask(scanner.address, *air) == Scan(Verdict.CLEAN)
    assert ask(scanner.address, *air, peers.EICAR) == INFECTED


def test_what_is_too_large_for_the_scanner_is_not_called_clean(scanner, ask):
    assert ask(scanner.address, *[b"\n" * 65536] * 700).verdict is Verdict.UNKNOWN


def test_without_a_scanner_nothing_is_asked(ask):
    assert ask("", peers.EICAR) == Scan(Verdict.CLEAN)


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.sock", "tcp:127.0.0.1:9"])
def test_a_scanner_that_is_away_says_nothing(ask, address):
    assert ask(address, files.pdf()) == Scan(Verdict.UNKNOWN)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"stream: OK\nmore\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream:  FOUND\0",
        b"x" * 9000,
    ],
)
def test_only_the_scanners_own_words_are_believed(ask, answer):
    """Half an answer is none: `stream: OK` counts with its end."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            line.recv(65536)
            line.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    found = ask(f"tcp:127.0.0.1:{listener.getsockname()[1]}", b"x")
    thread.join()
    listener.close()
    assert found.verdict is Verdict.UNKNOWN
