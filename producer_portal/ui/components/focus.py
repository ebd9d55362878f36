"""Links that really move the keyboard's focus."""

from typing import Any

import reflex as rx

from producer_portal.ui.components.kinds import Words

_MODULE = rx.asset("focus.jsx", shared=True).importable_path


class SkipLink(rx.Component):
    """The first stop of the keyboard on a page: jumps over the navigation."""

    library = _MODULE
    tag = "SkipLink"
    target: rx.Var[str]
    words: rx.Var[str]


class ErrorSummary(rx.Component):
    """What is wrong with the answers, each linked to its box; takes the focus when it appears."""

    library = _MODULE
    tag = "ErrorSummary"
    problems: rx.Var[list]
    title: rx.Var[str]
    id_prefix: rx.Var[str]
    on_seek: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]


class FocusOn(rx.Component):
    """Puts the focus into the box with the id `place`, each time `turn` is counted up."""

    library = _MODULE
    tag = "FocusOn"
    place: rx.Var[str]
    turn: rx.Var[int]


def skip_link(target: str = "main", words: Words = "Skip to content") -> rx.Component:
    """The link "Skip to content", shown only while it has the focus."""
    return SkipLink.create(target=target, words=words)


def error_summary(problems: rx.Var, *, id_prefix: str = "q-", on_seek: Any = None) -> rx.Component:
    """The box "There is a problem", above the title of a form page; nothing while `problems` is empty.

    Each problem has `key` (of the question) and `words` (the same as beside the box). Pressing one
    puts the focus in the box with the id `id_prefix + key`, or in the first box inside it; when the
    box is not there (its table has other pages), `on_seek(key)` is asked to bring it.
    """
    seeking = {} if on_seek is None else {"on_seek": on_seek}
    return ErrorSummary.create(
        problems=problems, id_prefix=id_prefix, title="There is a problem", **seeking
    )
