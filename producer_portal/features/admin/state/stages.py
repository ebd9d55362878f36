"""Browser events of the page on which an agency's stages are kept (SUB-10)."""

import reflex as rx

from producer_portal.features.submissions.queries.stages import StageGroup, StageRow, stage_board
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services import stages
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, parse_choice, parse_id, portal_event
from producer_portal.values.errors import NotFound

_P = Permission.SETTINGS_MANAGE
NO_STAGE = StageRow(0, "", 0, "", is_first=False, is_last=False)
_ASKS = ("rename", "retire")


class StagesState(PortalState, rx.State):
    """Every status with its stages, and what is asked about one of them."""

    groups: list[StageGroup] = []
    # The status whose form for a new stage is open.
    adding: str = ""
    asking: str = ""
    stage: StageRow = NO_STAGE
    # Where the submissions of a retired stage may go.
    others: list[OptionView] = []

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the page."""
        self.adding, self.asking, self.problems = "", "", {}
        self._watch("page", (stages.PLAN, stages.MOVES, "submissions"), StagesState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody changed a stage, or moved a submission."""
        await self._show()

    @portal_event(permission=_P)
    async def open_form(self, status: str) -> None:
        """Open the form for a new stage of a status; "" closes it."""
        self.problems, self.failure = {}, ""
        self.adding = parse_choice(status, SubmissionStatus, field="status").value if status else ""

    @portal_event(permission=_P)
    async def add(self, typed: dict[str, str]) -> None:
        """Add a stage to the status whose form is open."""
        status = parse_choice(self.adding, SubmissionStatus, field="status")
        await self._write(stages.add_stage, status=status, name=typed.get("name", ""))
        await self._done("Added")

    @portal_event(permission=_P)
    async def ask(self, deed: str, stage_id: int) -> None:
        """Ask for a stage's new name, or where its submissions go; "" leaves it."""
        self.problems, self.failure = {}, ""
        self.asking = deed if deed in _ASKS else ""
        if self.asking:
            self._choose(parse_id(stage_id))

    @portal_event(permission=_P)
    async def rename(self, typed: dict[str, str]) -> None:
        """Call the stage otherwise."""
        await self._write(stages.rename_stage, stage_id=self.stage.id, name=typed.get("name", ""))
        await self._done("Renamed")

    @portal_event(permission=_P)
    async def move(self, stage_id: int, by: int) -> None:
        """Put a stage earlier or later."""
        await self._write(stages.move_stage, stage_id=parse_id(stage_id), by=by)
        await self._done("Moved")

    @portal_event(permission=_P)
    async def retire(self, typed: dict[str, str]) -> None:
        """Take the stage away, and its submissions to the chosen one."""
        into = typed.get("into", "")
        count = await self._write(
            stages.retire_stage,
            stage_id=self.stage.id,
            into_id=parse_id(into) if into else None,
        )
        words = f"{count:,} submission{'' if count == 1 else 's'}"
        await self._done(f"Retired. {words} moved" if count else "Retired")

    def _choose(self, stage_id: int) -> None:
        for group in self.groups:
            for one in group.stages:
                if one.id == stage_id:
                    others = [other for other in group.stages if other.id != stage_id]
                    self.stage = one
                    self.others = [OptionView(str(other.id), other.name) for other in others]
                    return
        raise NotFound("stage")

    async def _done(self, words: str) -> None:
        self.adding, self.asking = "", ""
        await self._say(words)
        await self._show()

    async def _show(self) -> None:
        self.groups = await self._read(stage_board)
        self.is_loading = False
