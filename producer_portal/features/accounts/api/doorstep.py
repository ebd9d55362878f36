"""What the forms of the front door and of an account share: pages, limits, who is there."""

from pathlib import Path
from typing import Annotated, Any, NoReturn

import anyio.to_thread
import segno
from fastapi import Form, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from pydantic import AfterValidator

from producer_portal.access import passwords, totp
from producer_portal.access.sessions import SessionFacts
from producer_portal.edge import limits
from producer_portal.edge.http import read, session_of, visitor, write
from producer_portal.features.accounts import services
from producer_portal.features.accounts.rules import (
    MOST_FAILURES,
    WRONG_CODE_WORDS,
    Outcome,
    Reserved,
    SignInRefused,
)
from producer_portal.features.accounts.services import Person
from producer_portal.values.errors import InvalidInput, NotFound

_templates = Jinja2Templates(Path(__file__).parents[1] / "templates")

PER_ADDRESS = "30/minute"
PER_ADDRESS_HOUR = "300/hour"
# A name nobody has is locked like one somebody has: the two cannot be told apart.
PER_UNKNOWN_NAME = f"{MOST_FAILURES}/30minute"
RESETS_PER_ADDRESS = "10/hour"
TEXTS_PER_ADDRESS = "20/hour"

# A NUL is no letter anybody types, and PostgreSQL keeps none.
Text = Annotated[
    str, Form(max_length=1000), AfterValidator(lambda words: words.replace("\x00", ""))
]


def page(request: Request, name: str, *, status: int = 200, **words: Any) -> Response:
    answer = _templates.TemplateResponse(request, name, words, status_code=status)
    answer.headers["cache-control"] = "no-store"
    return answer


def address(request: Request) -> str:
    return str(getattr(request.state, "address", ""))


def browser(request: Request) -> str:
    return request.headers.get("user-agent", "")[:200]


def knock(request: Request) -> None:
    limits.spend(PER_ADDRESS, "front-door", address(request))
    limits.spend(PER_ADDRESS_HOUR, "front-door", address(request))


async def half_way(request: Request) -> tuple[SessionFacts, Person]:
    """The person between the two steps. Raises NotFound without a fresh incomplete session."""
    facts = getattr(request.state, "session", None)
    if not isinstance(facts, SessionFacts) or facts.is_complete:
        raise NotFound("page")
    return facts, await read(visitor(request), services.person_of, user_id=facts.user_id)


async def accepted_hash(person: Person, password: str, again: str) -> str:
    """The hash of a new password that is good enough and was typed twice alike."""
    if password != again:
        raise InvalidInput({"password": "The two passwords differ. Type the same one twice."})
    passwords.require_good(
        password,
        personal_words=[person.name, person.email, person.agency_name],
        asks_character_classes=person.asks_character_classes,
    )
    return await anyio.to_thread.run_sync(passwords.hash_of, password)


async def refuse_code(request: Request, reserved: Reserved) -> NoReturn:
    """A wrong code is counted and refused."""
    await write(
        visitor(request),
        services.note_failure,
        reserved=reserved,
        outcome=Outcome.CODE_WRONG,
        browser=browser(request),
    )
    raise SignInRefused(WRONG_CODE_WORDS)


async def with_present_password(request: Request, present: str) -> Person:
    """The person who is signed in, once their present password was given (ASVS 7.5.1)."""
    facts = session_of(request)
    person = await read(facts.actor, services.person_of, user_id=facts.user_id)
    knock(request)
    limits.spend(f"{MOST_FAILURES}/30minute", "present-password", str(facts.user_id))
    is_right, _ = await anyio.to_thread.run_sync(passwords.verify, present, person.password_hash)
    if not is_right:
        raise SignInRefused("The present password is not right.")
    return person


def enrollment_words(person: Person, secret: str) -> dict[str, Any]:
    """The key of an authenticator as text and as a picture."""
    uri = totp.address(secret, email=person.email, issuer=f"Producer Portal {person.agency_name}")
    return {
        "key": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "picture": segno.make(uri, error="m").svg_data_uri(scale=4, border=0, dark="#111"),
    }
