"""Announce an event in the deed's transaction; deliver it afterwards to whoever is concerned."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import or_
from sqlalchemy import select as core_select
from sqlmodel import col, select, update

from producer_portal.access.tables import AgencyTree, Grant, User, UserStatus
from producer_portal.features.notifications.catalog import EVENTS
from producer_portal.features.notifications.rules import Audience
from producer_portal.features.notifications.tables import Notification
from producer_portal.foundation import outbox
from producer_portal.foundation.permissions import ROLE_PERMISSIONS, Permission
from producer_portal.foundation.settings import settings
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found


def announce(
    work: UnitOfWork,
    *,
    event: str,
    subject: tuple[str, int],
    label: str,
    link: str,
    audience: Audience,
    words: Mapping[str, str] | None = None,
    key: str = "",
    attachment_sha256: str = "",
    attachment_name: str = "",
    by: str = "",
) -> None:
    """Tell people about something once this transaction commits (MSG-4).

    `key` names the occasion: announcing the same one twice tells people once. It defaults to the
    event, the subject and the moment. `by` names who did it, where the portal acts for somebody.
    """
    assert event in EVENTS, f"{event} has no words in the catalog"
    kind, number = subject
    occasion = key or f"{event}:{kind}:{number}:{work.now.isoformat()}"
    outbox.enqueue(
        work,
        kind="notice.deliver",
        key=f"notice:{occasion}"[:200],
        payload={
            "event": event,
            "kind": kind,
            "id": number,
            "label": label,
            "link": link,
            "audience": asdict(audience),
            "words": dict(words or {}),
            "occasion": occasion,
            "actor": by or work.actor.name,
            "attachment": attachment_sha256,
            "attachment_name": attachment_name,
        },
    )


def deliver(work: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Write the notices and ask for the mails. Run by the outbox for the whole tenant."""
    event = EVENTS[payload["event"]]
    words = {**payload["words"], "label": payload["label"], "actor": payload["actor"]}
    words["link"] = f"{settings().public_address}{payload['link']}"
    for user in _recipients(work, payload["audience"]):
        assert user.id is not None, "read from the database"
        key = f"{payload['occasion']}"[:200]
        if _was_told(work, user.id, key):
            continue
        if event.in_portal:
            _put_up(work, user, key, event.headline(words), payload)
        if event.by_mail:
            _ask_mail(work, user, event.subject(words), event.text(words), key, payload)


def _put_up(work: UnitOfWork, user: User, key: str, title: str, payload: Mapping[str, Any]) -> None:
    """The notice beside the bell."""
    assert user.id is not None, "read from the database"
    work.session.add(
        Notification(
            tenant_id=user.tenant_id,
            user_id=user.id,
            key=key,
            event=payload["event"],
            title=title[:300],
            link=payload["link"],
            subject_kind=payload["kind"],
            subject_id=payload["id"],
            actor_name=payload["actor"],
            at=work.now,
        )
    )
    work.changed(f"unread:{user.id}")


def _ask_mail(
    work: UnitOfWork, user: User, subject: str, text: str, key: str, payload: Mapping[str, Any]
) -> None:
    outbox.enqueue(
        work,
        kind="notice.mail",
        key=f"mail:{key}:{user.id}"[:200],
        payload={
            "to": user.email,
            "subject": subject,
            "text": f"Hello {user.name},\n\n{text}",
            "attachment": payload["attachment"],
            "attachment_name": payload["attachment_name"],
            "key": f"{key}-{user.id}",
        },
    )


def _was_told(work: UnitOfWork, user_id: int, key: str) -> bool:
    told = select(Notification.id).where(Notification.user_id == user_id, Notification.key == key)
    return work.session.exec(told).first() is not None


def _recipients(work: UnitOfWork, audience: Mapping[str, Any]) -> list[User]:
    found: dict[int, User] = {}
    active = select(User).where(
        User.status == UserStatus.ACTIVE, User.id != (audience["but_user_id"] or 0)
    )
    if audience["user_ids"]:
        _collect(work, found, active.where(col(User.id).in_(audience["user_ids"])))
    if audience["producer_id"] is not None:
        _collect(work, found, active.where(User.producer_id == audience["producer_id"]))
    if audience["permission"] is not None and audience["agency_id"] is not None:
        permission = Permission(audience["permission"])
        roles = [role.value for role, held in ROLE_PERMISSIONS.items() if permission in held]
        above = core_select(col(AgencyTree.ancestor_id)).where(
            col(AgencyTree.descendant_id) == audience["agency_id"]
        )
        granted = core_select(col(Grant.user_id)).where(
            col(Grant.permission) == permission.value,
            col(Grant.revoked_at).is_(None),
            or_(col(Grant.expires_at).is_(None), col(Grant.expires_at) > work.now),
        )
        _collect(
            work,
            found,
            active.where(
                col(User.agency_id).in_(above),
                col(User.role).in_(roles) | col(User.id).in_(granted),
            ),
        )
    return [found[key] for key in sorted(found)]


def _collect(work: UnitOfWork, found: dict[int, User], statement: Any) -> None:
    for user in work.session.exec(statement).all():
        found[user.id] = user


def mark_read(work: UnitOfWork, *, notification_id: int) -> str:
    """Mark one notice read; returns where it leads."""
    work.actor.require(Permission.NOTIFICATIONS_READ)
    notice = get_or_not_found(work, Notification, notification_id, what="notice")
    if notice.read_at is None:
        notice.read_at = work.now
        work.changed(f"unread:{work.actor.user_id}")
    return notice.link


def mark_all_read(work: UnitOfWork) -> None:
    """Mark all of one's own notices read."""
    work.actor.require(Permission.NOTIFICATIONS_READ)
    work.session.exec(
        update(Notification)
        .where(col(Notification.user_id) == work.actor.user_id, col(Notification.read_at).is_(None))
        .values(read_at=work.now)
    )
    work.changed(f"unread:{work.actor.user_id}")
