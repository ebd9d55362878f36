"""A board: columns of cards that are dragged by a grip, or moved by the menu behind it."""

from typing import Any

import reflex as rx

from producer_portal.ui.components import menu
from producer_portal.ui.components.kinds import Words

_MODULE = rx.asset("board.jsx", shared=True).importable_path
# The board's script draws the menu of `menu.jsx` itself, so that module must be in the build.
assert menu.MenuButton.library, "a module beside the board's"


class Board(rx.Component):
    """Cards show a possible move at once; what the server says afterwards holds."""

    library = _MODULE
    tag = "Board"
    columns: rx.Var[list[Any]]
    answered: rx.Var[int]
    label: rx.Var[str]
    on_move: rx.EventHandler[rx.event.passthrough_event_spec(int, str)]  # type: ignore[type-arg, valid-type]
    on_more: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]


def board(columns: rx.Var, *, answered: rx.Var, label: Words, on_move: Any, on_more: Any) -> Board:
    """A board of `columns`, each with `key`, `title`, `status`, `count`, `cards`, `moves`, `has_more`.

    `answered` must differ after every answered move, so that a refused card goes back.
    """
    made = Board.create(
        columns=columns, answered=answered, label=label, on_move=on_move, on_more=on_more
    )
    assert isinstance(made, Board), "a component makes its own kind"
    return made
