"""Texted codes: used up once, each wrong one counted (ACC-2)."""

import hashlib
import hmac

from sqlalchemy import update
from sqlmodel import col

from producer_portal.access.tables import TextCode
from producer_portal.features.accounts.rules import MOST_CODE_TRIES
from producer_portal.foundation import crypto
from producer_portal.foundation.unit_of_work import UnitOfWork


def spend_code(work: UnitOfWork, *, user_id: int, session_id: int, code: str) -> bool:
    """Use up a texted code: in one statement, so that of many at once one gets it. Counts a wrong one."""
    typed = "".join(code.split())
    of_session = (
        col(TextCode.user_id) == user_id,
        col(TextCode.session_id) == session_id,
        col(TextCode.used_at).is_(None),
    )
    spent = work.session.execute(
        update(TextCode)
        .where(
            *of_session,
            col(TextCode.expires_at) > work.now,
            col(TextCode.tries) < MOST_CODE_TRIES,
            col(TextCode.code_hash) == hash_of(user_id, session_id, typed),
        )
        .values(used_at=work.now)
        .execution_options(synchronize_session=False)
    )
    if spent.rowcount == 1:  # type: ignore[attr-defined]
        return True
    work.session.execute(
        update(TextCode)
        .where(*of_session)
        .values(tries=col(TextCode.tries) + 1)
        .execution_options(synchronize_session=False)
    )
    return False


def hash_of(user_id: int, session_id: int, code: str) -> str:
    """Keyed: a million codes are quickly tried, the key is not in the database."""
    words = f"{user_id}|{session_id}|{code}".encode()
    return hmac.new(crypto.derive("text-codes"), words, hashlib.sha256).hexdigest()
