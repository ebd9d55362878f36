"""Mail of the front door."""

from collections.abc import Mapping
from typing import Any

from producer_portal.foundation import crypto, mail
from producer_portal.foundation.unit_of_work import UnitOfWork


def send_account_mail(work: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """Send a reset or an invitation; its text was sealed until now."""
    key = payload["key"]
    mail.send(
        key=key,
        to=payload["to"],
        subject=payload["subject"],
        text=crypto.unseal(payload["sealed"], context=f"outbox:{key}"),
    )


EFFECTS = {"account.mail": send_account_mail}
