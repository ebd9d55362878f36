"""Passwords: what is accepted, how they are kept, and a bounded pool in which they are checked (ACC-1)."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from threading import BoundedSemaphore
from typing import TypeVar

from passlib.context import CryptContext
from zxcvbn import zxcvbn

from producer_portal.values.errors import InvalidInput, Unavailable

FEWEST_CHARACTERS = 12
MOST_CHARACTERS = 128
LEAST_STRENGTH = 3
# zxcvbn's time grows with length; what follows the first 72 characters adds nothing to a verdict.
STRENGTH_CHARACTERS = 72
HASHING_THREADS = 2
LONGEST_QUEUE = 32
SHORTEST_PERSONAL_WORD = 4

R = TypeVar("R")

# OWASP's first choice for Argon2id: 46 MiB, one pass, one lane.
_CONTEXT = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=47_104,
    argon2__time_cost=1,
    argon2__parallelism=1,
)
_CLASSES = (
    (re.compile(r"[a-z]"), "a lowercase letter"),
    (re.compile(r"[A-Z]"), "an uppercase letter"),
    (re.compile(r"[0-9]"), "a digit"),
    (re.compile(r"[^A-Za-z0-9]"), "a symbol"),
)
_COMMON = frozenset(
    {
        "passwordpassword",
        "password1234",
        "password12345",
        "password123!",
        "welcome12345",
        "qwertyuiop12",
        "insurance2026",
        "insurance2026!",
        "insurance123",
        "letmein12345",
        "iloveyou1234",
        "changeme1234",
        "administrator",
        "producerportal",
        "producer2026",
        "agency123456",
        "123456789012",
        "qwerty123456",
        "1q2w3e4r5t6y",
        "abc123abc123",
        "football1234",
        "baseball1234",
        "sunshine1234",
        "princess1234",
    }
)


def problem_with(
    password: str, *, personal_words: Sequence[str], asks_character_classes: bool
) -> str | None:
    """Why a new password is refused, in words that say what to do; None when it is good (ACC-1)."""
    if len(password) < FEWEST_CHARACTERS:
        return (
            f"Use at least {FEWEST_CHARACTERS} characters. A sentence of several words works well."
        )
    if len(password) > MOST_CHARACTERS:
        return f"Use at most {MOST_CHARACTERS} characters."
    lowered = password.lower()
    if lowered in _COMMON or len(set(lowered)) < 5:
        return "This password is on lists that are tried first. Choose another one."
    if any(word in lowered for word in _personal(personal_words)):
        return "Leave out your name, your email address and your agency's name."
    if asks_character_classes:
        missing = [words for pattern, words in _CLASSES if not pattern.search(password)]
        if missing:
            return f"Add {_listed(missing)}."
    verdict = zxcvbn(
        password[:STRENGTH_CHARACTERS], user_inputs=[*personal_words, "producer", "portal"]
    )
    if verdict["score"] < LEAST_STRENGTH:
        return (
            "This password is easy to guess. Add another word or two that do not belong together."
        )
    return None


def require_good(
    password: str, *, personal_words: Sequence[str], asks_character_classes: bool
) -> None:
    """Raise InvalidInput for the field `password` when it is refused."""
    problem = problem_with(
        password, personal_words=personal_words, asks_character_classes=asks_character_classes
    )
    if problem is not None:
        raise InvalidInput({"password": problem})


def _personal(words: Sequence[str]) -> set[str]:
    parts = {part for word in words for part in re.split(r"[^a-z0-9]+", word.lower())}
    return {part for part in parts if len(part) >= SHORTEST_PERSONAL_WORD}


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=HASHING_THREADS, thread_name_prefix="hashing")


_places = BoundedSemaphore(LONGEST_QUEUE + HASHING_THREADS)


def _in_pool(work: partial[R]) -> R:
    """Hash on the two threads kept for it; a storm of sign-ins waits its turn or is sent away."""
    if not _places.acquire(blocking=False):
        raise Unavailable("Many people are signing in right now. Try again in a few seconds.")
    try:
        return _pool().submit(work).result()
    finally:
        _places.release()


def hash_of(password: str) -> str:
    """The Argon2id hash to keep."""
    return str(_in_pool(partial(_CONTEXT.hash, password)))


@cache
def _hash_of_nobody() -> str:
    return str(_CONTEXT.hash("nobody has this password"))


def verify(password: str, kept: str) -> tuple[bool, str | None]:
    """Whether the password is right, and a new hash when parameters have risen since.

    With nothing kept it takes the same time and answers no, so that unknown accounts cannot be told.
    """
    if len(password) > MOST_CHARACTERS:
        password = password[:MOST_CHARACTERS] + "\0too long"
    is_right, renewed = _in_pool(
        partial(_CONTEXT.verify_and_update, password, kept or _hash_of_nobody())
    )
    return bool(is_right and kept), renewed if kept and is_right else None
