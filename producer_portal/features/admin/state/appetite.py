"""Browser events of the page on which an agency says what it asks for and what its carriers write."""

from collections.abc import Mapping

import reflex as rx

from producer_portal.features.submissions.queries.gate import (
    AppetiteRow,
    AskedRow,
    appetite_board,
)
from producer_portal.features.submissions.queries.rulebook import VersionView
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.appetite import AppetiteOutcome, AppetiteRule
from producer_portal.features.submissions.rules.choosing import RuleKind, codes_typed
from producer_portal.features.submissions.rules.gate import checked_strictness
from producer_portal.features.submissions.services import gate, rulebook
from producer_portal.foundation.permissions import Permission
from producer_portal.ui.state import PortalState, parse_choice, portal_event
from producer_portal.ui.typed import amount_typed, day_or_none, id_typed

_P = Permission.SETTINGS_MANAGE
NO_RULE = AppetiteRow(
    "", "", "", AppetiteOutcome.DECLINE.value, "", True, "", [], "", "", "", "", "", ""
)  # fmt: skip
_ASKS = ("publish", "discard", "remove")


class AppetiteState(PortalState, rx.State):
    """What is asked for, the rules in order, the form for one of them."""

    asked: list[AskedRow] = []
    least_claim: str = ""
    rules: list[AppetiteRow] = []
    versions: list[VersionView] = []
    carriers: list[OptionView] = []
    lines: list[OptionView] = []
    is_draft: bool = False
    draft_words: str = ""
    edit: int = 0
    is_open: bool = False
    rule: AppetiteRow = NO_RULE
    asking: str = ""
    asked_key: str = ""

    @portal_event(permission=_P, is_pushed=True)
    async def load(self) -> None:
        """Open the page."""
        self.is_open, self.asking, self.problems = False, "", {}
        self._watch("page", ("rules:appetite",), AppetiteState.refresh)
        await self._show()

    @portal_event(permission=_P, is_pushed=True)
    async def refresh(self) -> None:
        """Somebody changed the rules."""
        await self._show()

    @portal_event(permission=_P)
    async def save_asked(self, typed: dict[str, str]) -> None:
        """Keep what is asked for, in the draft."""
        await self._write(
            gate.set_gate,
            sending=checked_strictness(typed, "sending"),
            binding=checked_strictness(typed, "binding"),
            least_claim_minor=amount_typed(typed, "least_claim"),
            edit=self.edit,
        )
        await self._done("Saved in the draft")

    @portal_event(permission=_P)
    async def open_rule(self, key: str) -> None:
        """Open the form for one rule; "" for a new one."""
        self.problems, self.failure = {}, ""
        self.rule = next((one for one in self.rules if one.key == key), NO_RULE)
        self.is_open = True

    @portal_event(permission=_P)
    async def close_rule(self) -> None:
        """Leave the form."""
        self.is_open = False

    @portal_event(permission=_P)
    async def save_rule(self, typed: dict[str, str]) -> None:
        """Keep the rule in the draft."""
        rule = appetite_typed(typed, self.rule.key)
        await self._write(gate.keep_appetite_rule, rule=rule, edit=self.edit)
        self.is_open = False
        await self._done("Saved in the draft")

    @portal_event(permission=_P)
    async def move(self, key: str, by: int) -> None:
        """Ask a rule earlier or later."""
        await self._write(
            rulebook.move_rule, kind=RuleKind.APPETITE, key=key[:12], by=by, edit=self.edit
        )
        await self._show()

    @portal_event(permission=_P)
    async def ask(self, deed: str, key: str) -> None:
        """Ask before a deed; "" leaves it."""
        self.asking, self.asked_key = (deed if deed in _ASKS else ""), key[:12]

    @portal_event(permission=_P)
    async def remove(self, reason: str) -> None:
        """Take the rule that was asked about off the draft."""
        await self._write(
            rulebook.remove_rule, kind=RuleKind.APPETITE, key=self.asked_key, edit=self.edit
        )
        await self._done("Removed from the draft")

    @portal_event(permission=_P)
    async def publish(self, note: str) -> None:
        """Put the draft in force."""
        number = await self._write(
            rulebook.publish_rules, kind=RuleKind.APPETITE, edit=self.edit, note=note
        )
        await self._done(f"Version {number} is in force")

    @portal_event(permission=_P)
    async def discard(self, reason: str) -> None:
        """Drop the draft."""
        await self._write(rulebook.discard_rules, kind=RuleKind.APPETITE, edit=self.edit)
        await self._done("Draft discarded")

    async def _done(self, words: str) -> None:
        self.asking = ""
        await self._say(words)
        await self._show()

    async def _show(self) -> None:
        found = await self._read(appetite_board)
        self.asked, self.least_claim, self.rules = found.asked, found.least_claim, found.rules
        self.versions, self.carriers, self.lines = found.versions, found.carriers, found.lines
        self.is_draft, self.edit = found.draft.is_open, found.draft.edit
        self.draft_words, self.is_loading = found.draft.words, False


def ticked(typed: Mapping[str, str], name: str) -> tuple[str, ...]:
    """What was ticked under a name: "line-CGL" is CGL of "line"."""
    return tuple(
        key.removeprefix(f"{name}-")
        for key, value in typed.items()
        if key.startswith(f"{name}-") and value == "on"
    )


def appetite_typed(typed: Mapping[str, str], key: str) -> AppetiteRule:
    """A rule as typed. Raises InvalidInput for the first field that cannot be read."""
    return AppetiteRule(
        key=key,
        outcome=parse_choice(typed.get("outcome", ""), AppetiteOutcome, field="outcome"),
        words=" ".join(typed.get("words", "").split()),
        is_hard=typed.get("is_hard") == "on",
        carrier_id=id_typed(typed, "carrier"),
        lines=ticked(typed, "line"),
        states=codes_typed(
            typed.get("states", ""), field="states", hint="Enter states by two letters, like FL, GA"
        ),
        naics=codes_typed(
            typed.get("naics", ""), field="naics", hint="Enter the first figures, like 238, 56173"
        ),
        classes=codes_typed(
            typed.get("classes", ""), field="classes", hint="Enter class codes, like 97047"
        ),
        from_on=day_or_none(typed, "from_on"),
        until_on=day_or_none(typed, "until_on"),
    )
