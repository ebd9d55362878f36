"""The use cases of new business, in the order of its life."""

from producer_portal.features.submissions.services.answering import (
    add_item,
    remove_item,
    reveal_answer,
    save_answers,
)
from producer_portal.features.submissions.services.binding import (
    approve_referral,
    bind_quote,
    decline_referral,
    refer_quote,
)
from producer_portal.features.submissions.services.information import (
    accept_information,
    request_information,
    return_to_review,
    send_back_information,
    send_information,
)
from producer_portal.features.submissions.services.keeping import (
    remove_view,
    save_view,
    set_authority,
)
from producer_portal.features.submissions.services.overdue import tell_overdue
from producer_portal.features.submissions.services.papers import attach_document, detach_document
from producer_portal.features.submissions.services.quoting import (
    accept_quote,
    add_quote,
    mark_subjectivity,
    revise_quote,
)
from producer_portal.features.submissions.services.reviewing import (
    assign_submission,
    assign_to_me,
    decline_submission,
    reopen_submission,
    start_review,
    withdraw_submission,
)
from producer_portal.features.submissions.services.sending import certify_and_submit
from producer_portal.features.submissions.services.starting import (
    clone_submission,
    start_submission,
)

__all__ = [
    "accept_information",
    "accept_quote",
    "add_item",
    "add_quote",
    "approve_referral",
    "assign_submission",
    "assign_to_me",
    "attach_document",
    "bind_quote",
    "certify_and_submit",
    "clone_submission",
    "decline_referral",
    "decline_submission",
    "detach_document",
    "mark_subjectivity",
    "refer_quote",
    "remove_item",
    "remove_view",
    "reopen_submission",
    "request_information",
    "return_to_review",
    "reveal_answer",
    "revise_quote",
    "save_answers",
    "save_view",
    "send_back_information",
    "send_information",
    "set_authority",
    "start_review",
    "start_submission",
    "tell_overdue",
    "withdraw_submission",
]
