"""Refusing what may not be sent or bound, and keeping what an agency asks for (SUB-7)."""

from collections.abc import Mapping
from dataclasses import replace

from producer_portal.features.compliance.rules import Requirement
from producer_portal.features.policies import queries as policies
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.queries.gate import binding_findings, sending_findings
from producer_portal.features.submissions.rules.appetite import (
    AppetiteRule,
    checked_appetite,
    rule_words,
    stored_appetite,
)
from producer_portal.features.submissions.rules.choosing import RuleKind
from producer_portal.features.submissions.rules.gate import (
    GateClosed,
    GateFinding,
    GatePolicy,
    Strictness,
    policy_from,
    stored_policy,
)
from producer_portal.features.submissions.services.deeds import note
from producer_portal.features.submissions.services.rulebook import (
    draft_in_hand,
    keep_draft,
    put_rule,
)
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput


def pass_gate_to_send(work: UnitOfWork, opened: Opened) -> list[str]:
    """Raise GateClosed for what stops sending; the words of what only warns."""
    return _passed(sending_findings(work, opened))


def pass_gate_to_bind(
    work: UnitOfWork, opened: Opened, carrier: tuple[int, str], policy: GatePolicy
) -> None:
    """Raise GateClosed for what stops a bind with this carrier; what only warns goes on the timeline."""
    warned = _passed(binding_findings(work, opened, carrier, policy))
    if warned:
        note(work, opened.row, "gate.warned", f"went on though: {'; '.join(warned)}")


def _passed(found: tuple[GateFinding, ...]) -> list[str]:
    if any(one.is_hard for one in found):
        raise GateClosed(found)
    return [one.words for one in found]


def set_gate(
    work: UnitOfWork,
    *,
    sending: Mapping[Requirement, Strictness],
    binding: Mapping[Requirement, Strictness],
    least_claim_minor: int,
    edit: int,
) -> None:
    """Say in the draft what is asked for before sending and binding, and the least E&O limit in cents.

    Needs SETTINGS_MANAGE. Raises InvalidInput, RulesChanged.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    if not 0 <= least_claim_minor <= 10**13:
        raise InvalidInput({"least_claim": "Enter an amount of $0 or more"})
    row = draft_in_hand(work, RuleKind.APPETITE, edit)
    policy = replace(
        policy_from(row.content),
        sending=dict(sending),
        binding=dict(binding),
        least_claim_minor=least_claim_minor,
    )
    keep_draft(work, row, {**row.content, **stored_policy(policy)}, "what is asked for")


def keep_appetite_rule(work: UnitOfWork, *, rule: AppetiteRule, edit: int) -> str:
    """Put a rule into the draft: in its place by its key, or at the end; returns the key.

    Needs SETTINGS_MANAGE. Raises InvalidInput by field, RulesChanged, NotFound.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    wrong = {}
    if set(rule.lines) - set(FORMS):
        wrong["lines"] = "Choose from the listed lines of business"
    if wrong:
        raise InvalidInput(wrong)
    kept = checked_appetite(rule)
    if kept.carrier_id:
        carrier = policies.carrier_detail(work, carrier_id=kept.carrier_id)
        kept = replace(kept, carrier_name=carrier.name)
    names = {code: form.name for code, form in FORMS.items()}
    return put_rule(
        work,
        kind=RuleKind.APPETITE,
        rule=stored_appetite(kept),
        edit=edit,
        what=rule_words(kept, names),
    )
