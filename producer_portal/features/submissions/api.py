"""Files of a submission: uploads one a request, streamed and judged by what they are; all as one zip (SUB-4)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from producer_portal.edge import limits
from producer_portal.edge.http import read, session_of, write
from producer_portal.features.documents import services as document_services
from producer_portal.features.documents.api import SAFE, attachment, parsed_id, taken_in, zipped
from producer_portal.features.documents.services import FileAtHand
from producer_portal.features.submissions.queries.accepting import accepted_kinds
from producer_portal.features.submissions.queries.detail import submission_detail
from producer_portal.features.submissions.services.papers import attach_document
from producer_portal.foundation import clock
from producer_portal.foundation.permissions import Permission

router = APIRouter(prefix="/files", include_in_schema=False)
UPLOADS_PER_PERSON = "120/minute"
LONGEST_TYPE = 60


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What a file is sent as."""

    document_type: str
    replaces_id: int


@router.post("/submissions/{submission_id}")
async def upload(
    request: Request, submission_id: str, document_type: str = "", replaces: str = ""
) -> Response:
    """Receive one file for a submission. Whether it may be added is asked before its bytes are read."""
    facts = session_of(request)
    facts.actor.require(Permission.DOCUMENTS_ADD)
    limits.spend(UPLOADS_PER_PERSON, "upload", str(facts.user_id))
    number = parsed_id(submission_id, "submission")
    sent_as = _Arrival(
        document_type[:LONGEST_TYPE], parsed_id(replaces, "document") if replaces else 0
    )
    allowed = await read(
        facts.actor,
        accepted_kinds,
        submission_id=number,
        document_type=sent_as.document_type,
    )

    async def attach(file: FileAtHand, name: str) -> int:
        return await write(
            facts.actor,
            attach_document,
            submission_id=number,
            document_type=sent_as.document_type,
            filename=name,
            file=file,
            replaces_id=sent_as.replaces_id,
        )

    return await taken_in(
        request, facts, subject=("submission", number), allowed=allowed, attach=attach
    )


@router.get("/submissions/{submission_id}/all.zip")
async def download_all(request: Request, submission_id: str) -> Response:
    """Every document of a submission that may be handed out now, in one archive made on the way."""
    facts = session_of(request)
    number = parsed_id(submission_id, "submission")
    detail = await read(facts.actor, submission_detail, submission_id=number)
    files = await write(facts.actor, document_services.hand_out_all, subject=("submission", number))
    moment = clock.now().astimezone(ZoneInfo(facts.actor.time_zone))
    blocks = await anyio.to_thread.run_sync(lambda: zipped(files, at=moment))
    name = f"{detail.reference or 'Submission'} documents.zip"
    return StreamingResponse(
        blocks,
        media_type="application/zip",
        headers={**SAFE, "content-disposition": attachment(name)},
    )
