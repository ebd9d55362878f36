"""Every event somebody is told about, with its words (MSG-4). `$label` names the record."""

from collections.abc import Mapping

from producer_portal.features.notifications.rules import EventWords

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
    ),
    "submission.information_requested": EventWords(
        "Information needed: $label",
        "Information needed for $label",
        "$actor asks for this before going on with $label:\n\n$items" + _OPEN,
    ),
    "submission.information_received": EventWords(
        "Information received: $label",
        "Information received for $label",
        "$actor sent what was asked for $label: $items" + _OPEN,
    ),
    "submission.information_sent_back": EventWords(
        "Sent back: $label",
        "Sent back for $label",
        "$actor sent back $items. $note" + _OPEN,
    ),
    "submission.quoted": EventWords(
        "Quote ready: $label",
        "Quote ready for $label",
        "$carrier offers $premium for $label, open until $expires. The quote is attached." + _OPEN,
    ),
    "submission.quote_accepted": EventWords(
        "Quote accepted: $label",
        "Quote accepted for $label",
        "$actor accepted the quote of $carrier for $label." + _OPEN,
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
    ),
    "submission.bound": EventWords(
        "Bound: $label",
        "Bound: $label",
        "$label is bound as policy $policy, effective $effective." + _OPEN,
    ),
    "submission.declined": EventWords(
        "Declined: $label",
        "Declined: $label",
        "$label was declined: $reason. $note" + _OPEN,
    ),
    "submission.withdrawn": EventWords(
        "Withdrawn: $label",
        "Withdrawn: $label",
        "$actor withdrew $label: $reason." + _OPEN,
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
    ),
    "document.added": EventWords(
        "New document: $label",
        "New document for $label",
        "$actor added $document to $label." + _OPEN,
    ),
    "message.posted": EventWords(
        "New message: $label",
        "New message about $label",
        "$author wrote about $label." + _OPEN,
        in_portal=False,
    ),
    "message.mentioned": EventWords(
        "$author mentioned you: $label",
        "You were mentioned in $label",
        "$author mentioned you in the conversation about $label." + _OPEN,
    ),
    "message.escalated": EventWords(
        "Escalated: $label",
        "Escalated: $label",
        "$actor asks you to look at the conversation about $label: $reason" + _OPEN,
    ),
}
