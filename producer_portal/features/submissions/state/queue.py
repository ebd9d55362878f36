"""Browser events of the queue: what no rule placed, what is late, and taking or assigning it (SUB-8)."""

import reflex as rx

from producer_portal.features.submissions.queries.queue import (
    EXCEPTIONS,
    LATE,
    PAGE_SIZE,
    QueueRow,
    work_queue,
)
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.services import reviewing
from producer_portal.features.submissions.state.listing import TabLink
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.paging import shown_of
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event
from producer_portal.values.errors import InvalidInput

_P = Permission.SUBMISSIONS_ASSIGN


class QueueState(PortalState, rx.State):
    """One of the two lists, and the question to whom something goes."""

    view: str = EXCEPTIONS
    tabs: list[TabLink] = []
    rows: list[QueueRow] = []
    page: int = 1
    pager_words: str = ""
    has_next: bool = False
    can_take: bool = False
    assignees: list[OptionView] = []
    assigning: int = 0
    assigned_name: str = ""

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the list named in the address."""
        self.view = LATE if self._query().get("view") == LATE else EXCEPTIONS
        self.page, self.assigning = 1, 0
        self.can_take = actor().may(Permission.SUBMISSIONS_UNDERWRITE)
        self._watch("page", ("submissions",), QueueState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Something was sent, taken or answered."""
        await self._show()

    @portal_event(permission=_P)
    async def turn(self, by: int) -> None:
        """One page on or back."""
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def take(self, submission_id: int) -> None:
        """Take it onto one's own desk."""
        await self._write(reviewing.assign_to_me, submission_id=parse_id(submission_id))
        await self._say("Assigned to you")
        await self._show()

    @portal_event(permission=_P)
    async def ask(self, submission_id: int) -> None:
        """Ask to whom it goes; 0 leaves it."""
        self.problems, self.failure, self.assigning = {}, "", submission_id
        named = [one.insured for one in self.rows if one.submission_id == submission_id]
        self.assigned_name = named[0] if named else ""

    @portal_event(permission=_P)
    async def assign(self, typed: dict[str, str]) -> None:
        """Give it to somebody who underwrites, with a reason."""
        if not typed.get("assignee"):
            raise InvalidInput({"assignee": "Choose who takes it"})
        await self._write(
            reviewing.assign_submission,
            submission_id=parse_id(self.assigning),
            user_id=parse_id(typed["assignee"]),
            reason=typed.get("note", ""),
        )
        self.assigning = 0
        await self._say("Assigned")
        await self._show()

    async def _show(self) -> None:
        found = await self._read(work_queue, view=self.view, page=self.page)
        self.rows, self.page, self.assignees = found.rows, found.page, found.assignees
        self.tabs = [
            TabLink(
                key=key,
                label=words,
                href=f"/queue?view={key}",
                count=str(count) if count else "",
                saved_id=0,
            )
            for key, words, count in (
                (EXCEPTIONS, "No rule placed it", found.exceptions),
                (LATE, "Past the target date", found.late),
            )
        ]
        self.pager_words, self.has_next = shown_of(
            page=found.page, page_size=PAGE_SIZE, count=len(found.rows), total=found.total
        )
        self.is_loading = False
