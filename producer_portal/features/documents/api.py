"""Handing out documents: by right, as an attachment, never cached, never run."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from producer_portal.edge.http import session_of, write
from producer_portal.features.documents import services
from producer_portal.foundation import storage
from producer_portal.values.errors import NotFound
from producer_portal.values.ids import LARGEST_ID

router = APIRouter(prefix="/files", include_in_schema=False)


@router.get("/{document_id}")
async def download(request: Request, document_id: str) -> Response:
    """One document. Out of sight is not found (RBAC-4)."""
    if (
        not document_id.isascii()
        or not document_id.isdigit()
        or not 0 < int(document_id[:19]) <= LARGEST_ID
    ):
        raise NotFound("document")
    facts = await write(
        session_of(request).actor, services.hand_out, document_id=int(document_id[:19])
    )
    name = quote(facts.filename)
    return StreamingResponse(
        storage.read(facts.sha256),
        media_type=facts.content_type,
        headers={
            "content-length": str(facts.size_bytes),
            "content-disposition": f"attachment; filename*=UTF-8''{name}",
            "cache-control": "private, no-store",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )
