"""How long somebody is taken to be on a draft, and a box to be theirs (SUB-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

# The page tells every 15 seconds that it is open: three are missed before a person is taken to be gone.
PRESENT_FOR = timedelta(seconds=45)
# A box opens again sooner: whoever types tells of it each time, whoever left the machine does not.
LOCKED_FOR = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody on a draft: the section they are on, and the box that is theirs, "" for none."""

    user_id: int
    name: str
    section_key: str
    box: str


def holder_of(box: str, section_key: str, others: Sequence[Present]) -> str:
    """Who types in a box now, "" when it is free. An address is one box, whichever of its parts."""
    for one in others:
        is_here = one.section_key == section_key and one.box
        if is_here and (one.box == box or one.box.startswith(f"{box}.")):
            return one.name
    return ""


def question_of(box: str) -> str:
    """The box of the whole question: an address is one, whichever of its parts somebody is in."""
    parts = box.split(".")
    # "street" of "address", or of "buildings.ab12.address"; "buildings.ab12.name" is whole already.
    return ".".join(parts[:-1]) if len(parts) in {2, 4} else box


def holder_in(row: str, others: Sequence[Present]) -> str:
    """Who types in any box of an item ("drivers.ab12") now, "" when nobody does."""
    return next((one.name for one in others if one.box.startswith(f"{row}.")), "")


def lock_words(name: str) -> str:
    """What stands under a box that somebody else types in (look.md §4)."""
    first = name.split(" ", 1)[0] or name
    return f"{first} is typing here. It opens for you when {first} leaves it."


def present_words(others: Sequence[Present], titles: dict[str, str]) -> str:
    """Who else is here, and in which section, as one reads it beside the questions."""
    told = [
        f"{one.name} is in {titles[one.section_key]}"
        if one.section_key in titles
        else f"{one.name} is here too"
        for one in others
    ]
    return ". ".join(told) + "." if told else ""
