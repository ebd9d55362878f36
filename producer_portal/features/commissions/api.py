"""Exports of commissions as the role allows (RBAC-1)."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from producer_portal.edge.exports import csv_answer
from producer_portal.edge.http import session_of
from producer_portal.features.commissions.queries.export import HEAD, commission_lines

router = APIRouter(prefix="/exports", include_in_schema=False)


@router.get("/commissions.csv")
def export(request: Request) -> Response:
    """Everything in sight as CSV."""
    return csv_answer(session_of(request).actor, "commissions.csv", HEAD, commission_lines)
