"""Mails and texts about events, made ready in a transaction and sent after it (MSG-5)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from producer_portal.access import phones
from producer_portal.access.tables import User, UserStatus
from producer_portal.features.notifications.tables import DigestItem
from producer_portal.foundation import mail, outbox, sms, storage
from producer_portal.foundation.outbox import Send
from producer_portal.foundation.unit_of_work import UnitOfWork

MOST_IN_A_DIGEST = 200


def notice_mail(work: UnitOfWork, payload: Mapping[str, Any]) -> Send:
    """One notice to one person, with its document where it has one."""
    attachment = None
    if payload["attachment"]:
        content = b"".join(storage.read(storage.find(work, payload["attachment"])))
        attachment = (payload["attachment_name"], content)

    def send() -> None:
        mail.send(
            key=payload["key"],
            to=payload["to"],
            subject=payload["subject"],
            text=payload["text"],
            attachment=attachment,
        )

    return send


def digest_mail(work: UnitOfWork, payload: Mapping[str, Any]) -> Send | None:
    """Everything that was kept for one person since the last time, as one mail; nothing when there is none."""
    user = work.session.exec(select(User).where(User.id == payload["user_id"])).one_or_none()
    items = work.session.exec(
        select(DigestItem)
        .where(DigestItem.user_id == payload["user_id"], col(DigestItem.sent_at).is_(None))
        .order_by(col(DigestItem.id))
        .limit(MOST_IN_A_DIGEST)
    ).all()
    if user is None or user.status != UserStatus.ACTIVE or not items:
        return None
    for item in items:
        item.sent_at = work.now
    noun = "notice" if len(items) == 1 else "notices"
    listed = "\n\n".join(f"{item.title}\n{item.link}" for item in items)
    # The mail is an effect of its own: were it lost, the notices would not be collected again.
    outbox.enqueue(
        work,
        kind="notice.mail",
        key=f"mail:{payload['key']}"[:200],
        payload={
            "to": user.email,
            "subject": f"{len(items)} {noun} from the Producer Portal",
            "text": f"Hello {user.name},\n\n{listed}\n",
            "attachment": "",
            "attachment_name": "",
            "key": payload["key"],
        },
    )
    return None


def notice_text(work: UnitOfWork, payload: Mapping[str, Any]) -> Send | None:
    """One notice to one person's verified phone; nothing once they have none."""
    number = phones.verified_number(work, user_id=payload["user_id"])
    if not number:
        return None

    def send() -> None:
        sms.send(
            key=payload["key"], to=number, text=payload["text"], is_repeat=payload["is_repeat"]
        )

    return send
