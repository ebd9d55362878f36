"""Time-based one-time codes and recovery codes. A code works once only (ACC-2)."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """A fresh 160-bit secret in base32."""
    return pyotp.random_base32(length=32)


def address(secret: str, *, email: str, issuer: str) -> str:
    """The otpauth address that an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def code_at(secret: str, now: datetime) -> str:
    """The code of this moment."""
    return pyotp.TOTP(secret).at(now)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The 30 s step a code belongs to, one either side allowed; None when it is wrong.

    The caller accepts a step only when it is later than the last one used: replay is refused there.
    """
    typed = "".join(code.split())
    if len(typed) != 6 or not typed.isascii() or not typed.isdigit():
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for step in (present - 1, present, present + 1):
        # Every candidate is compared, so that time tells nothing.
        if hmac.compare_digest(totp.generate_otp(step), typed):
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 50 bits, written as two groups of five."""
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2))
        for _ in range(RECOVERY_CODES)
    )


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code. Case, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"recovery:{plain}".encode()).hexdigest()
