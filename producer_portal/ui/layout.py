"""The shell around every page after sign-in, and the parts a page is laid out with.

The shell reads its words from `ShellVars`, which the state of the shell fills; a nav item is a
frozen dataclass with key, label, href, icon, count ("" for none), is_urgent and group ("" for work).
"""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.style import color_mode, set_color_mode
from reflex_components_core.el.element import Element  # type: ignore[import-untyped]

from producer_portal.ui.components.dialog import MenuSheet
from producer_portal.ui.components.feedback import error_callout, notice_strip
from producer_portal.ui.components.focus import skip_link
from producer_portal.ui.components.icon import icon
from producer_portal.ui.components.kinds import Child, Flag, Words, joined
from producer_portal.ui.components.links import page_link
from producer_portal.ui.components.menu import (
    menu,
    menu_choice,
    menu_line,
    menu_link,
    menu_submit,
    menu_words,
)

SIGN_OUT_FORM = "sign-out-form"


@dataclass(frozen=True, kw_only=True)
class ShellVars:
    """Everything the shell shows, as Vars or fixed values.

    `nav` is the list of nav items in order, grouped by `group`; `groups` the names of the groups in
    order, "" first. `unread` (notices) and `messages` are words ("" for none), the latter only
    while `has_messages`. `notice_number` changes with every notice.
    """

    nav: rx.Var
    groups: rx.Var
    agency_name: Words
    agency_mark: Words = "anchor"
    person_name: Words
    person_initials: Words
    role_name: Words
    unread: Words = ""
    messages: Words = ""
    has_messages: Flag = False
    notice: Words = ""
    notice_tone: Words = "good"
    notice_number: Words = ""
    error: Words = ""
    is_busy: Flag = False
    on_dismiss_notice: Any


class PostForm(Element):
    """A form the browser itself sends: a full request, not an event."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


def shell(
    *content: Child,
    active: Words,
    vars: ShellVars,  # noqa: A002 - the word for what fills the shell
    is_narrow_nav: bool = False,
) -> rx.Component:
    """Navigation, bar and content. `active` is the key of the open nav item.

    `is_narrow_nav` starts with icons only (workbench, board); under 1024 pixels it always does, and
    under 520 the navigation is a sheet behind a button.
    """
    return rx.fragment(
        skip_link(),
        rx.el.div(
            rx.el.aside(
                _brand(vars),
                _navigation(vars, active),
                class_name="nav",
                custom_attrs={"aria-label": "Sections"},
            ),
            _bar(vars, active),
            rx.el.main(
                rx.el.div(
                    rx.cond(
                        vars.error != "",
                        rx.el.div(
                            error_callout(vars.error),
                            style={"padding": "16px var(--gutter) 0"},
                        ),
                    ),
                    *content,
                    class_name="page",
                ),
                id="main",
                tab_index=-1,
                class_name="main",
                custom_attrs={"aria-busy": rx.cond(vars.is_busy, "true", "false")},
            ),
            class_name=joined("shell", "icons" if is_narrow_nav else ""),
        ),
        notice_strip(
            vars.notice,
            vars.notice_tone,
            number=vars.notice_number,
            on_dismiss=vars.on_dismiss_notice,
        ),
    )


def _brand(shown: ShellVars) -> rx.Component:
    return rx.el.div(
        rx.el.span(icon(shown.agency_mark, size=15, stroke=2), class_name="mark"),
        rx.el.span(shown.agency_name, class_name="nm"),
        class_name="brand",
    )


def _navigation(shown: ShellVars, active: Words) -> rx.Component:
    def group(name: Any) -> rx.Component:
        return rx.fragment(
            rx.cond(name != "", rx.el.h2(rx.el.span(name))),
            rx.foreach(
                shown.nav,
                lambda item: rx.cond(item.group == name, _nav_link(item, active)),
            ),
        )

    return rx.fragment(
        rx.el.nav(rx.foreach(shown.groups, group), custom_attrs={"aria-label": "Main"}),
        rx.el.div(
            rx.el.nav(
                _plain_nav_link(
                    "Help", "/help", "circle-help", is_open=rx.Var.create(active) == "help"
                ),
                custom_attrs={"aria-label": "Help"},
            ),
            class_name="foot",
        ),
    )


def _nav_link(item: Any, active: Words) -> rx.Component:
    count = rx.el.span(item.count, class_name=rx.cond(item.is_urgent, "ct", "ct q"))
    return page_link(
        icon(item.icon),
        rx.el.span(item.label, class_name="lb"),
        rx.cond(item.count != "", count),
        href=item.href,
        title=item.label,
        class_name="n",
        custom_attrs={"aria-current": rx.cond(item.key == active, "page", "false")},
    )


def _plain_nav_link(label: str, href: str, icon_name: str, *, is_open: rx.Var) -> rx.Component:
    return page_link(
        icon(icon_name),
        rx.el.span(label, class_name="lb"),
        href=href,
        title=label,
        class_name="n",
        custom_attrs={"aria-current": rx.cond(is_open, "page", "false")},
    )


def _bar(shown: ShellVars, active: Words) -> rx.Component:
    sheet = MenuSheet.create(rx.el.div(_navigation(shown, active), class_name="nav"), label="Menu")
    return rx.el.header(
        sheet,
        rx.el.span(class_name="grow"),
        rx.cond(
            shown.has_messages,
            _counted_link(
                shown.messages, "Messages", "/messages", "message-square", "unread-messages"
            ),
        ),
        _counted_link(shown.unread, "Notifications", "/notifications", "bell", "unread"),
        _account_menu(shown),
        class_name="bar",
    )


def _counted_link(
    count: Words, label: str, href: str, icon_name: str, test_id: str
) -> rx.Component:
    """A mark of the bar with how much is unread there, "" for nothing."""
    has_unread = rx.Var.create(count) != ""
    return page_link(
        icon(icon_name, size=18),
        rx.cond(
            has_unread,
            rx.el.span(count, class_name="dot", custom_attrs={"aria-hidden": "true"}),
        ),
        href=href,
        class_name="ib",
        custom_attrs={
            "aria-label": rx.cond(has_unread, f"{label}, {count} unread", label),
            "data-testid": test_id,
        },
    )


def _account_menu(shown: ShellVars) -> rx.Component:
    face = rx.fragment(
        rx.el.span("Account:", class_name="vh"),
        rx.el.span(shown.person_initials, class_name="av me", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(shown.person_name, class_name="tx"),
        icon("chevron-down", size=14),
    )
    whose = menu_words(
        rx.el.div(shown.person_name, class_name="med"),
        rx.el.div(shown.role_name, class_name="t-1 mut"),
    )
    return rx.fragment(
        PostForm.create(id=SIGN_OUT_FORM, method="post", action="/sign-out"),
        menu(
            face,
            whose,
            menu_line(),
            menu_link("Your sessions", "/account", "monitor"),
            menu_line(),
            *_color_choices(),
            menu_line(),
            menu_submit("Sign out", "log-out", form=SIGN_OUT_FORM, test_id="sign-out"),
            label="Account",
            button_class="acct",
            test_id="account",
        ),
    )


def _color_choices() -> list[rx.Component]:
    return [
        menu_choice(words, icon_name, is_chosen=color_mode == mode, on_select=set_color_mode(mode))
        for words, icon_name, mode in (
            ("Light", "sun", "light"),
            ("Dark", "moon", "dark"),
            ("Match the system", "laptop", "system"),
        )
    ]


def page_head(
    title: Words,
    *actions: Child,
    crumbs: list[tuple[Words, Words]] | None = None,
    status: Child = "",
    words: Words = "",
    is_ruled: bool = False,
) -> rx.Component:
    """The head of a page: crumbs, name, status, one sentence; the primary action at the right.

    Each crumb is (words, href); the last may have "" as href: it is where the person is.
    """
    sentence = rx.cond(
        words != "", rx.el.p(words, class_name="t-d mut", style={"marginTop": "2px"})
    )
    head = rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h1(title, class_name="t-title"),
                status,
                class_name="row wrap",
                style={"gap": "10px"},
            ),
            sentence,
            class_name="grow",
        ),
        *actions,
        class_name=joined("head", "ruled" if is_ruled else ""),
    )
    return rx.fragment(breadcrumb(crumbs), head) if crumbs else head


def breadcrumb(crumbs: list[tuple[Words, Words]]) -> rx.Component:
    """Where this page stands; each crumb is (words, href), "" for the page itself."""
    parts: list[rx.Component] = []
    for place, (words, href) in enumerate(crumbs):
        if place:
            parts.append(icon("chevron-right", size=14))
        is_here = isinstance(href, str) and not href
        parts.append(rx.el.span(words, class_name="id") if is_here else page_link(words, href=href))
    return rx.el.nav(*parts, class_name="crumb", custom_attrs={"aria-label": "Breadcrumb"})


def back_crumb(words: Words, href: Words) -> rx.Component:
    """The way back from a question page to all sections."""
    return rx.el.nav(
        page_link(
            icon("arrow-left", size=14), words, href=href, class_name="row", style={"gap": "4px"}
        ),
        class_name="crumb",
        custom_attrs={"aria-label": "Breadcrumb"},
    )


def page_body(*content: Child, is_reading: bool = False) -> rx.Component:
    """Content under the head, within the gutters; reading pages stop at 720 pixels."""
    inner = rx.el.div(*content, style={"maxWidth": "var(--list-w)"} if is_reading else {})
    return rx.el.div(inner, style={"padding": "20px var(--gutter) 40px"})


def split(
    body: Child, rail: Child, *, rail_label: Words, crumb: rx.Component | None = None
) -> rx.Component:
    """Content with a rail at the right, under it on narrow screens; `crumb` leads back from it."""
    return rx.el.div(
        rx.el.div(*([crumb] if crumb else []), body, class_name="body"),
        rx.el.aside(rail, class_name="rail", custom_attrs={"aria-label": rail_label}),
        class_name="split",
    )
