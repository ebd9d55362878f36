"""Browser events of the page on which routing rules are drafted, tried and published (SUB-8)."""

from collections.abc import Mapping

import reflex as rx

from producer_portal.access.tables import AgencyTier
from producer_portal.features.admin.state.appetite import ticked
from producer_portal.features.agencies import services as agencies
from producer_portal.features.submissions.queries.routing import (
    AgencyRow,
    RuleRow,
    TriedRow,
    routing_board,
    try_routing,
)
from producer_portal.features.submissions.queries.rulebook import VersionView
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.choosing import RuleKind, codes_typed
from producer_portal.features.submissions.rules.routing import Outcome, RoutingRule
from producer_portal.features.submissions.services import routing, rulebook
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, parse_choice, parse_id, portal_event
from producer_portal.ui.typed import amount_or_none, day_or_none, id_typed

_P = Permission.SETTINGS_MANAGE
NO_RULE = RuleRow(
    "", "", "", "", False, [], [], "", "", "", "", "", "", "", "", "", Outcome.PERSON.value, "", "", ""
)  # fmt: skip
_ASKS = ("publish", "discard", "remove")


class RoutingState(PortalState, rx.State):
    """Rules in order, the form for one of them, the trial, the tiers of agencies."""

    rules: list[RuleRow] = []
    versions: list[VersionView] = []
    lines: list[OptionView] = []
    people: list[OptionView] = []
    producers: list[OptionView] = []
    agencies: list[OptionView] = []
    tiers: list[AgencyRow] = []
    is_draft: bool = False
    draft_words: str = ""
    edit: int = 0
    is_open: bool = False
    rule: RuleRow = NO_RULE
    outcome: str = Outcome.PERSON.value
    asking: str = ""
    asked_key: str = ""
    tried: list[TriedRow] = []
    trial_words: str = ""

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the page."""
        self.is_open, self.asking, self.problems = False, "", {}
        self.tried, self.trial_words = [], ""
        self._watch("page", ("rules:routing", "agencies"), RoutingState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody changed the rules."""
        await self._show()

    @portal_event(permission=_P)
    async def open_rule(self, key: str) -> None:
        """Open the form for one rule; "" for a new one."""
        self.problems, self.failure = {}, ""
        self.rule = next((one for one in self.rules if one.key == key), NO_RULE)
        self.outcome, self.is_open = self.rule.outcome, True

    @portal_event(permission=_P)
    async def close_rule(self) -> None:
        """Leave the form."""
        self.is_open = False

    @portal_event(permission=_P)
    async def choose_outcome(self, value: str) -> None:
        """Show what the chosen outcome asks for."""
        self.outcome = parse_choice(value, Outcome, field="outcome").value

    @portal_event(permission=_P)
    async def save_rule(self, typed: dict[str, str]) -> None:
        """Keep the rule in the draft."""
        rule = rule_typed(typed, self.rule.key)
        await self._write(routing.keep_routing_rule, rule=rule, edit=self.edit)
        self.is_open = False
        await self._done("Saved in the draft")

    @portal_event(permission=_P)
    async def move(self, key: str, by: int) -> None:
        """Ask a rule earlier or later."""
        await self._write(
            rulebook.move_rule, kind=RuleKind.ROUTING, key=key[:12], by=by, edit=self.edit
        )
        await self._done("Moved in the draft")

    @portal_event(permission=_P)
    async def ask(self, deed: str, key: str) -> None:
        """Ask before a deed; "" leaves it."""
        self.asking, self.asked_key = (deed if deed in _ASKS else ""), key[:12]

    @portal_event(permission=_P)
    async def remove(self, reason: str) -> None:
        """Take the rule that was asked about off the draft."""
        await self._write(
            rulebook.remove_rule, kind=RuleKind.ROUTING, key=self.asked_key, edit=self.edit
        )
        await self._done("Removed from the draft")

    @portal_event(permission=_P)
    async def publish(self, note: str) -> None:
        """Put the draft in force."""
        number = await self._write(
            rulebook.publish_rules, kind=RuleKind.ROUTING, edit=self.edit, note=note
        )
        await self._done(f"Version {number} is in force")

    @portal_event(permission=_P)
    async def discard(self, reason: str) -> None:
        """Drop the draft."""
        await self._write(rulebook.discard_rules, kind=RuleKind.ROUTING, edit=self.edit)
        await self._done("Draft discarded")

    @portal_event(permission=_P)
    async def try_out(self) -> None:
        """Hold the rules in hand against what was sent last."""
        found = await self._read(try_routing)
        self.tried, self.trial_words = found.rows, found.words

    @portal_event(permission=_P)
    async def set_tier(self, agency_id: int, tier: str) -> None:
        """Rank an agency."""
        chosen = parse_choice(tier, AgencyTier, field="tier")
        await self._write(agencies.set_tier, agency_id=parse_id(agency_id), tier=chosen)
        await self._done("Saved")

    async def _done(self, words: str) -> None:
        self.asking = ""
        # What was tried was tried with other rules.
        self.tried, self.trial_words = [], ""
        await self._say(words)
        await self._show()

    async def _show(self) -> None:
        found = await self._read(routing_board)
        self.rules, self.versions, self.lines = found.rules, found.versions, found.lines
        self.people, self.producers = found.people, found.producers
        self.agencies, self.tiers = found.agencies, found.tiers
        self.is_draft, self.edit = found.draft.is_open, found.draft.edit
        self.draft_words, self.is_loading = found.draft.words, False


def rule_typed(typed: Mapping[str, str], key: str) -> RoutingRule:
    """A rule as typed. Raises InvalidInput for the first field that cannot be read."""
    outcome = parse_choice(typed.get("outcome", ""), Outcome, field="outcome")
    is_team = outcome is Outcome.TEAM
    return RoutingRule(
        key=key,
        name=typed.get("name", ""),
        is_exception=typed.get("is_exception") == "on",
        lines=ticked(typed, "line"),
        states=codes_typed(
            typed.get("states", ""), field="states", hint="Enter states by two letters, like FL, GA"
        ),
        tiers=ticked(typed, "tier"),
        agency_id=id_typed(typed, "agency"),
        producer_id=id_typed(typed, "producer"),
        least_revenue_minor=amount_or_none(typed, "least_revenue"),
        most_revenue_minor=amount_or_none(typed, "most_revenue"),
        least_premium_minor=amount_or_none(typed, "least_premium"),
        most_premium_minor=amount_or_none(typed, "most_premium"),
        effective_from=day_or_none(typed, "effective_from"),
        effective_until=day_or_none(typed, "effective_until"),
        outcome=outcome,
        user_id=id_typed(typed, "user") if outcome is Outcome.PERSON else 0,
        team_role=typed.get("team_role", "") if is_team else "",
        team_agency_id=id_typed(typed, "team_agency") if is_team else 0,
    )
