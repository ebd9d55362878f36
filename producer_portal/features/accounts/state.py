"""Browser events of a person's own account."""

import reflex as rx
from reflex_base.event import EventSpec

from producer_portal.features.accounts import queries, services
from producer_portal.features.accounts.queries import AttemptRow, SessionRow
from producer_portal.ui.state import PortalState, ShellState, parse_id, portal_event


class AccountState(PortalState, rx.State):
    """One's own open sessions and sign-in history (ACC-10)."""

    sessions: list[SessionRow] = []
    attempts: list[AttemptRow] = []

    @portal_event(is_pushed=True)
    async def load(self) -> None:
        """Open the page."""
        await self._show()

    @portal_event()
    async def end_session(self, session_id: int) -> None:
        """End one of one's own sessions."""
        await self._write(services.end_session, session_id=parse_id(session_id))
        await self._show()
        await self._say("Session ended")

    async def _show(self) -> None:
        self.sessions = await self._read(queries.open_sessions)
        self.attempts = await self._read(queries.sign_in_history)
        self.is_loading = False


class LandingState(PortalState, rx.State):
    """Where a person arrives after sign-in."""

    @portal_event(is_pushed=True)
    async def load(self) -> EventSpec:
        """Go on to the first page of the person's own navigation."""
        shell = await self.get_state(ShellState)
        return rx.redirect(shell.nav[0].href if shell.nav else "/account", replace=True)
