"""Which passwords are taken (ACC-1)."""

import time

import pytest

from producer_portal.access import passwords
from producer_portal.values.errors import Unavailable

BOB = ["Bob Baxter", "bob@tampa.example", "Harborline Tampa"]


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Short-7x", "at least 12"),
        ("x" * 129, "at most 128"),
        ("Qwertyuiop-12", "guess"),
        ("Insurance2026!", "lists"),
        ("aaaaaaaaaaaaA1!", "lists"),
        ("Baxter-lamp-42-quilt", "Leave out your name"),
        ("harborline-Lamp-42x!", "Leave out your name"),
        ("correct horse battery staple", "uppercase"),
        ("Correct Horse Battery Staple", "digit"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(password, words):
    assert words in passwords.problem_with(
        password, personal_words=BOB, asks_character_classes=True
    )


def test_a_strong_password_is_taken_and_character_classes_are_a_switch():
    assert (
        passwords.problem_with(
            "Lamp-quilt-42-river", personal_words=BOB, asks_character_classes=True
        )
        is None
    )
    plain = "correct horse battery staple"
    assert passwords.problem_with(plain, personal_words=BOB, asks_character_classes=False) is None


def test_judging_the_longest_password_takes_no_time_to_speak_of():
    began = time.perf_counter()
    passwords.problem_with("aB3$" * 32, personal_words=BOB, asks_character_classes=True)
    assert time.perf_counter() - began < 1


def test_a_hash_is_argon2id_verifies_and_is_renewed_when_parameters_rise():
    from passlib.hash import argon2

    kept = passwords.hash_of("Lamp-quilt-42-river")
    assert kept.startswith("$argon2id$")
    assert passwords.verify("Lamp-quilt-42-river", kept) == (True, None)
    assert passwords.verify("wrong", kept) == (False, None)
    weaker = argon2.using(type="ID", memory_cost=8192, time_cost=1, parallelism=1).hash(
        "Lamp-quilt-42-river"
    )
    is_right, renewed = passwords.verify("Lamp-quilt-42-river", weaker)
    assert is_right
    assert renewed is not None
    assert passwords.verify("Lamp-quilt-42-river", "") == (False, None)


def test_a_storm_of_sign_ins_is_sent_away_instead_of_queued_without_end(monkeypatch):
    from threading import BoundedSemaphore

    monkeypatch.setattr(passwords, "_places", BoundedSemaphore(1))
    assert passwords._places.acquire(blocking=False)
    with pytest.raises(Unavailable):
        passwords.verify("x", "")
