"""Browser events of the list of requests to bind (RBAC-5)."""

import reflex as rx

from producer_portal.features.submissions.queries.referrals import (
    PAGE_SIZE,
    ReferralRow,
    referral_queue,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.paging import shown_of
from producer_portal.ui.state import PortalState, portal_event

_P = Permission.REFERRALS_DECIDE


class ReferralsState(PortalState, rx.State):
    """The requests that wait, the oldest first."""

    rows: list[ReferralRow] = []
    page: int = 1
    pager_words: str = ""
    has_next: bool = False

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the first page and follow its changes."""
        self.page = 1
        self._watch("page", ("submissions",), ReferralsState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Something was asked or decided."""
        await self._show()

    @portal_event(permission=_P)
    async def turn(self, by: int) -> None:
        """One page on or back."""
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._show()

    async def _show(self) -> None:
        found = await self._read(referral_queue, page=self.page)
        self._put(rows=found.rows, page=found.page)
        self.pager_words, self.has_next = shown_of(
            page=found.page, page_size=PAGE_SIZE, count=len(found.rows), total=found.total
        )
        self.is_loading = False
