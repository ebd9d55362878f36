"""Browser events of conversations: one beside its record, and the inbox."""

from dataclasses import dataclass

import reflex as rx

from producer_portal.features.messaging import queries, services
from producer_portal.features.messaging.queries.listing import PAGE_SIZE, VIEWS, InboxRow
from producer_portal.features.messaging.queries.reading import PAGE_SIZE as LINES_AT_ONCE
from producer_portal.features.messaging.queries.reading import ThreadView
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.paging import shown_of
from producer_portal.ui.state import (
    PortalState,
    actor,
    message_counts,
    parse_id,
    portal_event,
)

message_counts.append(queries.unread_messages)

MOST_LINES = 300
_FIND_LENGTH = 200
NO_THREAD = ThreadView(
    label="",
    link="",
    lines=[],
    total=0,
    newest=0,
    oldest=0,
    has_older=False,
    keeper="",
    escalated="",
    people=[],
    can_write=False,
    can_note=False,
    can_escalate=False,
    can_take=False,
)


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A view of the inbox."""

    key: str
    label: str
    href: str
    count: str = ""


class ThreadState(PortalState, rx.State):
    """The conversation about the record whose page is open."""

    subject_kind: str = ""
    subject_id: int = 0
    thread: ThreadView = NO_THREAD
    # Changes with everything this person sent, so that the box empties.
    sent_number: int = 0
    search: str = ""
    most: int = LINES_AT_ONCE
    dialog: str = ""

    @portal_event(permission=Permission.MESSAGES_READ, is_pushed=True)
    async def load(self) -> None:
        """Find the record in the address and follow what is written about it."""
        self.is_missing, self.is_loading, self.problems, self.dialog = False, True, {}, ""
        kind = queries.kind_at(self._query())
        self.thread, self.search, self.most = NO_THREAD, "", LINES_AT_ONCE
        if kind is None:
            return
        self.subject_kind, self.subject_id = kind.kind, self._route_id(kind.route_id)
        topics = (f"thread:{self.subject_kind}:{self.subject_id}",)
        self._watch("thread", topics, ThreadState.refresh)
        await self._show()

    @portal_event(permission=Permission.MESSAGES_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody wrote."""
        await self._show()

    @portal_event(permission=Permission.MESSAGES_WRITE)
    async def send(self, words: str, is_internal: bool, files: list[int]) -> None:
        """Send a message or keep a note."""
        number = await self._write(
            services.post_message,
            kind=self.subject_kind,
            subject_id=self.subject_id,
            words=words,
            is_internal=is_internal,
            attachment_ids=[parse_id(one) for one in files],
        )
        self.sent_number = number
        await self._show()

    @portal_event(permission=Permission.MESSAGES_READ, is_pushed=True)
    async def seen(self, number: int) -> None:
        """The person has the page before them, down to this line."""
        await self._write(
            services.mark_thread_read,
            kind=self.subject_kind,
            subject_id=self.subject_id,
            number=max(0, number),
        )

    @portal_event(permission=Permission.MESSAGES_READ)
    async def find(self, words: str) -> None:
        """Keep lines that hold these words."""
        self.search, self.most = words[:_FIND_LENGTH], LINES_AT_ONCE
        await self._show()

    @portal_event(permission=Permission.MESSAGES_READ)
    async def show_older(self) -> None:
        """One page more above."""
        self.most = min(self.most + LINES_AT_ONCE, MOST_LINES)
        await self._show()

    @portal_event(permission=Permission.MESSAGES_WRITE)
    async def ask_escalation(self) -> None:
        """Ask for the reason before it goes up."""
        self.dialog, self.problems = "escalate", {}

    @portal_event(permission=Permission.MESSAGES_READ)
    async def close_dialog(self) -> None:
        """Not now."""
        self.dialog = ""

    @portal_event(permission=Permission.MESSAGES_WRITE)
    async def escalate(self, reason: str) -> None:
        """Bring it before the principals and managers."""
        await self._write(
            services.escalate,
            kind=self.subject_kind,
            subject_id=self.subject_id,
            reason=reason,
        )
        self.dialog = ""
        await self._show()
        await self._say("Escalated. The principals and managers were told.")

    @portal_event(permission=Permission.MESSAGES_WRITE)
    async def take(self) -> None:
        """Answer for it from now on."""
        await self._write(services.take_thread, kind=self.subject_kind, subject_id=self.subject_id)
        await self._show()
        await self._say("You answer for this conversation now.")

    async def _show(self) -> None:
        found = await self._read(
            queries.thread,
            kind=self.subject_kind,
            subject_id=self.subject_id,
            search=self.search,
            most=self.most,
        )
        self._put(thread=found, is_loading=False)


class InboxState(PortalState, rx.State):
    """Conversations, the latest first."""

    rows: list[InboxRow] = []
    tabs: list[ViewTab] = []
    view: str = "yours"
    search: str = ""
    page: int = 1
    has_next: bool = False
    summary: str = ""

    @portal_event(permission=Permission.MESSAGES_READ, is_pushed=True)
    async def load(self) -> None:
        """Open a view and follow what comes in."""
        self.view, self.page, self.search = self._query().get("view", "yours")[:20], 1, ""
        self._watch("page", ("messages", f"unread:{actor().user_id}"), InboxState.refresh)
        await self._show()

    @portal_event(permission=Permission.MESSAGES_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody wrote."""
        await self._show()

    @portal_event(permission=Permission.MESSAGES_READ)
    async def find(self, words: str) -> None:
        """Conversations with a line that holds these words."""
        self.search, self.page = words[:_FIND_LENGTH], 1
        await self._show()

    @portal_event(permission=Permission.MESSAGES_READ)
    async def turn(self, by: int) -> None:
        """Show the page after or before."""
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._show()

    async def _show(self) -> None:
        found = await self._read(queries.inbox, view=self.view, search=self.search, page=self.page)
        shown = shown_of(
            page=found.page, page_size=PAGE_SIZE, count=len(found.rows), total=found.total
        )
        self._put(
            rows=found.rows,
            view=found.view,
            tabs=[ViewTab(key, label, f"/messages?view={key}") for key, label in VIEWS],
            has_next=shown.has_next,
            summary=shown.words,
            is_loading=False,
        )
