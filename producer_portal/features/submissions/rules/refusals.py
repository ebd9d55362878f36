"""Facts that stop a deed, in words that say what to do instead."""

from collections.abc import Sequence
from datetime import date

from producer_portal.values.errors import Conflict, InvalidInput, RuleViolation
from producer_portal.values.forms import Problem
from producer_portal.values.period import day_words


class DeedNotAllowedNow(RuleViolation):
    """The submission's status does not allow the deed."""


class SubmissionNotComplete(InvalidInput):
    """Something has to be put right first. `found` holds every problem, in the order of the form."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__({problem_path(problem): problem.message for problem in found})
        self.found = tuple(found)


class NotCertified(InvalidInput):
    """Nobody put their name under the answers."""

    def __init__(self) -> None:
        super().__init__({"certified": "Confirm that the answers are true and complete"})


class AnswersChanged(Conflict):
    """Somebody else changed the same answer in the meantime."""

    def __init__(self, by: str, label: str) -> None:
        super().__init__(
            f"{by} changed “{label}” a moment ago. Look at it before changing it again."
        )


class BoxHeld(Conflict):
    """Somebody else is typing in the same box now."""

    def __init__(self, by: str, label: str) -> None:
        first = by.split(" ", 1)[0] or by
        super().__init__(
            f"{by} is typing in “{label}” now. Your words are kept here: save them when {first} has left it."
        )


class QuoteExpired(RuleViolation):
    """The quote's last day has passed."""

    def __init__(self, expired_on: date) -> None:
        super().__init__(f"The quote expired on {day_words(expired_on)}. Ask for a revised one.")


class QuoteNotOpen(RuleViolation):
    """The quote was replaced, bound or not taken."""


class QuoteNotAccepted(RuleViolation):
    """A quote is bound only after it was accepted."""

    def __init__(self) -> None:
        super().__init__("Accept the quote first.")


class SubjectivitiesOpen(RuleViolation):
    """Conditions of the quote are not met."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(f"The quote depends on: {'; '.join(words)}. Mark each as met first.")


class AlreadyBound(RuleViolation):
    """The policy is issued; a second one is never made."""

    def __init__(self) -> None:
        super().__init__("The policy is issued already.")


class EffectiveDatePast(RuleViolation):
    """Cover cannot begin in the past without a principal."""

    def __init__(self, effective_on: date) -> None:
        super().__init__(
            f"The effective date, {day_words(effective_on)}, has passed. Change it, or refer it instead."
        )


class EffectiveDateMissing(RuleViolation):
    """Nothing says when cover begins."""

    def __init__(self) -> None:
        super().__init__("Enter the effective date before binding.")


class ReferralWaiting(RuleViolation):
    """A principal has been asked already."""

    def __init__(self) -> None:
        super().__init__("A principal has been asked already. Wait for the decision.")


class ReferralDecided(RuleViolation):
    """Somebody decided it before."""

    def __init__(self) -> None:
        super().__init__("The referral was decided already.")


class InformationStillOpen(RuleViolation):
    """Blocking items are not accepted yet."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(f"Still needed before the review goes on: {', '.join(labels)}.")


class ItemNotOpen(RuleViolation):
    """The item is accepted; nothing more is expected."""


class ItemNotReceived(RuleViolation):
    """There is nothing to decide on yet."""

    def __init__(self) -> None:
        super().__init__("Nothing has been received for this item yet.")


class TooManyItems(RuleViolation):
    """A repeating section is full."""


def problem_path(problem: Problem) -> str:
    """Where a problem is: "section.question" or "section.item.question"."""
    parts = (problem.section_key, problem.item_id, problem.question_key)
    return ".".join(part for part in parts if part)
