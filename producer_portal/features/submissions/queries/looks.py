"""Statuses and deeds as pages show them, and which deeds a role includes."""

from collections.abc import Mapping
from functools import cache

from producer_portal.features.submissions.queries.views import ActionView, OptionView, StatusView
from producer_portal.features.submissions.rules.workflow import (
    ACTION_WORDS,
    STATUS_LOOKS,
    StatusLook,
    SubmissionAction,
    SubmissionStatus,
    allowed_actions,
)
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.permissions import Permission

_A = SubmissionAction

ACTION_PERMISSIONS: Mapping[SubmissionAction, Permission] = {
    _A.EDIT: Permission.SUBMISSIONS_SUBMIT,
    _A.SEND: Permission.SUBMISSIONS_SUBMIT,
    _A.ASSIGN: Permission.SUBMISSIONS_ASSIGN,
    _A.START_REVIEW: Permission.SUBMISSIONS_UNDERWRITE,
    _A.REQUEST_INFORMATION: Permission.SUBMISSIONS_UNDERWRITE,
    _A.RETURN_TO_REVIEW: Permission.SUBMISSIONS_UNDERWRITE,
    _A.ADD_QUOTE: Permission.SUBMISSIONS_UNDERWRITE,
    _A.ACCEPT_QUOTE: Permission.SUBMISSIONS_SUBMIT,
    _A.BIND: Permission.SUBMISSIONS_BIND,
    _A.DECLINE: Permission.SUBMISSIONS_UNDERWRITE,
    _A.WITHDRAW: Permission.SUBMISSIONS_SUBMIT,
    _A.REOPEN: Permission.SUBMISSIONS_UNDERWRITE,
    _A.REOPEN_DRAFT: Permission.SUBMISSIONS_SUBMIT,
    _A.CLONE: Permission.SUBMISSIONS_SUBMIT,
}


def status_view(key: str, look: StatusLook) -> StatusView:
    """A look with its key, for a badge."""
    return StatusView(key, look.words, look.tone, look.icon, look.is_final, look.is_outline)


@cache
def submission_status(status: str) -> StatusView:
    """The badge of a submission's status."""
    return status_view(status, STATUS_LOOKS[SubmissionStatus(status)])


def permitted_actions(actor: Actor) -> frozenset[SubmissionAction]:
    """The deeds the person's role and grants include."""
    return frozenset(
        action for action, permission in ACTION_PERMISSIONS.items() if actor.may(permission)
    )


def actions_for(actor: Actor, status: str, *, was_sent: bool) -> list[ActionView]:
    """The deeds the person's role includes, with the reason beside each that has to wait."""
    permitted = permitted_actions(actor)
    possible = allowed_actions(SubmissionStatus(status), permitted, was_sent=was_sent)
    return [
        ActionView(one.action.value, ACTION_WORDS[one.action], one.reason, not one.reason)
        for one in possible
    ]


def options(words: Mapping[str, str]) -> list[OptionView]:
    """A list to pick from."""
    return [OptionView(value, label) for value, label in words.items()]
