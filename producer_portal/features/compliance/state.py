"""Browser events of the pages on which licenses, appointments and E&O cover are kept."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

import reflex as rx

from producer_portal.features.compliance import queries, services
from producer_portal.features.compliance.queries import (
    AppointmentRow,
    CarrierChoice,
    CoverRow,
    LicenseRow,
    StandingRow,
)
from producer_portal.features.compliance.rules import (
    AUTHORITY_NAMES,
    AppointmentFacts,
    AuthorityHeld,
    CoverFacts,
    LicenseFacts,
    Standing,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.paging import shown_of
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event
from producer_portal.ui.typed import amount_typed, day_or_none, day_typed, id_typed
from producer_portal.values.errors import InvalidInput

R = TypeVar("R")
NO_STANDING = Standing("", "quiet", "")
KINDS = ("license", "appointment", "cover")


class StandingsState(PortalState, rx.State):
    """Producers with how they stand."""

    rows: list[StandingRow] = []
    search: str = ""
    page: int = 1
    pager_words: str = ""
    has_next: bool = False
    is_own: bool = False

    @portal_event(permission=Permission.COMPLIANCE_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the list."""
        self.search, self.page = "", 1
        self.is_own = actor().producer_id is not None
        self._watch("page", ("compliance", "producers"), StandingsState.refresh)
        await self._show()

    @portal_event(permission=Permission.COMPLIANCE_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Read the list again."""
        await self._show()

    @portal_event(permission=Permission.COMPLIANCE_READ)
    async def find(self, text: str) -> None:
        """Narrow the list to a name."""
        self.search, self.page = text[:100], 1
        await self._show()

    @portal_event(permission=Permission.COMPLIANCE_READ)
    async def turn(self, by: int) -> None:
        """One page on or back."""
        self.page = max(1, self.page + (1 if by > 0 else -1))
        await self._show()

    async def _show(self) -> None:
        found = await self._read(queries.standings, search=self.search, page=self.page)
        self.rows, self.page = list(found.rows), found.page
        self.pager_words, self.has_next = shown_of(
            page=found.page, page_size=queries.PAGE_SIZE, count=len(found.rows), total=found.total
        )
        self.is_loading = False


class HeldState(PortalState, rx.State):
    """What one producer holds, and the form for one thing of it."""

    producer_id: int = 0
    name: str = ""
    badge: Standing = NO_STANDING
    licenses: list[LicenseRow] = []
    appointments: list[AppointmentRow] = []
    covers: list[CoverRow] = []
    carriers: list[CarrierChoice] = []
    can_change: bool = False
    editing: str = ""
    edited_id: int = 0
    # Counted so that a form that is opened again starts with what it is opened for.
    openings: int = 0
    typed: dict[str, str] = {}
    removing: str = ""
    removed_id: int = 0

    @portal_event(permission=Permission.COMPLIANCE_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the producer named in the address."""
        self.is_missing, self.is_loading = False, True
        self.editing = self.removing = ""
        producer_id = self._route_id("producer_id")
        self._watch("page", (f"compliance:{producer_id}",), HeldState.refresh)
        await self._show()

    @portal_event(permission=Permission.COMPLIANCE_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Read the producer again."""
        await self._show()

    @portal_event(permission=Permission.COMPLIANCE_MANAGE)
    async def open_form(self, kind: str, number: int) -> None:
        """Open the form for a new thing (0) or one that is there."""
        if kind not in KINDS:
            return
        self.problems, self.failure = {}, ""
        self.typed = self._typed_of(kind, number)
        self.edited_id = number
        self.editing = kind
        self.openings += 1

    @portal_event(permission=Permission.COMPLIANCE_MANAGE)
    async def close_form(self) -> None:
        """Leave the form."""
        self.editing = ""

    @portal_event(permission=Permission.COMPLIANCE_MANAGE)
    async def save(self, typed: dict[str, str]) -> None:
        """Keep what was typed into the open form."""
        producer_id, number = self._route_id("producer_id"), self.edited_id
        if self.editing == "license":
            await self._write(
                services.keep_license,
                producer_id=producer_id,
                facts=license_typed(typed),
                license_id=number,
            )
        elif self.editing == "appointment":
            await self._write(
                services.keep_appointment,
                producer_id=producer_id,
                facts=appointment_typed(typed),
                appointment_id=number,
            )
        elif self.editing == "cover":
            await self._write(
                services.keep_cover,
                producer_id=producer_id,
                facts=cover_typed(typed),
                cover_id=number,
            )
        self.editing = ""
        await self._say("Saved")
        await self._show()

    @portal_event(permission=Permission.COMPLIANCE_MANAGE)
    async def ask_remove(self, kind: str, number: int) -> None:
        """Ask before something is taken off; "" leaves it."""
        self.removing, self.removed_id = (kind if kind in KINDS else ""), number

    @portal_event(permission=Permission.COMPLIANCE_MANAGE)
    async def remove(self, reason: str) -> None:
        """Take off what was asked about."""
        number = parse_id(self.removed_id)
        if self.removing == "license":
            await self._write(services.remove_license, license_id=number)
        elif self.removing == "appointment":
            await self._write(services.remove_appointment, appointment_id=number)
        elif self.removing == "cover":
            await self._write(services.remove_cover, cover_id=number)
        self.removing = ""
        await self._say("Removed")
        await self._show()

    def _typed_of(self, kind: str, number: int) -> dict[str, str]:
        if kind == "license":
            for one in self.licenses:
                if one.id == number:
                    return _license_as_typed(one)
        if kind == "appointment":
            for held in self.appointments:
                if held.id == number:
                    return {
                        "carrier": held.carrier_id,
                        "state": held.state,
                        "from_on": held.from_on,
                        "expires_on": held.expires_on,
                    }
        if kind == "cover":
            for cover in self.covers:
                if cover.id == number:
                    return {
                        "insurer": cover.insurer,
                        "number": cover.number,
                        "each_claim": cover.each_claim,
                        "aggregate": cover.aggregate,
                        "from_on": cover.from_on,
                        "expires_on": cover.expires_on,
                    }
        return {"license_class": "resident"} if kind == "license" else {}

    async def _show(self) -> None:
        found = await self._read(
            queries.held_by_producer, producer_id=self._route_id("producer_id")
        )
        self.producer_id, self.name, self.badge = found.producer_id, found.name, found.badge
        self.licenses, self.appointments = found.licenses, found.appointments
        self.covers, self.carriers = found.covers, found.carriers
        self.can_change, self.is_loading = found.can_change, False


def _license_as_typed(row: LicenseRow) -> dict[str, str]:
    typed = {
        "state": row.state,
        "number": row.number,
        "npn": row.npn,
        "license_class": row.license_class,
        "from_on": row.from_on,
        "expires_on": row.expires_on,
    }
    for one in row.authorities:
        typed[f"has-{one.authority}"] = "on"
        typed[f"from-{one.authority}"] = one.from_on
        typed[f"until-{one.authority}"] = one.expires_on
    return typed


def license_typed(typed: Mapping[str, str]) -> LicenseFacts:
    """A license as typed. Raises InvalidInput with every field that cannot be read."""
    reader = _Reader()
    from_on = reader.read(
        lambda: day_typed(typed, "from_on", missing="Enter the day it was issued"), date.min
    )
    expires_on = reader.read(
        lambda: day_typed(typed, "expires_on", missing="Enter its last day"), date.max
    )
    held = []
    for key in AUTHORITY_NAMES:
        if typed.get(f"has-{key}") != "on":
            continue
        since = reader.read(lambda key=key: day_or_none(typed, f"from-{key}"), None)  # type: ignore[misc]
        until = reader.read(lambda key=key: day_or_none(typed, f"until-{key}"), None)  # type: ignore[misc]
        held.append(AuthorityHeld(str(key), since or from_on, until))
    reader.raise_found()
    return LicenseFacts(
        state=typed.get("state", ""),
        number=typed.get("number", ""),
        npn=typed.get("npn", ""),
        license_class=typed.get("license_class", ""),
        from_on=from_on,
        expires_on=expires_on,
        authorities=tuple(held),
    )


def appointment_typed(typed: Mapping[str, str]) -> AppointmentFacts:
    """An appointment as typed. Raises InvalidInput with every field that cannot be read."""
    reader = _Reader()
    carrier_id = id_typed(typed, "carrier")
    if not carrier_id:
        reader.found["carrier"] = "Choose the carrier"
    from_on = reader.read(
        lambda: day_typed(typed, "from_on", missing="Enter the day it begins"), date.min
    )
    expires_on = reader.read(lambda: day_or_none(typed, "expires_on"), None)
    reader.raise_found()
    return AppointmentFacts(carrier_id, "", typed.get("state", ""), from_on, expires_on)


def cover_typed(typed: Mapping[str, str]) -> CoverFacts:
    """An E&O policy as typed. Raises InvalidInput with every field that cannot be read."""
    reader = _Reader()
    each = reader.read(
        lambda: amount_typed(typed, "each_claim", missing="Enter the limit for each claim"), 0
    )
    aggregate = reader.read(
        lambda: amount_typed(typed, "aggregate", missing="Enter the aggregate limit"), 0
    )
    from_on = reader.read(
        lambda: day_typed(typed, "from_on", missing="Enter the day it begins"), date.min
    )
    expires_on = reader.read(
        lambda: day_typed(typed, "expires_on", missing="Enter the day it expires"), date.max
    )
    reader.raise_found()
    return CoverFacts(
        typed.get("insurer", ""), typed.get("number", ""), each, aggregate, from_on, expires_on
    )


class _Reader:
    """Reads one field after another and keeps everything that is wrong."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def read(self, call: Callable[[], R], otherwise: R) -> R:
        try:
            return call()
        except InvalidInput as wrong:
            self.found.update(wrong.problems)
            return otherwise

    def raise_found(self) -> None:
        if self.found:
            raise InvalidInput(self.found)
