"""How answers that were read go on into the form, and what a person decides about the rest (SUB-17)."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from producer_portal.features.submissions.rules.paper_reading import ReadAnswer
from producer_portal.values.pages import Box


class ReadState(StrEnum):
    """Where an answer that was read stands."""

    IN_FORM = "in_form"
    WAITING = "waiting"
    DIFFERS = "differs"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was read, and where it stands."""

    answer: ReadAnswer
    state: ReadState

    def moved(self, state: ReadState) -> "KeptAnswer":
        """The same answer, decided about."""
        return replace(self, state=state)


def as_json(kept: list[KeptAnswer]) -> list[dict[str, Any]]:
    """To store, before it is sealed."""
    return [asdict(one.answer) | {"state": one.state.value} for one in kept]


def from_json(stored: list[dict[str, Any]]) -> list[KeptAnswer]:
    """As it was stored."""
    kept = []
    for one in stored:
        facts = dict(one)
        state = ReadState(facts.pop("state"))
        kept.append(KeptAnswer(ReadAnswer(**facts | {"box": Box(**facts["box"])}), state))
    return kept
