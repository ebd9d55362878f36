"""Every event somebody is told about, with its words (MSG-4). `$label` names the record."""

from collections.abc import Mapping

from producer_portal.features.notifications.rules import Channel, EventWords, Topic

_SEEN_AND_MAILED = frozenset({Channel.IN_PORTAL, Channel.MAIL})
_EVERY_WAY = frozenset(Channel)

# The first six rows are the source's own, with its defaults (MSG-3).
TOPICS: tuple[Topic, ...] = (
    Topic("submission_status", "Submission status changed", _SEEN_AND_MAILED),
    Topic("quote_ready", "Quote ready", _EVERY_WAY),
    Topic("renewal_coming", "Renewal in 90, 60 or 30 days", _SEEN_AND_MAILED, is_awaited=True),
    Topic(
        "policy_expiring",
        "Policy expires in 7 days and is not renewed",
        _EVERY_WAY,
        is_awaited=True,
    ),
    Topic("document_added", "New document", _SEEN_AND_MAILED),
    Topic("commission_posted", "Commission posted", _SEEN_AND_MAILED),
    Topic(
        "credential_ending",
        "License, appointment or E&O cover ends soon",
        _SEEN_AND_MAILED,
    ),
    Topic("work", "Work that is new, yours or late", _SEEN_AND_MAILED),
    Topic("information", "Information asked for or received", _SEEN_AND_MAILED),
    Topic(
        "message_posted",
        "New message",
        _SEEN_AND_MAILED,
        fixed=frozenset({Channel.IN_PORTAL}),
    ),
    Topic("mention", "You are mentioned, or a conversation is escalated", _SEEN_AND_MAILED),
    Topic(
        "security",
        "Security of your account",
        _SEEN_AND_MAILED,
        locked="Always on, so that nobody changes how you sign in unnoticed.",
    ),
)
_TOPICS = {topic.key: topic for topic in TOPICS}


def topic_of(key: str) -> Topic | None:
    """The row of the matrix with this key."""
    return _TOPICS.get(key)


_OPEN = "\n\nOpen it here: $link\n"

EVENTS: Mapping[str, EventWords] = {
    "submission.submitted": EventWords(
        "New submission: $label",
        "New submission $label",
        "$actor sent $label. A first answer is expected by $target." + _OPEN,
    ),
    "submission.received": EventWords(
        "We have your submission: $label",
        "Received: $label",
        "Your submission $label was received on $submitted. You will hear from us by $target. "
        "The application is attached." + _OPEN,
        topic="submission_status",
    ),
    "submission.assigned": EventWords(
        "Assigned to you: $label",
        "Assigned to you: $label",
        "$actor assigned $label to you." + _OPEN,
    ),
    "submission.status_changed": EventWords(
        "$label: $status",
        "$label: $status",
        "$label is now: $status. $note" + _OPEN,
        topic="submission_status",
    ),
    "submission.information_requested": EventWords(
        "Information needed: $label",
        "Information needed for $label",
        "$actor asks for this before going on with $label:\n\n$items" + _OPEN,
        topic="information",
    ),
    "submission.information_received": EventWords(
        "Information received: $label",
        "Information received for $label",
        "$actor sent what was asked for $label: $items" + _OPEN,
        topic="information",
    ),
    "submission.information_sent_back": EventWords(
        "Sent back: $label",
        "Sent back for $label",
        "$actor sent back $items. $note" + _OPEN,
        topic="information",
    ),
    "submission.quoted": EventWords(
        "Quote ready: $label",
        "Quote ready for $label",
        "$carrier offers $premium for $label, open until $expires. The quote is attached." + _OPEN,
        topic="quote_ready",
    ),
    "submission.quote_expiring": EventWords(
        "Quote open until $expires: $label",
        "A quote for $label is about to expire",
        "The quote of $carrier for $label is open until $expires." + _OPEN,
        topic="quote_ready",
    ),
    "submission.quote_accepted": EventWords(
        "Quote accepted: $label",
        "Quote accepted for $label",
        "$actor accepted the quote of $carrier for $label." + _OPEN,
        topic="submission_status",
    ),
    "submission.referred": EventWords(
        "Referral: $label",
        "A bind needs your decision: $label",
        "$actor asks to bind $label, which is beyond their authority: $reason" + _OPEN,
    ),
    "submission.referral_decided": EventWords(
        "Referral decided: $label",
        "Referral decided for $label",
        "$actor: $status. $note" + _OPEN,
        topic="submission_status",
    ),
    "submission.bound": EventWords(
        "Bound: $label",
        "Bound: $label",
        "$label is bound as policy $policy, effective $effective." + _OPEN,
        topic="submission_status",
    ),
    "submission.declined": EventWords(
        "Declined: $label",
        "Declined: $label",
        "$label was declined: $reason. $note" + _OPEN,
        topic="submission_status",
    ),
    "submission.withdrawn": EventWords(
        "Withdrawn: $label",
        "Withdrawn: $label",
        "$actor withdrew $label: $reason." + _OPEN,
        topic="submission_status",
    ),
    "submission.overdue": EventWords(
        "Late: $label",
        "Past its target date: $label",
        "$label was due on $target and has no answer yet." + _OPEN,
    ),
    "commission.posted": EventWords(
        "Commission posted: $amount",
        "Commission posted for $label",
        "$amount was posted for $label." + _OPEN,
        topic="commission_posted",
    ),
    "compliance.ending": EventWords(
        "$what ends $expires: $label",
        "$what ends $expires",
        "$what, held by $label, ends $expires. Until it is renewed and its new dates are entered, "
        "business that needs it cannot be sent or bound after that day." + _OPEN,
        topic="credential_ending",
    ),
    "document.added": EventWords(
        "New document: $label",
        "New document for $label",
        "$actor added $document to $label." + _OPEN,
        topic="document_added",
    ),
    "message.posted": EventWords(
        "New message: $label",
        "New message about $label",
        "$author wrote about $label." + _OPEN,
        in_portal=False,
        topic="message_posted",
    ),
    "message.mentioned": EventWords(
        "$author mentioned you: $label",
        "You were mentioned in $label",
        "$author mentioned you in the conversation about $label." + _OPEN,
        topic="mention",
    ),
    "message.escalated": EventWords(
        "Escalated: $label",
        "Escalated: $label",
        "$actor asks you to look at the conversation about $label: $reason" + _OPEN,
        topic="mention",
    ),
    "security.password_changed": EventWords(
        "Your password was changed",
        "Your password was changed",
        "The password of your account was changed. If it was not you, tell your agency's "
        "administrator at once." + _OPEN,
        topic="security",
    ),
    "security.factor_changed": EventWords(
        "Your second factor was changed: $what",
        "Your second factor was changed",
        "$what. If it was not you, tell your agency's administrator at once." + _OPEN,
        topic="security",
    ),
}
