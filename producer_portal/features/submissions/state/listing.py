"""Browser events of the list of submissions and of starting one."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

import reflex as rx
from reflex_base.event import EventSpec

from producer_portal.features.submissions.queries.board import (
    FIRST_CARDS,
    MOST_CARDS,
    BoardColumn,
    board_target,
    status_of,
    submission_board,
)
from producer_portal.features.submissions.queries.known import KnownInsured, known_insureds
from producer_portal.features.submissions.queries.stages import sees_stages
from producer_portal.features.submissions.queries.starting import lines_of_business
from producer_portal.features.submissions.queries.table import DEFAULT_VIEW, submission_table
from producer_portal.features.submissions.queries.views import (
    LineView,
    OptionView,
    SubmissionPage,
    SubmissionRow,
)
from producer_portal.features.submissions.rules.board import BOARD_DEEDS, DONE_AT_ONCE
from producer_portal.features.submissions.rules.insured import LONGEST_SEARCH
from producer_portal.features.submissions.rules.refusals import DeedNotAllowedNow
from producer_portal.features.submissions.rules.workflow import (
    STATUS_LOOKS,
    SubmissionAction,
)
from producer_portal.features.submissions.services import (
    information,
    keeping,
    reviewing,
    stages,
    starting,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, actor, parse_id, portal_event
from producer_portal.values.errors import InvalidInput

LIST_ADDRESS = "/submissions"
BY_STAGE = "stage"


@dataclass(frozen=True, slots=True)
class TabLink:
    """A saved view as a link."""

    key: str
    label: str
    href: str
    count: str
    saved_id: int


class _Asked(NamedTuple):
    """Which part of the list a tab is looking at."""

    view: str = DEFAULT_VIEW
    sort: str = "target"
    is_descending: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListFrame:
    """What stands around the rows. One value: a key pressed in the find box sets and sends it at once."""

    sort: str = "target"
    is_descending: bool = False
    pager_words: str = ""
    has_previous: bool = False
    has_next: bool = False
    can_start: bool = False
    can_assign: bool = False
    active_tab: str = DEFAULT_VIEW
    address: str = ""
    table_address: str = LIST_ADDRESS
    board_address: str = f"{LIST_ADDRESS}?layout=board"
    by_stage_address: str = ""


class SubmissionsState(PortalState, rx.State):
    """The list: view, search, sorting and page are in the address (SUB-9)."""

    rows: list[SubmissionRow] = []
    tabs: list[TabLink] = []
    frame: ListFrame = ListFrame()
    search: str = ""
    chosen: list[int] = []
    is_naming: bool = False
    is_board: bool = False
    columns: list[BoardColumn] = []
    answered_moves: int = 0
    # For whoever sees stages: all there are, the one the list is narrowed to, the board by them.
    stages: list[OptionView] = []
    stage: str = ""
    is_by_stage: bool = False
    _asked: _Asked = _Asked()
    # How many cards each column of the board shows.
    _shown: dict[str, int] = {}
    # Where each saved view leads, with its key. Not a part of the page.
    _saved_places: tuple[tuple[str, str], ...] = ()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Read the address, show the list, follow changes."""
        query = self._query()
        self.search = query.get("search", "")
        number = query.get("page", "1")
        self._asked = _Asked(
            view=query.get("view", DEFAULT_VIEW),
            sort=query.get("sort", "target"),
            is_descending=query.get("descending") == "1",
            page=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
        )
        self.chosen = []
        self.is_board = query.get("layout") == "board"
        self.is_by_stage = query.get("by") == BY_STAGE
        self.stage = "" if self.is_board else query.get("stage", "")[:19]
        self._shown = {}
        topics = ("submissions", *((stages.MOVES, stages.PLAN) if sees_stages(actor()) else ()))
        self._watch("page", topics, SubmissionsState.refresh)
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody moved something: read the same page again."""
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def find(self, text: str) -> None:
        """Narrow the list to an insured or a reference."""
        self.search = text[:100]
        self._asked = self._asked._replace(page=1)
        await self._show(has_tabs=False)

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def choose_stage(self, value: str) -> None:
        """Narrow the list to one stage; "" is all."""
        self.stage, self._asked = value[:19], self._asked._replace(page=1)
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def clear(self) -> None:
        """Take every filter away."""
        self.search, self.stage, self._asked = "", "", self._asked._replace(page=1)
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def sort_by(self, key: str) -> None:
        """Sort by a column; again turns it round."""
        asked = self._asked
        is_turned = key == asked.sort and not asked.is_descending
        self._asked = asked._replace(sort=key, is_descending=is_turned, page=1)
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def turn(self, by: int) -> None:
        """One page on or back."""
        self._asked = self._asked._replace(page=max(1, self._asked.page + (1 if by > 0 else -1)))
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def choose(self, submission_id: int, is_on: bool) -> None:
        """Tick or untick a row for a bulk action."""
        others = [key for key in self.chosen if key != submission_id]
        self.chosen = [*others, submission_id] if is_on else others

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def choose_all(self, is_on: bool) -> None:
        """Tick or untick the rows of this page."""
        self.chosen = [row.id for row in self.rows] if is_on else []

    @portal_event(permission=Permission.SUBMISSIONS_ASSIGN)
    async def take_chosen(self) -> None:
        """Assign the ticked submissions to oneself, one deed each."""
        for submission_id in self.chosen[:100]:
            await self._write(reviewing.assign_to_me, submission_id=parse_id(submission_id))
        await self._say(f"{len(self.chosen)} assigned to you")
        self.chosen = []
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def ask_name(self, is_naming: bool) -> None:
        """Open or close the question for a view's name."""
        self.is_naming = is_naming

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def save_view(self, name: str) -> None:
        """Keep what the list shows under a name."""
        choices = {
            "view": self._asked.view,
            "search": self.search,
            "sort": self._asked.sort,
            "descending": "1" if self._asked.is_descending else "",
            "stage": self.stage,
        }
        await self._write(keeping.save_view, name=name, choices=choices)
        self.is_naming = False
        await self._say("View saved")
        await self._show()

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def show_more(self, column: str) -> None:
        """Show the next cards of a column."""
        if column not in {one.key for one in self.columns}:
            raise InvalidInput({"column": "Choose one of the listed options."})
        shown = self._shown.get(column, FIRST_CARDS) + FIRST_CARDS
        self._shown = {**self._shown, column: min(shown, MOST_CARDS)}
        await self._show(has_tabs=False)

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def move(self, submission_id: int, column: str) -> EventSpec | None:
        """Move a card to a column; the service of the deed behind it knows who may (SUB-9, SUB-10)."""
        # Whatever comes of it: a card that was shown as moved is put where it belongs.
        self.answered_moves += 1
        target, stage = await self._read(board_target, column=column[:40])
        number = parse_id(submission_id)
        found = await self._read(status_of, submission_id=number)
        if stage is not None and found is target:
            await self._write(stages.move_to_stage, submission_id=number, stage_id=stage.id)
            await self._say(f"Moved to {stage.name}")
            await self._show()
            return None
        deed = BOARD_DEEDS.get((found, target))
        if deed is None:
            here, there = STATUS_LOOKS[found].words, STATUS_LOOKS[target].words
            await self._show(has_tabs=False)
            raise DeedNotAllowedNow(f"It is {here.lower()}. It cannot be moved to {there.lower()}.")
        if deed not in DONE_AT_ONCE:
            return rx.redirect(f"/submissions/{number}")
        service = (
            reviewing.start_review
            if deed is SubmissionAction.START_REVIEW
            else information.return_to_review
        )
        await self._write(service, submission_id=number)
        await self._say(f"Moved to {STATUS_LOOKS[target].words.lower()}")
        await self._show()
        return None

    async def _show(self, *, has_tabs: bool = True) -> None:
        asked = self._asked
        found = await self._read(
            submission_table,
            has_tabs=has_tabs,
            search=self.search,
            view=asked.view,
            sort=asked.sort,
            descending=asked.is_descending,
            page=asked.page,
            page_size=1 if self.is_board else 25,
            stage=int(self.stage) if self.stage.isascii() and self.stage.isdigit() else 0,
        )
        self._take(found)
        if self.is_board:
            self.columns = await self._read(
                submission_board,
                search=self.search,
                view=asked.view,
                shown=dict(self._shown),
                is_by_stage=self.is_by_stage,
            )

    def _take(self, found: SubmissionPage) -> None:
        if found.tabs:
            self._take_tabs(found)
        asked = _Asked(found.view, found.sort, found.is_descending, found.page)
        table, board = _addresses(asked, self.search, found.stage)
        has_choice = self.is_board and bool(found.stages)
        by_stage = f"{board}&by={BY_STAGE}" if has_choice else ""
        address = table
        if self.is_board:
            address = by_stage if self.is_by_stage and has_choice else board
        saved = dict(self._saved_places).get(f"{LIST_ADDRESS}{address}")
        self._asked = asked
        self.rows = [] if self.is_board else found.rows
        self._put(
            is_loading=False,
            stages=found.stages,
            stage=found.stage,
            frame=ListFrame(
                sort=asked.sort,
                is_descending=asked.is_descending,
                pager_words=found.pager_words,
                has_previous=found.has_previous,
                has_next=found.has_next,
                can_start=found.can_start,
                can_assign=actor().may(Permission.SUBMISSIONS_ASSIGN),
                active_tab=saved or asked.view,
                address=address,
                table_address=f"{LIST_ADDRESS}{table}",
                board_address=f"{LIST_ADDRESS}{board}",
                by_stage_address=f"{LIST_ADDRESS}{by_stage}" if has_choice else "",
            ),
        )

    def _take_tabs(self, found: SubmissionPage) -> None:
        layout = "&layout=board" if self.is_board else ""
        if self.is_board and self.is_by_stage:
            layout += f"&by={BY_STAGE}"
        self.tabs = [
            TabLink(
                key=tab.key,
                label=tab.words,
                href=f"{LIST_ADDRESS}?{tab.query or f'view={tab.key}'}{layout}",
                count=str(tab.count) if tab.count else "",
                saved_id=tab.saved_id,
            )
            for tab in found.tabs
        ]
        self._saved_places = tuple(
            (f"{LIST_ADDRESS}?{tab.query}", tab.key) for tab in found.tabs if tab.saved_id
        )


def _addresses(asked: _Asked, search: str, stage: str) -> tuple[str, str]:
    """What follows the page's address for what is shown, as a table and as a board."""
    shown = {
        "view": asked.view if asked.view != DEFAULT_VIEW else "",
        "search": search,
        "sort": asked.sort if asked.sort != "target" else "",
        "descending": "1" if asked.is_descending else "",
    }
    # Worded once for both: this is done at every key that is pressed.
    kept = urlencode({name: value for name, value in shown.items() if value})
    narrowed = f"stage={stage}" if stage else ""
    page = f"page={asked.page}" if asked.page > 1 else ""
    table = "&".join(part for part in (kept, narrowed, page) if part)
    board = "&".join(part for part in ("layout=board", kept) if part)
    return f"?{table}" if table else "", f"?{board}"


class StartState(PortalState, rx.State):
    """Choosing the line of business of a new submission."""

    lines: list[LineView] = []
    producers: list[OptionView] = []
    producer: str = ""
    search: str = ""
    known: list[KnownInsured] = []
    note: str = ""
    source: str = ""
    source_words: str = ""

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT, is_pushed=True)
    async def load(self) -> None:
        """Show the lines that can be started."""
        found = await self._read(lines_of_business)
        self.lines, self.producers = found.lines, found.producers
        self.producer, self.search, self.known, self.note = "", "", [], ""
        self.source, self.source_words = "", ""
        self.is_loading = False

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def choose_producer(self, value: str) -> None:
        """Staff start a submission for one of their producers."""
        self.producer = value

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def find(self, words: str) -> None:
        """Look for an insured that is known already."""
        self.search = words[:LONGEST_SEARCH]
        self.known = await self._read(known_insureds, search=self.search)
        is_asked = len(self.search.strip()) > 1
        self.note = "" if self.known or not is_asked else "Nobody in your book is called so."

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def begin_with(self, source: str) -> None:
        """Begin with what is known from a submission or a policy; "" begins empty."""
        named = [one for one in self.known if one.source == source]
        self.source = named[0].source if named else ""
        self.source_words = f"{named[0].name}: {named[0].words}" if named else ""
        self.search, self.known = "", []

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def start(self, line_code: str) -> EventSpec:
        """Start a draft and open it."""
        if self.producers and not self.producer:
            raise InvalidInput({"producer": "Choose the producer this submission is for"})
        made = await self._write(
            starting.start_submission,
            line_code=line_code,
            producer_id=parse_id(self.producer) if self.producer else None,
            source=self.source,
        )
        return rx.redirect(f"/submissions/{made}")
