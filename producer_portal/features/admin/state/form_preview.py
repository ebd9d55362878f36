"""Browser events of a form that is tried out: answers live in the open tab and nowhere else (SUB-1)."""

from typing import Any

import reflex as rx

from producer_portal.features.submissions.queries.form_trying import (
    NO_GROUP,
    TriedPage,
    tried_form,
    try_answer,
    try_item,
)
from producer_portal.features.submissions.queries.views import GroupView, QuestionView
from producer_portal.features.submissions.state.form_pages import told_below
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, portal_event

_P = Permission.SETTINGS_MANAGE
_KEY_LENGTH = 120


class FormPreviewState(PortalState, rx.State):
    """One page of the form with what was typed on it."""

    line_code: str = ""
    name: str = ""
    is_draft: bool = False
    pages: list[TriedPage] = []
    place: str = ""
    title: str = ""
    is_group: bool = False
    questions: list[QuestionView] = []
    group: GroupView = NO_GROUP
    documents: list[str] = []
    generation: int = 0
    _answers: dict[str, Any] = {}

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the form that the address names, with nothing answered."""
        self.is_missing, self.is_loading = False, True
        query = self._query()
        self.line_code, self.place = query.get("line_code", "")[:12], query.get("page", "")[:80]
        self._answers = {}
        self._watch("page", ("forms",), FormPreviewState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody changed the form."""
        await self._show()

    @portal_event(permission=_P)
    async def go(self, place: str) -> None:
        """Open another page of the form."""
        self.place = place[:80]
        await self._show()

    @portal_event(permission=_P)
    async def answer(self, key: str, value: str) -> None:
        """Answer a question of this page."""
        await self._answer("", key, value)

    @portal_event(permission=_P)
    async def answer_item(self, section_key: str, item_id: str, key: str, value: str) -> None:
        """Answer a question of an item of this page."""
        await self._answer(item_id[:_KEY_LENGTH], key, value)

    @portal_event(permission=_P)
    async def add_item(self, section_key: str) -> None:
        """Add an empty row."""
        await self._item("")

    @portal_event(permission=_P)
    async def remove_item(self, section_key: str, item_id: str) -> None:
        """Remove a row."""
        await self._item(item_id[:_KEY_LENGTH])

    @portal_event(permission=_P)
    async def begin_again(self) -> None:
        """Forget what was typed."""
        self._answers = {}
        self.generation += 1
        await self._show()

    async def _answer(self, item_id: str, key: str, value: str) -> None:
        self._answers = await self._read(
            try_answer,
            line_code=self.line_code,
            answers=self._answers,
            section_key=self.place,
            key=key[:_KEY_LENGTH],
            typed=value,
            item_id=item_id,
        )
        await self._show()

    async def _item(self, item_id: str) -> None:
        self._answers = await self._read(
            try_item,
            line_code=self.line_code,
            answers=self._answers,
            section_key=self.place,
            item_id=item_id,
        )
        await self._show()

    async def _show(self) -> None:
        found = await self._read(
            tried_form, line_code=self.line_code, answers=self._answers, place=self.place
        )
        self._put(
            name=found.name,
            is_draft=found.is_draft,
            pages=found.pages,
            place=found.place,
            title=found.title,
            is_group=found.is_group,
            questions=found.questions,
            group=told_below(found.group),
            documents=found.documents,
            is_loading=False,
        )
