"""Browser events of the policy pages."""

from urllib.parse import urlencode

import reflex as rx

from producer_portal.features.policies.queries.detail import (
    CoverageRow,
    LabeledFact,
    TimelineItem,
    TransactionRow,
    policy_detail,
)
from producer_portal.features.policies.queries.table import PolicyFilters, PolicyRow, policy_table
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, actor, portal_event


class PoliciesState(PortalState, rx.State):
    """The book: search, sorting and page are in the address."""

    rows: list[PolicyRow] = []
    search: str = ""
    sort: str = "effective"
    is_descending: bool = True
    page: int = 1
    has_next: bool = False
    showing: str = ""
    address: str = ""
    can_export: bool = False

    @portal_event(permission=Permission.POLICIES_READ, is_pushed=True)
    async def load(self) -> None:
        """Read the address and show the list."""
        query = self._query()
        self.search, self.page = query.get("search", "")[:100], 1
        self.sort = query.get("sort", "effective")
        self.is_descending = query.get("ascending") != "1"
        self._watch("page", ("policies",), PoliciesState.refresh)
        await self._show()

    @portal_event(permission=Permission.POLICIES_READ, is_pushed=True)
    async def refresh(self) -> None:
        """A policy was issued or changed: read the same page again."""
        await self._show()

    @portal_event(permission=Permission.POLICIES_READ)
    async def find(self, text: str) -> None:
        """Narrow the list to a name or a number."""
        self.search, self.page = text[:100], 1
        await self._show()

    @portal_event(permission=Permission.POLICIES_READ)
    async def sort_by(self, key: str) -> None:
        """Sort by a column; again turns it round."""
        self.is_descending = not self.is_descending if key == self.sort else False
        self.sort, self.page = key, 1
        await self._show()

    @portal_event(permission=Permission.POLICIES_READ)
    async def turn(self, by: int) -> None:
        """One page on or back."""
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._show()

    async def _show(self) -> None:
        filters = PolicyFilters(
            search=self.search,
            sort=self.sort,
            is_descending=self.is_descending,
            page=self.page,
        )
        found = await self._read(policy_table, filters=filters)
        self.rows, self.page = list(found.rows), found.page
        self.has_next, self.showing = found.has_next, found.showing
        kept = {"search": self.search, "sort": self.sort if self.sort != "effective" else ""}
        kept["ascending"] = "" if self.is_descending else "1"
        query = urlencode({name: value for name, value in kept.items() if value})
        self.address = f"?{query}" if query else ""
        self.can_export = actor().may(Permission.RECORDS_EXPORT)
        self.is_loading = False


class PolicyState(PortalState, rx.State):
    """One policy."""

    insured: str = ""
    number: str = ""
    sentence: str = ""
    status: str = ""
    tone: str = "quiet"
    icon: str = ""
    is_final: bool = False
    facts: list[LabeledFact] = []
    coverages: list[CoverageRow] = []
    coverage_total: str = ""
    transactions: list[TransactionRow] = []
    happenings: list[TimelineItem] = []

    @portal_event(permission=Permission.POLICIES_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the policy named in the address."""
        self.is_missing, self.is_loading = False, True
        policy_id = self._route_id("policy_id")
        self._watch("page", ("policies", f"policy:{policy_id}"), PolicyState.refresh)
        await self._show()

    @portal_event(permission=Permission.POLICIES_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Read the policy again."""
        await self._show()

    async def _show(self) -> None:
        found = await self._read(policy_detail, policy_id=self._route_id("policy_id"))
        self.insured, self.number, self.sentence = found.insured, found.number, found.sentence
        self.status, self.tone, self.icon = found.status, found.status_tone, found.status_icon
        self.is_final, self.facts = found.is_final, list(found.facts)
        self.coverages, self.coverage_total = list(found.coverages), found.coverage_total
        self.transactions, self.happenings = list(found.transactions), list(found.timeline)
        self.is_loading = False
