"""The front door over HTTP: sign-in, second factor, leaving. No script needed."""

import contextlib
from urllib.parse import urlsplit

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from producer_portal.access import passwords, sessions
from producer_portal.access.sessions import SessionFacts
from producer_portal.edge import limits
from producer_portal.edge.cookies import clear_session, set_session
from producer_portal.edge.http import read, session_of, visitor, write
from producer_portal.features.accounts import services
from producer_portal.features.accounts.api.doorstep import (
    PER_UNKNOWN_NAME,
    TEXTS_PER_ADDRESS,
    Text,
    address,
    browser,
    enrollment_words,
    half_way,
    knock,
    page,
    refuse_code,
)
from producer_portal.features.accounts.rules import (
    LONGEST_EMAIL,
    WRONG_WORDS,
    AccountLocked,
    Outcome,
    SignInRefused,
    TooManyTexts,
)
from producer_portal.features.accounts.services import Begun, Person
from producer_portal.foundation import clock, metrics
from producer_portal.values.errors import NotFound, Unavailable

router = APIRouter(include_in_schema=False)


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
        await refuse_code(request, reserved)
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
            await refuse_code(request, reserved)
    except (SignInRefused, AccountLocked, Unavailable) as refused:
        return await _enrollment(request, facts, person, refused.message)
    answer = page(request, "recovery_codes.html", person=person, codes=codes)
    set_session(answer, begun.token)
    return answer


async def _enrollment(
    request: Request, facts: SessionFacts, person: Person, problem: str
) -> Response:
    secret = await write(visitor(request), services.pending_secret, user_id=facts.user_id)
    return page(
        request,
        "enroll.html",
        status=422 if problem else 200,
        person=person,
        problem=problem,
        **enrollment_words(person, secret),
    )


# --- signed in --------------------------------------------------------------------------------


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
