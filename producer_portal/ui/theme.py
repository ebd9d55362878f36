"""What the whole application is dressed in: theme, style sheets, font."""

from typing import Any

import reflex as rx

STYLESHEETS = ["/tokens.css", "/portal.css", "/pages.css"]
FONT = "/fonts/inter-latin-opsz-normal.woff2"


def portal_theme() -> rx.Component:
    """Radix's part of the look; everything else stands in portal.css."""
    return rx.theme(
        accent_color="iris",
        gray_color="slate",
        radius="medium",
        scaling="100%",
        panel_background="solid",
        has_background=True,
    )


def head_components() -> list[rx.Component]:
    """Fetches the one font and the icons before the page asks for them."""
    font: dict[str, Any] = {"as": "font", "crossOrigin": "anonymous", "type": "font/woff2"}
    return [
        rx.el.link(rel="preload", href=FONT, custom_attrs=font),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
    ]
