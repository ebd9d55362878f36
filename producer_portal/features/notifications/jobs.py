"""Deliveries of notices and their mails."""

from collections.abc import Mapping
from typing import Any

from producer_portal.features.notifications import services
from producer_portal.foundation import mail, storage
from producer_portal.foundation.unit_of_work import UnitOfWork


def send_notice_mail(work: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Mail one notice to one person, with its document where it has one."""
    attachment = None
    if payload["attachment"]:
        attachment = (
            payload["attachment_name"],
            b"".join(storage.read(storage.find(work, payload["attachment"]))),
        )
    mail.send(
        key=payload["key"],
        to=payload["to"],
        subject=payload["subject"],
        text=payload["text"],
        attachment=attachment,
    )


EFFECTS = {"notice.deliver": services.deliver, "notice.mail": send_notice_mail}
