"""A program of its own that turns one hostile file into a harmless copy, under limits it sets on itself.

Run as `python -I safe_copy_program.py KIND`: the file comes on standard input, the answer goes to standard
output. First a line of JSON, `{"size": n}` or `{"refused": code}`; then the copy's bytes; then a line of
JSON with the text of a PDF. It imports nothing of the portal, opens no connection and writes no file.
"""

import io
import json
import resource
import sys
import time
import zipfile
from typing import Any

CPU_SECONDS = 20
MEMORY_BYTES = 1024 * 1024 * 1024
OPEN_FILES = 32
MOST_COPY_BYTES = 50 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_OBJECTS = 400_000
DEEPEST = 100
TEXT_SECONDS = 6
TEXT_CHARACTERS = 300_000
TEXT_PAGES = 300
MOST_PARTS = 3000
MOST_UNPACKED_BYTES = 150 * 1024 * 1024
END_BYTES = 2048


class Refused(Exception):
    """The file is not copied; the code says why."""


def limit() -> None:
    """Take the limits before the first byte is read. None can be raised again."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def image(content: bytes, kind: str) -> bytes:
    """The pixels alone, upright: no EXIF, no place it was taken, no thumbnail, nothing after the end."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Refused("too_many_pixels")
            found.load()
            upright = _plain_colors(ImageOps.exif_transpose(found), kind)
    except Image.DecompressionBombError as bomb:
        raise Refused("too_many_pixels") from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, IndexError, TypeError) as bad:
        raise Refused("broken") from bad
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    if upright.mode == "P":
        bare.putpalette(upright.palette.tobytes(), upright.palette.mode)
    out = io.BytesIO()
    if kind == "JPEG":
        bare.save(out, "JPEG", quality=90)
    else:
        bare.save(out, "PNG")
    return out.getvalue()


def _plain_colors(found: Any, kind: str) -> Any:
    """Colors as every screen shows them: what a profile meant is worked in, the profile dropped."""
    from PIL import ImageCms

    profile = found.info.get("icc_profile")
    if profile and found.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(
                found, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if kind == "JPEG" and found.mode not in {"RGB", "L"}:
        return found.convert("RGB")
    if kind == "PNG" and found.mode == "P" and "transparency" in found.info:
        return found.convert("RGBA")
    if kind == "PNG" and found.mode not in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}:
        return found.convert("RGBA")
    return found


# What runs, opens or sends by itself, wherever in a PDF it hangs.
ACTING_KEYS = (
    "/AA",
    "/OpenAction",
    "/JS",
    "/JavaScript",
    "/XFA",
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/EF",
    "/RF",
    "/AF",
    "/Collection",
    "/RichMediaContent",
    "/RichMediaSettings",
    "/Rendition",
    "/Renditions",
    "/AlternatePresentations",
    "/PieceInfo",
    "/Metadata",
)
ACTING_ANNOTATIONS = frozenset(
    {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D", "/TrapNet"}
)
HARMLESS_ACTIONS = frozenset({"/GoTo", "/Named", "/URI", "/Thread", "/ResetForm", "/Hide"})
HARMLESS_ADDRESSES = ("http://", "https://", "mailto:", "tel:")


def pdf(content: bytes) -> bytes:
    """The pages, rewritten object by object, without anything that acts."""
    import pikepdf

    if b"%%EOF" not in content[-END_BYTES:]:
        # Half a file would open with half its pages and nobody would notice.
        raise Refused("cut")
    try:
        with pikepdf.open(io.BytesIO(content)) as found:
            if len(found.objects) > MOST_OBJECTS:
                raise Refused("too_complex")
            if len(found.pages) == 0:
                raise Refused("broken")
            _quiet(found)
            out = io.BytesIO()
            found.save(
                out,
                encryption=False,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
        with pikepdf.open(io.BytesIO(out.getvalue()), attempt_recovery=False) as copy:
            # What was torn in the right places is mended into something that no reader opens.
            if len(copy.pages) == 0:
                raise Refused("broken")
    except pikepdf.PasswordError as closed:
        raise Refused("encrypted") from closed
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, RecursionError) as bad:
        raise Refused("broken") from bad
    return out.getvalue()


def _quiet(found: Any) -> None:
    import pikepdf

    for one in found.objects:
        if isinstance(one, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream):
            _silence(one, 0)
    for page in found.pages:
        listed = page.obj.get("/Annots")
        if isinstance(listed, pikepdf.Array):
            kept = [one for one in listed if _is_harmless_annotation(one)]
            page.obj["/Annots"] = pikepdf.Array(kept)
    if "/Names" in found.Root and not found.Root["/Names"].keys():
        del found.Root["/Names"]


def _is_harmless_annotation(one: Any) -> bool:
    import pikepdf

    return (
        isinstance(one, pikepdf.Dictionary) and str(one.get("/Subtype")) not in ACTING_ANNOTATIONS
    )


def _silence(one: Any, depth: int) -> None:
    """Take out what acts, here and in what is written inside; what is referred to comes by itself."""
    import pikepdf

    if depth > DEEPEST:
        raise Refused("too_complex")
    if not isinstance(one, pikepdf.Array):
        is_acting = _is_acting(one)
        for key in list(one.keys()):
            if is_acting or key in ACTING_KEYS:
                del one[key]
    inside = list(one) if isinstance(one, pikepdf.Array) else [one.get(key) for key in one.keys()]  # noqa: SIM118 - not a dict
    for inner in inside:
        if _is_inside(inner):
            _silence(inner, depth + 1)


def _is_inside(inner: Any) -> bool:
    import pikepdf

    is_container = isinstance(inner, pikepdf.Dictionary | pikepdf.Array)
    return is_container and not inner.is_indirect


def _is_acting(one: Any) -> bool:
    """Whether a dictionary is an action other than turning a page or following a plain link."""
    import pikepdf

    if isinstance(one, pikepdf.Stream):
        return False
    address = one.get("/URI")
    if isinstance(address, pikepdf.String):
        # An address is judged wherever it stands: what kind of action it belongs to may be torn.
        if not str(address).strip().lower().startswith(HARMLESS_ADDRESSES):
            return True
    elif address is not None and not isinstance(address, pikepdf.Dictionary):
        return True
    deed = one.get("/S")
    if not isinstance(deed, pikepdf.Name):
        return deed is not None or "/Launch" in one
    is_action = str(one.get("/Type", "")) == "/Action" or str(deed) in _KNOWN_ACTIONS
    return is_action and str(deed) not in HARMLESS_ACTIONS


_KNOWN_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/GoTo3DView",
        "/Movie",
        "/Sound",
        "/Rendition",
        "/RichMediaExecute",
        "/SetOCGState",
        "/Trans",
    }
)


def words_of(content: bytes) -> str:
    """The text of a PDF's first pages, as much as the time allows."""
    from pypdf import PdfReader

    until = time.process_time() + TEXT_SECONDS
    found: list[str] = []
    left = TEXT_CHARACTERS
    for page in PdfReader(io.BytesIO(content)).pages[:TEXT_PAGES]:
        words = page.extract_text()[:left]
        found.append(words)
        left -= len(words)
        if left <= 0 or time.process_time() > until:
            break
    return "\n".join(found)


WORKBOOK_PARTS = ("[Content_Types].xml", "xl/workbook.xml")
ACTING_PARTS = (
    "vbaproject",
    "macrosheets/",
    "activex/",
    "embeddings/",
    "externallinks/",
    "customui",
    "dialogsheets/",
    "oleobject",
    "ctrlprops/",
    "connections.xml",
    "querytables/",
)


def workbook(content: bytes) -> bytes:
    """The parts of a workbook, packed anew. One with macros, links or files inside is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            return _repacked(found)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as bad:
        raise Refused("broken") from bad
    except (OSError, ValueError, RuntimeError, KeyError, UnicodeError) as bad:
        raise Refused("broken") from bad


def _repacked(found: zipfile.ZipFile) -> bytes:
    parts = found.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) != len(names):
        raise Refused("too_complex")
    if not set(WORKBOOK_PARTS) <= set(names):
        raise Refused("broken")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    if any(word in name.lower() for name in names for word in ACTING_PARTS):
        raise Refused("acting")
    out, left = io.BytesIO(), MOST_UNPACKED_BYTES
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in parts:
            if part.is_dir():
                continue
            with found.open(part) as inner:
                # One byte more than is left, so that what a header hides is noticed.
                words = inner.read(left + 1)
            left -= len(words)
            if left < 0:
                raise Refused("too_complex")
            _refuse_acting(part.filename, words)
            packed.writestr(zipfile.ZipInfo(part.filename), words, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _refuse_acting(name: str, words: bytes) -> None:
    if name.startswith(("/", "\\")) or ".." in name or ":" in name:
        raise Refused("broken")
    lowered = words.lower()
    if name == "[Content_Types].xml" and (b"macroenabled" in lowered or b"vbaproject" in lowered):
        raise Refused("acting")
    if name.lower().endswith((".xml", ".rels")) and b"<!doctype" in lowered:
        raise Refused("acting")
    if name.endswith(".rels"):
        for link in lowered.split(b"<relationship ")[1:]:
            if b'targetmode="external"' in link and b"/hyperlink" not in link:
                raise Refused("acting")


def copied(content: bytes, kind: str) -> bytes:
    """The harmless copy. Raises Refused."""
    if kind == "application/pdf":
        copy = pdf(content)
    elif kind in {"image/jpeg", "image/png"}:
        copy = image(content, "JPEG" if kind == "image/jpeg" else "PNG")
    else:
        copy = workbook(content)
    if len(copy) > MOST_COPY_BYTES:
        raise Refused("too_complex")
    return copy


def main() -> None:
    """Read, copy, answer."""
    limit()
    kind = sys.argv[1]
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        copy = copied(content, kind)
    except Refused as refused:
        out.write(json.dumps({"refused": str(refused)}).encode() + b"\n")
        return
    except (MemoryError, RecursionError):
        out.write(b'{"refused": "too_complex"}\n')
        return
    del content
    out.write(json.dumps({"size": len(copy)}).encode() + b"\n")
    out.write(copy)
    out.flush()
    if kind == "application/pdf":
        # A page that cannot be read ends the program here: the copy is out, and is found by its name.
        words = words_of(copy)
        out.write(json.dumps({"text": words}).encode() + b"\n")


if __name__ == "__main__":
    main()
