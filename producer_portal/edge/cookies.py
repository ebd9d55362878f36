"""The one cookie: its name, its value, how it is set; and whose address a request comes from."""

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from producer_portal.foundation.settings import settings


def cookie_name() -> str:
    """Bound to the host by its prefix wherever there is TLS."""
    return "__Host-portal" if settings().is_https else "portal"


def session_token(cookie_header: str) -> str:
    """The session cookie's value, or nothing."""
    try:
        found = SimpleCookie(cookie_header).get(cookie_name())
    except CookieError:
        return ""
    return found.value if found is not None else ""


def set_session(answer: Response, token: str) -> None:
    """Hand out the cookie: no script reads it, no other site sends it along a form (ASVS 3.3)."""
    answer.set_cookie(
        cookie_name(),
        token,
        max_age=settings().session_absolute_seconds,
        path="/",
        httponly=True,
        secure=settings().is_https,
        samesite="lax",
    )


def clear_session(answer: Response) -> None:
    """Take the cookie back and ask the browser to forget what it kept."""
    answer.delete_cookie(
        cookie_name(), path="/", httponly=True, secure=settings().is_https, samesite="lax"
    )
    answer.headers["clear-site-data"] = '"cache", "storage"'


def client_address(scope: Scope) -> str:
    """The caller's address; forwarded ones count only as many proxies deep as are configured."""
    hops = settings().trusted_proxy_hops
    forwarded = Headers(scope=scope).get("x-forwarded-for", "")
    listed = [part.strip() for part in forwarded.split(",") if part.strip()]
    if hops and len(listed) >= hops:
        return listed[-hops][:64]
    client = scope.get("client")
    return client[0] if client else ""
