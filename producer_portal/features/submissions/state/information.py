"""Browser events of asking for what is missing, sending it, and deciding on it (SUB-12)."""

from datetime import timedelta

import reflex as rx

from producer_portal.features.submissions.services import information
from producer_portal.features.submissions.state.form_pages import PageProblem
from producer_portal.features.submissions.state.record import RecordState, read_again
from producer_portal.features.submissions.state.typed import beside_fields, items_typed
from producer_portal.foundation import clock
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, parse_id, portal_event
from producer_portal.values.errors import InvalidInput

MOST_THINGS = 20
USUAL_DAYS = 7


class InformationState(PortalState, rx.State):
    """The form that asks, and the checklist's deeds."""

    is_open: bool = False
    things: list[int] = []
    usual_due: str = ""
    summary: list[PageProblem] = []
    attempts: int = 0
    sending_back: int = 0
    _next_key: int = 1
    _submission_id: int = 0

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Begin with everything closed."""
        self.is_open, self.sending_back, self.summary, self.problems = False, 0, [], {}

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def begin(self) -> None:
        """Open the form with one thing to ask for."""
        record = await self.get_state(RecordState)
        self._submission_id, self.is_open = record.submission_id, True
        due = clock.now() + timedelta(days=USUAL_DAYS)
        self.usual_due = f"{due.month}/{due.day}/{due.year}"
        self._next_key += 1
        self.things, self.summary, self.problems = [self._next_key], [], {}

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def close(self) -> None:
        """Close the form and forget what was typed."""
        self.is_open, self.summary, self.problems = False, [], {}

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def add_thing(self) -> None:
        """One more thing to ask for."""
        if len(self.things) < MOST_THINGS:
            self._next_key += 1
            self.things = [*self.things, self._next_key]

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def drop_thing(self, key: int) -> None:
        """One thing fewer."""
        self.things = [one for one in self.things if one != key]

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def request(self, typed: dict[str, str]) -> None:
        """Ask the producer for everything in the form."""
        self.attempts += 1
        items = items_typed(typed, self.things)
        number = self._submission_id
        await self._write(information.request_information, submission_id=number, items=items)
        self.is_open, self.summary = False, []
        await self._done("Asked. The response date rests until it is in.")

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def reply(self, item_id: int, typed: dict[str, str]) -> None:
        """Answer one thing in words."""
        number, words = parse_id(item_id), typed.get("reply", "")
        try:
            await self._write(information.send_information, item_id=number, reply=words)
        except InvalidInput as wrong:
            raise InvalidInput(
                {f"reply-{number}": words for words in wrong.problems.values()}
            ) from None
        await self._done("Sent")

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def added(self, document_type: str) -> None:
        """A document that was asked for arrived."""
        await self._done("Sent")

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def accept(self, item_id: int) -> None:
        """Accept what came."""
        await self._write(information.accept_information, item_id=parse_id(item_id))
        await self._done("Accepted")

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def ask_why(self, item_id: int) -> None:
        """Ask what is wrong with what came; 0 closes the question."""
        self.sending_back, self.problems = item_id, {}

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def send_back(self, note: str) -> None:
        """Send it back with words."""
        number = parse_id(self.sending_back)
        await self._write(information.send_back_information, item_id=number, note_words=note)
        self.sending_back = 0
        await self._done("Sent back")

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def return_to_review(self) -> None:
        """Go on with the review."""
        record = await self.get_state(RecordState)
        number = record.submission_id
        await self._write(information.return_to_review, submission_id=number)
        await self._done("The review goes on")

    async def _tell(self, error: BaseException) -> None:
        await super()._tell(error)
        self.is_missing = False
        self.problems = beside_fields(self.problems, self.things)
        self.summary = [PageProblem(key, words) for key, words in self.problems.items()]

    async def _done(self, words: str) -> None:
        await read_again(self)
        await self._say(words)
