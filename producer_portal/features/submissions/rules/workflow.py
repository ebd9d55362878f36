"""The life of a submission: statuses and their words, deeds, and which deed leads where (SUB-10)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from producer_portal.features.submissions.rules.refusals import DeedNotAllowedNow


class SubmissionStatus(StrEnum):
    """Where a submission stands, as a producer sees it."""

    DRAFT = "draft"
    PENDING = "pending"
    IN_REVIEW = "in_review"
    INFORMATION_NEEDED = "information_needed"
    QUOTED = "quoted"
    BOUND = "bound"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class QuoteStatus(StrEnum):
    """Where a quote stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REPLACED = "replaced"
    BOUND = "bound"
    NOT_TAKEN = "not_taken"


class InformationItemStatus(StrEnum):
    """Where a thing that was asked for stands (SUB-12)."""

    REQUESTED = "requested"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class ReferralStatus(StrEnum):
    """Where a request to bind beyond one's authority stands (RBAC-5)."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


class NextActor(StrEnum):
    """Who has the next move."""

    PRODUCER = "producer"
    AGENCY = "agency"
    NOBODY = "nobody"


class SubmissionAction(StrEnum):
    """What can be done with a submission."""

    EDIT = "edit"
    SEND = "send"
    ASSIGN = "assign"
    START_REVIEW = "start_review"
    REQUEST_INFORMATION = "request_information"
    RETURN_TO_REVIEW = "return_to_review"
    ADD_QUOTE = "add_quote"
    ACCEPT_QUOTE = "accept_quote"
    BIND = "bind"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    REOPEN_DRAFT = "reopen_draft"
    CLONE = "clone"


@dataclass(frozen=True, slots=True)
class StatusLook:
    """How a status is shown: words, tone, mark; final ones have no fill, a draft has an outline."""

    words: str
    tone: str
    icon: str
    is_final: bool = False
    is_outline: bool = False


S, A = SubmissionStatus, SubmissionAction

STATUS_LOOKS: Mapping[SubmissionStatus, StatusLook] = {
    S.DRAFT: StatusLook("Draft", "quiet", "pencil-line", is_outline=True),
    S.PENDING: StatusLook("Pending", "quiet", "clock"),
    S.IN_REVIEW: StatusLook("In review", "info", "search-check"),
    S.INFORMATION_NEEDED: StatusLook("Information needed", "warn", "circle-alert"),
    S.QUOTED: StatusLook("Quoted", "ready", "file-check"),
    S.BOUND: StatusLook("Bound", "good", "circle-check-big", is_final=True),
    S.DECLINED: StatusLook("Declined", "bad", "circle-x", is_final=True),
    S.WITHDRAWN: StatusLook("Withdrawn", "quiet", "undo-2", is_final=True),
}

STATUS_SENTENCES: Mapping[SubmissionStatus, str] = {
    S.DRAFT: "Not sent yet. It is saved as you type.",
    S.PENDING: "Sent. It waits for an underwriter.",
    S.IN_REVIEW: "An underwriter is looking at it.",
    S.INFORMATION_NEEDED: "The underwriter asked for something. The response date is paused.",
    S.QUOTED: "There is a quote to choose.",
    S.BOUND: "The policy is issued.",
    S.DECLINED: "The agency declined it.",
    S.WITHDRAWN: "It was withdrawn.",
}

QUOTE_LOOKS: Mapping[QuoteStatus, StatusLook] = {
    QuoteStatus.OPEN: StatusLook("Open", "ready", "file-check"),
    QuoteStatus.ACCEPTED: StatusLook("Accepted", "info", "circle-check-big"),
    QuoteStatus.REPLACED: StatusLook("Replaced", "quiet", "undo-2", is_final=True),
    QuoteStatus.BOUND: StatusLook("Bound", "good", "circle-check-big", is_final=True),
    QuoteStatus.NOT_TAKEN: StatusLook("Not taken", "quiet", "circle-x", is_final=True),
}

ITEM_LOOKS: Mapping[InformationItemStatus, StatusLook] = {
    InformationItemStatus.REQUESTED: StatusLook("Requested", "warn", "circle-alert"),
    InformationItemStatus.RECEIVED: StatusLook("Received", "info", "inbox"),
    InformationItemStatus.ACCEPTED: StatusLook(
        "Accepted", "good", "circle-check-big", is_final=True
    ),
    InformationItemStatus.SENT_BACK: StatusLook("Sent back", "bad", "undo-2"),
}

ACTION_WORDS: Mapping[SubmissionAction, str] = {
    A.EDIT: "Change answers",
    A.SEND: "Send submission",
    A.ASSIGN: "Assign",
    A.START_REVIEW: "Start review",
    A.REQUEST_INFORMATION: "Ask for information",
    A.RETURN_TO_REVIEW: "Return to review",
    A.ADD_QUOTE: "Add quote",
    A.ACCEPT_QUOTE: "Accept quote",
    A.BIND: "Bind",
    A.DECLINE: "Decline",
    A.WITHDRAW: "Withdraw",
    A.REOPEN: "Reopen",
    A.REOPEN_DRAFT: "Reopen",
    A.CLONE: "Start a copy",
}

TRANSITIONS: Mapping[tuple[SubmissionStatus, SubmissionAction], SubmissionStatus] = {
    (S.DRAFT, A.EDIT): S.DRAFT,
    (S.DRAFT, A.SEND): S.PENDING,
    (S.DRAFT, A.WITHDRAW): S.WITHDRAWN,
    (S.PENDING, A.ASSIGN): S.PENDING,
    (S.PENDING, A.START_REVIEW): S.IN_REVIEW,
    (S.PENDING, A.REQUEST_INFORMATION): S.INFORMATION_NEEDED,
    (S.PENDING, A.DECLINE): S.DECLINED,
    (S.PENDING, A.WITHDRAW): S.WITHDRAWN,
    (S.IN_REVIEW, A.ASSIGN): S.IN_REVIEW,
    (S.IN_REVIEW, A.REQUEST_INFORMATION): S.INFORMATION_NEEDED,
    (S.IN_REVIEW, A.ADD_QUOTE): S.QUOTED,
    (S.IN_REVIEW, A.DECLINE): S.DECLINED,
    (S.IN_REVIEW, A.WITHDRAW): S.WITHDRAWN,
    (S.INFORMATION_NEEDED, A.EDIT): S.INFORMATION_NEEDED,
    (S.INFORMATION_NEEDED, A.ASSIGN): S.INFORMATION_NEEDED,
    (S.INFORMATION_NEEDED, A.REQUEST_INFORMATION): S.INFORMATION_NEEDED,
    (S.INFORMATION_NEEDED, A.RETURN_TO_REVIEW): S.IN_REVIEW,
    (S.INFORMATION_NEEDED, A.DECLINE): S.DECLINED,
    (S.INFORMATION_NEEDED, A.WITHDRAW): S.WITHDRAWN,
    (S.QUOTED, A.ASSIGN): S.QUOTED,
    (S.QUOTED, A.REQUEST_INFORMATION): S.INFORMATION_NEEDED,
    (S.QUOTED, A.ADD_QUOTE): S.QUOTED,
    (S.QUOTED, A.ACCEPT_QUOTE): S.QUOTED,
    (S.QUOTED, A.BIND): S.BOUND,
    (S.QUOTED, A.DECLINE): S.DECLINED,
    (S.QUOTED, A.WITHDRAW): S.WITHDRAWN,
    (S.DECLINED, A.REOPEN): S.IN_REVIEW,
    (S.WITHDRAWN, A.REOPEN): S.PENDING,
    (S.WITHDRAWN, A.REOPEN_DRAFT): S.DRAFT,
}

OPEN_STATUSES = (S.DRAFT, S.PENDING, S.IN_REVIEW, S.INFORMATION_NEEDED, S.QUOTED)
SENT_OPEN_STATUSES = OPEN_STATUSES[1:]
FINAL_STATUSES = (S.BOUND, S.DECLINED, S.WITHDRAWN)


def next_status(status: SubmissionStatus, action: SubmissionAction) -> SubmissionStatus:
    """Where the deed leads. Raises DeedNotAllowedNow, in words, when it does not apply."""
    if action is A.CLONE:
        return status
    found = TRANSITIONS.get((status, action))
    if found is None:
        raise DeedNotAllowedNow(why_not(status, action))
    return found


def why_not(status: SubmissionStatus, action: SubmissionAction) -> str:
    """Why the deed does not apply in this status; "" when it does."""
    if action is A.CLONE or (status, action) in TRANSITIONS:
        return ""
    state = STATUS_LOOKS[status].words
    if status is S.BOUND:
        return "The policy is issued. Ask for an endorsement instead."
    if status in FINAL_STATUSES:
        return f"It is {state.lower()}. Reopen it first."
    if status is S.DRAFT:
        return "It has not been sent yet."
    if action is A.EDIT:
        return "Answers are locked while the agency works on them. The underwriter can ask for a change."
    if action is A.SEND:
        return "It was sent already."
    if action in {A.ACCEPT_QUOTE, A.BIND}:
        return "There is no quote to choose yet."
    if action is A.ADD_QUOTE:
        return "Start the review first." if status is S.PENDING else "Return it to review first."
    return f"It is {state.lower()}: there is nothing to do here."


@dataclass(frozen=True, slots=True)
class PossibleAction:
    """A deed, and why it cannot be done now; "" when it can."""

    action: SubmissionAction
    reason: str


def allowed_actions(
    status: SubmissionStatus, permitted: Collection[SubmissionAction], *, was_sent: bool = True
) -> tuple[PossibleAction, ...]:
    """The deeds a role includes, each with the reason when it has to wait (look.md §4).

    What a role does not include is left out. Of the two ways to reopen, the one that fits.
    """
    shown = []
    for action in SubmissionAction:
        is_fitting = action not in {A.REOPEN, A.REOPEN_DRAFT} or (
            status in {S.DECLINED, S.WITHDRAWN} and (action is A.REOPEN) is was_sent
        )
        if action in permitted and is_fitting:
            shown.append(PossibleAction(action, why_not(status, action)))
    return tuple(shown)


DECLINE_REASONS: Mapping[str, str] = {
    "appetite": "Outside what our carriers write",
    "losses": "Loss history",
    "class": "Class of business",
    "location": "Location",
    "no_information": "Information did not arrive",
    "no_market": "No carrier offered terms",
    "other": "Other",
}
WITHDRAW_REASONS: Mapping[str, str] = {
    "placed_elsewhere": "Placed elsewhere",
    "client_silent": "The client does not answer",
    "not_needed": "No longer needed",
    "duplicate": "Entered twice",
    "mistake": "Started by mistake",
    "other": "Other",
}
INFORMATION_REASONS: Mapping[str, str] = {
    "missing": "Not supplied",
    "unclear": "Not clear",
    "out_of_date": "Out of date",
    "verify": "To be verified",
    "other": "Other",
}


@dataclass(frozen=True, slots=True)
class NextMove:
    """What comes next, and whose move it is (SUB-10)."""

    words: str
    by: NextActor


def items_move(labels_open: Collection[str], *, waits_for_check: bool) -> NextMove:
    """The next move while information is needed: the producer's until all is in."""
    if labels_open:
        first = next(iter(labels_open))
        words = f"Send {first}" if len(labels_open) == 1 else f"Send {len(labels_open)} items"
        return NextMove(words[:120], NextActor.PRODUCER)
    words = "Check what was sent" if waits_for_check else "Return to review"
    return NextMove(words, NextActor.AGENCY)


REFERRAL_MOVE = NextMove("Decide the referral", NextActor.AGENCY)


def quotes_move(count: int, *, is_accepted: bool, is_referred: bool) -> NextMove:
    """The next move once there are quotes."""
    if is_referred:
        return REFERRAL_MOVE
    if is_accepted:
        return NextMove("Bind", NextActor.PRODUCER)
    words = f"Compare {count} quotes" if count > 1 else "Accept or revise the quote"
    return NextMove(words, NextActor.PRODUCER)


def draft_move(open_sections: int, all_sections: int, wanted_documents: int = 0) -> NextMove:
    """The next move of a draft: sections first, then documents, then sending."""
    words = "Check and send"
    if open_sections:
        words = f"Finish {open_sections} of {all_sections} sections"
    elif wanted_documents:
        words = f"Add {wanted_documents} document{'' if wanted_documents == 1 else 's'}"
    return NextMove(words, NextActor.PRODUCER)


def move_of(status: SubmissionStatus, *, is_assigned: bool = False) -> NextMove:
    """The next move in the statuses where it does not depend on quotes, items or sections."""
    match status:
        case S.PENDING:
            words = "Start the review" if is_assigned else "Assign an underwriter"
            return NextMove(words, NextActor.AGENCY)
        case S.IN_REVIEW:
            return NextMove("Review and quote", NextActor.AGENCY)
        case S.DECLINED:
            return NextMove("Tell the client", NextActor.PRODUCER)
        case _:
            return NextMove("Nothing to do", NextActor.NOBODY)
