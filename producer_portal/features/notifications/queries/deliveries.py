"""Effects on their way out and those that failed, without what is in them (MSG-5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from producer_portal.features.notifications.rules import masked_address
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.tables import OutboxMessage, OutboxStatus
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.foundation.words import moment_words

PAGE_SIZE = 25
VIEWS = (
    ("dead", "Not delivered"),
    ("failing", "Failing"),
    ("waiting", "Waiting"),
    ("given_up", "Given up"),
)
KINDS: Mapping[str, str] = {
    "notice.mail": "Email",
    "account.mail": "Account email",
    "notice.text": "Text",
    "account.text": "Sign-in text",
    "notice.deliver": "Notices",
    "notice.digest": "Digest",
    "message.deliver": "Message",
}


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One effect, in words: what it is, for whom, and why it did not go out."""

    id: int
    what: str
    about: str
    recipient: str
    state: str
    tone: str
    icon: str
    reason: str
    attempts: str
    asked: str
    next_try: str
    can_act: bool


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One page of effects, with how many there are in each view."""

    rows: list[DeliveryRow]
    total: int
    page: int
    view: str
    counts: dict[str, int]


def deliveries(work: UnitOfWork, *, view: str = "dead", page: int = 1) -> DeliveryPage:
    """Effects of the agencies in reach that did not go out yet, one page. Needs DELIVERIES_MANAGE."""
    work.actor.require(Permission.DELIVERIES_MANAGE)
    page = max(1, min(page, 10_000))
    view = view if view in dict(VIEWS) else "dead"
    counts = {key: _count(work, key) for key, _ in VIEWS}
    found = work.session.exec(
        select(OutboxMessage)
        .where(*_in_view(view))
        .order_by(col(OutboxMessage.due_at).desc(), col(OutboxMessage.id).desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    return DeliveryPage([_row(work, one) for one in found], counts[view], page, view, counts)


def dead_count(work: UnitOfWork) -> int:
    """How many effects wait for somebody to look at them, for the navigation."""
    return _count(work, "dead") if work.actor.may(Permission.DELIVERIES_MANAGE) else 0


def _count(work: UnitOfWork, view: str) -> int:
    counted = select(func.count()).select_from(OutboxMessage).where(*_in_view(view))
    return int(work.session.exec(counted).one())


def _in_view(view: str) -> list[ColumnElement[bool]]:
    status = OutboxStatus.WAITING if view in {"waiting", "failing"} else OutboxStatus.DEAD
    marks: dict[str, ColumnElement[bool]] = {
        "dead": col(OutboxMessage.given_up_at).is_(None),
        "given_up": col(OutboxMessage.given_up_at).is_not(None),
        "failing": col(OutboxMessage.last_error) != "",
        "waiting": col(OutboxMessage.last_error) == "",
    }
    return [col(OutboxMessage.status) == status, marks[view]]


def _row(work: UnitOfWork, one: OutboxMessage) -> DeliveryRow:
    state, tone, icon = _look(one)
    is_waiting = one.status == OutboxStatus.WAITING
    return DeliveryRow(
        id=one.id or 0,
        what=KINDS.get(one.kind, one.kind.replace(".", " ").replace("_", " ").capitalize()),
        about=_about(one),
        recipient=_recipient(one.payload),
        state=state,
        tone=tone,
        icon=icon,
        reason=one.given_up_reason or _reason(one.last_error),
        attempts=str(one.attempts),
        asked=moment_words(work, one.enqueued_at),
        next_try=moment_words(work, one.due_at) if is_waiting else "",
        can_act=not is_waiting or one.last_error != "",
    )


def _look(one: OutboxMessage) -> tuple[str, str, str]:
    if one.given_up_at is not None:
        return "Given up", "quiet", "ban"
    if one.status == OutboxStatus.DEAD:
        return "Not delivered", "bad", "circle-x"
    return ("Failing", "warn", "rotate-cw") if one.last_error else ("Waiting", "quiet", "clock")


def _reason(noted: str) -> str:
    """Why it failed. What other failures say may repeat what was to be sent: of those, only the kind."""
    kind, _, words = noted.partition(": ")
    is_ours = kind in {"EffectFailed", "EffectRefused"}
    return words if is_ours or not noted else f"It failed within the portal ({kind})"


def _about(one: OutboxMessage) -> str:
    """The kind of record it is about, never which."""
    kind = one.payload.get("subject_kind") or one.payload.get("kind") or ""
    return str(kind).replace("_", " ").capitalize() if isinstance(kind, str) else ""


def _recipient(payload: Mapping[str, Any]) -> str:
    if isinstance(payload.get("to"), str):
        return masked_address(payload["to"])
    ending = payload.get("ending")
    return f"phone ending {ending}" if isinstance(ending, str) and ending else ""
