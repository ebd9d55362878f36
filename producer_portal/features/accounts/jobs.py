"""Mail and texts of the front door. What is in them was sealed until now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from producer_portal.foundation import crypto, mail, sms
from producer_portal.foundation.outbox import Effect, Send
from producer_portal.foundation.unit_of_work import UnitOfWork


def account_mail(work: UnitOfWork, payload: Mapping[str, Any]) -> Send:
    """A reset or an invitation."""
    key = payload["key"]
    text = crypto.unseal(payload["sealed"], context=f"outbox:{key}")
    return lambda: mail.send(key=key, to=payload["to"], subject=payload["subject"], text=text)


def account_text(work: UnitOfWork, payload: Mapping[str, Any]) -> Send | None:
    """A code by text; nothing once it is too old to be of use."""
    if work.now >= datetime.fromisoformat(payload["good_until"]):
        return None
    key = payload["key"]
    number, _, text = crypto.unseal(payload["sealed"], context=f"outbox:{key}").partition("\n")
    return lambda: sms.send(key=key, to=number, text=text, is_repeat=payload["is_repeat"])


SENDS: dict[str, Effect] = {"account.mail": account_mail, "account.text": account_text}
