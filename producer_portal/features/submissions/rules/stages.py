"""An agency's own stages within the statuses that producers see (SUB-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from producer_portal.features.submissions.rules.workflow import STATUS_LOOKS, SubmissionStatus
from producer_portal.values.errors import InvalidInput, RuleViolation

MOST_STAGES = 8
NAME_LENGTH = 40
# A draft is its producer's: nobody of the agency works on it.
STAGED_STATUSES = tuple(one for one in SubmissionStatus if one is not SubmissionStatus.DRAFT)


class TooManyStages(RuleViolation):
    """More than fit beside each other."""

    def __init__(self) -> None:
        super().__init__(f"Keep {MOST_STAGES} stages or fewer in one status. Retire one first.")


class StageOfAnotherStatus(RuleViolation):
    """A stage belongs to one status; a status changes by its own deeds."""

    def __init__(self, name: str, status: SubmissionStatus) -> None:
        words = STATUS_LOOKS[status].words.lower()
        super().__init__(f"{name} is a stage of {words}. Move it to {words} first.")


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage: the producer's status it belongs to, and what the agency calls it."""

    id: int
    status: SubmissionStatus
    name: str


@dataclass(frozen=True, slots=True)
class StagePlan:
    """The stages of an agency group by status, in order. A status without any is one stage by itself."""

    by_status: Mapping[SubmissionStatus, tuple[StageFacts, ...]]

    def of(self, status: str, stage_id: int | None) -> StageFacts | None:
        """The stage of a submission as it is stored; None where its status has no stages."""
        stages = self.by_status.get(SubmissionStatus(status), ())
        named = next((one for one in stages if one.id == stage_id), None)
        return named or (stages[0] if stages else None)

    def name_of(self, status: str, stage_id: int | None) -> str:
        """What the stage of a submission is called; "" where its status has no stages."""
        found = self.of(status, stage_id)
        return found.name if found else ""

    def find(self, stage_id: int) -> StageFacts | None:
        """A stage by its number."""
        every = (one for stages in self.by_status.values() for one in stages)
        return next((one for one in every if one.id == stage_id), None)

    def stored(self, stage: StageFacts) -> int | None:
        """How a submission in this stage is stored: None in the first."""
        return None if self.by_status[stage.status][0].id == stage.id else stage.id


NO_STAGES = StagePlan({})


def plan_of(stages: Sequence[StageFacts]) -> StagePlan:
    """Stages that come in order, by status."""
    return StagePlan(
        {
            status: found
            for status in STAGED_STATUSES
            if (found := tuple(one for one in stages if one.status is status))
        }
    )


def restored(
    before: Sequence[int], after: Sequence[int], moved: Mapping[int, int]
) -> dict[int | None, int | None]:
    """How submissions must be stored anew when the order of stages changes, what they were stored as first.

    `moved` says where those of a retired stage go. What stays as it is stored is left out.
    """
    changed: dict[int | None, int | None] = {}
    for stage in before:
        goal = moved.get(stage, stage)
        was = None if stage == before[0] else stage
        becomes = None if not after or goal == after[0] else goal
        if was != becomes:
            changed[was] = becomes
    return changed


def checked_name(name: str) -> str:
    """A stage's name, trimmed. Raises InvalidInput."""
    words = " ".join(name.replace("\x00", "").split())
    if not 0 < len(words) <= NAME_LENGTH:
        raise InvalidInput({"name": f"Enter a name of at most {NAME_LENGTH} characters"})
    return words
