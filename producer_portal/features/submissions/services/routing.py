"""Routing what is sent, and keeping the rules that say where it goes (SUB-8)."""

from sqlalchemy import update
from sqlmodel import col

from producer_portal.features.agencies import queries as agencies
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.queries.routing import (
    UNDERWRITES,
    Desks,
    candidates_of,
    facts_of,
    names_of_rules,
)
from producer_portal.features.submissions.rules.choosing import RuleKind
from producer_portal.features.submissions.rules.routing import (
    Outcome,
    RoutingRule,
    checked_rule,
    condition_words,
    decide,
    outcome_words,
    stored_facts,
    stored_rule,
)
from producer_portal.features.submissions.rules.workflow import SubmissionStatus, move_of
from producer_portal.features.submissions.services.deeds import belonging_to, note
from producer_portal.features.submissions.services.rulebook import put_rule
from producer_portal.features.submissions.tables import RoutingRecord, Submission
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import InvalidInput, NotFound

_WORDS_LENGTH = 500


def route(work: UnitOfWork, opened: Opened, desks: Desks | None) -> None:
    """Put what was just sent on a desk or into the exception queue, and say why on its timeline.

    Without published rules it stays with nobody; what rules would look at is kept all the same, so
    that the first rules have something to be tried on.
    """
    row, facts = opened.row, facts_of(work, opened)
    record = RoutingRecord(
        **belonging_to(row),
        submission_id=opened.id,
        reference=row.reference or "",
        decided_at=work.now,
        outcome=Outcome.NOT_ROUTED,
        facts=stored_facts(facts),
    )
    work.session.add(record)
    if desks is None:
        return
    found = decide(desks.rules, facts, desks.candidates, desks.names)
    record.rules_number, record.outcome = desks.number, found.outcome
    record.rule_name, record.words = found.rule_name, found.words[:_WORDS_LENGTH]
    if found.user_id:
        record.went_to_user_id, record.went_to_name = found.user_id, found.user_name
        row.assigned_to_user_id, row.assigned_to_name = found.user_id, found.user_name
        move = move_of(SubmissionStatus.PENDING, is_assigned=True)
        row.next_action, row.next_action_by = move.words, move.by
    note(work, row, "submission.routed", found.words, by="")


def note_who_has_it(work: UnitOfWork, row: Submission) -> None:
    """Write into the routing record who has the submission now: a trial is held against it."""
    work.session.execute(
        update(RoutingRecord)
        .where(col(RoutingRecord.submission_id) == row.id)
        .values(went_to_user_id=row.assigned_to_user_id, went_to_name=row.assigned_to_name)
        .execution_options(synchronize_session=False)
    )


def keep_routing_rule(work: UnitOfWork, *, rule: RoutingRule, edit: int) -> str:
    """Put a rule into the draft: in its place by its key, or at the end; returns the key.

    Needs SETTINGS_MANAGE. Raises InvalidInput by field, RulesChanged, and NotFound for a producer, an
    agency or a person that is not there.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    kept = checked_rule(rule)
    if set(kept.lines) - set(FORMS):
        raise InvalidInput({"lines": "Choose from the listed lines of business"})
    if kept.team_role and kept.team_role not in UNDERWRITES:
        raise InvalidInput({"team_role": "Choose a role that underwrites"})
    candidates = candidates_of(work)
    names = names_of_rules(work, candidates)
    if kept.outcome is Outcome.PERSON and kept.user_id not in names.people:
        raise NotFound("person")
    for agency_id in {kept.agency_id, kept.team_agency_id} - {0}:
        if agency_id not in names.agencies:
            raise NotFound("agency")
    if kept.producer_id:
        agencies.producer_detail(work, producer_id=kept.producer_id)
    what = f"{kept.name}: {condition_words(kept, names)} → {outcome_words(kept, names)}"
    return put_rule(work, kind=RuleKind.ROUTING, rule=stored_rule(kept), edit=edit, what=what)
