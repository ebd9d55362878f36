"""The front door over HTTP: sign-in, second factor, resets, invitations, leaving. No script needed."""

import contextlib
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import anyio.to_thread
import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from pydantic import AfterValidator
from starlette.background import BackgroundTask

from producer_portal.access import passwords, sessions, totp
from producer_portal.access.sessions import SessionFacts
from producer_portal.access.tables import TicketPurpose
from producer_portal.edge import limits
from producer_portal.edge.cookies import clear_session, set_session
from producer_portal.edge.http import read, session_of, visitor, write
from producer_portal.features.accounts import services
from producer_portal.features.accounts.rules import (
    LONGEST_EMAIL,
    MOST_FAILURES,
    WRONG_CODE_WORDS,
    WRONG_WORDS,
    AccountLocked,
    Outcome,
    SignInRefused,
    TooManyTexts,
)
from producer_portal.features.accounts.services import Begun, Person
from producer_portal.foundation import clock, metrics
from producer_portal.values.errors import InvalidInput, NotFound, PortalError, Unavailable

router = APIRouter(include_in_schema=False)
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


def _own_path(wanted: str) -> str:
    """Where to go after sign-in: a path of ours, or home. Never another site (ASVS 3.7.2)."""
    parts = urlsplit(wanted)
    is_own = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if is_own and not parts.netloc and not parts.scheme and len(wanted) < 500 else "/"


# --- first step -------------------------------------------------------------------------------


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str = "/", ended: str = "") -> Response:  # noqa: A002
    """The sign-in form. Somebody signed in already goes on."""
    facts = getattr(request.state, "session", None)
    if isinstance(facts, SessionFacts) and facts.is_complete:
        return RedirectResponse(_own_path(next), 303)
    return page(
        request, "sign_in.html", next=_own_path(next), ended=bool(ended), email="", problem=""
    )


@router.post("/sign-in")
async def sign_in(
    request: Request,
    email: Text = "",
    password: Text = "",
    next: Text = "/",  # noqa: A002
) -> Response:
    """Check address and password; on to the second factor."""
    typed = email.strip().lower()[:LONGEST_EMAIL]
    try:
        knock(request)
        begun = await _first_step(request, typed, password)
        await _text_if_that_is_all(request, begun)
    except (SignInRefused, AccountLocked, Unavailable) as refused:
        metrics.sign_ins.labels("refused").inc()
        status = 429 if isinstance(refused, Unavailable) else 422
        return page(
            request,
            "sign_in.html",
            status=status,
            next=_own_path(next),
            ended=False,
            email=typed,
            problem=refused.message,
        )
    metrics.sign_ins.labels("password").inc()
    answer = RedirectResponse(f"/sign-in/code?next={_own_path(next)}", 303)
    set_session(answer, begun.token)
    return answer


async def _first_step(request: Request, email: str, password: str) -> Begun:
    door = visitor(request)
    person = await read(door, services.find_person, email=email)
    if person is None:
        await anyio.to_thread.run_sync(passwords.verify, password, "")
        try:
            limits.spend(PER_UNKNOWN_NAME, "unknown-name", email)
        except Unavailable:
            raise AccountLocked(30) from None
        raise SignInRefused(WRONG_WORDS)
    reserved = await write(door, services.reserve_attempt, user_id=person.user_id)
    is_right, renewed = await anyio.to_thread.run_sync(
        passwords.verify, password, person.password_hash
    )
    if not is_right:
        await write(
            door,
            services.note_failure,
            reserved=reserved,
            outcome=Outcome.PASSWORD_WRONG,
            browser=browser(request),
        )
        raise SignInRefused(WRONG_WORDS)
    return await write(
        door,
        services.begin_first_step,
        reserved=reserved,
        browser=browser(request),
        renewed_hash=renewed,
    )


async def _text_if_that_is_all(request: Request, begun: Begun) -> None:
    """Whoever has codes by text alone is texted one at once; the page offers another."""
    door = visitor(request)
    person = await read(door, services.person_of, user_id=begun.user_id)
    if person.has_app or not person.text_ending:
        return
    with contextlib.suppress(TooManyTexts, Unavailable):
        limits.spend(TEXTS_PER_ADDRESS, "text", address(request))
        await write(
            door,
            services.text_sign_in_code,
            user_id=begun.user_id,
            session_id=begun.session_id,
        )


# --- second factor ----------------------------------------------------------------------------


async def half_way(request: Request) -> tuple[SessionFacts, Person]:
    """The person between the two steps. Raises NotFound without a fresh incomplete session."""
    facts = getattr(request.state, "session", None)
    if not isinstance(facts, SessionFacts) or facts.is_complete:
        raise NotFound("page")
    return facts, await read(visitor(request), services.person_of, user_id=facts.user_id)


@router.get("/sign-in/code")
async def code_page(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Ask for the code, or lead to enrollment where there is no authenticator yet."""
    try:
        _, person = await half_way(request)
    except NotFound:
        return RedirectResponse("/sign-in", 303)
    if not person.is_enrolled:
        return RedirectResponse("/sign-in/enroll", 303)
    return page(request, "code.html", person=person, next=_own_path(next), problem="")


@router.post("/sign-in/code")
async def code(request: Request, code: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Check a code or a recovery code; a code works once only (ACC-2)."""
    try:
        facts, person = await half_way(request)
    except NotFound:
        return RedirectResponse("/sign-in", 303)
    try:
        knock(request)
        begun = await _second_step(request, facts, code)
    except (SignInRefused, AccountLocked, Unavailable) as refused:
        metrics.sign_ins.labels("refused").inc()
        status = 429 if isinstance(refused, Unavailable) else 422
        return page(
            request,
            "code.html",
            status=status,
            person=person,
            next=_own_path(next),
            problem=refused.message,
        )
    metrics.sign_ins.labels("complete").inc()
    answer = RedirectResponse(_own_path(next), 303)
    set_session(answer, begun.token)
    return answer


async def _second_step(request: Request, facts: SessionFacts, code: str) -> Begun:
    door = visitor(request)
    reserved = await write(door, services.reserve_attempt, user_id=facts.user_id)
    begun = await write(
        door,
        services.complete_with_code,
        reserved=reserved,
        session_id=facts.session_id,
        code=code,
        browser=browser(request),
    )
    if begun is None:
        await write(
            door,
            services.note_failure,
            reserved=reserved,
            outcome=Outcome.CODE_WRONG,
            browser=browser(request),
        )
        raise SignInRefused(WRONG_CODE_WORDS)
    return begun


@router.get("/sign-in/enroll")
async def enroll_page(request: Request) -> Response:
    """Show the QR code and the key as text. Nothing else opens before this is done."""
    try:
        facts, person = await half_way(request)
    except NotFound:
        return RedirectResponse("/sign-in", 303)
    if person.is_enrolled:
        return RedirectResponse("/sign-in/code", 303)
    return await _enrollment(request, facts, person, "")


@router.post("/sign-in/enroll")
async def enroll(request: Request, code: Text = "") -> Response:
    """The first code proves the authenticator; recovery codes are shown once."""
    try:
        facts, person = await half_way(request)
    except NotFound:
        return RedirectResponse("/sign-in", 303)
    door = visitor(request)
    try:
        knock(request)
        reserved = await write(door, services.reserve_attempt, user_id=person.user_id)
        try:
            begun, codes = await write(
                door,
                services.complete_enrollment,
                session_id=facts.session_id,
                user_id=facts.user_id,
                code=code,
                browser=browser(request),
            )
        except SignInRefused:
            await write(
                door,
                services.note_failure,
                reserved=reserved,
                outcome=Outcome.CODE_WRONG,
                browser=browser(request),
            )
            raise
    except (SignInRefused, AccountLocked, Unavailable) as refused:
        return await _enrollment(request, facts, person, refused.message)
    answer = page(request, "recovery_codes.html", person=person, codes=codes)
    set_session(answer, begun.token)
    return answer


async def _enrollment(
    request: Request, facts: SessionFacts, person: Person, problem: str
) -> Response:
    secret = await write(visitor(request), services.pending_secret, user_id=facts.user_id)
    address = totp.address(
        secret, email=person.email, issuer=f"Producer Portal {person.agency_name}"
    )
    key = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=0, dark="#111")
    return page(
        request,
        "enroll.html",
        status=422 if problem else 200,
        person=person,
        key=key,
        picture=picture,
        problem=problem,
    )


# --- resets and invitations -------------------------------------------------------------------


@router.get("/reset")
async def reset_page(request: Request) -> Response:
    """Ask for the address."""
    return page(request, "reset.html", is_sent=False, problem="")


@router.post("/reset")
async def reset(request: Request, email: Text = "") -> Response:
    """Same words and the same time for everybody: the looking-up happens after the answer (ACC-5)."""
    try:
        limits.spend(RESETS_PER_ADDRESS, "reset", address(request))
    except Unavailable as busy:
        return page(request, "reset.html", status=429, is_sent=False, problem=busy.message)
    answer = page(request, "reset.html", is_sent=True, problem="")
    typed, door = email.strip().lower()[:LONGEST_EMAIL], visitor(request)
    answer.background = BackgroundTask(write, door, services.ask_reset, email=typed)
    return answer


_PURPOSES = {"reset": TicketPurpose.PASSWORD_RESET, "invitation": TicketPurpose.INVITATION}


@router.get("/reset/{token}")
@router.get("/invitation/{token}")
async def link_page(request: Request, token: str) -> Response:
    """The form behind a mailed link."""
    kind, purpose = _kind(request)
    try:
        knock(request)
        person = await read(
            visitor(request), services.holder_of, token=token[:100], purpose=purpose
        )
    except PortalError as refused:
        return page(request, "link_expired.html", status=410, problem=refused.message, kind=kind)
    return page(request, "new_password.html", person=person, kind=kind, token=token, problem="")


@router.post("/reset/{token}")
@router.post("/invitation/{token}")
async def spend_link(
    request: Request, token: str, password: Text = "", again: Text = ""
) -> Response:
    """Set the password and go on to the second factor."""
    kind, purpose = _kind(request)
    door = visitor(request)
    try:
        knock(request)
        person = await read(door, services.holder_of, token=token[:100], purpose=purpose)
    except PortalError as refused:
        return page(request, "link_expired.html", status=410, problem=refused.message, kind=kind)
    try:
        kept = await _accepted_hash(person, password, again)
        begun, _ = await write(
            door,
            services.set_password_by_link,
            token=token[:100],
            purpose=purpose,
            password_hash=kept,
            browser=browser(request),
        )
    except PortalError as refused:
        return page(
            request,
            "new_password.html",
            status=422,
            person=person,
            kind=kind,
            token=token,
            problem=refused.message,
        )
    answer = RedirectResponse("/sign-in/code", 303)
    set_session(answer, begun.token)
    return answer


def _kind(request: Request) -> tuple[str, TicketPurpose]:
    kind = request.url.path.split("/")[1]
    return kind, _PURPOSES[kind]


async def _accepted_hash(person: Person, password: str, again: str) -> str:
    """The hash of a new password that is good enough and was typed twice alike."""
    if password != again:
        raise InvalidInput({"password": "The two passwords differ. Type the same one twice."})
    passwords.require_good(
        password,
        personal_words=[person.name, person.email, person.agency_name],
        asks_character_classes=person.asks_character_classes,
    )
    return await anyio.to_thread.run_sync(passwords.hash_of, password)


# --- signed in --------------------------------------------------------------------------------


@router.get("/account/password")
async def password_page(request: Request) -> Response:
    """Change one's own password."""
    person = await read(
        session_of(request).actor, services.person_of, user_id=session_of(request).user_id
    )
    return page(request, "change_password.html", person=person, problem="")


@router.post("/account/password")
async def change_password(
    request: Request, present: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """The present password is asked again; other sessions end (ASVS 6.2.3)."""
    facts = session_of(request)
    person = await read(facts.actor, services.person_of, user_id=facts.user_id)
    try:
        knock(request)
        limits.spend(f"{MOST_FAILURES}/30minute", "present-password", str(facts.user_id))
        is_right, _ = await anyio.to_thread.run_sync(
            passwords.verify, present, person.password_hash
        )
        if not is_right:
            raise SignInRefused("The present password is not right.")
        kept = await _accepted_hash(person, password, again)
        await write(facts.actor, services.change_password, password_hash=kept)
    except PortalError as refused:
        return page(
            request, "change_password.html", status=422, person=person, problem=refused.message
        )
    return RedirectResponse("/account", 303)


@router.get("/session/state")
async def session_state(request: Request) -> Response:
    """How long the session still lives, for the page's own warning. Asking does not extend it."""
    facts = getattr(request.state, "session", None)
    if not isinstance(facts, SessionFacts) or not facts.is_complete:
        return JSONResponse({"is_live": False, "seconds_left": 0}, 401)
    left = int((facts.ends_at - clock.now()).total_seconds())
    return JSONResponse({"is_live": True, "seconds_left": max(left, 0)})


@router.post("/session/extend")
async def extend(request: Request) -> Response:
    """The person is there: reading and typing count as activity, timers do not (ACC-7)."""
    facts = session_of(request)
    await anyio.to_thread.run_sync(lambda: sessions.note_seen(facts, now=clock.now()))
    return Response(status_code=204)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session, on the server first."""
    facts = getattr(request.state, "session", None)
    if isinstance(facts, SessionFacts):
        await write(facts.actor, services.sign_out)
    answer = RedirectResponse("/sign-in", 303)
    clear_session(answer)
    return answer
