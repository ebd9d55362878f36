"""What may be written, who is meant by it, and what becomes of a thread (MSG-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from producer_portal.values.errors import InvalidInput, RuleViolation

LONGEST_MESSAGE = 4_000
LONGEST_REASON = 500
LONGEST_EXCERPT = 160
MOST_ATTACHMENTS = 10
ATTACHMENT = "message"
ATTACHED_KINDS = ("pdf", "jpg", "png")
ATTACHED_ENDINGS = ".pdf,.jpg,.jpeg,.png"


class MessageKind(StrEnum):
    """What a line of a thread is: somebody's words, or what became of the thread."""

    WORDS = "words"
    ESCALATED = "escalated"
    TAKEN = "taken"


class AlreadyEscalated(RuleViolation):
    """A thread goes up once; after that there is nobody above."""

    def __init__(self) -> None:
        super().__init__("This was escalated before. It waits for a principal or a manager.")


class NotYours(RuleViolation):
    """A file cannot be sent with these words."""

    def __init__(self) -> None:
        super().__init__(
            "A file was added for another message or for an internal note. Add it again here."
        )


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who may be meant by an @."""

    user_id: int
    name: str


def checked_words(typed: str) -> str:
    """What was typed, without blank ends and unprintable letters. Raises InvalidInput."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(letter for letter in lines if letter == "\n" or letter.isprintable()).strip()
    if not plain:
        raise InvalidInput({"words": "Write a message first"})
    if len(plain) > LONGEST_MESSAGE:
        over = len(plain) - LONGEST_MESSAGE
        raise InvalidInput(
            {"words": f"Shorten the message by {over:,} characters. {LONGEST_MESSAGE:,} fit."}
        )
    return plain


def checked_reason(typed: str) -> str:
    """Why a thread goes up, on one line. Raises InvalidInput."""
    reason = " ".join(typed.split())
    if not reason:
        raise InvalidInput({"reason": "Enter the reason"})
    if len(reason) > LONGEST_REASON:
        raise InvalidInput({"reason": f"Enter at most {LONGEST_REASON} characters"})
    return reason


def mentioned(words: str, people: Sequence[Named]) -> tuple[int, ...]:
    """Whom an @ in these words means: a whole name, or a first name that only one person bears.

    In the order in which they are named, each once.
    """
    full = {one.name.casefold(): one.user_id for one in people}
    first = _told_apart(people)
    folded, found = words.casefold(), []
    for place, letter in enumerate(folded):
        if letter != "@" or (place and folded[place - 1].isalnum()):
            continue
        meant = _meant(folded[place + 1 :], full) or _meant(folded[place + 1 :], first)
        if meant and meant not in found:
            found.append(meant)
    return tuple(found)


def _told_apart(people: Sequence[Named]) -> dict[str, int]:
    firsts = [one.name.casefold().split(" ")[0] for one in people]
    return {
        first: one.user_id
        for first, one in zip(firsts, people, strict=True)
        if firsts.count(first) == 1
    }


def _meant(rest: str, names: Mapping[str, int]) -> int:
    """The longest name that the words begin with and that ends there."""
    for name in sorted(names, key=len, reverse=True):
        if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
            return names[name]
    return 0


def excerpt(words: str) -> str:
    """The beginning of a message on one line, for lists."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_EXCERPT else f"{line[: LONGEST_EXCERPT - 1].rstrip()}…"


def line_words(kind: str, words: str) -> str:
    """What a line of a thread says, in words."""
    if kind == MessageKind.ESCALATED:
        return f"Escalated this: {words}"
    return "Took over this conversation" if kind == MessageKind.TAKEN else words
