"""Documents over HTTP, on the running portal: parts, conditions, archives, versions, the virus scanner."""

import hashlib
import io
import time
import zipfile

import pytest

from tests import peers, running
from tests.edge.conftest import seated
from tests.edge.test_uploads import STAFF, Desk, files_of, kept, rows, settled
from tests.factories import files


def _desk(portal, key: str) -> Desk:
    visitor = seated(portal, f"{key}@harborline.example")
    return Desk(portal, visitor.client, visitor.cookie, key in STAFF).start()


@pytest.fixture(scope="module")
def scanner(tmp_path_factory):
    with peers.scanner(tmp_path_factory.mktemp("clamd")) as made:
        yield made


@pytest.fixture(scope="module")
def scanning(demonstration_folder, tmp_path_factory, scanner):
    """A portal that asks the scanner, with its jobs running."""
    var = tmp_path_factory.mktemp("scanning") / "var"
    running.demonstration(demonstration_folder, var)
    with running.running(var, PORTAL_SCANNER_ADDRESS=scanner.address) as portal:
        yield portal


@pytest.fixture(scope="module")
def marcus(scanning):
    return _desk(scanning, "marcus")


def added(desk: Desk, content: bytes, **words) -> int:
    answer = desk.send("runs.pdf", content, **words)
    assert answer.status_code == 201, answer.text
    return answer.json()["document_id"]


def infected_pdf() -> bytes:
    """A page that opens, with the string every scanner knows behind its first line."""
    whole = files.pdf("Loss runs")
    return whole.replace(b"\n", b"\n%" + peers.EICAR + b"\n", 1) + b"%%EOF\n"


def test_an_infected_file_is_refused_in_words_put_on_record_and_leaves_nothing(marcus):
    before = kept(marcus)
    answer = marcus.send("runs.pdf", infected_pdf())
    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        "Not added: the virus scanner found something in this file. "
        "Check the computer it came from and send a clean copy."
    )
    after = kept(marcus)
    assert after.pop("audit")[0][0] == before.pop("audit")[0][0] + 1
    assert after == before
    ((told,),) = rows(
        marcus.portal,
        "SELECT after FROM audit_record WHERE action = 'document.infected' ORDER BY id DESC LIMIT 1",
    )
    assert "Eicar-Test-Signature" in told
    assert hashlib.sha256(infected_pdf()).hexdigest() in told


def test_while_the_scanner_is_down_files_wait_and_are_served_to_nobody_until_it_is_back(
    marcus, scanner
):
    scanner.stop()
    try:
        clean = marcus.send("runs.pdf", files.pdf("waits, clean"))
        bad = marcus.send("runs.pdf", infected_pdf())
        for answer in (clean, bad):
            assert (answer.status_code, answer.json()["status"]) == (201, "waiting")
            refused = marcus.client.get(f"/files/{answer.json()['document_id']}")
            assert refused.status_code == 409
            assert "waits for the virus scanner" in refused.json()["detail"]
            assert b"%PDF" not in refused.content
    finally:
        scanner.start()
    until = time.monotonic() + 60
    numbers = [answer.json()["document_id"] for answer in (clean, bad)]
    while time.monotonic() < until:
        told = [
            rows(marcus.portal, "SELECT status FROM document WHERE id = ?", number)[0][0]
            for number in numbers
        ]
        if "waiting" not in told:
            break
        time.sleep(0.5)
    assert told == ["ready", "infected"]
    assert marcus.client.get(f"/files/{numbers[0]}").status_code == 200
    assert marcus.client.get(f"/files/{numbers[1]}").status_code == 404
    waiting = rows(marcus.portal, "SELECT count(*) FROM document WHERE waiting_place != ''")
    assert waiting == [(0,)]


def test_parts_of_a_document_are_what_the_whole_has_there(marcus):
    number = added(marcus, files.pdf_of_size(300_000, "Parts"))
    whole = marcus.client.get(f"/files/{number}")
    size = len(whole.content)
    assert whole.headers["accept-ranges"] == "bytes"
    for asked, start, stop in (
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, size),
        ("bytes=10-99999999", 10, size),
        ("bytes=-7", size - 7, size),
        (f"bytes={size - 1}-", size - 1, size),
    ):
        part = marcus.client.get(f"/files/{number}", headers={"range": asked})
        assert (part.status_code, part.content) == (206, whole.content[start:stop]), asked
        assert part.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
        assert part.headers["content-disposition"].startswith("attachment")
    for asked in ("bytes=0-1,4-5", "lines=1-2", "bytes=5-2", "bytes=-", "bytes=x-1", "0-1"):
        answer = marcus.client.get(f"/files/{number}", headers={"range": asked})
        assert (answer.status_code, answer.content) == (200, whole.content), asked
    for asked in (f"bytes={size}-", "bytes=-0", "bytes=999999999999-"):
        outside = marcus.client.get(f"/files/{number}", headers={"range": asked})
        assert outside.status_code == 416
        assert outside.headers["content-range"] == f"bytes */{size}"
        assert outside.content == b""


def test_what_one_has_is_not_sent_again(marcus):
    number = added(marcus, files.pdf("Conditions"))
    whole = marcus.client.get(f"/files/{number}")
    tag = whole.headers["etag"]
    assert tag == f'"{hashlib.sha256(whole.content).hexdigest()}"'
    for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        answer = marcus.client.get(f"/files/{number}", headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b""), known
    part = {"range": "bytes=0-4"}
    same = marcus.client.get(f"/files/{number}", headers={**part, "if-range": tag})
    changed = marcus.client.get(f"/files/{number}", headers={**part, "if-range": '"old"'})
    assert (same.status_code, same.content) == (206, b"%PDF-")
    assert (changed.status_code, changed.content) == (200, whole.content)
    asked = marcus.client.head(f"/files/{number}")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["content-length"] == str(len(whole.content))


def test_all_documents_come_as_one_archive_under_names_of_their_own(scanning):
    theo = _desk(scanning, "theo")
    sent = [added(theo, files.pdf(f"Page {number}")) for number in range(3)]
    replaced = added(theo, files.pdf("Page 0 again"), replaces=sent[0])
    answer = theo.client.get(f"{theo.path}/all.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["runs (2).pdf", "runs (3).pdf", "runs.pdf"]
        inside = {archive.read(name) for name in archive.namelist()}
    assert inside == {
        theo.client.get(f"/files/{number}").content for number in (*sent[1:], replaced)
    }


def test_a_new_version_takes_the_place_and_the_old_one_is_still_served(marcus):
    first = added(marcus, files.pdf("Version one"))
    old = marcus.client.get(f"/files/{first}").content
    second = added(marcus, files.pdf("Version two"), replaces=first)
    assert marcus.client.get(f"/files/{first}").content == old
    again = marcus.send("runs.pdf", files.pdf("Version three"), replaces=first)
    assert again.status_code == 404
    assert rows(marcus.portal, "SELECT version FROM document WHERE id = ?", second) == [(2,)]


def test_the_same_file_sent_twice_lies_there_once(marcus):
    added(marcus, files.pdf("Twice"))
    before = files_of(marcus.portal)
    added(marcus, files.pdf("Twice"))
    assert files_of(marcus.portal) == before


def test_files_in_a_bucket_go_the_same_way(demonstration_folder, tmp_path_factory):
    """The whole portal on an S3 service: added, refused, handed out in parts, and the service gone."""
    var = tmp_path_factory.mktemp("bucket") / "var"
    with peers.s3_service() as bucket:
        # Files of the seeded demonstration lie on disk: this portal starts its own.
        running.demonstration(demonstration_folder, var)
        line = peers.BadLine(bucket.port)
        there = bucket.environment(PORTAL_S3_ENDPOINT=f"http://127.0.0.1:{line.port}")
        with running.running(var, PORTAL_SCHEDULER_ON="false", **there) as portal:
            priya = _desk(portal, "priya")
            number = added(priya, files.pdf_of_size(3_000_000, "In a bucket"))
            whole = priya.client.get(f"/files/{number}").content
            part = priya.client.get(f"/files/{number}", headers={"range": "bytes=5-9"})
            assert part.content == whole[5:10]
            assert len(bucket.objects()) == 1
            refused = priya.send("runs.exe", b"MZ")
            assert refused.status_code == 409
            assert len(bucket.objects()) == 1
            line.is_cut = True
            before = settled(priya, kept(priya))
            away = priya.send("runs.pdf", files.pdf("Nowhere to go"))
            assert (away.status_code, away.json()["detail"]) == (
                429,
                "The file store is full or away. Nothing was added; try again later.",
            )
            assert priya.client.get(f"/files/{number}").status_code == 429
            line.is_cut = False
            assert kept(priya)["documents"] == before["documents"]
            assert priya.client.get(f"/files/{number}").content == whole
            assert "Traceback" not in portal.words()
        line.close()
