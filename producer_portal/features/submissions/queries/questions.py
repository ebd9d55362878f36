"""Questions ready to render: boxes, choices, masks, widths (SUB-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from producer_portal.features.submissions.queries.views import (
    ChoiceView,
    ColumnView,
    GroupView,
    ItemView,
    QuestionView,
)
from producer_portal.values.forms import (
    ITEM_ID,
    TYPED,
    Kind,
    Problem,
    Question,
    Reading,
    Section,
    Width,
    answer_words,
    is_empty,
    is_typed,
    item_title,
    questions_named,
    typed_text,
)

# The parts of an address in the order of their boxes, and how a table calls them.
_ADDRESS_PARTS: Mapping[str, str] = {
    "street": "street",
    "unit": "unit (optional)",
    "city": "city",
    "state": "state",
    "zip": "ZIP code",
}
FIRST_ADDRESS_PART = "street"
_MOST_RADIOS = 5
ITEMS_PER_PAGE = 25
_BOX_KINDS: Mapping[Kind, str] = {
    Kind.DECIMAL: "percent",
    Kind.YEAR: "integer",
    Kind.VIN: "text",
    Kind.NAICS: "text",
    Kind.URL: "text",
    Kind.POLICY_NUMBER: "text",
}
_WIDTHS: Mapping[Width, str] = {
    Width.SHORT: "10",
    Width.MEDIUM: "20",
    Width.LONG: "30",
    Width.FULL: "full",
}
_SECRET = "ssn"  # noqa: S105 - the name of a box that shows only what is on file


def box_kind(question: Question, *, is_in_table: bool = False) -> str:
    """Which box a question gets: sensitive ones never show more than how they end."""
    if question.is_sensitive:
        return _SECRET
    if question.kind is Kind.SELECT and not is_in_table and len(question.choices) <= _MOST_RADIOS:
        return "choice"
    if is_in_table and question.kind is Kind.BOOLEAN:
        return "select"
    return _BOX_KINDS.get(question.kind, question.kind.value)


def question_view(
    reading: Reading,
    section: Section,
    question: Question,
    place: int,
    *,
    problem: str = "",
    is_locked: bool = False,
) -> QuestionView:
    """A question with the answer of the item at this place."""
    is_in_table = section.repeat is not None
    value = reading.items(section)[place].get(question.key)
    kind = box_kind(question, is_in_table=is_in_table)
    is_hidden = not reading.is_visible(section, question, place)
    return QuestionView(
        key=question.key,
        label=question.label,
        kind=kind,
        hint=question.hint,
        value="" if is_hidden else _box_text(question, value),
        choices=_choices(question, value, is_in_table=is_in_table),
        parts=_parts(value) if question.kind is Kind.ADDRESS else {},
        is_optional=not reading.is_required(section, question, place),
        problem=problem,
        width=_WIDTHS[question.width],
        prefix="$" if question.kind is Kind.MONEY else "",
        suffix="%" if question.kind is Kind.PERCENT else "",
        is_revealed_child=_is_child(section, question),
        is_locked=is_locked or is_hidden,
        lock_words="",
        is_sensitive=question.is_sensitive,
    )


def _box_text(question: Question, value: Any) -> str:
    if is_empty(value):
        return ""
    if question.is_sensitive:
        return on_file_words(question, value)
    if question.kind is Kind.MULTISELECT and isinstance(value, list):
        return ",".join(str(one) for one in value)
    return "" if question.kind is Kind.ADDRESS else typed_text(question, value)


def on_file_words(question: Question, value: Any) -> str:
    """What is on file of a sensitive answer: how it ends, never more."""
    if is_empty(value) or is_typed(value):
        return ""
    ending = answer_words(question, value).rpartition(" ")[2]
    return f"ending {ending}" if ending.isalnum() else "on file"


def _choices(question: Question, value: Any, *, is_in_table: bool) -> list[ChoiceView]:
    if question.kind is Kind.STATE or question.kind is Kind.ADDRESS:
        return []
    if question.kind is Kind.BOOLEAN and is_in_table:
        return [ChoiceView("yes", "Yes", value is True), ChoiceView("no", "No", value is False)]
    chosen = set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
    return [ChoiceView(one.value, one.label, one.value in chosen) for one in question.choices]


def _parts(value: Any) -> dict[str, str]:
    parts = value if isinstance(value, Mapping) and TYPED not in value else {}
    return {key: str(parts.get(key) or "") for key in _ADDRESS_PARTS}


def _is_child(section: Section, question: Question) -> bool:
    if question.visible_if is None:
        return False
    own = {one.key for one in section.questions}
    return any(key in own for key, _ in questions_named(question.visible_if))


def group_view(
    reading: Reading,
    section: Section,
    found: Sequence[Problem],
    *,
    is_locked: bool,
    page: int = 1,
    at_item: str = "",
) -> GroupView:
    """One page of a repeating section: the columns asked in some item, and each item's boxes.

    The page that `at_item` is on is shown instead of `page`; a page that is gone is the last one.
    """
    repeat = section.repeat
    assert repeat is not None, "only repeating sections are groups"
    items = reading.items(section)[: repeat.maximum]
    asked = [
        question
        for question in section.questions
        if question.visible_if is None
        or any(reading.is_visible(section, question, place) for place in range(len(items)))
    ]
    label = repeat.item_label.lower()
    places = _places_of(items, page, at_item)
    number = places.start // ITEMS_PER_PAGE + 1
    columns = _with_widths([column for one in asked for column in _columns(one)])
    return GroupView(
        key=section.key,
        title=section.title,
        add_words=f"Add {'an' if label[0] in 'aeiou' else 'a'} {label}",
        columns=columns,
        rows=[
            _item_view(reading, section, asked, found, place, is_locked=is_locked)
            for place in places
        ],
        can_add=not is_locked and len(items) < repeat.maximum,
        page=number,
        total=len(items),
    )


def _places_of(items: Sequence[Mapping[str, Any]], page: int, at_item: str) -> range:
    """The places of the items on a page counted from 1."""
    ids = [item.get(ITEM_ID) for item in items]
    last = max(0, len(items) - 1) // ITEMS_PER_PAGE
    wanted = ids.index(at_item) // ITEMS_PER_PAGE if at_item in ids else page - 1
    start = min(max(0, wanted), last) * ITEMS_PER_PAGE
    return range(start, min(start + ITEMS_PER_PAGE, len(items)))


def item_box(section: Section, question_key: str, item_id: str) -> str:
    """The box of a question of an item, by the path its id is made of; of an address the first box."""
    asked = next((one for one in section.questions if one.key == question_key), None)
    part = FIRST_ADDRESS_PART if asked is not None and asked.kind is Kind.ADDRESS else ""
    return ".".join(one for one in (section.key, item_id, question_key, part) if one)


def _item_view(
    reading: Reading,
    section: Section,
    asked: Sequence[Question],
    found: Sequence[Problem],
    place: int,
    *,
    is_locked: bool,
) -> ItemView:
    assert section.repeat is not None, "only repeating sections have items"
    item_id = str(reading.items(section)[place].get(ITEM_ID, ""))
    own = [problem for problem in found if problem.item_id == item_id]
    words = {problem.question_key: problem.message for problem in reversed(own)}
    title = item_title(reading, section, place)
    return ItemView(
        item_id=item_id,
        name=f"{section.repeat.item_label.lower()} {place + 1}",
        title=title,
        remove_words=f"Remove {title}",
        problem="",
        questions=[
            cell
            for question in asked
            for cell in _cells(
                question_view(
                    reading,
                    section,
                    question,
                    place,
                    problem=words.get(question.key, ""),
                    is_locked=is_locked,
                )
            )
        ],
    )


def _with_widths(columns: Sequence[tuple[ColumnView, int]]) -> list[ColumnView]:
    """The columns with their shares of the table's width."""
    whole = sum(weight for _, weight in columns)
    return [replace(column, width=f"{round(weight * 100 / whole)}%") for column, weight in columns]


def _weight(question: Question) -> int:
    """How much room an answer takes in a table beside others."""
    if question.kind is Kind.STATE:
        return 10
    if question.kind is Kind.SELECT:
        longest = max(len(choice.label) for choice in question.choices)
        return min(22, max(14, longest * 2 // 3))
    if question.kind in {Kind.TEXT, Kind.TEXTAREA} and question.width is not Width.SHORT:
        return 22
    return 12 if question.width is Width.SHORT else 16


def _columns(question: Question) -> list[tuple[ColumnView, int]]:
    """The columns of a question in a table: one, or one for each part of an address."""
    weight = _weight(question)
    is_optional = not question.is_required and question.required_if is None
    ending = " (optional)" if is_optional else ""
    if question.kind is not Kind.ADDRESS:
        return [(ColumnView(question.key, question.label + ending, "", question.hint), weight)]
    return [
        (
            ColumnView(
                f"{question.key}.{part}",
                f"{question.label}: {words}{ending}",
                "",
                question.hint if part == FIRST_ADDRESS_PART else "",
            ),
            weight,
        )
        for part, words in _ADDRESS_PARTS.items()
    ]


def _cells(view: QuestionView) -> list[QuestionView]:
    """The boxes of a question in a table; what is wrong with an address is told at its first box."""
    if view.kind != Kind.ADDRESS.value:
        return [replace(view, label=view.label + (" (optional)" if view.is_optional else ""))]
    return [
        replace(
            view,
            key=f"{view.key}.{part}",
            label=f"{view.label}: {words}",
            kind="state" if part == "state" else "text",
            value=view.parts[part],
            parts={part: view.parts[part]},
            problem=view.problem if part == FIRST_ADDRESS_PART else "",
            hint=view.hint if part == FIRST_ADDRESS_PART else "",
        )
        for part, words in _ADDRESS_PARTS.items()
    ]
