"""Sealing of single fields and files, and signing. AES-256-GCM with a key ring and bound context."""

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from producer_portal.foundation.settings import settings

VERSION = "v1"
NONCE_BYTES = 12
FILE_KEY_MARK_BYTES = 8


class SealBroken(ValueError):
    """What was sealed was changed, moved to another place, or its key is gone."""


@cache
def _ring() -> dict[str, bytes]:
    """Key id → 32 bytes. The first key seals; all of them open, so keys can be rotated."""
    listed = settings().field_keys.get_secret_value()
    if not listed:
        return {"k1": derive("fields")}
    pairs = (item.split(":", 1) for item in listed.split(","))
    return {name.strip(): hashlib.sha256(secret.encode()).digest() for name, secret in pairs}


def derive(purpose: str) -> bytes:
    """A key for one purpose, from the installation's secret."""
    secret = settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, f"portal:{purpose}".encode(), hashlib.sha256).digest()


def file_key() -> tuple[bytes, bytes]:
    """The mark and the key that seal files now: from the newest key of the ring."""
    name, key = next(iter(_ring().items()))
    return _mark(name), _for_files(key)


def file_key_marked(mark: bytes) -> bytes:
    """The key whose mark a stored file bears. Raises SealBroken when it is gone from the ring."""
    for name, key in _ring().items():
        if _mark(name) == mark:
            return _for_files(key)
    raise SealBroken("the key of a stored file is gone")


def _mark(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:FILE_KEY_MARK_BYTES]


def _for_files(key: bytes) -> bytes:
    return hmac.new(key, b"portal:files", hashlib.sha256).digest()


def seal(plain: str, *, context: str) -> str:
    """Encrypt a text for one place (`table.column:key`). Moved elsewhere it does not open."""
    name, key = next(iter(_ring().items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plain.encode(), f"{VERSION}|{context}".encode())
    return "|".join((VERSION, name, _text(nonce), _text(sealed)))


def unseal(token: str, *, context: str) -> str:
    """The text sealed for this place. Raises SealBroken when it was changed, moved or its key is gone."""
    try:
        version, name, nonce, sealed = token.split("|")
        key = _ring()[name]
        plain = AESGCM(key).decrypt(_raw(nonce), _raw(sealed), f"{version}|{context}".encode())
    except (InvalidTag, KeyError, ValueError) as broken:
        raise SealBroken("a sealed value could not be opened") from broken
    return plain.decode()


def is_sealed(value: object) -> bool:
    """Whether a stored value is a sealed token."""
    return isinstance(value, str) and value.startswith(f"{VERSION}|") and value.count("|") == 3


def blind_index(text: str, *, purpose: str) -> str:
    """A keyed fingerprint by which a sealed number can be found without opening any."""
    return hmac.new(derive(f"index:{purpose}"), text.encode(), hashlib.sha256).hexdigest()


def sign(text: str, *, purpose: str) -> str:
    """A signature that only this installation can make."""
    return hmac.new(derive(f"sign:{purpose}"), text.encode(), hashlib.sha256).hexdigest()


def is_signed(text: str, signature: str, *, purpose: str) -> bool:
    """Whether the signature is ours, compared in constant time."""
    return hmac.compare_digest(sign(text, purpose=purpose), signature)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
