"""How a page joins the portal: its address, its title, who may open it, where it stands in the navigation."""

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.ui import state as ui_state
from producer_portal.ui.state import NavEntry, NavItem, ShellState


@dataclass(frozen=True, slots=True)
class Nav:
    """Where a page stands in the navigation."""

    key: str
    label: str
    icon: str
    group: str = ""
    count: Callable[[UnitOfWork], int] | None = None
    # Entries of a lower place stand first; those of the same place as their features do.
    place: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A registered page."""

    route: str
    title: str
    permission: Permission
    component: Callable[[], rx.Component]
    on_load: tuple[Any, ...]


pages: list[Page] = []


def portal_page(
    route: str,
    *,
    title: str,
    permission: Permission,
    on_load: Any = None,
    nav: Nav | None = None,
) -> Callable[[Callable[[], rx.Component]], Callable[[], rx.Component]]:
    """Register a page. What it shows is guarded by its handlers; `permission` hides its entry.

    The function itself is registered, unwrapped: Reflex makes one script chunk per module of a page.
    """

    def register(component: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
        loads = (ShellState.load, *(on_load if isinstance(on_load, (list, tuple)) else (on_load,)))
        pages.append(
            Page(
                route,
                title,
                permission,
                component,
                tuple(load for load in loads if load is not None),
            )
        )
        ui_state.page_permissions[route.strip("/")] = (title, permission)
        if nav is not None:
            item = NavItem(key=nav.key, label=nav.label, href=route, icon=nav.icon, group=nav.group)
            entry = NavEntry(item, permission, nav.count, nav.place)
            insort(ui_state.navigation, entry, key=lambda one: one.place)
        return component

    return register
