"""What the pages of new business show, worded for people. Frozen; pages hold no logic."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StatusView:
    """A status: words, tone, mark; final without a fill, a draft with an outline."""

    key: str
    words: str
    tone: str
    icon: str
    is_final: bool
    is_outline: bool


@dataclass(frozen=True, slots=True)
class ActionView:
    """A deed; when it has to wait, `reason` says why and it is not available."""

    key: str
    words: str
    reason: str
    is_available: bool


@dataclass(frozen=True, slots=True)
class OptionView:
    """Something to pick from a list."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """One row of the tracking table (SUB-9)."""

    id: int
    href: str
    insured: str
    reference: str
    line: str
    sent_words: str
    status: StatusView
    waiting: str
    next_action: str
    next_action_by: str
    is_yours: bool
    assigned_to: str
    target: str
    lateness: str
    is_late: bool
    is_due_today: bool
    effective: str
    quote_count: int
    version: int
    actions: list[ActionView]


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A saved view with how many rows it holds."""

    key: str
    words: str
    count: int
    is_own: bool = False
    saved_id: int = 0
    query: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One page of the tracking table."""

    rows: list[SubmissionRow]
    total: int
    page: int
    page_size: int
    pager_words: str
    has_previous: bool
    has_next: bool
    tabs: list[ViewTab]
    view: str
    sort: str
    is_descending: bool
    search: str
    can_start: bool


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something that happened; `tone` only when it changed the status."""

    actor: str
    words: str
    when: str
    icon_name: str
    tone: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class InformationItemView:
    """One thing that was asked for (SUB-12)."""

    id: int
    label: str
    document_type: str
    reason: str
    note: str
    is_blocking: bool
    status: StatusView
    due: str
    lateness: str
    is_late: bool
    requested_words: str
    reply: str
    document_id: int
    decision_note: str
    can_send: bool
    can_decide: bool


@dataclass(frozen=True, slots=True)
class InformationView:
    """The checklist: what is asked for, and what still holds the review."""

    items: list[InformationItemView]
    open_count: int
    open_words: str
    can_return: bool


@dataclass(frozen=True, slots=True)
class SubjectivityView:
    """A condition of a quote."""

    place: int
    words: str
    is_met: bool
    met_words: str


@dataclass(frozen=True, slots=True)
class TermView:
    """A limit or a deductible of a quote."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One quote, worded."""

    id: int
    carrier: str
    carrier_id: int
    revision: int
    status: StatusView
    premium: str
    taxes: str
    fees: str
    total: str
    expires: str
    is_expired: bool
    limits: list[TermView]
    deductibles: list[TermView]
    notes: str
    subjectivities: list[SubjectivityView]
    open_subjectivities: int
    document_id: int
    made_words: str
    can_accept: bool
    can_bind: bool
    can_revise: bool
    bind_reason: str


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One line of the comparison: a label and one value per quote."""

    label: str
    values: list[str]
    is_different: bool


@dataclass(frozen=True, slots=True)
class QuotesView:
    """The quotes of a submission, newest offers first, and their comparison side by side."""

    quotes: list[QuoteView]
    earlier: list[QuoteView]
    comparison: list[CompareRow]
    can_add: bool


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A request to bind beyond one's authority."""

    id: int
    quote_id: int
    reasons: list[str]
    note: str
    asked_words: str
    can_decide: bool


@dataclass(frozen=True, slots=True)
class FactView:
    """A label above a value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SubmissionDetail:
    """The head of a submission's page and what surrounds it."""

    id: int
    title: str
    reference: str
    sentence: str
    move_words: str
    line: str
    line_code: str
    status: StatusView
    status_sentence: str
    is_draft: bool
    is_yours: bool
    facts: list[FactView]
    actions: list[ActionView]
    referral: ReferralView | None
    closed_words: str
    policy_id: int
    policy_number: str
    policy_href: str
    assigned_to: str
    assigned_to_user_id: int
    assignees: list[OptionView]
    carriers: list[OptionView]
    document_types: list[OptionView]
    decline_reasons: list[OptionView]
    withdraw_reasons: list[OptionView]
    information_reasons: list[OptionView]
    version: int


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
    """A repeating section as a table one types in; see ui/components/repeating.py."""

    key: str
    title: str
    add_words: str
    columns: list[ColumnView]
    items: list[ItemView]
    can_add: bool


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


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The page after sending (SUB-6)."""

    submission_id: int
    reference: str
    insured: str
    line: str
    sent_words: str
    sent_by: str
    target_words: str
    next_words: str
    href: str
    pdf_href: str


@dataclass(frozen=True, slots=True)
class SavedAnswers:
    """What autosave tells the page."""

    submission_id: int
    version: int
    saved_words: str
    percent: int
    item_id: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of business that can be started."""

    code: str
    name: str
    segment: str
    effort_words: str


@dataclass(frozen=True, slots=True)
class StartView:
    """What can be started, and the producers staff may start it for."""

    lines: list[LineView]
    producers: list[OptionView]


@dataclass(frozen=True, slots=True)
class BindOutcome:
    """What became of a bind: a policy, or a referral to a principal with the reasons."""

    is_bound: bool
    policy_id: int
    policy_number: str
    policy_href: str
    reasons: list[str]
    words: str
