"""Dialogs and drawers. The open state is a flag of the page's state; closing is an event."""

from typing import Any

import reflex as rx

from producer_portal.ui.components.kinds import Child, Flag, Words
from producer_portal.ui.components.links import icon_button

_MODULE = rx.asset("dialog.jsx", shared=True).importable_path


class ModalDialog(rx.Component):
    """A native modal dialog: focus stays inside, Esc asks `on_close`."""

    library = _MODULE
    tag = "ModalDialog"
    is_open: rx.Var[bool]
    title: rx.Var[str]
    words: rx.Var[str]
    is_alert: rx.Var[bool]
    test_id: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


class ReasonForm(rx.Component):
    """The foot of a dialog: an optional reason, then cancel and confirm."""

    library = _MODULE
    tag = "ReasonForm"
    label: rx.Var[str]
    hint: rx.Var[str]
    is_required: rx.Var[bool]
    missing_words: rx.Var[str]
    confirm_words: rx.Var[str]
    cancel_words: rx.Var[str]
    tone: rx.Var[str]
    is_busy: rx.Var[bool]
    on_confirm: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]
    on_cancel: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


class MenuSheet(rx.Component):
    """The navigation of a phone: a button and a sheet that any link in it closes."""

    library = _MODULE
    tag = "MenuSheet"
    label: rx.Var[str]


class SideDrawer(rx.Component):
    """A panel at the right beside a usable list; Esc asks `on_close`, the focus comes back."""

    library = _MODULE
    tag = "SideDrawer"
    is_open: rx.Var[bool]
    label: rx.Var[str]
    test_id: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def dialog(
    title: Words,
    *children: Child,
    is_open: Flag,
    on_close: Any,
    words: Words = "",
    test_id: str = "",
) -> rx.Component:
    """A modal dialog with a body of its own."""
    return ModalDialog.create(
        *children, is_open=is_open, title=title, words=words, test_id=test_id, on_close=on_close
    )


def confirm_dialog(
    title: Words,
    words: Words,
    confirm_words: Words,
    *,
    is_open: Flag,
    on_confirm: Any,
    on_cancel: Any,
    cancel_words: Words = "Cancel",
    reason_label: Words = "",
    reason_hint: Words = "",
    is_reason_required: bool = True,
    missing_words: Words = "Enter the reason",
    is_one_line: bool = False,
    is_dangerous: bool = False,
    is_busy: Flag = False,
    test_id: str = "confirm-dialog",
) -> rx.Component:
    """Asks before a deed that is hard to take back; the confirming button names the deed.

    `on_confirm(reason)` gets the reason, "" when none is asked for; `is_one_line` asks for a name rather
    than for an explanation.
    """
    form = ReasonForm.create(
        label=reason_label,
        hint=reason_hint,
        is_required=is_reason_required,
        missing_words=missing_words,
        is_one_line=is_one_line,
        confirm_words=confirm_words,
        cancel_words=cancel_words,
        tone="d" if is_dangerous else "p",
        is_busy=is_busy,
        on_confirm=on_confirm,
        on_cancel=on_cancel,
    )
    return dialog(title, form, is_open=is_open, on_close=on_cancel, words=words, test_id=test_id)


def drawer(
    label: Words,
    *,
    is_open: Flag,
    on_close: Any,
    kind: Words,
    head: Child,
    body: Child,
    result: Child = "",
    actions: Child = "",
    on_previous: Any = None,
    on_next: Any = None,
    test_id: str = "drawer",
) -> rx.Component:
    """A record beside its list: what it is, its head, a scrolling body, the buttons at the foot."""
    steps: list[rx.Component] = []
    if on_previous is not None:
        steps.append(
            icon_button("Previous line", "chevron-up", is_small=True, on_click=on_previous)
        )
    if on_next is not None:
        steps.append(icon_button("Next line", "chevron-down", is_small=True, on_click=on_next))
    close = icon_button("Close", "x", is_small=True, on_click=on_close)
    top = rx.el.div(rx.el.p(kind, class_name="t-1 mut grow"), *steps, close, class_name="row")
    has_result = not (isinstance(result, str) and not result)
    has_actions = not (isinstance(actions, str) and not actions)
    return SideDrawer.create(
        rx.el.div(top, head, class_name="dh"),
        rx.el.div(
            body, class_name="db", tab_index=0, role="region", custom_attrs={"aria-label": label}
        ),
        rx.el.div(result, class_name="dn") if has_result else rx.fragment(),
        rx.el.div(actions, class_name="df") if has_actions else rx.fragment(),
        is_open=is_open,
        label=label,
        on_close=on_close,
        test_id=test_id,
    )
