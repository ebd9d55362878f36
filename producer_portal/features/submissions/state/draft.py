"""Browser events of a form's pages: answering a section, adding documents (SUB-2, SUB-3, SUB-4)."""

from dataclasses import dataclass, replace

import reflex as rx
from reflex_base.event import EventSpec

from producer_portal.features.submissions.queries import section_page, task_list
from producer_portal.features.submissions.queries.presence import others_present
from producer_portal.features.submissions.queries.views import (
    ColumnView,
    GroupView,
    ItemView,
    QuestionView,
    SavedAnswers,
    SectionPage,
    TaskList,
    TaskRow,
)
from producer_portal.features.submissions.rules.presence import (
    Present,
    holder_of,
    lock_words,
    present_words,
)
from producer_portal.features.submissions.rules.refusals import AnswersChanged, BoxHeld
from producer_portal.features.submissions.services import answering, presence
from producer_portal.features.submissions.state.form_pages import (
    PageProblem,
    form_rows,
    paged,
    summed_up,
    told_below,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event

BOX_PREFIX = "q-"
_KEY_LENGTH = 120
MOST_PAGES = 100
_NO_COLUMNS: list[ColumnView] = []
_NO_ITEMS: list[ItemView] = []
NO_GROUP = GroupView("", "", "", _NO_COLUMNS, _NO_ITEMS, can_add=False)


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else changed the answer that was just typed: what they wrote, nothing is lost."""

    words: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Typing:
    """One answer on its way: where it belongs and what was typed."""

    submission_id: int = 0
    section_key: str = ""
    item_id: str = ""
    key: str = ""
    value: str = ""

    @property
    def box(self) -> str:
        """The name of its box on the page."""
        return f"{self.section_key}.{self.item_id}.{self.key}" if self.item_id else self.key


class SectionState(PortalState, rx.State):
    """One short page of questions; every answer is saved when its box is left."""

    submission_id: int = 0
    section_key: str = ""
    insured: str = ""
    caption: str = ""
    title: str = ""
    is_group: bool = False
    questions: list[QuestionView] = []
    group: GroupView = NO_GROUP
    sections: list[TaskRow] = []
    summary: list[PageProblem] = []
    attempts: int = 0
    next_href: str = ""
    list_href: str = ""
    is_locked: bool = False
    lock_words: str = ""
    saved_words: str = ""
    can_reveal: bool = False
    clash: Clash = Clash()
    revealed: dict[str, str] = {}
    generation: int = 0
    focus_place: str = ""
    focus_turn: int = 0
    others: str = ""
    can_type: bool = False
    _others: list[Present] = []
    _page: int = 1
    _version: int = 0
    _editing: str = ""
    _editing_version: int = 0
    _shows_problems: bool = False
    _mine: Typing = Typing()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Open the section that the address names and follow its changes."""
        query = self._query()
        self.is_missing, self.is_loading = False, True
        self.submission_id = self._route_id("submission_id")
        self.section_key = query.get("section_key", "")[:_KEY_LENGTH]
        self.summary, self.revealed, self.clash, self.problems = [], {}, Clash(), {}
        self._shows_problems, self._editing = query.get("problems") == "1", ""
        number = self.submission_id
        self._watch("page", (f"submission:{number}",), SectionState.refresh)
        self._watch("others", (f"presence:{number}",), SectionState.see_others)
        self._others = []
        self._page, self.focus_turn = 1, 0
        page = await self._show(at_item=query.get("item", "")[:_KEY_LENGTH])
        self.can_type = actor().may(Permission.SUBMISSIONS_SUBMIT) and not page.is_locked
        if self.can_type:
            key = self.section_key
            await self._write(presence.be_present, submission_id=number, section_key=key)
        await self._show_others()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody saved something: show it, except in the box that is being typed in."""
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def enter(self, box: str) -> None:
        """A box has the focus, or none: what it shows now is what its answer will be based on."""
        entered = box.removeprefix(BOX_PREFIX)[:_KEY_LENGTH]
        if entered != self._editing or not entered:
            self._editing, self._editing_version = entered, self._version
        if self.can_type:
            await self._write(
                presence.be_present,
                submission_id=self.submission_id,
                section_key=self.section_key,
                box=entered,
            )
            # Boxes of somebody who is gone without a word open again.
            await self._show_others()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def gone(self) -> None:
        """The page is left or out of sight: its boxes are free for others."""
        if self.can_type:
            await self._write(presence.leave, submission_id=self.submission_id)

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def see_others(self) -> None:
        """Somebody came, went, or is in another box."""
        await self._show_others()

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def save(self, submission_id: int, section_key: str, key: str, value: str) -> None:
        """Save one answer as typed. A newer answer of somebody else is never written over."""
        await self._save(Typing(parse_id(submission_id), section_key, "", key, value))

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def save_item(
        self, submission_id: int, section_key: str, item_id: str, key: str, value: str
    ) -> None:
        """Save one answer of an item of a repeating section."""
        await self._save(Typing(parse_id(submission_id), section_key, item_id, key, value))

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def keep_mine(self) -> None:
        """Write one's own words over the newer ones, after having seen them."""
        mine, self.clash, self._mine = self._mine, Clash(), Typing()
        self._editing, self._editing_version = mine.box, self._version
        if mine.key:
            await self._save(mine)

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def take_theirs(self) -> None:
        """Drop one's own words; the boxes are made anew with what is saved."""
        self.clash, self._mine, self._editing = Clash(), Typing(), ""
        self.generation += 1

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def add_item(self, section_key: str) -> None:
        """Add an empty row to a repeating section, and go to it on whichever page it is."""
        saved: SavedAnswers = await self._write(
            answering.add_item,
            submission_id=self.submission_id,
            section_key=section_key,
            version=self._version,
        )
        await self._show(at_item=saved.item_id)
        rows = [one for one in self.group.rows if one.item_id == saved.item_id]
        if rows:
            self._focus(f"{section_key}.{saved.item_id}.{rows[0].questions[0].key}")

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def turn_page(self, by: int) -> None:
        """Go on or back among the items of a long table; what was typed is saved before."""
        self._page = max(1, min(self._page + by, MOST_PAGES))
        await self._show()
        self._focus(f"{self.section_key}-page")

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def seek(self, key: str) -> None:
        """Open the page of the table that the box of a problem is on, and go into the box."""
        item_id = key[:_KEY_LENGTH].split(".")[1:2]
        await self._show(at_item="".join(item_id))
        self._focus(key[:_KEY_LENGTH])

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def remove_item(self, section_key: str, item_id: str) -> None:
        """Remove a row with its answers."""
        await self._write(
            answering.remove_item,
            submission_id=self.submission_id,
            section_key=section_key,
            item_id=item_id,
            version=self._version,
        )
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def go_on(self) -> EventSpec | None:
        """On to the next section, unless something on this page has to be put right first."""
        self._shows_problems, self.attempts = True, self.attempts + 1
        page = await self._show()
        wrong = [one for one in page.problems if not one.is_warning]
        self.summary = summed_up(
            [PageProblem(one.field_id.removeprefix(BOX_PREFIX), one.message) for one in wrong]
        )
        return None if wrong and not page.is_locked else rx.redirect(self.next_href)

    @portal_event(permission=Permission.SENSITIVE_REVEAL)
    async def reveal(self, key: str, item_id: str) -> None:
        """Show one sensitive answer in full for a moment; the trail records the look."""
        words = await self._write(
            answering.reveal_answer,
            submission_id=self.submission_id,
            section_key=self.section_key,
            question_key=key,
            item_id=item_id,
        )
        self.revealed = {f"{item_id}.{key}" if item_id else key: words}

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def hide(self) -> None:
        """Forget what was revealed."""
        if self.revealed:
            self.revealed = {}

    async def _save(self, typing: Typing) -> None:
        is_entered = typing.box == self._editing and typing.section_key == self.section_key
        version = self._editing_version if is_entered else self._version
        try:
            saved: SavedAnswers = await self._write(
                answering.save_answers,
                submission_id=typing.submission_id,
                section_key=typing.section_key,
                values={typing.key: typing.value},
                version=version,
                item_id=typing.item_id,
            )
        except (AnswersChanged, BoxHeld) as refused:
            await self._show()
            self._mine, self.clash = typing, Clash(refused.message, self._stored(typing))
            return
        if is_entered:
            self._editing_version = saved.version
        if typing.section_key == self.section_key:
            await self._show()

    def _focus(self, key: str) -> None:
        self.focus_place, self.focus_turn = f"{BOX_PREFIX}{key}", self.focus_turn + 1

    async def _show(self, *, at_item: str = "") -> SectionPage:
        page = await self._read(
            section_page,
            submission_id=self.submission_id,
            section_key=self.section_key,
            shows_problems=self._shows_problems,
            page=self._page,
            at_item=at_item,
        )
        self._page = page.group.page
        tasks = await self._read(task_list, submission_id=self.submission_id)
        self._take(page, tasks)
        return page

    async def _show_others(self) -> None:
        """Who else is here, and which boxes are theirs for now; nothing else is read anew."""
        number = self.submission_id
        self._others = list(await self._read(others_present, submission_id=number))
        titles = {row.key: row.title for row in self.sections}
        self._put(others=present_words(self._others, titles))
        self._put(questions=self._held(self.questions), group=self._held_group(self.group))

    def _held(self, questions: list[QuestionView], row: str = "") -> list[QuestionView]:
        """The questions, each closed while somebody else types in it."""
        shown = []
        for one in questions:
            was_held = one.lock_words != ""
            box = f"{row}.{one.key}" if row else one.key
            name = holder_of(box, self.section_key, self._others)
            words = lock_words(name) if name and box != self._editing else ""
            is_locked = bool(words) or (one.is_locked and not was_held)
            is_same = (one.lock_words, one.is_locked) == (words, is_locked)
            shown.append(one if is_same else replace(one, lock_words=words, is_locked=is_locked))
        return shown

    def _held_group(self, group: GroupView) -> GroupView:
        rows = [
            replace(one, questions=self._held(one.questions, f"{self.section_key}.{one.item_id}"))
            for one in group.rows
        ]
        return replace(group, rows=rows) if rows else group

    def _take(self, page: SectionPage, tasks: TaskList) -> None:
        """Assign only what is different: an assigned var is sent to the browser as a whole."""
        documents_href = f"/submissions/{page.submission_id}/documents"
        is_last = page.next_href == page.list_href
        shown: dict[str, object] = {
            "insured": page.insured,
            "caption": page.caption,
            "title": page.title,
            "is_group": page.is_group,
            "questions": self._held(page.questions),
            "group": self._held_group(paged(told_below(page.group))),
            "sections": form_rows(tasks),
            "next_href": documents_href if is_last else page.next_href,
            "list_href": page.list_href,
            "is_locked": page.is_locked,
            "lock_words": page.lock_words,
            "saved_words": page.saved_words,
            "can_reveal": actor().may(Permission.SENSITIVE_REVEAL),
            "_version": page.version,
            "is_loading": False,
        }
        for name, value in shown.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _stored(self, typing: Typing) -> str:
        """What is stored now in the place of an answer, in words."""
        rows = [one.questions for one in self.group.rows if one.item_id == typing.item_id]
        base, _, part = typing.key.partition(".")
        for question in rows[0] if rows else self.questions:
            if question.key in {base, typing.key}:
                chosen = [one.label for one in question.choices if one.is_chosen]
                words = question.parts.get(part, "") if part else question.value
                return ", ".join(chosen) or words
        return ""
