"""Browser events of the operations page: a period and a line, both in the address (ADM-3)."""

from urllib.parse import urlencode

import reflex as rx

from producer_portal.features.submissions.queries.measures import (
    DeskRow,
    Figure,
    SentBar,
    StatusTime,
    operations,
)
from producer_portal.features.submissions.queries.stage_times import StageTime
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.measures import PERIODS, USUAL_PERIOD
from producer_portal.features.submissions.services.stages import MOVES, PLAN
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, portal_event

_P = Permission.MEASURES_READ
CHART, TABLE = "chart", "table"


class OperationsState(PortalState, rx.State):
    """How new business runs over a period, in one line or all."""

    period: str = USUAL_PERIOD
    line: str = ""
    shown: str = CHART
    lines: list[OptionView] = []
    sent: int = 0
    figures: list[Figure] = []
    bars: list[SentBar] = []
    top: str = ""
    middle: str = ""
    statuses: list[StatusTime] = []
    stages: list[StageTime] = []
    desks: list[DeskRow] = []
    period_links: dict[str, str] = {}
    shown_links: dict[str, str] = {}
    address: str = ""

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the period and the line named in the address."""
        asked = self._query()
        self.period, self.line = asked.get("period", "")[:4], asked.get("line", "")[:12]
        self.shown = TABLE if asked.get("show") == TABLE else CHART
        self._watch("page", ("submissions", MOVES, PLAN), OperationsState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Something was sent, answered or moved on."""
        await self._show()

    @portal_event(permission=_P)
    async def choose_line(self, code: str) -> None:
        """Narrow everything to one line of business; "" is all."""
        self.line = code[:12]
        await self._show()

    async def _show(self) -> None:
        found = await self._read(operations, period=self.period, line=self.line)
        self.period, self.line, self.lines = found.period, found.line, found.lines
        self.sent, self.figures, self.bars = found.sent, found.figures, found.bars
        self.top, self.middle = found.top, found.middle
        self.statuses, self.stages, self.desks = found.statuses, found.stages, found.desks
        self.period_links = {one: self._href(one, self.shown) for one in PERIODS}
        self.shown_links = {one: self._href(self.period, one) for one in (CHART, TABLE)}
        self.address = self._href(self.period, self.shown).removeprefix("/operations")
        self.is_loading = False

    def _href(self, period: str, shown: str) -> str:
        kept = {
            "period": "" if period == USUAL_PERIOD else period,
            "line": self.line,
            "show": "" if shown == CHART else shown,
        }
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"/operations?{query}" if query else "/operations"
