"""Browser events of the commission pages."""

from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx

from producer_portal.features.commissions.queries.receipt import (
    CommissionReceipt,
    commission_receipt,
    recompute,
)
from producer_portal.features.commissions.queries.table import (
    CommissionFilters,
    CommissionRow,
    CommissionTable,
    commission_table,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the receipt."""

    operator: str
    words: str
    source: str
    source_href: str
    figure: str
    is_sum: bool


@dataclass(frozen=True, slots=True)
class Total:
    """What the lines of one status add to."""

    label: str
    figure: str
    definition: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str


STATUSES = [
    Choice("pending", "Pending"),
    Choice("paid", "Paid"),
    Choice("held", "Held"),
    Choice("disputed", "Disputed"),
]


class CommissionsState(PortalState, rx.State):
    """One's lines of commission, and the receipt of the open one (COM-6, COM-8)."""

    rows: list[CommissionRow] = []
    totals: list[Total] = []
    search: str = ""
    status: str = ""
    statuses: list[Choice] = STATUSES
    sort: str = "effective"
    is_descending: bool = True
    page: int = 1
    has_next: bool = False
    showing: str = ""
    address: str = ""
    can_export: bool = False
    open_line: int = 0
    title: str = ""
    reference: str = ""
    policy_href: str = ""
    policy_number: str = ""
    sentence: str = ""
    amount: str = ""
    is_negative: bool = False
    line_status: str = ""
    line_tone: str = "quiet"
    line_icon: str = ""
    is_line_final: bool = False
    paid_words: str = ""
    steps: list[Step] = []
    entry_words: str = ""
    entry_from: str = ""
    entry_to: str = ""
    verdict: str = ""
    is_equal: bool = True

    @portal_event(permission=Permission.COMMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Read the address, show the lines, and the receipt it names."""
        query = self._query()
        self.search, self.status = query.get("search", "")[:100], query.get("status", "")
        self.page, self.open_line = 1, 0
        self._watch("page", ("commissions",), CommissionsState.refresh)
        await self._show()
        if query.get("line", ""):
            await self._open(parse_id(query["line"]))

    @portal_event(permission=Permission.COMMISSIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Something accrued or was paid: read the same page again."""
        await self._show()

    @portal_event(permission=Permission.COMMISSIONS_READ)
    async def find(self, text: str) -> None:
        """Narrow the lines to an insured or a policy."""
        self.search, self.page = text[:100], 1
        await self._show()

    @portal_event(permission=Permission.COMMISSIONS_READ)
    async def choose_status(self, status: str) -> None:
        """Narrow the lines to one status."""
        self.status, self.page = status[:20], 1
        await self._show()

    @portal_event(permission=Permission.COMMISSIONS_READ)
    async def sort_by(self, key: str) -> None:
        """Sort by a column; again turns it round."""
        self.is_descending = not self.is_descending if key == self.sort else False
        self.sort, self.page = key, 1
        await self._show()

    @portal_event(permission=Permission.COMMISSIONS_READ)
    async def turn(self, by: int) -> None:
        """One page on or back."""
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._show()

    @portal_event(permission=Permission.COMMISSIONS_READ)
    async def open_receipt(self, line_id: int) -> None:
        """Show how an amount came about."""
        await self._open(parse_id(line_id))

    @portal_event(permission=Permission.COMMISSIONS_READ)
    async def step(self, by: int) -> None:
        """The receipt of the line above or below."""
        ids = [row.line_id for row in self.rows]
        if self.open_line in ids:
            place = ids.index(self.open_line) + (1 if by > 0 else -1)
            await self._open(ids[max(0, min(place, len(ids) - 1))])

    @portal_event(permission=Permission.COMMISSIONS_READ)
    async def close_receipt(self) -> None:
        """Put the receipt away."""
        self.open_line = 0
        self.address = self._address()

    @portal_event(permission=Permission.COMMISSIONS_READ)
    async def recompute(self) -> None:
        """Work the open line out again and say whether it is equal."""
        found = await self._read(recompute, line_id=parse_id(self.open_line))
        self.verdict, self.is_equal = found.words, found.is_equal

    async def _show(self) -> None:
        filters = CommissionFilters(
            search=self.search,
            status=self.status,
            sort=self.sort,
            is_descending=self.is_descending,
            page=self.page,
        )
        self._take(await self._read(commission_table, filters=filters))

    def _take(self, found: CommissionTable) -> None:
        self.rows, self.page = list(found.rows), found.page
        self.has_next, self.showing = found.has_next, found.showing
        self.totals = [
            Total(one.words, one.figure, f"{one.count:,} line{'' if one.count == 1 else 's'}")
            for one in found.totals
        ]
        self.address = self._address()
        self.can_export = actor().may(Permission.COMMISSIONS_EXPORT)
        self.is_loading = False

    async def _open(self, line_id: int) -> None:
        self._lay_out(await self._read(commission_receipt, line_id=line_id))
        self.open_line, self.verdict = line_id, ""
        self.address = self._address()

    def _lay_out(self, found: CommissionReceipt) -> None:
        self.title, self.reference = found.title, found.reference
        self.policy_href, self.policy_number = f"/policies/{found.policy_id}", found.policy_number
        self.sentence, self.amount, self.is_negative = (
            found.sentence,
            found.amount,
            found.is_negative,
        )
        self.line_status, self.line_tone = found.status, found.status_tone
        self.line_icon, self.is_line_final = found.status_icon, found.is_final
        self.paid_words = found.paid_words
        self.steps = [
            Step(one.operator, one.words, one.source, "", one.figure, one.is_total)
            for one in found.lines
        ]
        self.entry_words = f"{found.entry_reference}, {found.entry_posted}"
        self.entry_from, self.entry_to = found.entry_from, found.entry_to

    def _address(self) -> str:
        kept = {"search": self.search, "status": self.status}
        kept["line"] = str(self.open_line) if self.open_line else ""
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"?{query}" if query else ""
