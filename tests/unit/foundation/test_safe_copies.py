"""Hostile files become harmless copies or nothing, in a process that may die of them (SUB-4)."""

import io
import os
import random
import resource
import zipfile

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image
from pypdf import PdfReader

from producer_portal.foundation import safe_copies
from producer_portal.foundation.safe_copies import NotMadeSafe, make_safe_copy
from producer_portal.foundation.settings import settings
from tests.factories import files
from tests.factories.hostile_files import EVIL, acts, dangers, everything_in, evil, form_field, link

PDF, JPEG, PNG, XLSX = "application/pdf", "image/jpeg", "image/png", "application/x-xlsx"


def copy_of(content: bytes, kind: str) -> bytes:
    made = make_safe_copy([content], kind)
    with made.receiver as receiver:
        return b"".join(receiver.blocks())


def text_of(content: bytes) -> str:
    made = make_safe_copy([content], PDF)
    with made.receiver:
        return made.text


def refusal(content: bytes, kind: str) -> str:
    with pytest.raises(NotMadeSafe) as refused:
        copy_of(content, kind)
    assert refused.value.message.startswith("Not added: ")
    quarantine = settings().var_folder / "quarantine"
    assert not [path for path in quarantine.rglob("*") if path.is_file()]
    return refused.value.code


# --- pictures -------------------------------------------------------------------------------------


def test_a_photo_keeps_its_picture_and_loses_where_it_was_taken():
    copy = copy_of(files.jpeg(), JPEG)
    with Image.open(io.BytesIO(copy)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 48))
        assert not picture.getexif()
        assert "comment" not in picture.info
    for word in (b"Exif", b"SecretCameraMaker", b"SecretComment"):
        assert word not in copy


@pytest.mark.parametrize(
    ("turned", "size"), [(1, (64, 48)), (3, (64, 48)), (6, (48, 64)), (8, (48, 64))]
)
def test_a_photo_taken_sideways_stands_upright(turned, size):
    with Image.open(io.BytesIO(copy_of(files.jpeg(turned=turned), JPEG))) as picture:
        assert picture.size == size


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_drawing_comes_out_as_it_went_in(mode):
    drawn = Image.new("RGB", (9, 7), (200, 30, 60))
    drawn.putpixel((3, 2), (10, 220, 90))
    drawn = drawn.convert("L").convert("I;16") if mode == "I;16" else drawn.convert(mode)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    with Image.open(io.BytesIO(copy_of(out.getvalue(), PNG))) as picture:
        assert picture.convert("RGBA").tobytes() == drawn.convert("RGBA").tobytes()


def test_words_and_files_hidden_in_a_picture_are_gone():
    from PIL.PngImagePlugin import PngInfo

    hidden = PngInfo()
    hidden.add_text("Comment", "<script>SecretWord</script>")
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG", pnginfo=hidden)
    copy = copy_of(out.getvalue() + b"PK\x03\x04SecretArchive", PNG)
    assert b"Secret" not in copy


def test_a_small_file_that_unpacks_to_a_billion_pixels_is_refused():
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    assert refusal(out.getvalue(), PNG) == "too_many_pixels"


def test_a_picture_cut_short_is_refused():
    whole = files.jpeg(640, 480)
    assert refusal(whole[: len(whole) // 2], JPEG) == "broken"


# --- PDFs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", EVIL)
def test_a_pdf_that_acts_becomes_one_that_does_not(case):
    content = evil(EVIL[case])
    assert acts(content), "the case bites"
    assert dangers(content) or case == "follows a path as a link"
    copy = copy_of(content, PDF)
    assert acts(copy) == []
    assert "Kestrel" in PdfReader(io.BytesIO(copy)).pages[0].extract_text()


def test_a_fillable_form_keeps_its_fields_and_a_plain_link_stays():
    copy = copy_of(evil(form_field), PDF)
    assert PdfReader(io.BytesIO(copy)).get_fields()["Insured"]["/V"] == "Kestrel"
    linked = copy_of(evil(link(S=Name.URI, URI="https://carrier.example/claims")), PDF)
    assert "https://carrier.example/claims" in everything_in(linked)


def test_the_words_of_a_pdf_are_read_and_bound_in_number():
    assert (
        text_of(files.pdf("Loss runs of Kestrel Roofing")).strip() == "Loss runs of Kestrel Roofing"
    )
    many = files.pdf("Declarations page", pages=400)
    assert text_of(many).count("Declarations page") == 300


@pytest.mark.parametrize("whose", ["user", "owner"])
def test_a_pdf_behind_a_password_is_refused_unless_it_opens_without(whose):
    with pikepdf.open(io.BytesIO(files.pdf("Loss runs"))) as made:
        out = io.BytesIO()
        passwords = {"user": "secret" if whose == "user" else "", "owner": "secret"}
        made.save(out, encryption=pikepdf.Encryption(**passwords))
    if whose == "user":
        assert refusal(out.getvalue(), PDF) == "encrypted"
    else:
        with pikepdf.open(io.BytesIO(copy_of(out.getvalue(), PDF))) as copy:
            assert not copy.is_encrypted


@pytest.mark.parametrize("keeps", [0.2, 0.5, 0.95])
def test_half_a_pdf_is_refused_rather_than_shortened(keeps):
    whole = files.pdf("Loss runs", pages=20)
    assert refusal(whole[: int(len(whole) * keeps)], PDF) in {"cut", "broken"}


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 %%EOF",
        b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
        b"%PDF-" + b"\0" * 5000 + b"%%EOF",
    ],
)
def test_a_pdf_without_a_page_is_refused(content):
    assert refusal(content, PDF) == "broken"


def test_a_pdf_that_unpacks_to_half_a_gigabyte_costs_this_process_nothing():
    with pikepdf.new() as made:
        made.add_blank_page()
        made.pages[0].Contents = made.make_stream(b"BT (x) Tj ET\n" * 20_000_000)
        out = io.BytesIO()
        made.save(out)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        copy_of(out.getvalue(), PDF)
    except NotMadeSafe as refused:
        assert refused.code == "too_complex"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


# --- spreadsheets ---------------------------------------------------------------------------------


def test_a_plain_workbook_keeps_its_parts_and_nothing_around_them():
    copy = copy_of(files.workbook() + b"SecretTail", XLSX)
    assert b"Secret" not in copy
    with (
        zipfile.ZipFile(io.BytesIO(copy)) as kept,
        zipfile.ZipFile(io.BytesIO(files.workbook())) as sent,
    ):
        assert {name: kept.read(name) for name in kept.namelist()} == {
            name: sent.read(name) for name in sent.namelist()
        }


EXTERNAL = b'<Relationships><Relationship Id="1" Type="http://x/oleObject" TargetMode="External" Target="\\\\evil\\x"/></Relationships>'


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/vbaProject.bin", b"macro", "acting"),
        ("xl/externalLinks/externalLink1.xml", b"<ddeLink/>", "acting"),
        ("xl/embeddings/oleObject1.bin", b"MZ", "acting"),
        ("xl/activeX/activeX1.xml", b"<x/>", "acting"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "acting"),
        ("xl/worksheets/_rels/sheet1.xml.rels", EXTERNAL, "acting"),
        ("xl/worksheets/sheet2.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "acting"),
        ("../../etc/cron.d/portal", b"* * * * * root id", "broken"),
        ("/etc/passwd", b"root", "broken"),
        ("xl/worksheets/sheet3.xml", b"\0" * 160_000_000, "too_complex"),
    ],
)
def test_a_workbook_with_more_than_values_is_refused(part, content, code):
    assert refusal(files.workbook((part, content)), XLSX) == code


def test_a_packed_file_that_is_no_workbook_is_refused():
    assert refusal(files.zipped(("a.txt", b"words")), XLSX) == "broken"
    assert refusal(files.workbook()[:300], XLSX) == "broken"


# --- the process ----------------------------------------------------------------------------------


def program(tmp_path, words: str):
    path = tmp_path / "program.py"
    path.write_text(words)
    return path


def test_a_program_that_never_answers_is_ended(monkeypatch, tmp_path):
    monkeypatch.setattr(safe_copies, "PROGRAM", program(tmp_path, "import time; time.sleep(60)"))
    monkeypatch.setattr(safe_copies, "LONGEST_SECONDS", 0.5)
    assert refusal(b"x" * 1_000_000, PDF) == "too_complex"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "import os; os.kill(os.getpid(), 9)",
        "print('no json')",
        "print('[1]')",
        "print('{\"size\": 99}'); print('short')",
    ],
)
def test_a_program_that_dies_or_babbles_gives_nothing(monkeypatch, tmp_path, words):
    monkeypatch.setattr(safe_copies, "PROGRAM", program(tmp_path, words))
    assert refusal(b"x" * 1_000_000, PDF) == "too_complex"


def test_the_program_holds_itself_to_its_limits(monkeypatch, tmp_path):
    """The program's own first deed, then each thing it must not be able to do."""
    tried = program(
        tmp_path,
        f"import sys; sys.path.insert(0, {os.fspath(safe_copies.PROGRAM.parent)!r})\n"
        "import safe_copy_program as real, json, os\n"
        "real.limit(); done = []\n"
        "try: bytearray(2_000_000_000); done.append('memory')\n"
        "except MemoryError: pass\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"try:\n  f = open({os.fspath(tmp_path / 'left')!r}, 'wb'); f.write(b'x'); f.flush(); done.append('file')\n"
        "except OSError: pass\n"
        "if dict(os.environ).get('PORTAL_SECRET_KEY'): done.append('secret')\n"
        "print(json.dumps({'refused': ','.join(done) or 'nothing'}))\n",
    )
    monkeypatch.setenv("PORTAL_SECRET_KEY", "x" * 40)
    monkeypatch.setattr(safe_copies, "PROGRAM", tried)
    assert refusal(b"", PDF) == "nothing"


def test_whatever_is_random_is_refused_or_copied_and_nothing_else():
    chance = random.Random(20261120)
    for kind, start in (
        (PDF, b"%PDF-1.7\n"),
        (JPEG, b"\xff\xd8\xff"),
        (PNG, b"\x89PNG\r\n\x1a\n"),
        (XLSX, b"PK\x03\x04"),
    ):
        for _ in range(4):
            refusal(start + chance.randbytes(chance.randrange(3000)) + b"%%EOF", kind)
