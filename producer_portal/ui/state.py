"""What every page state can do: know its person, read, write, say, and be refreshed."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import reflex as rx
from reflex.state import BaseState, StateUpdate

from producer_portal.access import sessions
from producer_portal.edge.policy import Policy, principal
from producer_portal.foundation import clock
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.permissions import ROLE_NAMES, Permission, Role
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work
from producer_portal.ui import live
from producer_portal.ui.errors import shown
from producer_portal.values.errors import InvalidInput, NotFound
from producer_portal.values.ids import LARGEST_ID
from producer_portal.values.names import initials

P = ParamSpec("P")
R = TypeVar("R")
H = TypeVar("H", bound=Callable[..., Awaitable[Any]])


def portal_event(
    *, permission: Permission = Permission.OWN_ACCOUNT, is_pushed: bool = False
) -> Callable[[H], Any]:
    """Make a handler callable from a page: who may, and what becomes of its failures.

    `is_pushed` marks handlers that timers and signals run: they never keep a session alive (ACC-7).
    """

    def decorate(handler: H) -> Any:
        @functools.wraps(handler)
        async def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return await handler(self, *args, **kwargs)
            except Exception as error:  # noqa: BLE001 - the one translation of failures on pages
                if handler.__name__ == "load":
                    # The page could not be opened, whatever this tab showed before.
                    self.is_loading = True
                await self._tell(error)

        guarded.__policy__ = Policy(permission, counts_as_activity=not is_pushed)
        return rx.event(guarded)

    return decorate


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation, as the person may see it."""

    key: str
    label: str
    href: str
    icon: str
    group: str
    count: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry with who sees it and, where something can wait there, how to count it."""

    item: NavItem
    permission: Permission
    count: Callable[[UnitOfWork], int] | None = None
    place: int = 50


def actor() -> Actor:
    """The person whose event this is. Read from the database moments ago, never from state."""
    return principal.get().actor


class PortalState(rx.State, mixin=True):
    """Mixed into every page state. Private methods only: public ones would be remote calls."""

    is_loading: bool = True
    problems: dict[str, str] = {}
    failure: str = ""
    is_missing: bool = False

    async def _read(
        self, query: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run one query for this person in a read-only transaction, off the event loop."""
        return await asyncio.to_thread(_run, query, actor(), args, kwargs, read_only=True)

    async def _write(
        self, service: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run one service for this person in its own transaction, off the event loop."""
        self.problems = {}
        self.failure = ""
        return await asyncio.to_thread(_run, service, actor(), args, kwargs, read_only=False)

    def _put(self, **values: Any) -> None:
        """Set what differs from what the page shows already: only that is sent."""
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    async def _say(self, words: str, tone: str = "good") -> None:
        """Confirm a deed in the notice strip."""
        shell = await self.get_state(ShellState)
        shell.notice, shell.notice_tone = words, tone
        shell.notice_number += 1

    async def _tell(self, error: BaseException) -> None:
        """Show a failure where the person is looking. Nothing typed is touched."""
        told = shown(error)
        was_loading, self.is_loading = self.is_loading, False
        if isinstance(error, NotFound) and was_loading:
            # The page has nothing to show; a record missing later is a notice on the page.
            self.is_missing = True
            return
        if told.problems:
            self.problems = told.problems
            return
        self.failure = told.words
        await self._say(told.words, "bad")

    def _watch(self, name: str, topics: tuple[str, ...], refresh: Callable[[], object]) -> None:
        """Run `refresh` on this tab whenever one of the topics changes."""
        facts = principal.get()
        tab = self.router.session.client_token
        live.watch(
            tab,
            name,
            tenant_id=facts.actor.tenant_id or 0,
            topics=frozenset(topics),
            refresh=refresh,
        )

    def _route_id(self, name: str) -> int:
        """A record's id from the address bar. Raises NotFound for anything that is no id."""
        return parse_id(str(self.router._page.params.get(name, "")))  # noqa: SLF001 - url has no params in 0.10.1

    def _query(self) -> dict[str, str]:
        """The address bar's query, as text."""
        return {str(name): str(value) for name, value in self.router._page.params.items()}  # noqa: SLF001


def parse_id(text: str | int) -> int:
    """A record's id as a client sent it. Raises NotFound for anything else (RBAC-4)."""
    words = str(text)
    if (
        not words.isascii()
        or not words.isdigit()
        or len(words) > 19
        or not 0 < int(words) <= LARGEST_ID
    ):
        raise NotFound
    return int(words)


def parse_choice(text: str, allowed: type[R], *, field: str) -> R:
    """A member of an enum as a client sent it. Raises InvalidInput for anything else."""
    try:
        return allowed(text)  # type: ignore[call-arg]
    except ValueError:
        raise InvalidInput({field: "Choose one of the listed options."}) from None


def _run(
    call: Callable[..., R],
    who: Actor,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    read_only: bool,
) -> R:
    with unit_of_work(who, now=clock.now(), read_only=read_only) as work:
        return call(work, *args, **kwargs)


class ShellState(PortalState, rx.State):
    """What surrounds every page: navigation, unread count, the person, notices, leaving."""

    nav: list[NavItem] = []
    groups: list[str] = []
    person_name: str = ""
    person_initials: str = ""
    role_name: str = ""
    agency_name: str = ""
    unread: str = ""
    unread_messages: str = ""
    has_messages: bool = False
    notice: str = ""
    notice_tone: str = "good"
    notice_number: int = 0
    leave_to: str = ""
    refusal: str = ""
    saved_words: str = ""

    @portal_event(is_pushed=True)
    async def load(self) -> None:
        """Fill the frame of the page for this person."""
        me = actor()
        if self.person_name != me.name or not self.nav:
            self.person_name, self.person_initials = me.name, initials(me.name)
            self.role_name = ROLE_NAMES[me.role] if isinstance(me.role, Role) else ""
            self.agency_name = await self._read(sessions.agency_name)
        self.refusal = refusal_words(self.router.route_id, me)
        await self._count()
        self._watch("shell", (f"unread:{me.user_id}", "submissions"), ShellState.refresh)
        self._watch("session", (f"session:{me.session_id}",), ShellState.refresh)

    @portal_event(is_pushed=True)
    async def refresh(self) -> None:
        """Read the counts of the frame again (MSG-2)."""
        await self._count()

    async def _count(self) -> None:
        counted = await self._read(_counts)
        self.unread = str(counted.unread) if counted.unread else ""
        self.unread_messages = str(counted.messages) if counted.messages else ""
        if self.nav != counted.nav:
            self.nav = counted.nav
            self.has_messages = any(item.key == "messages" for item in counted.nav)
            self.groups = list(dict.fromkeys(item.group for item in counted.nav))

    @portal_event(is_pushed=True)
    async def dismiss_notice(self) -> None:
        """Take the notice away."""
        self.notice = ""


# Filled by `portal_page` in the order pages are imported, and by the features whose counts stand in the bar.
navigation: list[NavEntry] = []
page_permissions: dict[str, tuple[str, Permission]] = {}
unread_counts: list[Callable[[UnitOfWork], int]] = []
message_counts: list[Callable[[UnitOfWork], int]] = []


@dataclass(frozen=True, slots=True)
class Counted:
    """What the frame shows of a person's work."""

    unread: int
    messages: int
    nav: list[NavItem]


def _counts(work: UnitOfWork) -> Counted:
    unread, messages = (
        sum(count(work) for count in counts) for counts in (unread_counts, message_counts)
    )
    shown_entries = [entry for entry in navigation if work.actor.may(entry.permission)]
    return Counted(unread, messages, [_counted(work, entry) for entry in shown_entries])


def _counted(work: UnitOfWork, entry: NavEntry) -> NavItem:
    waiting = entry.count(work) if entry.count is not None else 0
    return replace(entry.item, count=str(waiting) if waiting else "")


def refusal_words(route: str, who: Actor) -> str:
    """What a page says to whom it is not meant for; "" to everybody else.

    What the page would show is kept back by its handlers; these are only the words.
    """
    title, permission = page_permissions.get(
        route.strip("/"), ("This page", Permission.OWN_ACCOUNT)
    )
    return "" if who.may(permission) else f"{title} is not part of your role."


async def say_goodbye(state: BaseState) -> StateUpdate:
    """Answer an event of a dead session: the page leaves for the sign-in form and shows nothing more."""
    root = state._get_root_state()  # noqa: SLF001 - the delta must come from the tree's root
    shell = cast("ShellState", await state.get_state(ShellState))
    # Everything the page held goes back to its empty start before the browser leaves.
    root.reset()
    shell.leave_to = "/sign-in?ended=1"
    return StateUpdate(delta=await root._get_resolved_delta())  # noqa: SLF001
