"""What the pages of new business show, worded for people. Frozen; pages hold no logic."""

from dataclasses import dataclass, field
from typing import NamedTuple

from producer_portal.features.submissions.queries.form_views import (
    CheckAnswers,
    CheckGroup,
    CheckRow,
    ChoiceView,
    ColumnView,
    DocumentNeed,
    GateRow,
    GroupView,
    ItemView,
    ProblemView,
    QuestionView,
    SectionLink,
    SectionPage,
    TaskGroup,
    TaskList,
    TaskRow,
)


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


class SubmissionRow(NamedTuple):
    """One row of the tracking table (SUB-9).

    A tuple with its status by key: a page of them is sent at every key pressed in the find box.
    """

    id: int
    insured: str
    reference: str
    line: str
    sent_words: str
    status: str
    waiting: str
    next_action: str
    next_action_by: str
    is_yours: bool
    assigned_to: str
    target: str
    lateness: str
    is_late: bool
    is_due_today: bool
    # Within its status, for whoever sees stages.
    stage: str = ""


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
    # The stage it is narrowed to, and all there are, for whoever sees them.
    stage: str = ""
    stages: list[OptionView] = field(default_factory=list)


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

    rows: list[InformationItemView]
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
class PlanView:
    """A payment plan of a quote: "Monthly, 20% down: $420.00 down, then 9 payments of $186.66"."""

    key: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What a revision says otherwise than the one before it."""

    label: str
    before: str
    after: str


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
    payment_plans: list[PlanView]
    chosen_plan: str
    changes: list[ChangeView]


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
    compared: list[int]
    can_propose: bool


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
    # Within its status, for whoever sees stages; `stages` are those it may be moved to.
    stage: str = ""
    stages: list[OptionView] = field(default_factory=list)


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


__all__ = [
    "ActionView",
    "BindOutcome",
    "CheckAnswers",
    "CheckGroup",
    "CheckRow",
    "ChoiceView",
    "ColumnView",
    "CompareRow",
    "DocumentNeed",
    "FactView",
    "GateRow",
    "GroupView",
    "InformationItemView",
    "InformationView",
    "ItemView",
    "LineView",
    "OptionView",
    "ProblemView",
    "QuestionView",
    "QuoteView",
    "QuotesView",
    "ReceiptView",
    "ReferralView",
    "SavedAnswers",
    "SectionLink",
    "SectionPage",
    "StartView",
    "StatusView",
    "SubjectivityView",
    "SubmissionDetail",
    "SubmissionPage",
    "SubmissionRow",
    "TaskGroup",
    "TaskList",
    "TaskRow",
    "TermView",
    "TimelineItem",
    "ViewTab",
]
