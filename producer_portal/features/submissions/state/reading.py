"""Browser events of reading an application into the form, beside its pages (SUB-17)."""

from dataclasses import dataclass, replace

import reflex as rx

from producer_portal.features.submissions.queries.reading import (
    ReadingView,
    ReadRow,
    application_reading,
)
from producer_portal.features.submissions.services import reading
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event
from producer_portal.values.errors import NotFound

_NO_ROWS: list[ReadRow] = []
NOTHING_READ = ReadingView(0, 0, "", 0, "", _NO_ROWS, 0, 0, "", "")
MOST_ROWS = 600


@dataclass(frozen=True, slots=True)
class Shown:
    """The page that is shown, counted as people do, and the mark on it."""

    number: int = 1
    src: str = ""
    has_previous: bool = False
    has_next: bool = False
    row: int = -1
    left: str = "0%"
    top: str = "0%"
    width: str = "0%"
    height: str = "0%"


class ReadingState(PortalState, rx.State):
    """What was read, what a person has to look at, and the page it stands on."""

    submission_id: int = 0
    view: ReadingView = NOTHING_READ
    waiting: list[ReadRow] = []
    in_form: list[ReadRow] = []
    shown: Shown = Shown()
    upload_url: str = ""
    list_href: str = ""
    can_see_pages: bool = False
    can_change: bool = False

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the page and follow its changes."""
        self.is_missing, self.is_loading = False, True
        self.submission_id = self._route_id("submission_id")
        self.shown = Shown()
        self._watch("page", (f"submission:{self.submission_id}",), ReadingState.refresh)
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody decided about an answer, or changed one."""
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def added(self, document_type: str) -> None:
        """An application of this page arrived and was read."""
        self.shown = Shown()
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def look(self, number: int) -> None:
        """Show where an answer stands on the page."""
        row = self._row(number)
        self.shown = replace(
            self._page(row.page),
            row=row.number,
            left=row.left,
            top=row.top,
            width=row.width,
            height=row.height,
        )

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def turn(self, page: int) -> None:
        """Show another page, counted from 1."""
        if not 1 <= page <= max(self.view.page_count, 1):
            raise NotFound("page")
        self.shown = self._page(page - 1)

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def use(self, number: int) -> None:
        """Put an answer into the form."""
        await self._settle(number, is_used=True)
        await self._say("Put into the form")

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def leave_out(self, number: int) -> None:
        """Leave an answer out of the form."""
        await self._settle(number, is_used=False)
        await self._say("Left out")

    async def _settle(self, number: int, *, is_used: bool) -> None:
        await self._write(
            reading.settle_read,
            submission_id=self.submission_id,
            reading_id=parse_id(self.view.id),
            number=self._row(number).number,
            is_used=is_used,
        )
        await self._show()

    def _row(self, number: int) -> ReadRow:
        found = next((row for row in self.view.rows if row.number == number), None)
        if found is None:
            raise NotFound("answer")
        return found

    def _page(self, page: int) -> Shown:
        view = self.view
        src = f"/files/submissions/{self.submission_id}/readings/{view.id}/{page}.png"
        return Shown(
            page + 1,
            src if view.id and self.can_see_pages else "",
            has_previous=page > 0,
            has_next=page + 1 < view.page_count,
        )

    async def _show(self) -> None:
        view = await self._read(application_reading, submission_id=self.submission_id)
        number = self.submission_id
        self.can_see_pages = actor().may(Permission.DOCUMENTS_DOWNLOAD)
        self.can_change = actor().may(Permission.SUBMISSIONS_SUBMIT) and not view.lock_words
        self.list_href = f"/submissions/{number}"
        self.upload_url = f"/files/submissions/{number}/application"
        is_other = view.id != self.view.id
        self._put(view=view)
        self._put(
            waiting=[row for row in view.rows if row.state in {"waiting", "differs"}],
            in_form=[row for row in view.rows if row.state == "in_form"],
        )
        if view.id and (is_other or not self.shown.src):
            self.shown = self._page(0)
        self.is_loading = False
