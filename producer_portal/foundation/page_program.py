"""A program of its own that looks at one PDF, under limits it sets on itself.

Run as `python -I page_program.py words` or `python -I page_program.py picture N`: the file comes on
standard input. The answer to `words` is one line of JSON with the size of each page, the pieces of text and
the filled fields; to `picture` a line `{"size": n}` and the page as a PNG. A file it cannot read gives no
answer. It imports nothing of the portal, opens no connection and writes no file.
"""

import importlib.util
import io
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

MOST_PAGES = 40
MOST_PIECES = 12_000
MOST_FIELDS = 4_000
LONGEST_PIECE = 500
READING_SECONDS = 12
PICTURE_WIDTH = 1100
MOST_SCALE = 4.0


def _safe_copy_program() -> ModuleType:
    """The other program beside this one, whose limits these are too."""
    place = Path(__file__).with_name("safe_copy_program.py")
    found = importlib.util.spec_from_file_location("safe_copy_program", place)
    assert found is not None, "it lies beside this file"
    assert found.loader is not None, "it is a file"
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def words(content: bytes) -> dict[str, Any]:
    """The pieces of text and the filled fields of the first pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    until = time.process_time() + READING_SECONDS
    pieces: list[list[Any]] = []
    sizes: list[tuple[float, float]] = []
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        sizes.append(page.get_size())
        if time.process_time() < until and len(pieces) < MOST_PIECES:
            pieces += _pieces(page, number, sizes[-1])
    return {"pages": len(document), "texts": pieces[:MOST_PIECES], "fields": fields(content, sizes)}


def _pieces(page: Any, number: int, size: tuple[float, float]) -> list[list[Any]]:
    found = page.get_textpage()
    out = []
    for place in range(min(found.count_rects(), MOST_PIECES)):
        left, bottom, right, top = found.get_rect(place)
        text = " ".join(found.get_text_bounded(left, bottom, right, top).split())
        if text:
            out.append([*_placed(number, size, left, bottom, right, top), text[:LONGEST_PIECE]])
    return out


def _placed(
    number: int, size: tuple[float, float], left: float, bottom: float, right: float, top: float
) -> list[int]:
    width, height = max(size[0], 1), max(size[1], 1)

    def share(at: float, of: float) -> int:
        return max(0, min(1000, round(at / of * 1000)))

    return [
        number,
        share(left, width),
        share(height - top, height),
        share(right, width),
        share(height - bottom, height),
    ]


def fields(content: bytes, sizes: list[tuple[float, float]]) -> list[list[Any]]:
    """Each filled field of a fillable form: where it stands, its name, its tooltip, its value."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    found: list[list[Any]] = []
    try:
        reader = PdfReader(io.BytesIO(content))
        for number, page in enumerate(reader.pages[: len(sizes)]):
            for annotation in page.get("/Annots") or []:
                one = _field(annotation.get_object())
                if one is not None and len(found) < MOST_FIELDS:
                    left, bottom, right, top = one.pop("rect")
                    place = _placed(number, sizes[number], left, bottom, right, top)
                    found.append([*place, one["name"], one["tooltip"], one["value"], one["tick"]])
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # A form that is damaged is read as far as it could be.
        pass
    return found


def _field(widget: Any) -> dict[str, Any] | None:
    if widget.get("/Subtype") != "/Widget":
        return None
    names: list[str] = []
    at, kind, value, tooltip, depth = widget, None, None, "", 0
    while at is not None and depth < 12:
        if "/T" in at:
            names.append(str(at["/T"]))
        kind = kind or at.get("/FT")
        value = value if value is not None else at.get("/V")
        tooltip = tooltip or str(at.get("/TU", ""))
        parent = at.get("/Parent")
        at, depth = (parent.get_object() if parent is not None else None), depth + 1
    is_tick = kind == "/Btn"
    if is_tick:
        state = str(widget.get("/AS", "/Off"))
        value = None if state == "/Off" else state.removeprefix("/")
    if value is None or kind not in {"/Tx", "/Ch", "/Btn"}:
        return None
    text = " ".join(str(value).split())
    rect = [float(edge) for edge in widget.get("/Rect", (0, 0, 0, 0))]
    if not text or len(rect) != 4:
        return None
    return {
        "name": ".".join(reversed(names))[:LONGEST_PIECE],
        "tooltip": tooltip[:LONGEST_PIECE],
        "value": text[:LONGEST_PIECE],
        "tick": is_tick,
        "rect": (
            min(rect[0], rect[2]),
            min(rect[1], rect[3]),
            max(rect[0], rect[2]),
            max(rect[1], rect[3]),
        ),
    }


def picture(content: bytes, number: int) -> bytes:
    """One page as a PNG, as wide as a page is shown, with what was filled into its fields."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if document.get_formtype():
        document.init_forms()
    page = document[number]
    scale = min(PICTURE_WIDTH / max(page.get_width(), 1), MOST_SCALE)
    # A page may be taller than any screen: its pixels are bounded, not only its width.
    scale = min(scale, 3 * PICTURE_WIDTH / max(page.get_height(), 1))
    out = io.BytesIO()
    page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB").quantize(64).save(
        out, "PNG"
    )
    return out.getvalue()


def main() -> None:
    """Look, answer."""
    _safe_copy_program().limit()
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    # What a hostile file provokes ends the program: no answer is an answer.
    if sys.argv[1] == "picture":
        found = picture(content, int(sys.argv[2]))
        out.write(json.dumps({"size": len(found)}).encode() + b"\n" + found)
    else:
        out.write(json.dumps(words(content)).encode() + b"\n")


if __name__ == "__main__":
    main()
