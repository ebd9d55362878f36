"""Codes by text message: as a second factor at first sign-in, when signing in, and a person's own phone."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from producer_portal.edge import limits
from producer_portal.edge.cookies import set_session
from producer_portal.edge.http import read, session_of, visitor, write
from producer_portal.features.accounts import queries, services
from producer_portal.features.accounts.api.doorstep import (
    TEXTS_PER_ADDRESS,
    Text,
    address,
    browser,
    half_way,
    knock,
    page,
    refuse_code,
    with_present_password,
)
from producer_portal.features.accounts.rules import (
    WRONG_CODE_WORDS,
    SignInRefused,
)
from producer_portal.values.errors import NotFound, PortalError, Unavailable

router = APIRouter(include_in_schema=False)


# --- at first sign-in -------------------------------------------------------------------------


@router.get("/sign-in/enroll/text")
async def text_page(request: Request) -> Response:
    """Ask for the number, with what speaks against texts."""
    try:
        _, person = await half_way(request)
    except NotFound:
        return RedirectResponse("/sign-in", 303)
    if person.is_enrolled or not person.allows_text_codes:
        return RedirectResponse("/sign-in/enroll", 303)
    return page(request, "enroll_text.html", person=person, ending="", typed="", problem="")


@router.post("/sign-in/enroll/text")
async def text_number(request: Request, phone: Text = "") -> Response:
    """Text a code to the number."""
    try:
        facts, person = await half_way(request)
    except NotFound:
        return RedirectResponse("/sign-in", 303)
    words, ending, status = "", "", 200
    try:
        knock(request)
        limits.spend(TEXTS_PER_ADDRESS, "text", address(request))
        ending = await write(
            visitor(request),
            services.begin_text_enrollment,
            user_id=facts.user_id,
            session_id=facts.session_id,
            typed=phone,
        )
    except PortalError as refused:
        words, status = refused.message, 429 if isinstance(refused, Unavailable) else 422
    return page(
        request,
        "enroll_text.html",
        status=status,
        person=person,
        ending=ending,
        typed=phone[:40],
        problem=words,
    )


@router.post("/sign-in/enroll/text/code")
async def text_code(request: Request, code: Text = "") -> Response:
    """The code proves the phone; recovery codes are shown once."""
    try:
        facts, person = await half_way(request)
    except NotFound:
        return RedirectResponse("/sign-in", 303)
    door = visitor(request)
    try:
        knock(request)
        reserved = await write(door, services.reserve_attempt, user_id=facts.user_id)
        done = await write(
            door,
            services.complete_text_enrollment,
            session_id=facts.session_id,
            user_id=facts.user_id,
            code=code,
            browser=browser(request),
        )
        if done is None:
            await refuse_code(request, reserved)
    except PortalError as refused:
        return page(
            request,
            "enroll_text.html",
            status=422,
            person=person,
            ending="you gave",
            typed="",
            problem=refused.message,
        )
    begun, codes = done
    answer = page(request, "recovery_codes.html", person=person, codes=codes)
    set_session(answer, begun.token)
    return answer


# --- when signing in --------------------------------------------------------------------------


@router.post("/sign-in/text")
async def text_again(request: Request) -> Response:
    """Text a code, or another one, to the phone that is the second factor."""
    try:
        facts, person = await half_way(request)
    except NotFound:
        return RedirectResponse("/sign-in", 303)
    words = ""
    try:
        knock(request)
        limits.spend(TEXTS_PER_ADDRESS, "text", address(request))
        await write(
            visitor(request),
            services.text_sign_in_code,
            user_id=facts.user_id,
            session_id=facts.session_id,
        )
    except PortalError as refused:
        words = refused.message
    return page(
        request,
        "code.html",
        status=422 if words else 200,
        person=person,
        next="/",
        is_texted=not words,
        problem=words,
    )


# --- one's own phone --------------------------------------------------------------------------


async def _phone_page(request: Request, problem: str = "", **more: object) -> Response:
    facts = session_of(request)
    person = await read(facts.actor, services.person_of, user_id=facts.user_id)
    own = await read(facts.actor, queries.own_phone)
    shown = {"is_sent": False, "typed": "", "is_factor": False, **more}
    status = 422 if problem else 200
    return page(
        request, "phone.html", status=status, person=person, phone=own, problem=problem, **shown
    )


@router.get("/account/phone")
async def phone_page(request: Request) -> Response:
    """The phone of the person who is signed in."""
    return await _phone_page(request)


@router.post("/account/phone")
async def phone_number(
    request: Request, phone: Text = "", present: Text = "", is_factor: Text = ""
) -> Response:
    """The present password is asked before a code goes to a new number (ASVS 7.5.1)."""
    facts = session_of(request)
    wants = is_factor == "yes"
    try:
        limits.spend(TEXTS_PER_ADDRESS, "text", address(request))
        await with_present_password(request, present)
        await write(facts.actor, services.begin_own_phone, typed=phone, is_factor=wants)
    except PortalError as refused:
        return await _phone_page(request, refused.message, typed=phone[:40], is_factor=wants)
    return await _phone_page(request, is_sent=True)


@router.post("/account/phone/code")
async def phone_code(request: Request, code: Text = "") -> Response:
    """The code proves the number."""
    facts = session_of(request)
    before = await read(facts.actor, queries.own_phone)
    try:
        knock(request)
        if not await write(facts.actor, services.prove_own_phone, code=code):
            raise SignInRefused(WRONG_CODE_WORDS)
    except PortalError as refused:
        return await _phone_page(request, refused.message, is_sent=True)
    now = await read(facts.actor, queries.own_phone)
    if before.is_factor or not now.is_factor:
        return RedirectResponse("/account/factors", 303)
    # A new way to sign in comes with new codes for the day it is lost.
    codes = await write(facts.actor, services.renew_own_recovery_codes)
    return page(request, "recovery_codes.html", codes=codes, onward="/account/factors")


@router.post("/account/phone/remove")
async def phone_remove(request: Request) -> Response:
    """Forget the phone."""
    facts = session_of(request)
    try:
        await write(facts.actor, services.remove_own_phone)
    except PortalError as refused:
        return await _phone_page(request, refused.message)
    return RedirectResponse("/account", 303)
