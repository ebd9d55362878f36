"""Everything the portal answers over plain HTTP: every feature's routes, health, measures and errors."""

import logging
import secrets

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import text
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from producer_portal import features
from producer_portal.foundation import database, metrics
from producer_portal.foundation.settings import settings
from producer_portal.values.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    NotPermitted,
    PortalError,
    RuleViolation,
    Unavailable,
)

LOG = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
STATUS_OF = {
    InvalidInput: 422,
    RuleViolation: 409,
    NotPermitted: 403,
    NotFound: 404,
    Conflict: 409,
    Unavailable: 429,
}
PUBLIC_PREFIXES = (
    "/sign-in",
    "/sign-out",
    "/reset",
    "/invitation",
    "/healthz",
    "/readyz",
    "/metrics",
    "/session/state",
)


def is_public(path: str) -> bool:
    """Routes that answer before sign-in. They guard themselves."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in PUBLIC_PREFIXES)


def make_api() -> FastAPI:
    """The FastAPI application that wraps Reflex's own."""
    api = FastAPI(title="Producer Portal", docs_url=None, redoc_url=None, openapi_url=None)
    api.add_exception_handler(PortalError, _portal_problem)
    api.add_exception_handler(RequestValidationError, _malformed)
    api.add_exception_handler(HTTPException, _http_problem)
    api.add_exception_handler(Exception, _incident)
    for room in features.rooms("api"):
        api.include_router(room.router)
    api.add_api_route("/healthz", healthz, methods=["GET"], include_in_schema=False)
    api.add_api_route("/readyz", readyz, methods=["GET"], include_in_schema=False)
    api.add_api_route("/metrics", measures, methods=["GET"], include_in_schema=False)
    return api


def problem(status: int, title: str, detail: str, **more: object) -> JSONResponse:
    """An RFC 9457 problem with words for a person."""
    return JSONResponse(
        {"title": title, "status": status, "detail": detail, **more}, status, media_type=PROBLEM
    )


async def _portal_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, PortalError), "registered for PortalError"
    kind = next(kind for kind in type(error).__mro__ if kind in STATUS_OF)
    answer = problem(
        STATUS_OF[kind],
        kind.__name__,
        error.message,
        **({"problems": error.problems} if isinstance(error, InvalidInput) else {}),
    )
    if isinstance(error, Unavailable):
        answer.headers["retry-after"] = str(error.retry_after_seconds)
    return answer


async def _malformed(request: Request, error: Exception) -> Response:
    return problem(422, "InvalidInput", "Something in this request is missing or malformed.")


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "registered for HTTPException"
    return problem(error.status_code, "HTTP error", str(error.detail))


async def _incident(request: Request, error: Exception) -> Response:
    incident = secrets.token_hex(4).upper()
    LOG.error("unexpected failure", extra={"incident": incident}, exc_info=error)
    return problem(
        500,
        "Incident",
        f"Something failed on our side. Name incident {incident}.",
        incident=incident,
    )


async def healthz() -> Response:
    """The process answers. Says nothing about anything behind it."""
    return PlainTextResponse("ok")


def readyz() -> Response:
    """The database answers, so requests may be sent here."""
    with database.reading_engine().connect() as connection:
        connection.execute(text("SELECT 1"))
    return PlainTextResponse("ready")


def measures(request: Request) -> Response:
    """Prometheus' page, for whoever holds the token; nobody else learns that it exists."""
    expected = f"Bearer {settings().metrics_token.get_secret_value()}"
    if not secrets.compare_digest(request.headers.get("authorization", ""), expected):
        return PlainTextResponse("Not found", 404)
    return PlainTextResponse(metrics.exposition(), media_type="text/plain; version=0.0.4")
