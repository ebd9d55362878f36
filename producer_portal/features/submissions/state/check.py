"""Browser events of checking, certifying and sending, and of the receipt (SUB-6)."""

import secrets

import reflex as rx
from reflex_base.event import EventSpec

from producer_portal.features.submissions.queries import check_answers, receipt
from producer_portal.features.submissions.queries.views import (
    CheckGroup,
    DocumentNeed,
    GateRow,
    ProblemView,
    ReceiptView,
)
from producer_portal.features.submissions.rules.gate import GateClosed
from producer_portal.features.submissions.services import sending
from producer_portal.features.submissions.state.form_pages import MOST_TOLD, PageProblem
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, portal_event

NO_RECEIPT = ReceiptView(0, "", "", "", "", "", "", "", "", "")
_ON_THIS_PAGE = ("certified", "certified_by", "send_key")


class CheckState(PortalState, rx.State):
    """Every answer on one page, the certification and the one press that sends."""

    submission_id: int = 0
    insured: str = ""
    line: str = ""
    groups: list[CheckGroup] = []
    documents: list[DocumentNeed] = []
    missing: list[ProblemView] = []
    missing_words: str = ""
    more_missing: str = ""
    warnings: list[ProblemView] = []
    stops: list[GateRow] = []
    stop_words: str = ""
    notes: list[GateRow] = []
    can_send: bool = False
    is_locked: bool = False
    certify_words: str = ""
    certify_name: str = ""
    summary: list[PageProblem] = []
    attempts: int = 0
    _send_key: str = ""
    _in_full: list[str] = []

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the page; its key makes a second press the same submission."""
        self.is_missing, self.is_loading = False, True
        self.problems, self.summary = {}, []
        self.submission_id = self._route_id("submission_id")
        self._send_key = secrets.token_urlsafe(24)
        self._in_full = []
        watched = (f"submission:{self.submission_id}", "compliance", "rules:appetite")
        self._watch("page", watched, CheckState.refresh)
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody changed an answer or a document."""
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def show_all(self, section_key: str) -> None:
        """Show every item of a long table, not only the first."""
        if section_key in {group.section_key for group in self.groups if group.more_words}:
            self._in_full = [*self._in_full, section_key]
            await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def send(self, typed: dict[str, str]) -> EventSpec:
        """Certify and send; the receipt is a page of its own."""
        self.attempts += 1
        sent = await self._write(
            sending.certify_and_submit,
            submission_id=self.submission_id,
            is_certified=typed.get("certified") == "on",
            certified_by=typed.get("certified_by", ""),
            send_key=self._send_key,
        )
        return rx.redirect(f"{sent.href}/sent", replace=True)

    async def _tell(self, error: BaseException) -> None:
        await super()._tell(error)
        if isinstance(error, GateClosed):
            # What the agency asks for changed in the meantime: the page names it.
            await self._show()
        own = {key: words for key, words in self.problems.items() if key in _ON_THIS_PAGE}
        self.summary = [PageProblem(key, words) for key, words in own.items()]
        if self.problems and not own:
            # Somebody emptied an answer in the meantime: the list above names it.
            await self._show()

    async def _show(self) -> None:
        found = await self._read(
            check_answers, submission_id=self.submission_id, in_full=self._in_full
        )
        self.insured, self.line, self.groups = found.title, found.line, found.groups
        self.documents, self.warnings = found.documents, found.warnings
        self.stops = [one for one in found.gate if one.is_hard]
        self.notes = [one for one in found.gate if not one.is_hard]
        self.stop_words = stop_words(len(self.stops))
        self.missing = [shown_problem(one) for one in found.problems[:MOST_TOLD]]
        self.missing_words = missing_words(len(found.problems))
        self.more_missing = more_words(len(found.problems) - MOST_TOLD)
        self.can_send, self.is_locked = found.can_send, found.is_locked
        self.certify_words, self.certify_name = found.certify_words, found.certify_name
        self.is_loading = False


def stop_words(count: int) -> str:
    """What stands over what the gate stops: "1 thing stops this from being sent"."""
    noun, verb = ("thing", "stops") if count == 1 else ("things", "stop")
    return f"{count} {noun} {verb} this from being sent" if count else ""


def missing_words(count: int) -> str:
    """What stands over the list: "2 things missing before this can be sent"."""
    noun = "thing" if count == 1 else "things"
    return f"{count} {noun} missing before this can be sent" if count else ""


def more_words(count: int) -> str:
    """What stands under a list that is cut: "and 210 more, shown once these are put right"."""
    return f"and {count:,} more, shown once these are put right" if count > 0 else ""


def shown_problem(problem: ProblemView) -> ProblemView:
    """The problem with a link that opens its page with the problems shown."""
    return ProblemView(
        problem.path,
        problem.field_id,
        problem.section,
        problem.section_key,
        problem.message,
        problem.href.replace("#", f"{'&' if '?' in problem.href else '?'}problems=1#"),
        problem.is_warning,
    )


class ReceiptState(PortalState, rx.State):
    """The page after sending; the same by bookmark and after going back."""

    receipt: ReceiptView = NO_RECEIPT

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Show the receipt. A draft has none."""
        self.is_missing = False
        number = self._route_id("submission_id")
        self.receipt = await self._read(receipt, submission_id=number)
        self.is_loading = False
