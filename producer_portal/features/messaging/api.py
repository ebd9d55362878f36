"""Files that go with messages: one a request, judged and made safe as every other."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from producer_portal.edge import limits
from producer_portal.edge.http import read, session_of, write
from producer_portal.features.documents.api import parsed_id, taken_in
from producer_portal.features.documents.services import FileAtHand
from producer_portal.features.messaging import queries, services
from producer_portal.features.messaging.rules import ATTACHED_KINDS
from producer_portal.foundation.permissions import Permission

router = APIRouter(prefix="/files", include_in_schema=False)
UPLOADS_PER_PERSON = "120/minute"


@router.post("/messages/{kind}/{subject_id}")
async def attach(request: Request, kind: str, subject_id: str, is_internal: str = "") -> Response:
    """Receive one file for a message about a record. Out of sight is not found (RBAC-4)."""
    facts = session_of(request)
    facts.actor.require(Permission.MESSAGES_WRITE)
    limits.spend(UPLOADS_PER_PERSON, "upload", str(facts.user_id))
    number = parsed_id(subject_id, "conversation")
    await read(facts.actor, queries.find_subject, kind=kind[:40], subject_id=number)

    async def keep(file: FileAtHand, name: str) -> int:
        return await write(
            facts.actor,
            services.add_attachment,
            kind=kind,
            subject_id=number,
            filename=name,
            file=file,
            is_internal=is_internal == "true",
        )

    return await taken_in(
        request, facts, subject=(kind[:40], number), allowed=ATTACHED_KINDS, attach=keep
    )
