"""Menus: a button that opens a list of actions beside it, without covering the page."""

from typing import Any, Literal

import reflex as rx

from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Child, Flag, Words
from producer_portal.ui.components.links import page_link, route_link

_MODULE = rx.asset("menu.jsx", shared=True).importable_path


class MenuButton(rx.Component):
    """A button and its menu; the first child is the button's face, the others are the entries."""

    library = _MODULE
    tag = "MenuButton"
    label: rx.Var[str]
    button_label: rx.Var[str]
    button_class: rx.Var[str]
    side: rx.Var[str]
    test_id: rx.Var[str]


def menu(
    face: Child,
    *entries: Child,
    label: Words,
    button_label: Words = "",
    button_class: str = "btn o",
    side: Literal["bottom", "left"] = "bottom",
    test_id: str = "",
) -> rx.Component:
    """A menu behind a button. `face` is what the button shows, `label` names the menu.

    Arrows, Home, End and first letters move, Esc closes and gives the focus back.
    """
    return MenuButton.create(
        rx.el.span(face, class_name="face"),
        *entries,
        label=label,
        button_label=button_label,
        button_class=button_class,
        side=side,
        test_id=test_id,
    )


def row_menu(name: Words, *entries: Child) -> rx.Component:
    """The ⋯ at a row's end; `name` is the record the actions are for.

    It opens at the left, so that the column of buttons stays reachable.
    """
    label = f"Actions for {name}"
    return menu(
        icon("ellipsis"),
        *entries,
        label=label,
        button_label=label,
        button_class="ib s",
        side="left",
    )


def menu_link(words: Words, href: Words, icon_name: Words) -> rx.Component:
    """An entry that opens a page of the portal."""
    return page_link(icon(icon_name), words, href=href, **_entry())


def menu_file(words: Words, href: Words, icon_name: Words = "download") -> rx.Component:
    """An entry that fetches a file."""
    return route_link(icon(icon_name), words, href=href, **_entry())


def menu_action(words: Words, icon_name: Words, on_select: Any, **props: Any) -> rx.Component:
    """An entry that does something here."""
    return rx.el.button(
        icon(icon_name), words, type="button", on_click=on_select, **_entry(), **props
    )


def menu_submit(words: Words, icon_name: Words, *, form: str, test_id: str = "") -> rx.Component:
    """An entry that sends a form standing elsewhere in the page, as the browser itself does."""
    return rx.el.button(
        icon(icon_name),
        words,
        type="submit",
        form=form,
        **_entry(**({"data-testid": test_id} if test_id else {})),
    )


def menu_blocked(words: Words, why: Words) -> rx.Component:
    """An action that cannot be taken now, with the reason and the way out."""
    return rx.el.div(
        icon("lock"),
        rx.el.span(words, rx.el.span(why, class_name="why")),
        **_entry(**{"aria-disabled": "true"}),
    )


def menu_action_or_reason(
    words: Words, icon_name: Words, on_select: Any, why_not: Words
) -> rx.Component:
    """An action while `why_not` is "", otherwise the action with that reason."""
    action = menu_action(words, icon_name, on_select)
    return rx.cond(rx.Var.create(why_not) == "", action, menu_blocked(words, why_not))


def menu_choice(words: Words, icon_name: Words, *, is_chosen: Flag, on_select: Any) -> rx.Component:
    """One of several choices of which one holds; a check marks it."""
    return rx.el.button(
        icon(icon_name),
        words,
        rx.cond(is_chosen, icon("check", size=14, stroke=2, class_name="end")),
        type="button",
        on_click=on_select,
        **_entry(role="menuitemradio", **{"aria-checked": rx.cond(is_chosen, "true", "false")}),
    )


def menu_line() -> rx.Component:
    """A line between groups of entries."""
    return rx.el.div(class_name="ml", role="separator")


def menu_words(*words: Child) -> rx.Component:
    """Words at the head of a menu that are no entry: whose account it is."""
    return rx.el.div(*words, class_name="who", role="presentation")


def _entry(role: str = "menuitem", **attributes: Any) -> dict[str, Any]:
    return {"class_name": "mi", "role": role, "tab_index": -1, "custom_attrs": attributes}
