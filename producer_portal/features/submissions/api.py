"""Uploads to a submission: one file a request, streamed, judged by what it is (SUB-4)."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from producer_portal.edge import limits
from producer_portal.edge.http import read, refuse_ended, session_of, write
from producer_portal.edge.uploads import arriving_file
from producer_portal.features.documents.rules import MOST_FILE_BYTES
from producer_portal.features.submissions.queries.detail import submission_detail
from producer_portal.features.submissions.services.papers import attach_document
from producer_portal.foundation.permissions import Permission
from producer_portal.values.errors import NotFound
from producer_portal.values.ids import LARGEST_ID

router = APIRouter(prefix="/files", include_in_schema=False)
UPLOADS_PER_PERSON = "120/minute"


@router.post("/submissions/{submission_id}")
async def upload(request: Request, submission_id: str, document_type: str = "") -> Response:
    """Receive one file for a submission. Whether it may be added is asked before its bytes are read."""
    facts = session_of(request)
    facts.actor.require(Permission.DOCUMENTS_ADD)
    limits.spend(UPLOADS_PER_PERSON, "upload", str(facts.user_id))
    number = _number(submission_id)
    await read(facts.actor, submission_detail, submission_id=number)
    async with arriving_file(request, most_bytes=MOST_FILE_BYTES) as arrived:
        # A large file takes minutes, in which its sender's session may have ended.
        await refuse_ended(facts)
        document_id = await write(
            facts.actor,
            attach_document,
            submission_id=number,
            document_type=document_type[:60],
            filename=arrived.name,
            file=arrived,
        )
    return JSONResponse({"document_id": document_id}, 201)


def _number(text: str) -> int:
    if (
        not text.isascii()
        or not text.isdigit()
        or len(text) > 18
        or not 0 < int(text) <= LARGEST_ID
    ):
        raise NotFound("submission")
    return int(text)
