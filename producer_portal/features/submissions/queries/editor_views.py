"""What the editor of forms shows. Frozen; pages hold no logic (SUB-1)."""

from dataclasses import dataclass

from producer_portal.features.submissions.queries.views import OptionView


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of business with the form in use and any draft."""

    code: str
    name: str
    in_use: str
    draft: str
    news: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """An entry of the editor's task list: a page of questions, the documents, what changed."""

    key: str
    title: str
    told: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of a page, in words."""

    key: str
    label: str
    told: str
    shown: str
    lost: str


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """One document that is asked for, in words."""

    key: str
    label: str
    told: str
    shown: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference to the version in use."""

    key: str
    deed: str
    place: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class OwnVersion:
    """A version the agency published."""

    number: int
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class FormOnDesk:
    """A form as its editor sees it: the draft, or what is in use while there is none."""

    name: str
    is_open: bool
    edit: int
    words: str
    news: str
    has_newer: bool
    places: list[PlaceRow]
    place: str
    title: str
    told: str
    is_page: bool
    questions: list[AskedQuestion]
    documents: list[AskedDocument]
    changes: list[ChangeRow]
    versions: list[OwnVersion]


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a condition with what can be chosen in it."""

    number: int
    asked: str
    operator: str
    typed: str
    operators: list[OptionView]
    offered: list[OptionView]
    is_many: bool
    picked: list[str]


@dataclass(frozen=True, slots=True)
class ConditionBox:
    """A condition to edit: rows, or words where rows cannot show it."""

    joined: str
    rows: list[RowView]
    kept: str


@dataclass(frozen=True, slots=True)
class QuestionBoxes:
    """A question as it stands in the boxes of its editor."""

    key: str
    label: str
    name: str
    hint: str
    kind: str
    kind_words: str
    need: str
    is_sensitive: bool
    check: str
    minimum: str
    maximum: str
    min_length: str
    max_length: str
    not_before: str
    not_after: str
    must_be: str
    refused_message: str
    choices: list[OptionView]
    shown: ConditionBox
    needed: ConditionBox


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """A page of the form as it stands in the boxes of its editor."""

    title: str
    is_repeating: bool
    least: str
    most: str
    item_label: str
    plural: str
    shown: ConditionBox


@dataclass(frozen=True, slots=True)
class DocumentBoxes:
    """A document as it stands in the boxes of its editor."""

    key: str
    label: str
    need: str
    stage: str
    max_megabytes: str
    accepts: list[str]
    shown: ConditionBox
