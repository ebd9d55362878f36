"""What the demonstration's agency decided: what it asks for, what its carriers write, who gets what."""

from collections.abc import Mapping

from producer_portal.access.tables import AgencyTier
from producer_portal.features.agencies import services as agencies
from producer_portal.features.compliance.rules import Requirement
from producer_portal.features.submissions.rules.appetite import AppetiteOutcome, AppetiteRule
from producer_portal.features.submissions.rules.choosing import RuleKind
from producer_portal.features.submissions.rules.form_conditions import ConditionRow, Rows
from producer_portal.features.submissions.rules.gate import Strictness
from producer_portal.features.submissions.rules.routing import Outcome, RoutingRule
from producer_portal.features.submissions.services import form_versions, gate, routing, rulebook
from producer_portal.foundation import clock
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.unit_of_work import unit_of_work

_STOPS, _WARNS = Strictness.HARD, Strictness.SOFT
LEAST_CLAIM_MINOR = 100_000_000


def decide_what_is_asked_for(people: Mapping[str, Actor], carriers: list[int]) -> None:
    """Ada publishes the gate and three appetite rules."""
    sending = dict.fromkeys(Requirement, _STOPS) | {Requirement.APPOINTMENT: _WARNS}
    rules = (
        AppetiteRule(
            "",
            AppetiteOutcome.DECLINE,
            "Gambling is not written by any of our carriers",
            is_hard=True,
            naics=("7132",),
        ),
        AppetiteRule(
            "",
            AppetiteOutcome.REFER,
            "Property near the coast is looked at one by one",
            carrier_id=carriers[2],
            lines=("PROP",),
            states=("FL",),
        ),
        AppetiteRule(
            "",
            AppetiteOutcome.DECLINE,
            "No cyber this year",
            carrier_id=carriers[3],
            lines=("CYBER",),
        ),
    )
    with unit_of_work(people["ada"], now=clock.now()) as work:
        gate.set_gate(
            work,
            sending=sending,
            binding=dict.fromkeys(Requirement, _STOPS),
            least_claim_minor=LEAST_CLAIM_MINOR,
            edit=0,
        )
        for edit, rule in enumerate(rules, start=1):
            gate.keep_appetite_rule(work, rule=rule, edit=edit)
        rulebook.publish_rules(
            work, kind=RuleKind.APPETITE, edit=len(rules) + 1, note="The year's agreements"
        )


def decide_who_gets_what(
    people: Mapping[str, Actor], producers: Mapping[str, int], tampa_id: int
) -> None:
    """Ada ranks Tampa and publishes four rules; general liability is left to the exception queue."""
    tom, lena = people["tom"].user_id or 0, people["lena"].user_id or 0
    rules = (
        RoutingRule(
            "",
            "Elena's umbrellas",
            is_exception=True,
            lines=("CUMBR",),
            producer_id=producers["elena"],
            outcome=Outcome.PERSON,
            user_id=lena,
        ),
        RoutingRule(
            "", "Personal lines", lines=("HOME", "AUTOP"), outcome=Outcome.PERSON, user_id=lena
        ),
        RoutingRule(
            "", "Wheels and workers", lines=("AUTOB", "WORK"), outcome=Outcome.PERSON, user_id=tom
        ),
        RoutingRule(
            "",
            "Specialty of gold agencies",
            lines=("BOP", "CUMBR", "CYBER", "EO", "PROP"),
            tiers=("gold",),
            outcome=Outcome.TEAM,
            team_role="underwriter",
        ),
    )
    with unit_of_work(people["ada"], now=clock.now()) as work:
        agencies.set_tier(work, agency_id=tampa_id, tier=AgencyTier.GOLD)
        for edit, rule in enumerate(rules):
            routing.keep_routing_rule(work, rule=rule, edit=edit)
        rulebook.publish_rules(work, kind=RuleKind.ROUTING, edit=len(rules), note="First rules")


def decide_what_forms_ask(people: Mapping[str, Actor]) -> None:
    """Ada publishes a professional liability form of the agency's own and leaves a draft of homeowners."""
    with unit_of_work(people["ada"], now=clock.now()) as work:
        form_versions.copy_form(work, line_code="EO")
        key = form_versions.keep_question(
            work,
            line_code="EO",
            section_key="risk",
            key="",
            typed={
                "label": "Is work done for clients outside the United States?",
                "name": "work is done for clients outside the United States",
                "kind": "boolean",
                "need": "optional",
            },
            edit=1,
        )
        form_versions.ask_for_document(
            work,
            line_code="EO",
            document_type="",
            typed={
                "label": "Contract with a client abroad",
                "need": "optional",
                "stage": "submission",
                "max_megabytes": "25",
                "accepts-pdf": "on",
            },
            shown=Rows("all", (ConditionRow(f"risk.{key}", "eq", "yes"),)),
            edit=2,
        )
        form_versions.publish_form(
            work, line_code="EO", edit=3, reason="Two carriers ask about clients abroad"
        )
        form_versions.copy_form(work, line_code="HOME")
        form_versions.keep_question(
            work,
            line_code="HOME",
            section_key="protection",
            key="",
            typed={
                "label": "Is any part of the home rented by the night?",
                "name": "any part of the home is rented by the night",
                "kind": "boolean",
                "need": "needed",
            },
            edit=1,
        )
