"""What the pages of a form show: task list, questions, answers to check. Frozen; pages hold no logic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Something to put right, with the box it is about ("section.question" or with the item)."""

    path: str
    field_id: str
    section: str
    section_key: str
    message: str
    href: str
    is_warning: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of the task list."""

    key: str
    title: str
    href: str
    facts: str
    state: str
    tone: str
    icon: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Rows of one stage."""

    title: str
    rows: list[TaskRow]


@dataclass(frozen=True, slots=True)
class TaskList:
    """All sections of a form and how far each is (SUB-2)."""

    submission_id: int
    title: str
    line: str
    groups: list[TaskGroup]
    percent: int
    completed_words: str
    can_send: bool
    is_locked: bool
    saved_words: str
    version: int


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One choice of a question."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question ready to render; see ui/components/form.py.

    A sensitive answer has the kind "ssn" and, in `value`, only that it is on file and how it ends.
    """

    key: str
    label: str
    kind: str
    hint: str
    value: str
    choices: list[ChoiceView]
    parts: dict[str, str]
    is_optional: bool
    problem: str
    width: str
    prefix: str
    suffix: str
    is_revealed_child: bool
    is_locked: bool
    lock_words: str
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of a repeating section."""

    key: str
    label: str
    width: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of a repeating section."""

    item_id: str
    name: str
    title: str
    remove_words: str
    problem: str
    questions: list[QuestionView]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A page of a repeating section as a table one types in; see ui/components/repeating.py."""

    key: str
    title: str
    add_words: str
    columns: list[ColumnView]
    rows: list[ItemView]
    can_add: bool
    page: int = 1
    total: int = 0
    page_words: str = ""
    has_previous: bool = False
    has_next: bool = False


@dataclass(frozen=True, slots=True)
class SectionLink:
    """Another section of the same form."""

    key: str
    title: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One short page of questions, ready to render. `is_group` says which of the two forms it has."""

    submission_id: int
    section_key: str
    caption: str
    title: str
    insured: str
    is_group: bool
    questions: list[QuestionView]
    group: GroupView
    problems: list[ProblemView]
    sections: list[SectionLink]
    next_href: str
    list_href: str
    is_locked: bool
    lock_words: str
    saved_words: str
    version: int


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One answer on the check-your-answers page."""

    label: str
    value: str
    is_given: bool
    is_sensitive: bool
    path: str
    href: str


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """The answers of a section, or of one of its items."""

    title: str
    href: str
    rows: list[CheckRow]
    section_key: str = ""
    more_words: str = ""


@dataclass(frozen=True, slots=True)
class GateRow:
    """Something that the agency asks for and that is missing, and what to do about it (SUB-7)."""

    code: str
    words: str
    remedy: str
    is_hard: bool


@dataclass(frozen=True, slots=True)
class CheckAnswers:
    """Everything that will be sent, and what still stands in the way."""

    submission_id: int
    title: str
    line: str
    groups: list[CheckGroup]
    documents: list["DocumentNeed"]
    problems: list[ProblemView]
    warnings: list[ProblemView]
    gate: list[GateRow]
    can_send: bool
    is_locked: bool
    certify_words: str
    certify_name: str
    version: int


@dataclass(frozen=True, slots=True)
class DocumentNeed:
    """A document the form asks for, and whether it is in."""

    document_type: str
    label: str
    is_required: bool
    is_in: bool
    state: str
    accepts_words: str
    is_before_bind: bool
