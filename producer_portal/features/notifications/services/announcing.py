"""Announce an event in the deed's transaction; deliver it afterwards to whoever is concerned."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlalchemy import select as core_select
from sqlmodel import col, select, update

from producer_portal.access import phones
from producer_portal.access.tables import AgencyTree, Grant, User, UserStatus
from producer_portal.features.notifications.catalog import EVENTS, topic_of
from producer_portal.features.notifications.queries.choices import choices_of
from producer_portal.features.notifications.rules import (
    Audience,
    Channel,
    EventWords,
    Rhythm,
    Timing,
    digest_due,
    loud_from,
)
from producer_portal.features.notifications.tables import DigestItem, Notification
from producer_portal.foundation import outbox, sms
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
    topic = topic_of(event.topic)
    assert topic is not None, f"{payload['event']} belongs to no topic"
    people = _recipients(work, payload["audience"])
    choices = choices_of(work, [user.id or 0 for user in people])
    key = f"{payload['occasion']}"[:200]
    for user in people:
        chosen = choices[user.id or 0]
        ways = chosen.of(topic)
        if _was_told(work, user.id or 0, key):
            continue
        if event.in_portal and Channel.IN_PORTAL in ways:
            _put_up(work, user, key, event.headline(words), payload)
        # What is about one's own security neither waits nor is collected.
        timing = Timing() if topic.locked else chosen.timing
        if Channel.MAIL in ways:
            _mail(work, user, event, words, key, payload, timing)
        if Channel.TEXT in ways:
            _text(work, user, event, words, key, payload, timing)


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


def _mail(
    work: UnitOfWork,
    user: User,
    event: EventWords,
    words: Mapping[str, str],
    key: str,
    payload: Mapping[str, Any],
    timing: Timing,
) -> None:
    """Mail it when the person may be disturbed, or keep it for the next collection."""
    if timing.rhythm is not Rhythm.IMMEDIATELY:
        _collect_for_digest(work, user, event.headline(words), words["link"], key, timing)
        return
    outbox.enqueue(
        work,
        kind="notice.mail",
        key=f"mail:{key}:{user.id}"[:200],
        payload={
            "to": user.email,
            "subject": event.subject(words),
            "text": f"Hello {user.name},\n\n{event.text(words)}",
            "attachment": payload["attachment"],
            "attachment_name": payload["attachment_name"],
            "key": f"{key}-{user.id}",
            "subject_kind": payload["kind"],
        },
        delay_seconds=_wait_seconds(work, loud_from(work.now, timing)),
    )


def _collect_for_digest(
    work: UnitOfWork, user: User, title: str, link: str, key: str, timing: Timing
) -> None:
    due = digest_due(work.now, timing)
    work.session.add(
        DigestItem(
            tenant_id=user.tenant_id,
            user_id=user.id or 0,
            key=key,
            title=title[:300],
            link=link[:300],
            at=work.now,
        )
    )
    # One collection a person and hour: a second notice before it goes out asks for the same one.
    name = f"digest:{user.id}:{due.isoformat()}"
    outbox.enqueue(
        work,
        kind="notice.digest",
        key=name,
        payload={"user_id": user.id, "key": name},
        delay_seconds=_wait_seconds(work, due),
    )


def _text(
    work: UnitOfWork,
    user: User,
    event: EventWords,
    words: Mapping[str, str],
    key: str,
    payload: Mapping[str, Any],
    timing: Timing,
) -> None:
    """Text it to the phone that the person proved, if any; the number itself is looked up when it goes."""
    phone = phones.facts(work, user_id=user.id or 0)
    if not phone.is_verified or not sms.is_available():
        return
    outbox.enqueue(
        work,
        kind="notice.text",
        key=f"text:{key}:{user.id}"[:200],
        payload={
            "user_id": user.id,
            "ending": phone.ending,
            "text": f"{event.headline(words)} {words['link']}",
            "key": f"{key}-{user.id}",
            "subject_kind": payload["kind"],
        },
        delay_seconds=_wait_seconds(work, loud_from(work.now, timing)),
    )


def _wait_seconds(work: UnitOfWork, until: datetime) -> int:
    return max(0, math.ceil((until - work.now).total_seconds()))


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
