"""Icons from the one sprite, so that no page loads an icon library."""

from typing import Any

import reflex as rx

from producer_portal.ui.components.kinds import Words

SPRITE = "/icons.svg"


def icon(name: Words, size: int = 16, stroke: float = 1.75, **props: Any) -> rx.Component:
    """An icon that decorates the words beside it; screen readers skip it.

    `name` is the id of a symbol in assets/icons.svg (a Lucide name) and may come from a state.
    `size` is in CSS pixels.
    """
    class_name = props.pop("class_name", "")
    return rx.el.svg(
        rx.el.svg.use(href=f"{SPRITE}#{name}"),
        class_name=f"i {class_name}".strip(),
        width=str(size),
        height=str(size),
        custom_attrs={"aria-hidden": "true"},
        style={"strokeWidth": str(stroke), **props.pop("style", {})},
        **props,
    )
