"""Files of a submission: uploads one a request, streamed and judged by what they are; all as one zip (SUB-4)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from producer_portal.access.sessions import SessionFacts
from producer_portal.edge import limits
from producer_portal.edge.http import read, refuse_ended, session_of, write
from producer_portal.edge.uploads import (
    ArrivedFile,
    CheckedFile,
    arriving_file,
    checked_file,
    take_back,
)
from producer_portal.features.documents import queries as documents
from producer_portal.features.documents import services as document_services
from producer_portal.features.documents.api import SAFE, attachment, parsed_id, zipped
from producer_portal.features.documents.rules import (
    INFECTED_WORDS,
    MOST_FILE_BYTES,
    FileRefused,
    accept,
)
from producer_portal.features.documents.services import SentFile
from producer_portal.features.submissions.queries.accepting import accepted_kinds
from producer_portal.features.submissions.queries.detail import submission_detail
from producer_portal.features.submissions.services.papers import attach_document
from producer_portal.foundation import clock
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scanning import Verdict

router = APIRouter(prefix="/files", include_in_schema=False)
UPLOADS_PER_PERSON = "120/minute"
LONGEST_TYPE = 60


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What a file is sent as."""

    document_type: str
    replaces_id: int


class _FileAtHand:
    """A checked file as the service takes it."""

    def __init__(self, checked: CheckedFile) -> None:
        self.head, self.text = checked.head, checked.text
        self.sent = SentFile(checked.arrived.size_bytes, checked.sha256, checked.waiting_place)
        self.keep = checked.keep


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
    async with arriving_file(request, most_bytes=MOST_FILE_BYTES) as arrived:
        # A large file takes minutes, in which its sender's session may have ended.
        await refuse_ended(facts)
        found = accept(arrived.name, arrived.head, arrived.size_bytes, allowed)
        async with checked_file(arrived, found.content_type) as checked:
            await _refuse_infected(facts, number, arrived, checked)
            document_id = await _attach(facts, number, checked, sent_as)
    is_waiting = bool(checked.waiting_place)
    return JSONResponse(
        {"document_id": document_id, "status": "waiting" if is_waiting else "ready"}, 201
    )


async def _refuse_infected(
    facts: SessionFacts, submission_id: int, arrived: ArrivedFile, checked: CheckedFile
) -> None:
    if checked.scan.verdict is not Verdict.INFECTED:
        return
    await write(
        facts.actor,
        document_services.note_infected,
        subject=("submission", submission_id),
        filename=arrived.name,
        sha256=checked.sha256,
        found=checked.scan.found,
    )
    raise FileRefused(INFECTED_WORDS)


async def _attach(
    facts: SessionFacts, submission_id: int, checked: CheckedFile, arrived_as: _Arrival
) -> int:
    """Put the file in the store, then its row in the database; what no row names goes again."""
    try:
        await checked.put_down()
        await refuse_ended(facts)
        return await write(
            facts.actor,
            attach_document,
            submission_id=submission_id,
            document_type=arrived_as.document_type,
            filename=checked.arrived.name,
            file=_FileAtHand(checked),
            replaces_id=arrived_as.replaces_id,
        )
    finally:
        if checked.places:
            # Whatever became of the deed: the rows themselves say what was named.
            portal = system_actor("uploads", tenant_id=facts.actor.tenant_id)
            unnamed = await read(portal, documents.unclaimed, places=checked.places)
            await take_back(unnamed)


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
