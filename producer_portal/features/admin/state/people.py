"""Browser events of the pages on which people are looked after."""

import reflex as rx

from producer_portal.features.accounts import queries as account_queries
from producer_portal.features.accounts import services as accounts
from producer_portal.features.admin import queries, services
from producer_portal.features.admin.queries import Choice, GrantRow, PersonRow
from producer_portal.features.agencies import queries as agencies
from producer_portal.foundation.permissions import GRANTABLE, ROLE_NAMES, Permission, Role
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.ui.paging import shown_of
from producer_portal.ui.state import PortalState, parse_choice, parse_id, portal_event

ROLES = [Choice(role.value, ROLE_NAMES[role]) for role in Role if role is not Role.INSURED]
PERMISSIONS = [Choice(one.value, one.value) for one in sorted(GRANTABLE)]


class PeopleState(PortalState, rx.State):
    """The list of people, and adding one."""

    rows: list[PersonRow] = []
    total: int = 0
    page: int = 1
    search: str = ""
    pager_words: str = ""
    has_next: bool = False
    is_adding: bool = False
    agencies: list[Choice] = []
    producers: list[Choice] = []
    typed: dict[str, str] = {}
    allows_texts: bool = True

    @portal_event(permission=Permission.USERS_MANAGE, is_pushed=True)
    async def load(self) -> None:
        """Open the list."""
        self.search, self.page, self.is_adding, self.typed = "", 1, False, {}
        self._watch("page", ("people",), PeopleState.refresh)
        await self._show()

    @portal_event(permission=Permission.USERS_MANAGE, is_pushed=True)
    async def refresh(self) -> None:
        """Read the list again."""
        await self._show()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def find(self, text: str) -> None:
        """Narrow the list to a name or address."""
        self.search, self.page = text[:100], 1
        await self._show()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def turn(self, by: int) -> None:
        """One page on or back."""
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._show()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def open_form(self) -> None:
        """Show the form for a new person."""
        self.agencies = list(await self._read(queries.agencies_in_reach))
        self.producers = await self._read(_producer_choices)
        self.typed = {"role": Role.CSR.value, "agency_id": self.agencies[0].value}
        self.problems, self.is_adding = {}, True

    @portal_event(permission=Permission.USERS_MANAGE)
    async def close_form(self) -> None:
        """Leave the form."""
        self.is_adding = False

    @portal_event(permission=Permission.USERS_MANAGE)
    async def type_in(self, field: str, value: str) -> None:
        """Keep what is typed, so that a refusal loses nothing."""
        if field in {"email", "name", "role", "agency_id", "producer_id"}:
            self.typed = {**self.typed, field: value[:300]}

    @portal_event(permission=Permission.USERS_MANAGE)
    async def invite(self) -> None:
        """Add the person and mail the invitation."""
        producer = self.typed.get("producer_id", "")
        await self._write(
            services.add_person,
            email=self.typed.get("email", ""),
            name=self.typed.get("name", ""),
            role=parse_choice(self.typed.get("role", ""), Role, field="role"),
            agency_id=parse_id(self.typed.get("agency_id", "")),
            producer_id=parse_id(producer) if producer else None,
        )
        self.is_adding = False
        await self._say("Invitation sent")
        await self._show()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def allow_texts(self, is_allowed: bool) -> None:
        """Say whether people may choose codes by text message."""
        await self._write(accounts.allow_text_codes, is_allowed=is_allowed)
        await self._show()
        await self._say("Kept. It holds for whoever sets up a second factor from now on.")

    async def _show(self) -> None:
        found = await self._read(queries.people, search=self.search, page=self.page)
        self.rows, self.total = list(found.rows), found.total
        self.pager_words, self.has_next = shown_of(
            page=found.page, page_size=queries.PAGE_SIZE, count=len(found.rows), total=found.total
        )
        self.allows_texts = await self._read(account_queries.text_codes_allowed)
        self.is_loading = False


def _producer_choices(work: UnitOfWork) -> list[Choice]:
    return [Choice(str(row.producer_id), row.name) for row in agencies.producers(work)]


class PersonState(PortalState, rx.State):
    """One person: access, role, grants."""

    name: str = ""
    email: str = ""
    role_key: str = ""
    agency: str = ""
    status: str = ""
    tone: str = "quiet"
    icon: str = ""
    is_self: bool = False
    is_locked: bool = False
    is_deactivated: bool = False
    is_invited: bool = False
    has_second_factor: bool = False
    grants: list[GrantRow] = []
    roles: list[Choice] = []
    permissions: list[Choice] = []
    asking: str = ""
    chosen: str = ""

    @portal_event(permission=Permission.USERS_MANAGE, is_pushed=True)
    async def load(self) -> None:
        """Open the person named in the address."""
        self.is_missing, self.is_loading, self.asking = False, True, ""
        self.roles, self.permissions = ROLES, PERMISSIONS
        self._watch("page", ("people",), PersonState.refresh)
        await self._show()

    @portal_event(permission=Permission.USERS_MANAGE, is_pushed=True)
    async def refresh(self) -> None:
        """Read the person again."""
        await self._show()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def ask(self, deed: str, choice: str) -> None:
        """Ask for the reason of a deed before doing it."""
        self.asking, self.chosen = deed[:20], choice[:40]

    @portal_event(permission=Permission.USERS_MANAGE)
    async def do(self, reason: str) -> None:
        """Do what was asked, with its reason."""
        person = self._route_id("user_id")
        if self.asking == "deactivate":
            await self._write(services.deactivate, user_id=person, reason=reason)
        elif self.asking == "role":
            role = parse_choice(self.chosen, Role, field="role")
            await self._write(services.change_role, user_id=person, role=role, reason=reason)
        elif self.asking == "factor":
            await self._write(services.reset_second_factor, user_id=person, reason=reason)
        elif self.asking == "grant":
            granted = parse_choice(self.chosen, Permission, field="permission")
            await self._write(services.grant, user_id=person, permission=granted, reason=reason)
        self.asking = ""
        await self._done()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def unlock(self) -> None:
        """Open a locked account (ACC-6)."""
        await self._write(services.unlock, user_id=self._route_id("user_id"))
        await self._done()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def reactivate(self) -> None:
        """Let the person sign in again."""
        await self._write(services.reactivate, user_id=self._route_id("user_id"))
        await self._done()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def invite_again(self) -> None:
        """Mail a new invitation."""
        await self._write(services.invite_again, user_id=self._route_id("user_id"))
        await self._done()

    @portal_event(permission=Permission.USERS_MANAGE)
    async def revoke(self, grant_id: int) -> None:
        """Take a granted permission back."""
        await self._write(services.revoke, grant_id=parse_id(grant_id))
        await self._done()

    async def _done(self) -> None:
        await self._say("Saved")
        await self._show()

    async def _show(self) -> None:
        found = await self._read(queries.person, user_id=self._route_id("user_id"))
        row = found.row
        self.name, self.email, self.agency = row.name, row.email, row.agency
        self.status, self.tone, self.icon = row.status, row.tone, row.icon
        self.role_key, self.is_self, self.is_locked = (
            found.role_key,
            found.is_self,
            found.is_locked,
        )
        self.is_deactivated, self.is_invited = found.is_deactivated, found.is_invited
        self.has_second_factor, self.grants = found.has_second_factor, list(found.grants)
        self.is_loading = False
