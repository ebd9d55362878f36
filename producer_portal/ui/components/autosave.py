"""Boxes that keep what a person types and hand it over when it is done."""

import reflex as rx

_MODULE = rx.asset("autosave.jsx", shared=True).importable_path


class _Field(rx.Component):
    """What every box has: its id in the page, its names for screen readers and its one event."""

    library = _MODULE
    field_id: rx.Var[str]
    label_text: rx.Var[str]
    described_by: rx.Var[str]
    is_invalid: rx.Var[bool]
    is_disabled: rx.Var[bool]
    test_id: rx.Var[str]
    on_commit: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]


class AutosaveText(_Field):
    """A text box; `idle_seconds` after the last key it commits by itself (0: only on leaving)."""

    tag = "AutosaveText"
    value: rx.Var[str]
    idle_seconds: rx.Var[float]
    is_multiline: rx.Var[bool]
    rows: rx.Var[int]
    kind: rx.Var[str]
    box_class: rx.Var[str]
    input_mode: rx.Var[str]
    auto_complete: rx.Var[str]
    placeholder: rx.Var[str]
    is_spelled: rx.Var[bool]


class AutosaveSecret(_Field):
    """A box for a number that is never shown again; `on_file` says what is stored, masked."""

    tag = "AutosaveSecret"
    on_file: rx.Var[str]
    idle_seconds: rx.Var[float]


class AutosaveSelect(_Field):
    """A native list; each choice has `value` and `label`. `is_code` shows the values."""

    tag = "AutosaveSelect"
    value: rx.Var[str]
    choices: rx.Var[list]
    empty_words: rx.Var[str]
    is_code: rx.Var[bool]


class AutosaveRadios(_Field):
    """One of a few choices; each has `value` and `label`."""

    tag = "AutosaveRadios"
    value: rx.Var[str]
    choices: rx.Var[list]


class AutosaveChecks(_Field):
    """Any of a few choices; each has `value`, `label` and `is_chosen`. Commits "a,b"."""

    tag = "AutosaveChecks"
    choices: rx.Var[list]


class TickBox(rx.Component):
    """One box to tick, shown ticked at once and corrected by the server."""

    library = _MODULE
    tag = "TickBox"
    is_on: rx.Var[bool]
    is_half: rx.Var[bool]
    label_text: rx.Var[str]
    is_disabled: rx.Var[bool]
    test_id: rx.Var[str]
    on_turn: rx.EventHandler[rx.event.passthrough_event_spec(bool)]  # type: ignore[type-arg, valid-type]
