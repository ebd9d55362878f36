"""Passwords over HTTP: resets, invitations, and changing one's own."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from producer_portal.access.tables import TicketPurpose
from producer_portal.edge import limits
from producer_portal.edge.cookies import set_session
from producer_portal.edge.http import read, session_of, visitor, write
from producer_portal.features.accounts import services
from producer_portal.features.accounts.api.doorstep import (
    RESETS_PER_ADDRESS,
    Text,
    accepted_hash,
    address,
    browser,
    knock,
    page,
    with_present_password,
)
from producer_portal.features.accounts.rules import (
    LONGEST_EMAIL,
)
from producer_portal.values.errors import PortalError, Unavailable

router = APIRouter(include_in_schema=False)


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
        kept = await accepted_hash(person, password, again)
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
        await with_present_password(request, present)
        kept = await accepted_hash(person, password, again)
        await write(facts.actor, services.change_password, password_hash=kept)
    except PortalError as refused:
        return page(
            request, "change_password.html", status=422, person=person, problem=refused.message
        )
    return RedirectResponse("/account", 303)
