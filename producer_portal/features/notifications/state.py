"""Browser events of the notices page."""

from dataclasses import dataclass

import reflex as rx
from reflex_base.event import EventSpec

from producer_portal.features.notifications import queries, services
from producer_portal.features.notifications.queries.choices import ChoicesView
from producer_portal.features.notifications.queries.deliveries import (
    PAGE_SIZE as DELIVERIES_AT_ONCE,
)
from producer_portal.features.notifications.queries.deliveries import VIEWS, DeliveryRow
from producer_portal.features.notifications.queries.notices import PAGE_SIZE, NoticeRow
from producer_portal.features.notifications.rules import Channel, checked_timing
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.paging import shown_of
from producer_portal.ui.state import (
    PortalState,
    actor,
    parse_choice,
    parse_id,
    portal_event,
    unread_counts,
)
from producer_portal.values.errors import InvalidInput

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
        self.summary, _ = shown_of(
            page=found.page, page_size=PAGE_SIZE, count=len(found.rows), total=found.total
        )
        self.is_loading = False


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A view of the list of deliveries."""

    key: str
    label: str
    href: str
    count: str


NO_CHOICES = ChoicesView(
    rows=[],
    rhythm="immediately",
    digest_hour="8",
    digest_weekday="0",
    is_quiet=False,
    quiet_from_hour="21",
    quiet_until_hour="7",
    time_zone="",
    phone_words="",
    hours=[],
    days=[],
    zones=[],
)


class ChoicesState(PortalState, rx.State):
    """What a person is told, how and when (MSG-3)."""

    choices: ChoicesView = NO_CHOICES

    @portal_event(permission=Permission.NOTIFICATIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the page and follow what another tab changes."""
        self.problems = {}
        self._watch("page", (f"notice-choices:{actor().user_id}",), ChoicesState.refresh)
        await self._show()

    @portal_event(permission=Permission.NOTIFICATIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Read the page again."""
        await self._show()

    @portal_event(permission=Permission.NOTIFICATIONS_READ)
    async def turn(self, topic: str, channel: str, is_on: bool) -> None:
        """Switch one way for one topic on or off."""
        turned = parse_choice(channel, Channel, field="topic")
        row = next((one for one in self.choices.rows if one.key == topic), None)
        on = {cell.channel for cell in row.cells if cell.is_on} if row else set()
        wanted = {Channel(one) for one in on} - {turned} | ({turned} if is_on else set())
        await self._write(services.choose_channels, topic=topic, channels=wanted)
        await self._show()

    @portal_event(permission=Permission.NOTIFICATIONS_READ)
    async def time(self, name: str, value: str) -> None:
        """Change one part of when mails and texts come."""
        shown = self.choices
        typed = {
            "rhythm": shown.rhythm,
            "digest_hour": shown.digest_hour,
            "digest_weekday": shown.digest_weekday,
            "is_quiet": "yes" if shown.is_quiet else "no",
            "quiet_from_hour": shown.quiet_from_hour,
            "quiet_until_hour": shown.quiet_until_hour,
            "time_zone": shown.time_zone,
        }
        if name not in typed:
            raise InvalidInput({"rhythm": "Choose one of the listed options."})
        await self._write(services.choose_timing, timing=checked_timing(typed | {name: value}))
        await self._show()

    async def _show(self) -> None:
        self._put(choices=await self._read(queries.notice_choices), is_loading=False)


class DeliveriesState(PortalState, rx.State):
    """What did not go out (MSG-5)."""

    rows: list[DeliveryRow] = []
    tabs: list[ViewTab] = []
    view: str = "dead"
    page: int = 1
    has_next: bool = False
    summary: str = ""
    giving_up_id: int = 0

    @portal_event(permission=Permission.DELIVERIES_MANAGE, is_pushed=True)
    async def load(self) -> None:
        """Open a view and follow what changes."""
        self.view, self.page = self._query().get("view", "dead")[:20], 1
        self.giving_up_id, self.problems = 0, {}
        self._watch("page", ("deliveries",), DeliveriesState.refresh)
        await self._show()

    @portal_event(permission=Permission.DELIVERIES_MANAGE, is_pushed=True)
    async def refresh(self) -> None:
        """Something went out, failed or was given up."""
        await self._show()

    @portal_event(permission=Permission.DELIVERIES_MANAGE)
    async def turn(self, by: int) -> None:
        """Show the page after or before."""
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._show()

    @portal_event(permission=Permission.DELIVERIES_MANAGE)
    async def send_again(self, message_id: int) -> None:
        """Try one anew."""
        await self._write(services.send_again, message_id=parse_id(message_id))
        await self._show()
        await self._say("On its way again.")

    @portal_event(permission=Permission.DELIVERIES_MANAGE)
    async def ask_give_up(self, message_id: int) -> None:
        """Ask for the reason first; 0 closes the question."""
        self.giving_up_id, self.problems = max(0, message_id), {}

    @portal_event(permission=Permission.DELIVERIES_MANAGE)
    async def give_up(self, reason: str) -> None:
        """Let one rest for good."""
        await self._write(services.give_up, message_id=parse_id(self.giving_up_id), reason=reason)
        self.giving_up_id = 0
        await self._show()
        await self._say("Given up. It stands in the audit trail.")

    async def _show(self) -> None:
        found = await self._read(queries.deliveries, view=self.view, page=self.page)
        shown = shown_of(
            page=found.page, page_size=DELIVERIES_AT_ONCE, count=len(found.rows), total=found.total
        )
        self._put(
            rows=found.rows,
            view=found.view,
            tabs=[
                ViewTab(
                    key,
                    label,
                    f"/admin/deliveries?view={key}",
                    str(found.counts[key]) if found.counts[key] else "",
                )
                for key, label in VIEWS
            ],
            has_next=shown.has_next,
            summary=shown.words,
            is_loading=False,
        )
