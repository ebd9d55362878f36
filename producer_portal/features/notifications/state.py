"""Browser events of the notices page."""

import reflex as rx
from reflex_base.event import EventSpec

from producer_portal.features.notifications import queries, services
from producer_portal.features.notifications.queries import NoticeRow
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event, unread_counts

unread_counts.append(queries.unread_count)


class NoticesState(PortalState, rx.State):
    """A person's notices, newest first."""

    rows: list[NoticeRow] = []
    summary: str = ""
    page: int = 1
    has_next: bool = False

    @portal_event(permission=Permission.NOTIFICATIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the first page and follow what comes in."""
        self.page = 1
        self._watch("page", (f"unread:{actor().user_id}",), NoticesState.refresh)
        await self._show()

    @portal_event(permission=Permission.NOTIFICATIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Read the page again."""
        await self._show()

    @portal_event(permission=Permission.NOTIFICATIONS_READ)
    async def turn_to(self, page: int) -> None:
        """Show another page."""
        self.page = max(1, page)
        await self._show()

    @portal_event(permission=Permission.NOTIFICATIONS_READ)
    async def open_notice(self, notification_id: int) -> EventSpec:
        """Mark a notice read and go where it leads."""
        link = await self._write(services.mark_read, notification_id=parse_id(notification_id))
        return rx.redirect(link)

    @portal_event(permission=Permission.NOTIFICATIONS_READ)
    async def mark_all_read(self) -> None:
        """Mark everything read."""
        await self._write(services.mark_all_read)
        await self._show()

    async def _show(self) -> None:
        found = await self._read(queries.notices, page=self.page)
        self.rows, self.has_next = list(found.rows), found.has_next
        first = (found.page - 1) * queries.PAGE_SIZE + 1
        last = first + len(found.rows) - 1
        self.summary = f"Showing {first}–{last} of {found.total}" if found.rows else ""
        self.is_loading = False
