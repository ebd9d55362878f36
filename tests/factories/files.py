"""Small real files, as people send them, and ones that only look like it."""

import io
import zipfile
from functools import cache

import pikepdf
from PIL import Image
from reportlab.pdfgen.canvas import Canvas


@cache
def pdf(*lines: str, pages: int = 1) -> bytes:
    """A PDF with these lines on each page; the same every time."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1)
    for _ in range(pages):
        for place, line in enumerate(lines or ("A page",)):
            canvas.drawString(72, 720 - 18 * place, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_of_size(size_bytes: int, *lines: str) -> bytes:
    """A PDF of exactly this size: a stream that is drawn nowhere, then as much air as is missing."""
    with pikepdf.open(io.BytesIO(pdf(*lines))) as made:
        room = max(0, size_bytes - 4000)
        made.Root.Padding = made.make_stream(b"\0" * room)
        out = io.BytesIO()
        made.save(out, compress_streams=False)
    content = out.getvalue()
    assert len(content) <= size_bytes - 6, "a page and its frame fit"
    return content.removesuffix(b"%%EOF\n") + b"\n" * (size_bytes - len(content)) + b"%%EOF\n"


@cache
def jpeg(width: int = 64, height: int = 48, *, turned: int = 1) -> bytes:
    """A photo with the place it was taken in it. `turned` is the EXIF orientation."""
    picture = Image.new("RGB", (width, height), "#7a8b99")
    exif = picture.getexif()
    exif[0x0112] = turned
    exif[0x010F] = "SecretCameraMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (27.0, 57.0, 2.0), 3: "W", 4: (82.0, 27.0, 26.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"SecretComment")
    return out.getvalue()


@cache
def png(width: int = 64, height: int = 48) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (10, 20, 30, 128)).save(out, "PNG")
    return out.getvalue()


def zipped(*entries: tuple[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return into.getvalue()


_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_SHEET = b"<worksheet><sheetData><row><c><v>1200000</v></c></row></sheetData></worksheet>"


def workbook(*more: tuple[str, bytes]) -> bytes:
    """A statement of values as a spreadsheet, with more parts when asked."""
    return zipped(
        ("[Content_Types].xml", _TYPES),
        ("_rels/.rels", b"<Relationships/>"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", _SHEET),
        *more,
    )
