"""Where values stand in rows and columns: tables with a head over them, items side by side (SUB-17)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from producer_portal.values.pages import Box, FoundText

IsLabel = Callable[[str], bool]
Cells = list[tuple[str, FoundText, int]]
# Thousandths of a page: one line of ten points is about 15 high.
SAME_LINE, DEEPEST_GAP = 6, 34
_STACKED, _FLUSH = 6, 3
# In percent of the columns of a table; half would be labels with their values between them.
_KNOWN_COLUMNS = 51
# A row this many percent further down than the rows before it stands under the table, not in it.
_WIDER_PITCH = 160
_NUMBERED = re.compile(r"^(.*?)[\s#]*(?:no\.?\s*)?(\d{1,2})$", re.IGNORECASE)
_ITEM_FIRST = re.compile(r"^[A-Za-z ]{3,20}[ #]*(\d{1,2})\s*[-–:,.;]\s*(\S.+)$")
_TOTALS = re.compile(r"^(?:sub|grand )?totals?\b", re.IGNORECASE)


def numbered(text: str) -> tuple[str, int]:
    """A title without its number, and the number from 0: ("Driver", 1) for "Driver 2"; -1 without one."""
    leading = _ITEM_FIRST.match(text)
    if leading is not None:
        return leading.group(2).strip(), int(leading.group(1)) - 1
    found = _NUMBERED.match(text.strip(" :."))
    if found is None or not found.group(1).strip():
        return text, -1
    return found.group(1).strip(" :#"), int(found.group(2)) - 1


def on_line(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one line."""
    return one.page == other.page and abs(one.bottom - other.bottom) <= SAME_LINE


def with_whole_heads(lines: Sequence[list[FoundText]]) -> list[FoundText]:
    """All runs, with headings of two small lines ("Year" over "Built") made one."""
    runs: list[FoundText] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if at + 1 < len(lines) and _is_stacked(line, lines[at + 1]):
            line = [_stacked(one, lines[at + 1]) for one in line]
            at += 1
        runs += line
        at += 1
    return runs


def _is_stacked(upper: Sequence[FoundText], lower: Sequence[FoundText]) -> bool:
    words = [*upper, *lower]
    return (
        len(lower) >= 2
        and upper[0].box.page == lower[0].box.page
        and not any(re.search(r"\d|:$", one.text) for one in words)
        and all(any(_is_right_over(one, other) for one in upper) for other in lower)
    )


def _is_right_over(one: FoundText, other: FoundText) -> bool:
    gap = other.box.top - one.box.bottom
    return abs(one.box.left - other.box.left) <= _FLUSH and -_STACKED <= gap <= _STACKED


def _stacked(one: FoundText, lower: Sequence[FoundText]) -> FoundText:
    """The run with what stands right under it; all end where the lower line ends, to stay on one line."""
    bottom = max(other.box.bottom for other in lower)
    for other in lower:
        if _is_right_over(one, other):
            right = max(one.box.right, other.box.right)
            return FoundText(
                f"{one.text} {other.text}", replace(one.box, right=right, bottom=bottom)
            )
    return replace(one, box=replace(one.box, bottom=bottom))


def rows_under(
    runs: Sequence[FoundText], at: int, is_label: IsLabel, is_heading: IsLabel
) -> tuple[Cells, set[int]] | None:
    """The cells under a head of two labels or more on one line, and the runs they are made of."""
    # A column that nothing of ours asks keeps its place, so that its cells go to no neighbor.
    head = _line_at(runs, _line_start(runs, at))
    known = sum(is_label(runs[place].text.rstrip(":")) for place in head)
    # A wide table asks more than we do; of two or three columns each must be known.
    if known < 2 or known * 100 < len(head) * (_KNOWN_COLUMNS if len(head) > 3 else 100):
        return None
    cells: Cells = []
    taken, row, bottom, pitch = set(head), 0, runs[at].box.bottom, DEEPEST_GAP
    for line in _lines_after(runs, head[-1] + 1):
        first = runs[line[0]].box
        if first.page != runs[at].box.page or first.top - bottom > DEEPEST_GAP:
            break
        if row and first.bottom - bottom > pitch * _WIDER_PITCH // 100:
            break
        if _is_no_row(runs, head, line, is_label, is_heading):
            break
        for place in line:
            column = _column(runs, head, runs[place].box)
            cells.append((runs[column].text.rstrip(":"), runs[place], row))
            taken.add(place)
        pitch = min(pitch, first.bottom - bottom)
        row, bottom = row + 1, first.bottom
    # One row under a head of labels is a row of boxes as well as a table of one: both read the same.
    return (cells, taken) if cells else None


def _is_no_row(
    runs: Sequence[FoundText],
    head: Sequence[int],
    line: Sequence[int],
    is_label: IsLabel,
    is_heading: IsLabel,
) -> bool:
    """Whether a line ends the table: labels again, a title, totals, or words across several columns."""
    texts = [runs[place].text for place in line]
    if any(is_label(text.rstrip(":")) or text.endswith((":", "?")) for text in texts):
        return True
    if any(_TOTALS.match(text) for text in texts):
        return True
    starts = [runs[place].box.left for place in head]
    return len(line) == 1 and (
        is_heading(numbered(texts[0])[0])
        or any(
            runs[line[0]].box.left < start - SAME_LINE and runs[line[0]].box.right > start
            for start in starts
        )
    )


def items_side_by_side(
    runs: Sequence[FoundText], at: int, is_heading: IsLabel
) -> tuple[Cells, set[int]] | None:
    """The values under "Driver 1" and "Driver 2" side by side, each with the label at the left of its line."""
    head = _line_at(runs, at)
    titles = [numbered(runs[place].text) for place in head]
    names = {title.casefold() for title, _ in titles}
    numbers = {number for _, number in titles}
    if len(head) < 2 or len(names) > 1 or len(numbers) < len(head) or min(numbers) < 0:
        return None
    if not is_heading(titles[0][0]):
        return None
    cells: Cells = []
    taken, bottom, pitch = set(head), runs[at].box.bottom, DEEPEST_GAP
    for line in _lines_after(runs, head[-1] + 1):
        label, *values = line
        box = runs[label].box
        is_beside = box.page == runs[at].box.page and box.right <= runs[head[0]].box.left
        is_far = box.bottom - bottom > (pitch * _WIDER_PITCH // 100 if cells else DEEPEST_GAP)
        if not is_beside or is_far or not 0 < len(values) <= len(head):
            break
        for place in values:
            column = _column(runs, head, runs[place].box)
            cells.append((runs[label].text.rstrip(":"), runs[place], titles[head.index(column)][1]))
        taken |= set(line)
        pitch, bottom = min(pitch, box.bottom - bottom), box.bottom
    return (cells, taken) if cells else None


def _line_start(runs: Sequence[FoundText], at: int) -> int:
    while at and on_line(runs[at - 1].box, runs[at].box):
        at -= 1
    return at


def _line_at(runs: Sequence[FoundText], at: int) -> list[int]:
    """The runs of a line from one of them on."""
    return [
        place
        for place in range(at, min(at + 24, len(runs)))
        if on_line(runs[at].box, runs[place].box)
    ]


def _lines_after(runs: Sequence[FoundText], start: int) -> Iterator[list[int]]:
    line: list[int] = []
    for before, place in pairwise([start - 1, *range(start, min(start + 400, len(runs)))]):
        if line and not on_line(runs[before].box, runs[place].box):
            yield line
            line = []
        line.append(place)
    if line:
        yield line


def _column(runs: Sequence[FoundText], head: Sequence[int], box: Box) -> int:
    """The column a cell stands in: the one it shares most width with, else the nearest."""

    def shared(place: int) -> tuple[int, int]:
        top = runs[place].box
        return min(top.right, box.right) - max(top.left, box.left), -abs(top.left - box.left)

    return max(head, key=shared)
