"""Exports as CSV: streamed line by line, with cells that no spreadsheet runs as formulas."""

import csv
import io
from collections.abc import Generator, Iterable, Sequence

# A spreadsheet runs a cell that begins with one of these (ASVS 1.2.10).
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(words: str) -> str:
    """The cell as text that is shown, never run. A plain number keeps its minus sign."""
    if not words.startswith(_STARTS_A_FORMULA) or _is_number(words):
        return words
    return f"'{words}"


def _is_number(words: str) -> bool:
    return words.removeprefix("-").replace(".", "", 1).isdecimal()


def lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Generator[str, None, None]:
    """The file, a line at a time, headed, with the byte order mark that spreadsheets look for."""
    yield "\ufeff" + _line(head)
    for row in rows:
        yield _line([safe_cell(cell) for cell in row])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def amount_cell(minor_units: int) -> str:
    """Cents as a plain decimal: "1234.50", "-5.00"."""
    sign = "-" if minor_units < 0 else ""
    whole, part = divmod(abs(minor_units), 100)
    return f"{sign}{whole}.{part:02d}"
