"""Writing to people: a box that offers names after an @, and the mark that it was seen."""

from typing import Any

import reflex as rx

from producer_portal.ui.components.kinds import Flag, Words

_MODULE = rx.asset("composer.jsx", shared=True).importable_path


class Composer(rx.Component):
    """Keeps what is typed until `sent_number` changes."""

    library = _MODULE
    tag = "Composer"
    label: rx.Var[str]
    placeholder: rx.Var[str]
    people: rx.Var[list[str]]
    may_note: rx.Var[bool]
    upload_url: rx.Var[str]
    accept: rx.Var[str]
    sent_number: rx.Var[int]
    problem: rx.Var[str]
    test_id: rx.Var[str]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(str, bool, list[int])]  # type: ignore[type-arg, valid-type]


class SeenMark(rx.Component):
    """Says `on_seen(number)` once the page is in front of the person."""

    library = _MODULE
    tag = "SeenMark"
    number: rx.Var[int]
    on_seen: rx.EventHandler[rx.event.passthrough_event_spec(int)]  # type: ignore[type-arg, valid-type]


def composer(
    label: Words,
    *,
    people: rx.Var,
    may_note: Flag,
    upload_url: Words,
    sent_number: rx.Var,
    problem: Words,
    on_send: Any,
    placeholder: Words = "",
    accept: str = "",
    test_id: str = "composer",
) -> rx.Component:
    """A box to write in; `on_send(words, is_internal, document_ids)`.

    Files go to `POST {upload_url}` as `file_upload` sends them, with `?is_internal=true` for a note.
    """
    return Composer.create(
        label=label,
        placeholder=placeholder,
        people=people,
        may_note=may_note,
        upload_url=upload_url,
        accept=accept,
        sent_number=sent_number,
        problem=problem,
        test_id=test_id,
        on_send=on_send,
    )


def seen_mark(number: rx.Var, *, on_seen: Any) -> rx.Component:
    """Nothing to see: tells the server how far the person has read."""
    return SeenMark.create(number=number, on_seen=on_seen)
