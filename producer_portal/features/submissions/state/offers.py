"""Browser events of a submission's quotes: adding, revising, accepting, binding, referring (SUB-13, SUB-14)."""

from dataclasses import dataclass, field

import reflex as rx

from producer_portal.features.submissions.queries.views import BindOutcome, QuoteView, TermView
from producer_portal.features.submissions.services import binding, proposing, quoting
from producer_portal.features.submissions.state.form_pages import PageProblem
from producer_portal.features.submissions.state.record import RecordState, read_again
from producer_portal.features.submissions.state.typed import offer_typed
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, parse_id, portal_event
from producer_portal.values.errors import NotFound

MOST_LINES = 40
_KEY_LENGTH = 20


@dataclass(frozen=True, slots=True)
class OfferForm:
    """What the boxes of the form begin with; the text of the quote that is revised."""

    quote_id: int = 0
    title: str = "Add quote"
    carrier: str = ""
    premium: str = ""
    taxes: str = ""
    fees: str = ""
    expires_on: str = ""
    subjectivities: str = ""
    notes: str = ""
    plans: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TermLine:
    """One line of limits or deductibles in the form."""

    key: int
    label: str = ""
    amount: str = ""


class OfferState(PortalState, rx.State):
    """The form of an offer, and what is done with the offers there are."""

    is_open: bool = False
    form: OfferForm = OfferForm()
    limits: list[TermLine] = []
    deductibles: list[TermLine] = []
    summary: list[PageProblem] = []
    attempts: int = 0
    dialog: str = ""
    quote: int = 0
    _next_key: int = 1
    _submission_id: int = 0
    _plans: dict[int, str] = {}

    @portal_event(permission=Permission.SUBMISSIONS_READ, is_pushed=True)
    async def load(self) -> None:
        """Begin with everything closed."""
        self.is_open, self.dialog, self.summary, self.problems = False, "", [], {}

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def begin(self, quote_id: int) -> None:
        """Open the form: empty, or with the words of the quote to revise."""
        record = await self.get_state(RecordState)
        found = [one for one in record.quotes.quotes if one.id == quote_id]
        if quote_id and not found:
            raise NotFound("quote")
        self._fill(found[0] if found else None)
        self._submission_id, self.is_open = record.submission_id, True
        self.summary, self.problems = [], {}

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def close(self) -> None:
        """Close the form and forget what was typed."""
        self.is_open, self.summary, self.problems = False, [], {}

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def add_line(self, kind: str) -> None:
        """One more limit or deductible."""
        if kind == "limit" and len(self.limits) < MOST_LINES:
            self.limits = [*self.limits, self._line()]
        if kind == "deductible" and len(self.deductibles) < MOST_LINES:
            self.deductibles = [*self.deductibles, self._line()]

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def save(self, typed: dict[str, str]) -> None:
        """Add the quote, or the next revision of the one that is revised."""
        self.attempts += 1
        offer = offer_typed(typed, limits=keys(self.limits), deductibles=keys(self.deductibles))
        if self.form.quote_id:
            await self._write(quoting.revise_quote, quote_id=self.form.quote_id, offer=offer)
        else:
            number = self._submission_id
            await self._write(quoting.add_quote, submission_id=number, offer=offer)
        self.is_open, self.summary = False, []
        await self._done("Quote revised" if self.form.quote_id else "Quote added")

    @portal_event(permission=Permission.SUBMISSIONS_READ)
    async def ask(self, dialog: str, quote_id: int) -> None:
        """Ask before a deed on a quote; "" closes the question."""
        self.dialog, self.quote, self.problems = dialog[:20], quote_id, {}

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def accept(self, quote_id: int) -> None:
        """Choose a quote, to be paid as the box beside it says."""
        plan = self._plans.get(quote_id, "")
        await self._write(quoting.accept_quote, quote_id=parse_id(quote_id), payment_plan=plan)
        await self._done("Quote accepted. Bind it when its conditions are met.")

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def choose_plan(self, quote_id: int, plan: str) -> None:
        """Choose how a quote would be paid; one that is accepted changes at once."""
        self._plans = {**self._plans, parse_id(quote_id): plan[:_KEY_LENGTH]}
        record = await self.get_state(RecordState)
        is_accepted = any(
            one.id == quote_id and one.status.key == "accepted" for one in record.quotes.quotes
        )
        if is_accepted:
            await self._write(quoting.accept_quote, quote_id=quote_id, payment_plan=plan)
            await self._done("Payment plan changed")

    @portal_event(permission=Permission.SUBMISSIONS_SUBMIT)
    async def propose(self) -> None:
        """Print the quotes that are compared as a proposal for the client."""
        record = await self.get_state(RecordState)
        shown = record.quotes.compared or [one.id for one in record.quotes.quotes]
        await self._write(
            proposing.make_proposal, submission_id=record.submission_id, quote_ids=shown
        )
        await self._done("Proposal made. It is among the files.")

    @portal_event(permission=Permission.SUBMISSIONS_UNDERWRITE)
    async def mark(self, quote_id: int, place: int, is_met: bool) -> None:
        """Say whether a condition is met."""
        await self._write(
            quoting.mark_subjectivity, quote_id=parse_id(quote_id), place=place, is_met=is_met
        )
        await self._done("Condition met" if is_met else "Condition open again")

    @portal_event(permission=Permission.SUBMISSIONS_BIND)
    async def bind(self, note: str) -> None:
        """Bind the accepted quote; beyond one's authority it goes to a principal."""
        outcome: BindOutcome = await self._write(
            binding.bind_quote, quote_id=parse_id(self.quote), note_words=note
        )
        await self._done(outcome.words)

    @portal_event(permission=Permission.SUBMISSIONS_BIND)
    async def refer(self, note: str) -> None:
        """Ask a principal to bind."""
        outcome: BindOutcome = await self._write(
            binding.refer_quote, quote_id=parse_id(self.quote), note_words=note
        )
        await self._done(outcome.words)

    @portal_event(permission=Permission.REFERRALS_DECIDE)
    async def approve(self, note: str) -> None:
        """Decide a referral by binding."""
        record = await self.get_state(RecordState)
        outcome: BindOutcome = await self._write(
            binding.approve_referral, referral_id=record.referral.id, note_words=note
        )
        await self._done(outcome.words)

    @portal_event(permission=Permission.REFERRALS_DECIDE)
    async def refuse(self, note: str) -> None:
        """Decide a referral by not binding."""
        record = await self.get_state(RecordState)
        number = record.referral.id
        await self._write(binding.decline_referral, referral_id=number, note_words=note)
        await self._done("Not approved. The producer is told.")

    async def _tell(self, error: BaseException) -> None:
        await super()._tell(error)
        self.is_missing = False
        self.summary = [PageProblem(key, words) for key, words in self.problems.items()]
        if self.dialog and not self.problems:
            # What stands in the way is told in the notice; the question is over.
            self.dialog = ""

    async def _done(self, words: str) -> None:
        self.dialog = ""
        await read_again(self)
        await self._say(words)

    def _line(self, term: TermView | None = None) -> TermLine:
        self._next_key += 1
        return TermLine(self._next_key, term.label if term else "", term.amount if term else "")

    def _fill(self, quote: QuoteView | None) -> None:
        if quote is None:
            self.form = OfferForm()
            self.limits, self.deductibles = [self._line(), self._line()], [self._line()]
            return
        self.form = OfferForm(
            quote_id=quote.id,
            title=f"Revise the quote of {quote.carrier}",
            carrier=str(quote.carrier_id),
            premium=quote.premium.removeprefix("$"),
            taxes=quote.taxes.removeprefix("$"),
            fees=quote.fees.removeprefix("$"),
            expires_on=quote.expires,
            subjectivities="\n".join(one.words for one in quote.subjectivities),
            notes=quote.notes,
            plans=[plan.key for plan in quote.payment_plans],
        )
        self.limits = [self._line(term) for term in quote.limits] or [self._line()]
        self.deductibles = [self._line(term) for term in quote.deductibles] or [self._line()]


def keys(lines: list[TermLine]) -> list[int]:
    """The keys of the lines on the page, in their order."""
    return [line.key for line in lines]
