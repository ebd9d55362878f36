"""What a file is told to be by its content, and what may be kept."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from producer_portal.values.errors import RuleViolation

MOST_FILE_BYTES = 25 * 1024 * 1024
MOST_SUBMISSION_BYTES = 100 * 1024 * 1024
LONGEST_NAME = 120
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
XLSX = "application/x-xlsx"
EXTENSIONS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), XLSX: (".xlsx",)}
_ACCEPT_WORDS = {"pdf": PDF, "jpg": JPEG, "jpeg": JPEG, "png": PNG, "xlsx": XLSX}
_MEDIA_TYPES = {XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST_SEARCHED_CHARACTERS = 200_000
EXCERPT_CHARACTERS = 90
# What is sealed wherever it is answered must not lie open among the words of a PDF either.
_NUMBERS_OF_PEOPLE = re.compile(
    r"(?<!\d)(\d{3}[- ]\d{2}[- ]\d{4}|\d{2}-\d{7}|\d{9}|(?:\d{4}[- ]?){3}\d{4})(?!\d)"
)
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()&+,'-]+")
# Windows opens a device under these names, whatever ending follows.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


class DocumentStatus(StrEnum):
    """Whether a document may be handed out."""

    READY = "ready"
    WAITING = "waiting"
    INFECTED = "infected"


STATUS_WORDS = {
    DocumentStatus.READY: "",
    DocumentStatus.WAITING: "Waiting for the virus scanner",
    DocumentStatus.INFECTED: "Refused: the virus scanner found something in it. Send a clean copy.",
}
INFECTED_WORDS = (
    "Not added: the virus scanner found something in this file. "
    "Check the computer it came from and send a clean copy."
)


class FileRefused(RuleViolation):
    """A file that is not kept, with the reason and the way out."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: its safe name and its true type."""

    filename: str
    content_type: str


def sniffed(head: bytes) -> str | None:
    """The type that the first bytes show, whatever the name says; None for anything not kept here."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    # A PDF begins at its first byte: leading bytes are how a file pretends to be two things at once.
    if head.startswith(b"%PDF-"):
        return PDF
    # A packed file whose first part is one that workbooks begin with; what is inside is judged later.
    if head.startswith(b"PK\x03\x04") and head[30:].startswith(_WORKBOOK_BEGINS):
        return XLSX
    return None


_WORKBOOK_BEGINS = (b"[Content_Types].xml", b"_rels/.rels", b"docProps/", b"xl/")


def media_type(content_type: str) -> str:
    """A type as HTTP names it."""
    return _MEDIA_TYPES.get(content_type, content_type)


def accept(filename: str, head: bytes, size_bytes: int, allowed: tuple[str, ...]) -> Accepted:
    """Judge a received file (SUB-4). Raises FileRefused in words for its owner."""
    if size_bytes == 0:
        raise FileRefused("Not added: the file is empty. Choose it again or send another.")
    if size_bytes > MOST_FILE_BYTES:
        raise FileRefused("Not added: the file is larger than 25 MB.")
    found = sniffed(head)
    wanted = {_ACCEPT_WORDS[word] for word in allowed if word in _ACCEPT_WORDS}
    if found is None or found not in wanted:
        raise FileRefused(_refusal(filename, allowed))
    name = safe_name(filename)
    if not name.lower().endswith(EXTENSIONS[found]):
        name = f"{name.rsplit('.', 1)[0][: LONGEST_NAME - 5]}{EXTENSIONS[found][0]}"
    return Accepted(name, found)


def _refusal(filename: str, allowed: tuple[str, ...]) -> str:
    ending = filename.rsplit(".", 1)[-1].upper() if "." in filename else ""
    kinds = [word.upper() for word in allowed]
    listed = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} or {kinds[-1]}"
    known = ending if ending.isalnum() and len(ending) <= 5 else ""
    if known and known not in kinds:
        return f"Not added: {known} files cannot be read here. Send a {listed}."
    return f"Not added: the file's content is not a {listed}. Save it as one and send it again."


def safe_name(filename: str) -> str:
    """The last part of a name without anything that a path, a header or a page could trip over."""
    plain = unicodedata.normalize("NFKD", filename.replace("\\", "/").rsplit("/", 1)[-1])
    ascii_only = plain.encode("ascii", "ignore").decode()
    cleaned = _UNSAFE.sub("_", ascii_only).strip(" .")
    if len(cleaned) > LONGEST_NAME:
        stem, _, ending = cleaned.rpartition(".")
        cleaned = f"{stem[: LONGEST_NAME - 6]}.{ending[:5]}" if stem else cleaned[:LONGEST_NAME]
    return f"_{cleaned}" if _DEVICE.fullmatch(cleaned) else cleaned or "document"


def size_words(size_bytes: int) -> str:
    """A size as people read it: "640 KB", "2.4 MB"."""
    if size_bytes < 1024 * 1024:
        return f"{max(1, (size_bytes + 512) // 1024)} KB"
    tenths = (size_bytes * 10 + 524_288) // 1_048_576
    return f"{tenths // 10}.{tenths % 10} MB"


def searched_words(text: str) -> str:
    """The words of a PDF as they are kept to be found: numbers of people and cards left out."""
    plain = text.replace("\x00", " ").encode("utf-8", "ignore").decode()[:MOST_SEARCHED_CHARACTERS]
    return _NUMBERS_OF_PEOPLE.sub("•", plain)


def excerpt(words: str, tokens: Sequence[str]) -> str:
    """The words around the first place where one that was looked for stands."""
    line = " ".join(words.split())
    lowered = line.lower()
    places = [place for token in tokens if (place := lowered.find(token)) >= 0]
    at = min(places, default=0)
    # From the beginning of a word.
    begins = line.rfind(" ", 0, max(0, at - EXCERPT_CHARACTERS // 3)) + 1
    ends = begins + EXCERPT_CHARACTERS
    lead, trail = "… " if begins else "", " …" if ends < len(line) else ""
    return f"{lead}{line[begins:ends].strip()}{trail}"


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A part of a file: from `start` to before `stop`, in bytes."""

    start: int
    stop: int


_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


class RangeOutside(RuleViolation):
    """A part was asked for that the file does not have."""

    def __init__(self) -> None:
        super().__init__("The file is shorter than the part that was asked for.")


def asked_range(header: str, size_bytes: int) -> ByteRange | None:
    """The part that a Range header asks for; None when the whole file is the answer.

    Several parts, other units and what cannot be read get the whole file, as RFC 9110 allows.
    Raises RangeOutside when the part begins after the end.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        length = int(found[2])
        if length == 0:
            raise RangeOutside
        return ByteRange(max(0, size_bytes - length), size_bytes)
    start = int(found[1])
    if found[2] and int(found[2]) < start:
        return None
    if start >= size_bytes:
        raise RangeOutside
    stop = int(found[2]) + 1 if found[2] else size_bytes
    return ByteRange(start, min(stop, size_bytes))
