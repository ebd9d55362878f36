"""What a file is told to be by its content, and what may be kept."""

import re
import unicodedata
from dataclasses import dataclass

from producer_portal.values.errors import RuleViolation

MOST_FILE_BYTES = 25 * 1024 * 1024
MOST_SUBMISSION_BYTES = 100 * 1024 * 1024
LONGEST_NAME = 120
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}
_ACCEPT_WORDS = {"pdf": PDF, "jpg": JPEG, "jpeg": JPEG, "png": PNG}
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()&+,'-]+")
# Windows opens a device under these names, whatever ending follows.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


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
    return None


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
