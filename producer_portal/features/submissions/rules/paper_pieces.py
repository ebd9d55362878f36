"""From the pages of an application to pairs of a label and what stands at it (SUB-17).

Six ways in which forms set them are known: a fillable field, "label: value" and dot leaders in one run, the
value at the right of its label, the value under it, tables with a head over their rows, and items side by side.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from producer_portal.features.submissions.rules.paper_tables import (
    DEEPEST_GAP,
    SAME_LINE,
    IsLabel,
    items_side_by_side,
    numbered,
    on_line,
    rows_under,
    with_whole_heads,
)
from producer_portal.values.pages import Box, FoundField, FoundPages, FoundText


class Setting(IntEnum):
    """How a value stands to its label, and how far that may be trusted, in percent."""

    FIELD = 100
    SAME_RUN = 98
    AT_RIGHT = 95
    TABLE = 93
    UNDER = 90


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and the text at it. `labels` are several ways to read the label, the best one counts.

    `heading` is the title it stands under, `place` the item of a repeating section, from 0; -1 unknown.
    """

    labels: tuple[str, ...]
    value: str
    box: Box
    setting: Setting
    heading: str = ""
    place: int = -1
    is_tick: bool = False


_LEADERS = re.compile(r"\s*(?:\.{3,}|_{3,}|…+|(?:\. ){3,})\s*")
_CAMEL = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])"
)
_NOISE = frozenset(
    {
        "txt",
        "text",
        "field",
        "fld",
        "form",
        "page",
        "topmostsubform",
        "subform",
        "chk",
        "cbo",
        "ctl",
        "f",
    }
)
# Thousandths of a page: one line of ten points is about 15 high.
_TOUCHING, _WIDEST_GAP, _ALIGNED = 9, 420, 30


def pairs_of(pages: FoundPages, *, is_label: IsLabel, is_heading: IsLabel) -> list[Pair]:
    """Every pair of a label and a value on the pages, fields first."""
    filled = [_of_field(one) for one in pages.fields]
    runs = with_whole_heads(list(_lines(pages.texts)))
    return filled + _of_texts(runs, is_label, is_heading)


# --- fillable forms -------------------------------------------------------------------------------


def _of_field(one: FoundField) -> Pair:
    words = [word for word in _words_of_name(one.name) if word.lower() not in _NOISE]
    place, plain = _place_in(words)
    if not any(len(word) > 2 for word in plain):
        # Fields that are only counted say nothing of items.
        place, plain = -1, []
    labels = [" ".join(plain), " ".join(plain[-3:]), " ".join(plain[-2:])]
    item = ""
    if one.tooltip:
        spoken, number = numbered(one.tooltip)
        labels = [spoken, one.tooltip, *labels]
        item = re.split(r"[ #]*\d", one.tooltip)[0] if number >= 0 else ""
        place = number if number >= 0 else place
    group = _words_of_name(one.name.split(".")[-2]) if "." in one.name else plain[:1]
    return Pair(
        tuple(dict.fromkeys(label for label in labels if label)),
        one.value,
        one.box,
        Setting.FIELD,
        heading=item or " ".join(_place_in(group)[1]),
        place=place,
        is_tick=one.is_tick,
    )


def _words_of_name(name: str) -> list[str]:
    plain = re.sub(r"\[\d+\]", " ", name)
    return [word for part in re.split(r"[\s._\-/:]+", plain) for word in _CAMEL.split(part) if word]


def _place_in(words: Sequence[str]) -> tuple[int, list[str]]:
    """The item a field belongs to ("Driver2.Name", "Vin_B") and its name without the number."""
    plain, place = [], -1
    for number, word in enumerate(words):
        is_last = number == len(words) - 1
        if word.isdigit() and len(word) <= 2 and int(word) > 0:
            place = int(word) - 1
        elif is_last and number and len(word) == 1 and word in "ABCDEFGHJ":
            place = "ABCDEFGHJ".index(word)
        else:
            plain.append(word)
    return place, plain


# --- set text -------------------------------------------------------------------------------------


def _lines(texts: Sequence[FoundText]) -> Iterator[list[FoundText]]:
    """The runs of each line from left to right; what touches is one run."""
    ordered = sorted(texts, key=lambda one: (one.box.page, one.box.bottom, one.box.left))
    line: list[FoundText] = []
    for one in ordered:
        if line and (
            one.box.page != line[0].box.page or one.box.bottom - line[0].box.bottom > SAME_LINE
        ):
            yield _joined(line)
            line = []
        line.append(one)
    if line:
        yield _joined(line)


def _joined(line: list[FoundText]) -> list[FoundText]:
    line.sort(key=lambda one: one.box.left)
    runs = [line[0]]
    for one in line[1:]:
        last = runs[-1]
        if one.box.left - last.box.right <= _TOUCHING:
            runs[-1] = FoundText(f"{last.text} {one.text}", _around(last.box, one.box))
        else:
            runs.append(one)
    return runs


def _around(one: Box, other: Box) -> Box:
    return Box(
        one.page,
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def _of_texts(runs: Sequence[FoundText], is_label: IsLabel, is_heading: IsLabel) -> list[Pair]:
    found: list[Pair] = []
    heading, place, used = "", -1, set[int]()
    for at, run in enumerate(runs):
        if at in used:
            continue
        inner = list(_inner(run, is_label))
        title, number = numbered(run.text)
        items = items_side_by_side(runs, at, is_heading)
        if items is not None:
            cells, taken = items
            used |= taken
            found += [
                _pair(label, cell.text, cell.box, Setting.TABLE, title, item)
                for label, cell, item in cells
            ]
        elif inner:
            found += [
                _pair(label, value, run.box, Setting.SAME_RUN, heading, place)
                for label, value in inner
            ]
        elif _is_title(runs, at, title, is_label, is_heading):
            heading, place = title, number
        elif _names_something(run.text, is_label):
            table = rows_under(runs, at, is_label, is_heading)
            if table is not None:
                cells, taken = table
                used |= taken
                found += [
                    _pair(label, cell.text, cell.box, Setting.TABLE, heading, row)
                    for label, cell, row in cells
                ]
            else:
                found += _beside_or_under(runs, at, is_label, heading, place)
    return found


def _pair(label: str, value: str, box: Box, setting: Setting, heading: str, place: int) -> Pair:
    spoken, number = numbered(label)
    labels = (label, spoken) if number >= 0 else (label,)
    return Pair(labels, value, box, setting, heading, number if number >= 0 else place)


def _names_something(text: str, is_label: IsLabel) -> bool:
    """Whether a run asks for something, also what none of our questions ask."""
    return text.endswith((":", "?", "#")) or is_label(text.rstrip(":"))


def _inner(run: FoundText, is_label: IsLabel) -> Iterator[tuple[str, str]]:
    """The pairs inside one run: "City: Tampa  State: FL", "FEIN ....... 59-1234567"."""
    parts = _LEADERS.split(run.text)
    if len(parts) == 2 and all(parts):
        yield parts[0].rstrip(":"), parts[1]
        return
    pieces = re.split(r":(?=\s)", run.text)
    if len(pieces) == 1:
        return
    label, value = pieces[0].strip(), ""
    for place, piece in enumerate(pieces[1:], start=1):
        words = piece.split()
        cut = _known_ending(words, is_label) if place < len(pieces) - 1 else len(words)
        value = f"{value} {' '.join(words[:cut])}".strip()
        if cut == len(words) and place < len(pieces) - 1:
            # The colon after it belongs to the value.
            value += ":"
            continue
        if value:
            yield label, value
        label, value = " ".join(words[cut:]), ""


def _known_ending(words: Sequence[str], is_label: IsLabel) -> int:
    """Where the label that ends these words begins; their number when none does."""
    for start in range(max(0, len(words) - 8), len(words)):
        if words[start][:1].isupper() and is_label(" ".join(words[start:])):
            return start
    return len(words)


def _is_title(
    runs: Sequence[FoundText], at: int, title: str, is_label: IsLabel, is_heading: IsLabel
) -> bool:
    """Whether a run is the title of a part: alone on its line, and no label with a value under it."""
    if not is_heading(title) or _has_company(runs, at):
        return False
    return not is_label(title) or not _beside_or_under(runs, at, is_label, "", -1)


def _has_company(runs: Sequence[FoundText], at: int) -> bool:
    near = [*runs[max(0, at - 1) : at], *runs[at + 1 : at + 2]]
    return any(on_line(runs[at].box, one.box) for one in near)


def _beside_or_under(
    runs: Sequence[FoundText], at: int, is_label: IsLabel, heading: str, place: int
) -> list[Pair]:
    label, here = runs[at].text.rstrip(":"), runs[at].box
    if at + 1 < len(runs):
        right = runs[at + 1]
        # The boxes of yes and no stand at the far edge of the page.
        widest = _WIDEST_GAP if not label.endswith("?") else 1000
        is_near = on_line(here, right.box) and 0 <= right.box.left - here.right <= widest
        if (
            is_near
            and not _names_something(right.text, is_label)
            and not _is_head_of_boxes(runs, at, is_label)
        ):
            return [
                _pair(
                    label,
                    _continued(runs, at + 1, is_label),
                    right.box,
                    Setting.AT_RIGHT,
                    heading,
                    place,
                )
            ]
    under = _under(runs, at)
    if (
        under is None
        or _names_something(runs[under].text, is_label)
        or list(_inner(runs[under], is_label))
    ):
        return []
    words = _continued(runs, under, is_label)
    return [_pair(label, words, runs[under].box, Setting.UNDER, heading, place)]


def _is_head_of_boxes(runs: Sequence[FoundText], at: int, is_label: IsLabel) -> bool:
    """Whether a label and its neighbor each have a value of their own flush below, side by side."""
    below = [_under(runs, at), _under(runs, at + 1)]
    found = [runs[place] for place in below if place is not None]
    return (
        len(found) == 2
        and found[0] is not found[1]
        and on_line(found[0].box, found[1].box)
        and not any(_names_something(one.text, is_label) for one in found)
    )


def _under(runs: Sequence[FoundText], at: int) -> int | None:
    """The nearest run that begins below a label, flush with it."""
    here = runs[at].box
    for place in range(at + 1, min(at + 40, len(runs))):
        box = runs[place].box
        if box.page != here.page or box.top - here.bottom > DEEPEST_GAP:
            return None
        if box.top >= here.bottom - SAME_LINE and abs(box.left - here.left) <= _ALIGNED:
            return place
    return None


def _continued(runs: Sequence[FoundText], at: int, is_label: IsLabel) -> str:
    """A value with the lines that go on flush below it, three at most."""
    words, last = [runs[at].text], at
    for _ in range(3):
        under = _under(runs, last)
        if (
            under is None
            or runs[under].box.top - runs[last].box.bottom > SAME_LINE
            or abs(runs[under].box.left - runs[last].box.left) > 3
            or is_label(runs[under].text.rstrip(":"))
            or list(_inner(runs[under], is_label))
        ):
            break
        words.append(runs[under].text)
        last = under
    return "\n".join(words)
