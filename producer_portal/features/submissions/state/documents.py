"""Browser events of a submission's documents: adding, replacing, finding, taking off (SUB-4, DOC-2)."""

from dataclasses import dataclass

import reflex as rx

from producer_portal.features.documents.queries import (
    DocumentRow,
    FoundDocument,
    documents_of,
    found_in_text,
    room_words,
)
from producer_portal.features.submissions.queries import document_needs, task_list
from producer_portal.features.submissions.queries.views import DocumentNeed, TaskRow
from producer_portal.features.submissions.services import papers
from producer_portal.features.submissions.state.form_pages import accepted_endings, form_rows
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event

_FIND_LENGTH = 200
OTHER_ENDINGS = ".pdf,.jpg,.jpeg,.png"


@dataclass(frozen=True, slots=True)
class NeededFiles:
    """A document the form asks for, with the files that are in for it."""

    need: DocumentNeed
    accept: str
    files: list[DocumentRow]


class DocumentsState(PortalState, rx.State):
    """The documents a form asks for, each with its place to add files."""

    submission_id: int = 0
    insured: str = ""
    needs: list[NeededFiles] = []
    others: list[DocumentRow] = []
    sections: list[TaskRow] = []
    list_href: str = ""
    upload_url: str = ""
    is_locked: bool = False
    saved_words: str = ""
    room: str = ""
    has_files: bool = False
    can_download: bool = False
    find_words: str = ""
    find_note: str = ""
    found: list[FoundDocument] = []
    replacing_id: int = 0

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the page and follow its changes."""
        self.is_missing, self.is_loading = False, True
        self.submission_id = self._route_id("submission_id")
        self.find_words, self.find_note, self.found, self.replacing_id = "", "", [], 0
        self.can_download = actor().may(Permission.DOCUMENTS_DOWNLOAD)
        self._watch("page", (f"submission:{self.submission_id}",), DocumentsState.refresh)
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """A file came or went."""
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def added(self, document_type: str) -> None:
        """A file of this page arrived."""
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def version_added(self, document_type: str) -> None:
        """The new version of a file arrived: its place closes."""
        self.replacing_id = 0
        await self._show()

    @portal_event(permission=Permission.DOCUMENTS_ADD)
    async def replace(self, document_id: int) -> None:
        """Open or close the place for a new version of a file."""
        self.replacing_id = 0 if self.replacing_id == document_id else parse_id(document_id)

    @portal_event(permission=Permission.DOCUMENTS_ADD)
    async def remove(self, document_id: int) -> None:
        """Take a file off."""
        await self._write(
            papers.detach_document,
            submission_id=self.submission_id,
            document_id=parse_id(document_id),
        )
        await self._show()
        await self._say("Removed")

    @portal_event(permission=Permission.DOCUMENTS_DOWNLOAD)
    async def find(self, words: str) -> None:
        """Show the documents whose text holds the words."""
        self.find_words = words[:_FIND_LENGTH]
        asked = self.find_words.strip()
        self.found = (
            await self._read(found_in_text, subject=("submission", self.submission_id), words=asked)
            if asked
            else []
        )
        self.find_note = _note(asked, len(self.found))

    async def _show(self) -> None:
        number = self.submission_id
        tasks = await self._read(task_list, submission_id=number)
        needs = await self._read(document_needs, submission_id=number)
        files = await self._read(documents_of, subject=("submission", number))
        self.room = await self._read(room_words, subject=("submission", number))
        self.insured, self.is_locked = tasks.title, tasks.is_locked
        self.saved_words, self.sections = tasks.saved_words, form_rows(tasks)
        self.list_href, self.upload_url = f"/submissions/{number}", f"/files/submissions/{number}"
        self.needs = [
            NeededFiles(
                need,
                accepted_endings(need),
                [f for f in files if f.document_type == need.document_type],
            )
            for need in needs
        ]
        asked = {need.document_type for need in needs}
        self.others = [one for one in files if one.document_type not in asked]
        self.has_files = any(one.href for one in files)
        self.is_loading = False


def _note(asked: str, count: int) -> str:
    if not asked:
        return ""
    if not count:
        return f'No PDF here holds "{asked}". Pictures are not read.'
    return f'{count} {"document holds" if count == 1 else "documents hold"} "{asked}"'
