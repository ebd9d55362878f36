"""Browser events of the list of forms and of the editor of one: places, questions, pages, documents (SUB-1)."""

from dataclasses import replace

import reflex as rx
from reflex_base.event import EventSpec

from producer_portal.features.submissions.queries.editor_views import (
    AskedDocument,
    AskedQuestion,
    ChangeRow,
    ConditionBox,
    DocumentBoxes,
    LineRow,
    OwnVersion,
    PageBoxes,
    PlaceRow,
    QuestionBoxes,
    RowView,
)
from producer_portal.features.submissions.queries.form_boxes import (
    document_boxes,
    page_boxes,
    question_boxes,
    questions_to_ask_about,
    row_to_fill,
)
from producer_portal.features.submissions.queries.form_desk import form_board, form_on_desk
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.form_conditions import (
    ALL,
    ANY,
    MOST_ROWS,
    ConditionRow,
    Rows,
)
from producer_portal.features.submissions.rules.form_editing import FormChanged
from producer_portal.features.submissions.services import form_versions as forms
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, portal_event

_P = Permission.SETTINGS_MANAGE
_ASKS = ("publish", "discard", "question", "page", "document")
_EDITS = ("question", "new page", "page", "document")
_NEEDS = ("needed", "optional", "needed_if")
_CODE_LENGTH, _KEY_LENGTH = 12, 80
SHOWN, NEEDED = "shown", "needed"
_NO_ROWS: list[RowView] = []
_NO_OPTIONS: list[OptionView] = []
NO_CONDITION = ConditionBox(ALL, _NO_ROWS, "")
NO_QUESTION = QuestionBoxes(
    "", "", "", "", "text", "", "needed", False, "", "", "", "", "", "", "", "", "", _NO_OPTIONS,
    NO_CONDITION, NO_CONDITION,
)  # fmt: skip
NO_PAGE = PageBoxes("", False, "", "", "", "", NO_CONDITION)
NO_DOCUMENT = DocumentBoxes("", "", "needed", "", "", [], NO_CONDITION)


class FormsState(PortalState, rx.State):
    """Every line of business with the form in use and any draft."""

    lines: list[LineRow] = []

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the page."""
        self._watch("page", ("forms",), FormsState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody changed or published a form."""
        await self._show()

    @portal_event(permission=_P)
    async def copy_form(self, code: str) -> EventSpec:
        """Begin a draft of a line and open it."""
        await self._write(forms.copy_form, line_code=code[:_CODE_LENGTH])
        return rx.redirect(f"/admin/forms/{code[:_CODE_LENGTH]}")

    async def _show(self) -> None:
        self.lines = await self._read(form_board)
        self.is_loading = False


class FormState(PortalState, rx.State):
    """One form: where one is in it, what is edited there, and what is asked before a deed."""

    line_code: str = ""
    name: str = ""
    is_draft: bool = False
    edit: int = 0
    words: str = ""
    news: str = ""
    places: list[PlaceRow] = []
    place: str = ""
    title: str = ""
    told: str = ""
    is_page: bool = False
    questions: list[AskedQuestion] = []
    documents: list[AskedDocument] = []
    changes: list[ChangeRow] = []
    versions: list[OwnVersion] = []
    editing: str = ""
    opened: int = 0
    key: str = ""
    question: QuestionBoxes = NO_QUESTION
    page: PageBoxes = NO_PAGE
    document: DocumentBoxes = NO_DOCUMENT
    kind: str = "text"
    need: str = "needed"
    shown: ConditionBox = NO_CONDITION
    needed: ConditionBox = NO_CONDITION
    askable: list[OptionView] = []
    asking: str = ""
    asked_key: str = ""
    asked_words: str = ""
    _seen_edit: int = 0
    _next_row: int = 0

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the form that the address names."""
        self.is_missing, self.is_loading = False, True
        self.line_code = self._query().get("line_code", "")[:_CODE_LENGTH]
        self.place, self.editing, self.asking, self.problems = "", "", "", {}
        self._watch("page", ("forms",), FormState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody changed the form; what one is typing stays in its boxes."""
        await self._show()

    @portal_event(permission=_P)
    async def go(self, place: str) -> None:
        """Open a place of the task list."""
        self.place = place[:_KEY_LENGTH]
        await self._show()

    @portal_event(permission=_P)
    async def copy_form(self, is_from_catalog: bool) -> None:
        """Begin a draft with the form in use, or with the portal's newest."""
        await self._write(
            forms.copy_form, line_code=self.line_code, is_from_catalog=is_from_catalog
        )
        await self._done("A draft is open")

    @portal_event(permission=_P)
    async def open_boxes(self, what: str, key: str) -> None:
        """Open the boxes of a question, a page or a document; "" as key for a new one."""
        code, page = self.line_code, self.place
        self.problems, self.failure, self.key = {}, "", key[:_KEY_LENGTH]
        self._seen_edit = self.edit
        if what in {"question", "new page"}:
            found = await self._read(question_boxes, line_code=code, section_key=page, key=self.key)
            self.question, self.kind, self.need = found, found.kind, found.need
            self.shown, self.needed = found.shown, found.needed
        elif what == "page":
            self.page = await self._read(page_boxes, line_code=code, section_key=page)
            self.shown = self.page.shown
        else:
            self.document = await self._read(document_boxes, line_code=code, document_type=self.key)
            self.shown = self.document.shown
        self.askable = await self._read(
            questions_to_ask_about, line_code=code, section_key=page, key=self.key
        )
        self._next_row = MOST_ROWS
        self.opened += 1
        self.editing = what if what in _EDITS else "document"

    @portal_event(permission=_P)
    async def close_boxes(self) -> None:
        """Leave the boxes."""
        self.editing, self.problems, self.failure = "", {}, ""

    @portal_event(permission=_P)
    async def choose_kind(self, value: str) -> None:
        """Show the limits of another kind of answer."""
        self.kind = value[:20]

    @portal_event(permission=_P)
    async def choose_need(self, value: str) -> None:
        """Show what a needed answer depends on."""
        self.need = value if value in _NEEDS else "needed"

    @portal_event(permission=_P)
    async def join_rows(self, which: str, joined: str) -> None:
        """All rows of a condition must hold, or any of them."""
        self._put_box(which, replace(self._box(which), joined=ANY if joined == ANY else ALL))

    @portal_event(permission=_P)
    async def add_row(self, which: str) -> None:
        """Add an empty row to a condition; a condition that rows cannot show gives way to them."""
        box = self._box(which)
        if len(box.rows) < MOST_ROWS:
            self._next_row += 1
            empty = await self._read(
                row_to_fill,
                line_code=self.line_code,
                number=self._next_row,
                row=ConditionRow(),
            )
            self._put_box(which, replace(box, rows=[*box.rows, empty], kept=""))

    @portal_event(permission=_P)
    async def remove_row(self, which: str, number: int) -> None:
        """Take a row off a condition."""
        box = self._box(which)
        kept = [row for row in box.rows if row.number != number]
        self._put_box(which, replace(box, rows=kept))

    @portal_event(permission=_P)
    async def ask_about(self, which: str, number: int, asked: str) -> None:
        """Ask about another question in a row."""
        row = ConditionRow(asked[: 2 * _KEY_LENGTH])
        found = await self._read(row_to_fill, line_code=self.line_code, number=number, row=row)
        self._put_row(which, found)

    @portal_event(permission=_P)
    async def compare(self, which: str, number: int, operator: str) -> None:
        """Compare in another way in a row."""
        for row in self._box(which).rows:
            if row.number == number:
                self._put_row(which, replace(row, operator=operator[:20]))

    @portal_event(permission=_P)
    async def save_question(self, typed: dict[str, str]) -> None:
        """Keep the question in the draft, on this page or on a new one."""
        is_new_page = self.editing == "new page"
        if is_new_page and not typed.get("page_title", "").strip():
            self.problems = {"page_title": "Enter the title of the new page"}
            return
        await self._keep(
            forms.keep_question,
            line_code=self.line_code,
            section_key=self.place,
            key=self.key,
            typed=typed,
            shown=self._rows(SHOWN, typed),
            needed=self._rows(NEEDED, typed),
            page_title=typed.get("page_title", "") if is_new_page else "",
            edit=self._seen_edit,
        )

    @portal_event(permission=_P)
    async def save_page(self, typed: dict[str, str]) -> None:
        """Keep the page's title, when it is asked and how often."""
        await self._keep(
            forms.keep_section,
            line_code=self.line_code,
            section_key=self.place,
            typed=typed,
            shown=self._rows(SHOWN, typed),
            edit=self._seen_edit,
        )

    @portal_event(permission=_P)
    async def save_document(self, typed: dict[str, str]) -> None:
        """Keep the document in the draft."""
        await self._keep(
            forms.ask_for_document,
            line_code=self.line_code,
            document_type=self.key,
            typed=typed,
            shown=self._rows(SHOWN, typed),
            edit=self._seen_edit,
        )

    @portal_event(permission=_P)
    async def move(self, key: str, by: int) -> None:
        """Ask a question earlier or later."""
        await self._write(
            forms.move_question,
            line_code=self.line_code,
            section_key=self.place,
            key=key[:_KEY_LENGTH],
            by=by,
            edit=self.edit,
        )
        await self._show()

    @portal_event(permission=_P)
    async def ask(self, deed: str, key: str, words: str) -> None:
        """Ask before a deed; "" leaves it."""
        self.problems, self.failure = {}, ""
        self.asking = deed if deed in _ASKS else ""
        self.asked_key, self.asked_words = key[:_KEY_LENGTH], words[:300]
        self._seen_edit = self.edit

    @portal_event(permission=_P)
    async def remove(self, reason: str) -> None:
        """Take what was asked about off the draft."""
        deed, key = self.asking, self.asked_key
        self.asking = ""
        line = {"line_code": self.line_code, "edit": self._seen_edit}
        if deed == "question":
            await self._write(forms.remove_question, section_key=self.place, key=key, **line)  # type: ignore[arg-type]
        elif deed == "page":
            await self._write(forms.remove_section, section_key=self.place, **line)  # type: ignore[arg-type]
        else:
            await self._write(forms.stop_asking_for_document, document_type=key, **line)  # type: ignore[arg-type]
        await self._done("Removed from the draft")

    @portal_event(permission=_P)
    async def publish(self, reason: str) -> None:
        """Put the draft in use."""
        number = await self._write(
            forms.publish_form, line_code=self.line_code, edit=self._seen_edit, reason=reason
        )
        await self._done(f"Version {number} is in use")

    @portal_event(permission=_P)
    async def discard(self, reason: str) -> None:
        """Drop the draft."""
        await self._write(forms.discard_form, line_code=self.line_code, edit=self._seen_edit)
        await self._done("Draft discarded")

    async def _keep(self, service: object, **words: object) -> None:
        try:
            await self._write(service, **words)  # type: ignore[arg-type]
        except FormChanged:
            # Told once; saved again it is written into the draft as it is now.
            await self._show()
            self._seen_edit = self.edit
            raise
        self.editing = ""
        await self._done("Saved in the draft")

    async def _done(self, words: str) -> None:
        self.asking = ""
        await self._say(words)
        await self._show()

    def _box(self, which: str) -> ConditionBox:
        return self.needed if which == NEEDED else self.shown

    def _put_box(self, which: str, box: ConditionBox) -> None:
        if which == NEEDED:
            self.needed = box
        else:
            self.shown = box

    def _put_row(self, which: str, row: RowView) -> None:
        box = self._box(which)
        rows = [row if one.number == row.number else one for one in box.rows]
        self._put_box(which, replace(box, rows=rows))

    def _rows(self, which: str, typed: dict[str, str]) -> Rows:
        """The rows as they stand on the page: picked in lists, or typed in their boxes."""
        box = self._box(which)
        rows = tuple(
            ConditionRow(row.asked, row.operator, value_typed(typed, which, row))
            for row in box.rows
        )
        return Rows(box.joined, rows, box.kept)

    async def _show(self) -> None:
        found = await self._read(form_on_desk, line_code=self.line_code, place=self.place)
        self.is_draft = found.is_open
        self._put(
            name=found.name,
            edit=found.edit,
            words=found.words,
            news=found.news,
            places=found.places,
            place=found.place,
            title=found.title,
            told=found.told,
            is_page=found.is_page,
            questions=found.questions,
            documents=found.documents,
            changes=found.changes,
            versions=found.versions,
            is_loading=False,
        )


def value_typed(typed: dict[str, str], which: str, row: RowView) -> str:
    """What a row compares with: the box, the list, or what is ticked, "a,b"."""
    name = f"{which}-{row.number}-"
    if row.is_many:
        ticked = [one.value for one in row.offered if typed.get(f"{name}tick-{one.value}") == "on"]
        return ",".join(ticked)
    return typed.get(f"{name}value", row.typed)
