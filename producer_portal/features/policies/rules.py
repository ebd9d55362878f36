"""Words of policies: statuses, kinds of transaction, what a bind hands over, and how status follows dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from producer_portal.values.errors import InvalidInput, RuleViolation
from producer_portal.values.period import Period

MOST_COVERAGES = 200
_MOST_MINOR = 10**15


class PolicyStatus(StrEnum):
    """How a policy stands today. Follows from its dates, so no job has to turn it."""

    PENDING_START = "pending_start"
    ACTIVE = "active"
    CANCELING = "canceling"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REINSTATED = "reinstated"


class TransactionType(StrEnum):
    """What happened to a policy (POL-2)."""

    NEW = "new"
    RENEWAL = "renewal"
    ENDORSEMENT = "endorsement"
    CANCELLATION = "cancellation"
    REINSTATEMENT = "reinstatement"
    AUDIT = "audit"


class ClientKind(StrEnum):
    """Whether the insured is a person or a business."""

    BUSINESS = "business"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Look:
    """Words, tone and mark of a status or an event (look.md §2). Final ones have no fill."""

    words: str
    tone: str
    icon_name: str
    is_final: bool = False


STATUS_LOOKS: Mapping[PolicyStatus, Look] = {
    PolicyStatus.ACTIVE: Look("Active", "good", "shield-check"),
    PolicyStatus.PENDING_START: Look("Pending start", "quiet", "calendar-clock"),
    PolicyStatus.CANCELING: Look("Canceling", "warn", "ban"),
    PolicyStatus.CANCELED: Look("Canceled", "bad", "circle-x", is_final=True),
    PolicyStatus.EXPIRED: Look("Expired", "quiet", "calendar-x", is_final=True),
    PolicyStatus.REINSTATED: Look("Reinstated", "good", "rotate-ccw"),
}

TRANSACTION_LOOKS: Mapping[TransactionType, Look] = {
    TransactionType.NEW: Look("New business", "good", "shield-check"),
    TransactionType.RENEWAL: Look("Renewal", "good", "refresh-cw"),
    TransactionType.ENDORSEMENT: Look("Endorsement", "quiet", "file-pen-line"),
    TransactionType.CANCELLATION: Look("Cancellation", "bad", "circle-x"),
    TransactionType.REINSTATEMENT: Look("Reinstatement", "good", "rotate-ccw"),
    TransactionType.AUDIT: Look("Audit", "quiet", "search-check"),
}

# A term is written by one of these; the others adjust the term they belong to.
WRITING_TYPES = frozenset({TransactionType.NEW, TransactionType.RENEWAL})


class PolicyNotInTerm(RuleViolation):
    """The date lies outside the policy's term."""


class PolicyNotCanceled(RuleViolation):
    """Only a canceled policy can be reinstated."""


class PolicyAlreadyCanceled(RuleViolation):
    """A policy is canceled once, until it is reinstated."""


def status_of(
    *,
    effective_on: date,
    expires_on: date,
    cancels_on: date | None,
    is_reinstated: bool,
    today: date,
) -> PolicyStatus:
    """How a policy with these dates stands on a day. The term is half-open: it ends on `expires_on`."""
    if cancels_on is not None:
        return PolicyStatus.CANCELED if cancels_on <= today else PolicyStatus.CANCELING
    if today < effective_on:
        return PolicyStatus.PENDING_START
    if today >= expires_on:
        return PolicyStatus.EXPIRED
    return PolicyStatus.REINSTATED if is_reinstated else PolicyStatus.ACTIVE


def normalized_number(text: str) -> str:
    """Letters and digits of a policy number, by which it is found however it is typed."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())


def normalized_name(text: str) -> str:
    """A name in small letters with single spaces, by which it is found and sorted."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """Who is insured, as the bind knows them."""

    name: str
    kind: ClientKind = ClientKind.BUSINESS
    email: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""


@dataclass(frozen=True, slots=True)
class CoverageDraft:
    """One coverage. `limit_words` says what a number cannot ("Stated amount")."""

    code: str
    name: str
    limit_minor: int | None = None
    deductible_minor: int | None = None
    premium_minor: int = 0
    limit_words: str = ""


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """Everything a bind hands over to issue a policy. Premium is without fees; fees earn nothing.

    `source_key` names what was bound ("quote:17"): issued once per key. `client_id` is a known
    client of the same book; without it the client is found by name or made.
    """

    source_key: str
    agency_id: int
    producer_id: int | None
    client: ClientFacts
    carrier_id: int
    line_code: str
    line_name: str
    term: Period
    premium_minor: int
    fees_minor: int = 0
    currency: str = "USD"
    transaction_type: TransactionType = TransactionType.NEW
    coverages: tuple[CoverageDraft, ...] = ()
    client_id: int | None = None
    payment_plan: str = ""
    carrier_policy_number: str = ""


def check_draft(draft: PolicyDraft) -> None:
    """Raise InvalidInput with every problem of the draft, by field."""
    problems: dict[str, str] = {}
    if not draft.client.name.strip():
        problems["client"] = "Enter the insured's name"
    if not draft.source_key or len(draft.source_key) > 120:
        problems["source_key"] = "The policy must say what it was bound from"
    if not draft.line_code or not draft.line_name:
        problems["line_code"] = "Choose the line of business"
    if not 0 <= draft.premium_minor <= _MOST_MINOR:
        problems["premium_minor"] = "Enter a premium of zero or more"
    if not 0 <= draft.fees_minor <= _MOST_MINOR:
        problems["fees_minor"] = "Enter fees of zero or more"
    if draft.transaction_type not in WRITING_TYPES:
        problems["transaction_type"] = "A policy begins with new business or a renewal"
    if len(draft.coverages) > MOST_COVERAGES:
        problems["coverages"] = f"A policy has at most {MOST_COVERAGES} coverages"
    if problems:
        raise InvalidInput(problems)


def producer_name(chain: list[dict[str, object]]) -> str:
    """The name of who wrote the business, from the chain frozen at writing; "" for none."""
    return str(chain[0]["name"]) if chain else ""
