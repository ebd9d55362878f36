"""Page furniture for PDFs: brand header, numbered pages, headings, tables of label and value."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

INK = colors.HexColor("#1c2024")
QUIET = colors.HexColor("#60646c")
LINE = colors.HexColor("#d9d9e0")
ACCENT = colors.HexColor("#5b5bd6")
MARGIN = 0.75 * inch

# The portal's own face, with figures of equal width; it holds the letters of every European language and of
# Vietnamese, so that people read their own names (docs/decisions/0022-letters-on-paper.md).
REGULAR, SEMIBOLD = "Inter", "Inter-SemiBold"
_FONTS = Path(__file__).parent / "fonts"
pdfmetrics.registerFont(TTFont(REGULAR, _FONTS / "Inter-Regular.ttf"))
pdfmetrics.registerFont(TTFont(SEMIBOLD, _FONTS / "Inter-SemiBold.ttf"))

BODY = ParagraphStyle(
    "body", fontName=REGULAR, fontSize=9, leading=12.5, textColor=INK, splitLongWords=1
)
LABEL = ParagraphStyle("label", parent=BODY, textColor=QUIET)
FIGURE = ParagraphStyle("figure", parent=BODY, alignment=TA_RIGHT)
TITLE = ParagraphStyle("title", parent=BODY, fontName=SEMIBOLD, fontSize=16, leading=20)
HEADING = ParagraphStyle(
    "heading",
    parent=BODY,
    fontName=SEMIBOLD,
    fontSize=11,
    leading=15,
    spaceBefore=12,
    spaceAfter=4,
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What every page of a document carries."""

    agency_name: str
    title: str
    reference: str
    footer: str = ""


def words(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph of plain text. Markup in it is shown, never obeyed; letters without a shape become '?'."""
    return Paragraph(escape(_printable(text)).replace("\n", "<br/>"), style)


def heading(text: str) -> Paragraph:
    """The title of a part of a document."""
    return words(text, HEADING)


def label_table(rows: Sequence[tuple[str, str]]) -> Table:
    """Labels at left, values at right, a hairline between; rows split over pages."""
    cells = [[words(label, LABEL), words(value)] for label, value in rows]
    table = Table(cells or [["", ""]], colWidths=[2.4 * inch, 4.6 * inch], splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def figure_table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths_inches: Sequence[float]
) -> Table:
    """A table whose last column holds amounts, right-aligned; its head repeats on every page."""
    styles = [BODY] * (len(head) - 1) + [FIGURE]
    cells = [
        [
            words(
                name,
                LABEL
                if place < len(head) - 1
                else ParagraphStyle("h", parent=LABEL, alignment=TA_RIGHT),
            )
            for place, name in enumerate(head)
        ]
    ]
    cells += [[words(cell, style) for cell, style in zip(row, styles, strict=True)] for row in rows]
    table = Table(cells, colWidths=[width * inch for width in widths_inches], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, QUIET),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def columns_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Things side by side: labels at left, a column of equal width for each; the head repeats."""
    label_width, whole = 1.5 * inch, 7.0 * inch
    each = (whole - label_width) / max(len(head) - 1, 1)
    strong = ParagraphStyle("strong", parent=BODY, fontName=SEMIBOLD)
    cells = [[words(one, strong) for one in head]]
    cells += [[words(row[0], LABEL), *(words(one) for one in row[1:])] for row in rows]
    table = Table(
        cells, colWidths=[label_width, *[each] * (len(head) - 1)], repeatRows=1, splitInRow=1
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, QUIET),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
            ]
        )
    )
    return table


def signature_block(name: str, signed_words: str) -> KeepTogether:
    """A signed block that is never parted by a page end."""
    return KeepTogether(
        [
            Spacer(1, 18),
            words(name, ParagraphStyle("name", parent=BODY, fontName=SEMIBOLD)),
            words(signed_words, LABEL),
        ]
    )


def build(furniture: Furniture, story: Sequence[Flowable]) -> bytes:
    """The finished document: brand header and "Page 1 of 3" on every page. Same input, same bytes."""
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=LETTER,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=1.05 * inch,
        bottomMargin=0.85 * inch,
        title=f"{furniture.title} {furniture.reference}",
        author=furniture.agency_name,
        invariant=1,
    )
    frame = Frame(
        document.leftMargin,
        document.bottomMargin,
        document.width,
        document.height,
        id="body",
        leftPadding=0,
        rightPadding=0,
    )
    document.addPageTemplates([PageTemplate(id="page", frames=[frame])])
    document.build(list(story), canvasmaker=_numbered(furniture))
    return out.getvalue()


def _numbered(furniture: Furniture) -> Callable[..., Canvas]:
    class NumberedCanvas(Canvas):
        """Keeps finished pages back until the last is known, so each can say how many there are."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                _draw_furniture(self, furniture, number, len(self._pages))
                super().showPage()
            super().save()

    return NumberedCanvas


def _draw_furniture(canvas: Canvas, furniture: Furniture, number: int, of: int) -> None:
    width, height = LETTER
    canvas.saveState()
    canvas.setFillColor(ACCENT)
    canvas.roundRect(MARGIN, height - 0.72 * inch, 14, 14, 3, stroke=0, fill=1)
    canvas.setFillColor(INK)
    canvas.setFont(SEMIBOLD, 10)
    canvas.drawString(MARGIN + 22, height - 0.68 * inch, _printable(furniture.agency_name))
    canvas.setFont(REGULAR, 9)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(
        width - MARGIN,
        height - 0.68 * inch,
        _printable(f"{furniture.title}  {furniture.reference}"),
    )
    canvas.setStrokeColor(LINE)
    canvas.line(MARGIN, height - 0.85 * inch, width - MARGIN, height - 0.85 * inch)
    canvas.setFont(REGULAR, 8)
    canvas.drawString(MARGIN, 0.5 * inch, _printable(furniture.footer))
    canvas.drawRightString(width - MARGIN, 0.5 * inch, f"Page {number} of {of}")
    canvas.restoreState()


@cache
def _shapes() -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)


def _printable(text: str) -> str:
    """The text with composed letters, and '?' for what the face has no shape for."""
    shapes = _shapes()

    def shown(one: str) -> str:
        if one == "\n" or ord(one) in shapes:
            return one
        return " " if one.isspace() else "?"

    return "".join(map(shown, unicodedata.normalize("NFC", text)))
