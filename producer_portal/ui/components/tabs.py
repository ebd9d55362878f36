"""Tabs and segments: links, since what is open stands in the address."""

import reflex as rx

from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Words
from producer_portal.ui.components.links import page_link


def tabs(items: rx.Var, active: Words, *, label: Words) -> rx.Component:
    """Parts of a record, or saved views of a list, as links.

    Each item has `key`, `label`, `href` and `count` (words, "" for none); `active` is the open key.
    """
    return rx.el.nav(
        rx.foreach(
            items,
            lambda item: page_link(
                item.label,
                rx.cond(item.count != "", rx.el.span(item.count, class_name="ct")),
                href=item.href,
                custom_attrs={"aria-current": rx.cond(item.key == active, "page", "false")},
            ),
        ),
        class_name="views",
        custom_attrs={"aria-label": label},
    )


def segments(
    items: list[tuple[str, str, Words, str]], active: Words, *, label: str
) -> rx.Component:
    """Two or three ways to see the same thing; each is (key, label, href, icon name or "")."""
    links = [
        page_link(
            *([icon(icon_name, size=15)] if icon_name else []),
            words,
            href=href,
            custom_attrs={"aria-current": rx.cond(rx.Var.create(active) == key, "true", "false")},
        )
        for key, words, href, icon_name in items
    ]
    return rx.el.div(*links, class_name="seg", role="group", custom_attrs={"aria-label": label})
