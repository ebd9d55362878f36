"""What stands on the pages of a document: pieces of text and filled fields, each with its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page in thousandths of its width and height, from its upper left corner."""

    page: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class FoundText:
    """A run of letters on one line, as it was set."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field of a fillable form with what was filled in.

    `name` is the form maker's, `tooltip` what a reader would say aloud. A ticked box has the value
    of its state ("Yes", "LLC"), an unticked one is not reported.
    """

    name: str
    tooltip: str
    value: str
    box: Box
    is_tick: bool = False


@dataclass(frozen=True, slots=True)
class FoundPages:
    """Everything that was found on the pages of a document."""

    page_count: int
    texts: tuple[FoundText, ...] = ()
    fields: tuple[FoundField, ...] = ()
