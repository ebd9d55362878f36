"""Sealed fields: a moved value, a flipped bit and an unknown key are noticed, keys rotate."""

import base64
import random

import pytest
from pydantic import SecretStr

from producer_portal.foundation import crypto
from producer_portal.foundation.settings import settings
from tests.prove.effort import effort


def flipped(token: str, chance: random.Random) -> str:
    version, name, nonce, sealed = token.split("|")
    parts = [crypto._raw(nonce), crypto._raw(sealed)]
    which = chance.randrange(2)
    changed = bytearray(parts[which])
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    parts[which] = bytes(changed)
    text = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return "|".join((version, name, *text))


def test_a_sealed_number_opens_in_its_own_place_only():
    """Row swap: Bob's client's FEIN copied into another row does not open there."""
    token = crypto.seal("59-3456789", context="submission.answers:1:applicant.fein")
    assert crypto.unseal(token, context="submission.answers:1:applicant.fein") == "59-3456789"
    for place in (
        "submission.answers:2:applicant.fein",
        "submission.answers:1:applicant.ssn",
        "client.fein:1",
        "",
    ):
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(token, context=place)


def test_every_flipped_bit_is_noticed():
    chance = random.Random(20261120)
    token = crypto.seal("123-45-6789", context="driver:1")
    for _ in range(effort(200, 5000)):
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(flipped(token, chance), context="driver:1")


@pytest.mark.parametrize(
    "token", ["", "v1", "v1|k1|x|y", "v2|k1|AAAA|AAAA", "v1|k9|AAAA|AAAA", "||||"]
)
def test_what_is_no_seal_is_refused_in_the_same_words(token):
    with pytest.raises(crypto.SealBroken, match="could not be opened"):
        crypto.unseal(token, context="driver:1")


def test_a_version_cannot_be_changed():
    token = crypto.seal("123-45-6789", context="driver:1")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal("v0" + token[2:], context="driver:1")


def test_two_seals_of_one_number_differ_but_its_index_does_not():
    first, second = (crypto.seal("123-45-6789", context="a") for _ in range(2))
    assert first != second
    assert crypto.blind_index("1", purpose="ssn") == crypto.blind_index("1", purpose="ssn")
    assert crypto.blind_index("1", purpose="ssn") != crypto.blind_index("1", purpose="fein")


def test_old_seals_open_after_the_key_is_rotated_and_not_after_it_is_gone(monkeypatch):
    def ring(listed: str) -> None:
        monkeypatch.setattr(settings(), "field_keys", SecretStr(listed))
        crypto._ring.cache_clear()

    ring("old:first-secret")
    token = crypto.seal("59-3456789", context="x")
    ring("new:second-secret,old:first-secret")
    assert crypto.unseal(token, context="x") == "59-3456789"
    assert crypto.seal("y", context="x").startswith("v1|new|")
    ring("new:second-secret")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(token, context="x")
    crypto._ring.cache_clear()


def test_a_signature_is_good_for_its_text_and_purpose_only():
    mark = crypto.sign("Alice, 2026-11-20", purpose="certificate")
    assert crypto.is_signed("Alice, 2026-11-20", mark, purpose="certificate")
    assert not crypto.is_signed("Alice, 2026-11-21", mark, purpose="certificate")
    assert not crypto.is_signed("Alice, 2026-11-20", mark, purpose="link")
