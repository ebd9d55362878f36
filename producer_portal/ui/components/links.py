"""Links and buttons."""

from typing import Any, Literal

import reflex as rx
from reflex_components_core.el.elements.inline import A  # type: ignore[import-untyped]
from reflex_components_core.react_router import link as router_link  # type: ignore[import-untyped]

from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Child, Flag, Words, joined

Tone = Literal["primary", "outline", "quiet", "danger"]
Size = Literal["small", "normal", "large"]

TONE_CLASSES: dict[Tone, str] = {"primary": "p", "outline": "o", "quiet": "g", "danger": "d"}
SIZE_CLASSES: dict[Size, str] = {"small": "s", "normal": "", "large": "l"}


def page_link(*children: Child, href: Words, **props: Any) -> rx.Component:
    """A link to a page of the portal, followed without loading the page anew."""
    return router_link(*children, href=href, **props)


def text_link(words: Words, href: Words, **props: Any) -> rx.Component:
    """An underlined link to a page of the portal, inside or beside text."""
    class_name = joined("link", props.pop("class_name", ""))
    return page_link(words, href=href, class_name=class_name, **props)


def route_link(*children: Child, href: Words, **props: Any) -> rx.Component:
    """A link to an HTTP route of the portal: a file, or a page that the server renders itself.

    Reflex's own `a` follows every address inside the page, where no such page is.
    """
    return A.create(*children, href=href, **props)


def file_link(
    words: Words, href: Words, *, icon_name: Words = "download", **props: Any
) -> rx.Component:
    """A button-like link to an HTTP route that answers with a file."""
    return route_link(
        icon(icon_name, size=15),
        words,
        href=href,
        class_name=joined("btn o", props.pop("class_name", "")),
        **props,
    )


def button(
    words: Words,
    *,
    icon_name: Words = "",
    tone: Tone = "outline",
    size: Size = "normal",
    is_busy: Flag = False,
    **props: Any,
) -> rx.Component:
    """A button: a verb first, at most one primary button a view.

    While `is_busy`, a press is announced as being worked on; the handler itself must be safe to repeat.
    """
    class_name = joined("btn", TONE_CLASSES[tone], SIZE_CLASSES[size], props.pop("class_name", ""))
    attributes = {"aria-busy": is_busy, **props.pop("custom_attrs", {})}
    return rx.el.button(
        *_mark(icon_name, tone),
        words,
        type=props.pop("type", "button"),
        class_name=class_name,
        custom_attrs=attributes,
        **props,
    )


def button_link(
    words: Words,
    href: Words,
    *,
    icon_name: Words = "",
    tone: Tone = "outline",
    size: Size = "normal",
    **props: Any,
) -> rx.Component:
    """A link to a page of the portal that looks like a button."""
    class_name = joined("btn", TONE_CLASSES[tone], SIZE_CLASSES[size], props.pop("class_name", ""))
    return page_link(*_mark(icon_name, tone), words, href=href, class_name=class_name, **props)


def icon_button(
    label: Words, icon_name: Words, *, is_small: bool = False, **props: Any
) -> rx.Component:
    """A button that shows only an icon; `label` is what a screen reader says."""
    return rx.el.button(
        icon(icon_name, size=16 if is_small else 17),
        type="button",
        class_name=joined("ib", "s" if is_small else "", props.pop("class_name", "")),
        custom_attrs={"aria-label": label, **props.pop("custom_attrs", {})},
        **props,
    )


def _mark(icon_name: Words, tone: Tone) -> list[rx.Component]:
    if isinstance(icon_name, str) and not icon_name:
        return []
    return [icon(icon_name, size=15, stroke=2.2 if tone == "primary" else 1.75)]
