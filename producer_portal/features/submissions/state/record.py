"""Browser events of one submission's record: what it shows, and the deeds on the whole of it."""

from dataclasses import dataclass, replace

import reflex as rx
from reflex_base.event import EventSpec

from producer_portal.features.documents.queries import DocumentRow, documents_of
from producer_portal.features.submissions.queries import (
    check_answers,
    information_checklist,
    quotes_view,
    submission_detail,
    task_list,
    timeline,
)
from producer_portal.features.submissions.queries.quotes import MOST_COMPARED
from producer_portal.features.submissions.queries.stages import sees_stages
from producer_portal.features.submissions.queries.views import (
    ActionView,
    InformationView,
    ProblemView,
    QuotesView,
    ReferralView,
    StatusView,
    SubmissionDetail,
    TaskGroup,
    TaskList,
    TimelineItem,
)
from producer_portal.features.submissions.services import papers, reviewing, stages, starting
from producer_portal.features.submissions.state.check import missing_words, shown_problem
from producer_portal.features.submissions.state.form_pages import form_rows
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event
from producer_portal.values.errors import InvalidInput

NO_STATUS = StatusView("", "", "quiet", "", is_final=False, is_outline=True)
NO_REFERRAL = ReferralView(0, 0, [], "", "", can_decide=False)
NO_DETAIL = SubmissionDetail(
    id=0,
    title="",
    reference="",
    sentence="",
    move_words="",
    line="",
    line_code="",
    status=NO_STATUS,
    status_sentence="",
    is_draft=False,
    is_yours=False,
    facts=[],
    actions=[],
    referral=None,
    closed_words="",
    policy_id=0,
    policy_number="",
    policy_href="",
    assigned_to="",
    assigned_to_user_id=0,
    assignees=[],
    carriers=[],
    document_types=[],
    decline_reasons=[],
    withdraw_reasons=[],
    information_reasons=[],
    version=0,
)
NO_INFORMATION = InformationView([], 0, "", can_return=False)
NO_QUOTES = QuotesView([], [], [], can_add=False, compared=[], can_propose=False)
MOST_MISSING = 6
NOT_BEGUN = "circle-dashed"
# Deeds on the whole submission stand in the menu; the underwriter's stand in the rail.
_MENU = ("clone", "withdraw", "reopen", "reopen_draft")
_RAIL = (
    "start_review",
    "return_to_review",
    "request_information",
    "add_quote",
    "assign",
    "decline",
)
_PRIMARY = ("start_review", "return_to_review", "add_quote")
_POINTLESS = "there is nothing to do here."


@dataclass(frozen=True, slots=True)
class MissingRow:
    """Something that stands in the way of sending, and where to put it right."""

    words: str
    under: str
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line of the comparison; a Var has a method called values, so they have another name."""

    label: str
    values_shown: list[str]
    is_different: bool


class RecordState(PortalState, rx.State):
    """One submission in every status."""

    submission_id: int = 0
    detail: SubmissionDetail = NO_DETAIL
    menu_actions: list[ActionView] = []
    rail_actions: list[ActionView] = []
    has_rail_actions: bool = False
    primary_deed: str = ""
    is_assigned_to_me: bool = False
    can_take: bool = False
    groups: list[TaskGroup] = []
    percent: int = 0
    completed_words: str = ""
    saved_words: str = ""
    is_locked: bool = True
    can_check: bool = False
    missing: list[MissingRow] = []
    missing_title: str = ""
    missing_more: str = ""
    information: InformationView = NO_INFORMATION
    quotes: QuotesView = NO_QUOTES
    referral: ReferralView = NO_REFERRAL
    can_refer: bool = False
    can_mark: bool = False
    comparison: list[ComparedLine] = []
    _compared: tuple[int, ...] = ()
    documents: list[DocumentRow] = []
    application_href: str = ""
    happenings: list[TimelineItem] = []
    dialog: str = ""

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the record and follow its changes."""
        self.is_missing, self.dialog, self.problems = False, "", {}
        number = self._route_id("submission_id")
        self.is_loading = self.submission_id != number
        self.submission_id = number
        topics = (f"stage_of:{number}", stages.PLAN) if sees_stages(actor()) else ()
        self._watch("page", (f"submission:{number}", *topics), RecordState.refresh)
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody acted on it."""
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def open_dialog(self, name: str) -> None:
        """Ask before a deed; "" closes the question."""
        self.dialog, self.problems = name[:20], {}

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def clone(self) -> EventSpec:
        """Start a copy and open it."""
        made = await self._write(starting.clone_submission, submission_id=self.submission_id)
        await self._say("This is the copy. The effective date is asked again.")
        return rx.redirect(f"/submissions/{made}")

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def withdraw(self, typed: dict[str, str]) -> None:
        """Withdraw with a reason."""
        await self._write(
            reviewing.withdraw_submission,
            submission_id=self.submission_id,
            reason_code=typed.get("reason_code", ""),
            note_words=typed.get("note", ""),
        )
        await self._done("Withdrawn")

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def decline(self, typed: dict[str, str]) -> None:
        """Decline with a reason and words for the producer."""
        await self._write(
            reviewing.decline_submission,
            submission_id=self.submission_id,
            reason_code=typed.get("reason_code", ""),
            note_words=typed.get("note", ""),
        )
        await self._done("Declined")

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def reopen(self, note: str) -> None:
        """Open a closed submission again; the service knows who may."""
        number = self.submission_id
        await self._write(reviewing.reopen_submission, submission_id=number, note_words=note)
        await self._done("Reopened")

    @portal_event(permission=Permission.SUBMISSIONS_ASSIGN)
    async def assign(self, typed: dict[str, str]) -> None:
        """Assign to somebody who underwrites."""
        if not typed.get("assignee"):
            raise InvalidInput({"assignee": "Choose who takes it"})
        await self._write(
            reviewing.assign_submission,
            submission_id=self.submission_id,
            user_id=parse_id(typed["assignee"]),
            reason=typed.get("note", ""),
        )
        await self._done("Assigned")

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def take(self) -> None:
        """Assign to oneself."""
        await self._write(reviewing.assign_to_me, submission_id=self.submission_id)
        await self._done("Assigned to you")

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def start_review(self) -> None:
        """Begin to review."""
        await self._write(reviewing.start_review, submission_id=self.submission_id)
        await self._done("Review started")

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def move_to_stage(self, stage_id: str) -> None:
        """Put it into another stage of its status (SUB-10)."""
        number = parse_id(stage_id)
        await self._write(stages.move_to_stage, submission_id=self.submission_id, stage_id=number)
        await self._show()
        await self._say(f"Moved to {self.detail.stage}")

    @portal_event(permission=Permission.DOCUMENTS_ADD)
    async def remove_document(self, document_id: int) -> None:
        """Take a file off while answers may still be changed."""
        await self._write(
            papers.detach_document,
            submission_id=self.submission_id,
            document_id=parse_id(document_id),
        )
        await self._done("Removed")

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def compare(self, quote_id: int, is_on: bool) -> None:
        """Put a quote beside the others, or take it away; five stand side by side at most."""
        shown = [one for one in self.quotes.compared if one != quote_id]
        if is_on and len(shown) < MOST_COMPARED:
            shown.append(parse_id(quote_id))
        self._compared = tuple(shown)
        await self._show()

    async def _done(self, words: str) -> None:
        self.dialog = ""
        await self._show()
        await self._say(words)

    async def _show(self) -> None:
        number = self.submission_id
        self._take_detail(await self._read(submission_detail, submission_id=number))
        tasks = await self._read(task_list, submission_id=number)
        problems: list[ProblemView] = []
        if self.detail.is_draft:
            problems = (await self._read(check_answers, submission_id=number)).problems
        self._take_tasks(tasks, problems)
        self.information = await self._read(information_checklist, submission_id=number)
        self.rail_actions = waiting_return(self.rail_actions, self.information)
        # Once there is a quote, the one primary button stands with it.
        is_choosing = self.detail.status.key == "quoted"
        first = [one.key for one in self.rail_actions if one.is_available and one.key in _PRIMARY]
        self.primary_deed = first[0] if first and not is_choosing else ""
        self.quotes = await self._read(quotes_view, submission_id=number, compared=self._compared)
        self.comparison = [
            ComparedLine(one.label, one.values, one.is_different) for one in self.quotes.comparison
        ]
        self.documents = await self._read(documents_of, subject=("submission", number))
        applications = [one.href for one in self.documents if one.document_type == "application"]
        self.application_href = applications[-1] if applications else ""
        self.happenings = await self._read(timeline, submission_id=number)
        self.is_loading = False

    def _take_detail(self, detail: SubmissionDetail) -> None:
        me = actor()
        self.detail, self.referral = detail, detail.referral or NO_REFERRAL
        self.menu_actions = [one for one in detail.actions if one.key in _MENU]
        self.rail_actions = rail_actions(detail.actions)
        self.has_rail_actions = any(one.is_available for one in self.rail_actions)
        assignable = [one.is_available for one in self.rail_actions if one.key == "assign"]
        self.can_take = any(assignable) and me.may(Permission.SUBMISSIONS_UNDERWRITE)
        self.is_assigned_to_me = detail.assigned_to_user_id == me.user_id
        self.can_mark = me.may(Permission.SUBMISSIONS_UNDERWRITE) and detail.status.key == "quoted"
        is_alone = not me.may(Permission.REFERRALS_DECIDE)
        self.can_refer = me.may(Permission.SUBMISSIONS_BIND) and is_alone and not self.referral.id

    def _take_tasks(self, tasks: TaskList, problems: list[ProblemView]) -> None:
        is_draft = self.detail.is_draft
        self.groups = [group for group in tasks.groups if is_draft or group.rows[0].key != "check"]
        self.percent, self.completed_words = share_done(tasks), tasks.completed_words
        self.saved_words, self.is_locked = tasks.saved_words, tasks.is_locked
        self.can_check = is_draft and tasks.can_send
        rows = missing_rows(problems, tasks) if not tasks.is_locked else []
        # A form nobody has begun is a list of pages already.
        rows = rows if any(row.icon != NOT_BEGUN for row in rows) or self.percent else []
        self.missing_title = missing_words(len(rows))
        self.missing = rows[:MOST_MISSING]
        more = len(rows) - len(self.missing)
        self.missing_more = f"{more} more" if more > 0 else ""


async def read_again(state: PortalState) -> None:
    """Show the record anew after a deed of one of its panels."""
    record = await state.get_state(RecordState)
    await record._show()  # noqa: SLF001 - a public method would be a remote call


def rail_actions(actions: list[ActionView]) -> list[ActionView]:
    """The underwriter's deeds in the order of the work, without those that lie behind."""
    by_key = {one.key: one for one in actions}
    found = [by_key[key] for key in _RAIL if key in by_key]
    return [one for one in found if not one.reason.endswith(_POINTLESS)]


def waiting_return(actions: list[ActionView], information: InformationView) -> list[ActionView]:
    """The deeds, of which the return to review waits for what is still asked for."""
    if information.can_return:
        return actions
    number = information.open_count
    reason = f"{number} {'thing is' if number == 1 else 'things are'} still missing."
    return [
        replace(one, reason=reason, is_available=False)
        if one.key == "return_to_review" and one.is_available
        else one
        for one in actions
    ]


def share_done(tasks: TaskList) -> int:
    """How many in a hundred of the pages are completed, as the words beside the bar count them."""
    rows = form_rows(tasks)
    return 100 * sum(row.state == "Completed" for row in rows) // max(1, len(rows))


def missing_rows(problems: list[ProblemView], tasks: TaskList) -> list[MissingRow]:
    """What is missing: a page nobody began is one line, a page begun names each answer."""
    states = {row.key: row for group in tasks.groups for row in group.rows}
    rows: list[MissingRow] = []
    told: set[str] = set()
    for problem in problems:
        section = states.get(problem.section_key)
        if section is None or section.state != "Not yet started":
            shown = shown_problem(problem)
            rows.append(MissingRow(shown.message, shown.section, shown.href, "circle-alert"))
        elif problem.section_key not in told:
            told.add(problem.section_key)
            rows.append(MissingRow(section.title, section.state, section.href, NOT_BEGUN))
    return rows
