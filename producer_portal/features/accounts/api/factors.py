"""One's own second factors over HTTP: adding and removing the app, new recovery codes (ACC-2)."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from producer_portal.edge.http import read, session_of, visitor, write
from producer_portal.features.accounts import queries, services
from producer_portal.features.accounts.api.doorstep import (
    Text,
    browser,
    enrollment_words,
    knock,
    page,
    refuse_code,
    with_present_password,
)
from producer_portal.values.errors import PortalError

router = APIRouter(include_in_schema=False)


async def _factors_page(request: Request, problem: str = "") -> Response:
    own = await read(session_of(request).actor, queries.own_factors)
    return page(request, "factors.html", status=422 if problem else 200, own=own, problem=problem)


@router.get("/account/factors")
async def factors_page(request: Request) -> Response:
    """What the person shows beside the password, and how to change it."""
    return await _factors_page(request)


@router.post("/account/app")
async def begin_app(request: Request, present: Text = "") -> Response:
    """Show the key of a new authenticator, once the present password was given."""
    try:
        person = await with_present_password(request, present)
        secret = await write(session_of(request).actor, services.begin_own_app)
    except PortalError as refused:
        return await _factors_page(request, refused.message)
    return page(
        request, "own_app.html", is_shown=True, problem="", **enrollment_words(person, secret)
    )


@router.post("/account/app/code")
async def prove_app(request: Request, code: Text = "") -> Response:
    """The first code proves it; recovery codes are handed out anew. The key is not shown again."""
    facts = session_of(request)
    try:
        knock(request)
        reserved = await write(visitor(request), services.reserve_attempt, user_id=facts.user_id)
        codes = await write(
            facts.actor, services.prove_own_app, code=code, browser=browser(request)
        )
        if codes is None:
            await refuse_code(request, reserved)
    except PortalError as refused:
        return page(request, "own_app.html", status=422, is_shown=False, problem=refused.message)
    return page(request, "recovery_codes.html", codes=codes, onward="/account/factors")


@router.post("/account/app/remove")
async def remove_app(request: Request, present: Text = "") -> Response:
    """Forget the authenticator, unless it is the only second factor."""
    try:
        await with_present_password(request, present)
        await write(session_of(request).actor, services.remove_own_app)
    except PortalError as refused:
        return await _factors_page(request, refused.message)
    return RedirectResponse("/account/factors", 303)


@router.post("/account/recovery-codes")
async def renew_codes(request: Request, present: Text = "") -> Response:
    """Ten new recovery codes; the old ones open nothing any more."""
    try:
        await with_present_password(request, present)
        codes = await write(session_of(request).actor, services.renew_own_recovery_codes)
    except PortalError as refused:
        return await _factors_page(request, refused.message)
    return page(request, "recovery_codes.html", codes=codes, onward="/account/factors")
