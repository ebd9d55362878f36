"""Files of a submission: uploads one a request, streamed and judged by what they are; all as one zip (SUB-4)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from producer_portal.access.sessions import SessionFacts
from producer_portal.edge import limits
from producer_portal.edge.http import read, session_of, write
from producer_portal.edge.uploads import looked_at
from producer_portal.features.documents import services as document_services
from producer_portal.features.documents.api import SAFE, attachment, parsed_id, taken_in, zipped
from producer_portal.features.documents.services import FileAtHand
from producer_portal.features.submissions.queries.accepting import (
    RECEIVED_APPLICATION,
    accepted_kinds,
)
from producer_portal.features.submissions.queries.detail import submission_detail
from producer_portal.features.submissions.queries.reading import application_page
from producer_portal.features.submissions.services.papers import attach_document
from producer_portal.features.submissions.services.reading import keep_reading
from producer_portal.foundation import clock, storage
from producer_portal.foundation.pages import found_on, picture_of
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
    sent_as = _Arrival(
        document_type[:LONGEST_TYPE], parsed_id(replaces, "document") if replaces else 0
    )
    number = parsed_id(submission_id, "submission")
    facts = session_of(request)

    async def attach(file: FileAtHand, name: str) -> int:
        return await _attached(facts, number, sent_as, file, name)

    return await _received(request, number, sent_as.document_type, attach)


@router.post("/submissions/{submission_id}/application")
async def upload_application(request: Request, submission_id: str) -> Response:
    """Receive an application as a PDF, keep it, and read it into the form (SUB-17)."""
    facts = session_of(request)
    facts.actor.require(Permission.SUBMISSIONS_SUBMIT)
    number = parsed_id(submission_id, "submission")

    async def attach(file: FileAtHand, name: str) -> int:
        # Looked at first: what cannot be read is refused whole, and leaves nothing behind.
        pages = await looked_at(lambda: found_on(storage.read(file.keep())))
        sent_as = _Arrival(RECEIVED_APPLICATION, 0)
        document_id = await _attached(facts, number, sent_as, file, name)
        await write(
            facts.actor,
            keep_reading,
            submission_id=number,
            document_id=document_id,
            filename=name,
            pages=pages,
        )
        return document_id

    return await _received(request, number, RECEIVED_APPLICATION, attach)


@router.get("/submissions/{submission_id}/readings/{reading_id}/{page}.png")
async def page_picture(
    request: Request, submission_id: str, reading_id: str, page: str
) -> Response:
    """One page of an application that was read, as a picture: nothing in it can act (SUB-17)."""
    facts = session_of(request)
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else -1
    document_id = await read(
        facts.actor,
        application_page,
        submission_id=parsed_id(submission_id, "submission"),
        reading_id=parsed_id(reading_id, "reading"),
        page=number,
    )
    handed = await write(
        facts.actor, document_services.hand_out, document_id=document_id, part=f"page {number + 1}"
    )
    picture = await looked_at(lambda: picture_of(storage.read(handed.stored), number))
    return Response(picture, media_type="image/png", headers=SAFE)


async def _received(
    request: Request,
    submission_id: int,
    document_type: str,
    attach: Callable[[FileAtHand, str], Awaitable[int]],
) -> Response:
    """One file of a request, judged and made safe; whether it may be added is asked first."""
    facts = session_of(request)
    facts.actor.require(Permission.DOCUMENTS_ADD)
    limits.spend(UPLOADS_PER_PERSON, "upload", str(facts.user_id))
    allowed = await read(
        facts.actor, accepted_kinds, submission_id=submission_id, document_type=document_type
    )
    return await taken_in(
        request, facts, subject=("submission", submission_id), allowed=allowed, attach=attach
    )


async def _attached(
    facts: SessionFacts, submission_id: int, sent_as: _Arrival, file: FileAtHand, name: str
) -> int:
    return await write(
        facts.actor,
        attach_document,
        submission_id=submission_id,
        document_type=sent_as.document_type,
        filename=name,
        file=file,
        replaces_id=sent_as.replaces_id,
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
