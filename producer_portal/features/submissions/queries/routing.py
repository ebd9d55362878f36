"""What routing looks at: the facts of a submission, who could take it, names for the words (SUB-8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from producer_portal.access.tables import Agency, User, UserStatus
from producer_portal.features.agencies import queries as agencies
from producer_portal.features.submissions.catalog import FORMS
from producer_portal.features.submissions.queries.answers import Opened
from producer_portal.features.submissions.queries.gate import typed_day
from producer_portal.features.submissions.queries.rulebook import (
    DraftHead,
    VersionView,
    published_rules,
    rule_versions,
    rules_in_hand,
)
from producer_portal.features.submissions.queries.views import OptionView
from producer_portal.features.submissions.rules.choosing import RuleKind
from producer_portal.features.submissions.rules.insured import mapped_answers
from producer_portal.features.submissions.rules.routing import (
    Candidate,
    Names,
    Outcome,
    RoutingFacts,
    RoutingRule,
    condition_words,
    decide,
    facts_from,
    facts_words,
    in_order,
    outcome_words,
    rule_from,
)
from producer_portal.features.submissions.rules.workflow import SENT_OPEN_STATUSES
from producer_portal.features.submissions.tables import RoutingRecord, Submission
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.permissions import ROLE_NAMES, ROLE_PERMISSIONS, Permission
from producer_portal.foundation.unit_of_work import UnitOfWork, act_as
from producer_portal.foundation.words import moment_words
from producer_portal.values.money import Money

MOST_TRIED = 100
UNDERWRITES = tuple(
    role.value
    for role, held in ROLE_PERMISSIONS.items()
    if Permission.SUBMISSIONS_UNDERWRITE in held
)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One routing rule, in words, and its parts as a form takes them."""

    key: str
    name: str
    words: str
    goes_to: str
    is_exception: bool
    lines: list[str]
    tiers: list[str]
    states: str
    agency: str
    producer: str
    least_revenue: str
    most_revenue: str
    least_premium: str
    most_premium: str
    effective_from: str
    effective_until: str
    outcome: str
    user: str
    team_role: str
    team_agency: str


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency with its tier."""

    id: int
    name: str
    tier: str


@dataclass(frozen=True, slots=True)
class RoutingBoard:
    """Everything on the page of routing rules but the trial."""

    draft: DraftHead
    rules: list[RuleRow]
    versions: list[VersionView]
    lines: list[OptionView]
    people: list[OptionView]
    producers: list[OptionView]
    agencies: list[OptionView]
    tiers: list[AgencyRow]


@dataclass(frozen=True, slots=True)
class TriedRow:
    """One past submission under the rules in hand: where it would go, and where it went."""

    key: int
    reference: str
    sent: str
    facts: str
    goes_to: str
    why: str
    happened: str
    is_different: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """The rules in hand tried on the submissions that were sent last."""

    rows: list[TriedRow]
    words: str


def facts_of(work: UnitOfWork, opened: Opened) -> RoutingFacts:
    """What rules may look at, read from a submission that is being sent."""
    row = opened.row
    mapped = mapped_answers(opened.form, opened.answers)
    tier = work.session.exec(select(Agency.tier).where(Agency.id == row.agency_id)).one_or_none()
    return RoutingFacts(
        line_code=opened.form.code,
        state=row.state,
        tier=tier or "",
        agency_id=row.agency_id,
        producer_id=row.producer_id or 0,
        revenue_minor=_amount(mapped.get("insured.annual_revenue")),
        premium_minor=_amount(mapped.get("prior.premium")),
        effective_on=row.effective_on,
    )


def _amount(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Desks:
    """The rules in force and whoever they may choose from."""

    number: int
    rules: tuple[RoutingRule, ...]
    candidates: tuple[Candidate, ...]
    names: Names


def desks_for_sending(work: UnitOfWork) -> Desks | None:
    """What routing needs beside the submission, seen as the portal sees it; None while nothing is published.

    To be asked first in a unit of work: rows that are in hand before are let go.
    """
    found = published_rules(work, kind=RuleKind.ROUTING)
    if not found.number:
        return None
    candidates = candidates_of(work)
    return Desks(
        found.number, rules_from(found.content), candidates, names_of_rules(work, candidates)
    )


def candidates_of(work: UnitOfWork) -> tuple[Candidate, ...]:
    """Active people whose role underwrites, each with how many open submissions are theirs.

    Desks are counted by the portal itself: whoever sends or edits rules sees only a part of them.
    """
    who = work.actor
    act_as(work, system_actor("count_desks", tenant_id=work.tenant_id))
    found = _candidates(work)
    act_as(work, who)
    return found


def _candidates(work: UnitOfWork) -> tuple[Candidate, ...]:
    people = work.session.exec(
        select(User.id, User.name, User.role, User.agency_id)
        .where(
            col(User.role).in_(UNDERWRITES),
            User.status == UserStatus.ACTIVE,
            User.tenant_id == work.tenant_id,
        )
        .order_by(col(User.id))
        .limit(500)
    ).all()
    counted = dict(
        work.session.exec(
            select(Submission.assigned_to_user_id, func.count())
            .where(
                Submission.tenant_id == work.tenant_id,
                col(Submission.status).in_(SENT_OPEN_STATUSES),
                col(Submission.assigned_to_user_id).is_not(None),
            )
            .group_by(col(Submission.assigned_to_user_id))
        ).all()
    )
    return tuple(
        Candidate(user_id or 0, name, role, agency_id, counted.get(user_id, 0))
        for user_id, name, role, agency_id in people
    )


def names_of_rules(work: UnitOfWork, candidates: Sequence[Candidate]) -> Names:
    """Names of everything a rule may name, as far as the actor sees them."""
    offices = work.session.exec(
        select(Agency.id, Agency.name).where(Agency.tenant_id == work.tenant_id)
    ).all()
    return Names(
        lines={code: form.name for code, form in FORMS.items()},
        agencies={key or 0: name for key, name in offices},
        producers=agencies.all_producer_names(work),
        people={one.user_id: one.name for one in candidates},
        roles={role.value: name for role, name in ROLE_NAMES.items()},
    )


def rules_from(content: object) -> tuple[RoutingRule, ...]:
    """The rules of a stored version, in the order in which they stand."""
    listed = content.get("rules", []) if hasattr(content, "get") else []
    return tuple(rule_from(one) for one in listed)


def routing_board(work: UnitOfWork) -> RoutingBoard:
    """The draft of routing, or what is published, with everything a rule can name. Needs SETTINGS_MANAGE."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    content, draft = rules_in_hand(work, kind=RuleKind.ROUTING)
    candidates = candidates_of(work)
    names = names_of_rules(work, candidates)
    offices = work.session.exec(
        select(Agency).where(Agency.tenant_id == work.tenant_id).order_by(col(Agency.id)).limit(500)
    ).all()
    return RoutingBoard(
        draft=draft,
        rules=[_rule_row(one, names) for one in in_order(rules_from(content))],
        versions=rule_versions(work, kind=RuleKind.ROUTING),
        lines=_options(names.lines),
        people=_options({str(key): name for key, name in names.people.items()}),
        producers=_options({str(key): name for key, name in names.producers.items()}),
        agencies=_options({str(key): name for key, name in names.agencies.items()}),
        tiers=[AgencyRow(one.id or 0, one.name, one.tier) for one in offices],
    )


def _options(names: object) -> list[OptionView]:
    pairs = dict(names)  # type: ignore[call-overload]
    return [OptionView(key, pairs[key]) for key in sorted(pairs, key=lambda one: pairs[one])]


def _rule_row(rule: RoutingRule, names: Names) -> RuleRow:
    return RuleRow(
        key=rule.key,
        name=rule.name,
        words=condition_words(rule, names),
        goes_to=outcome_words(rule, names),
        is_exception=rule.is_exception,
        lines=list(rule.lines),
        tiers=list(rule.tiers),
        states=", ".join(rule.states),
        agency=str(rule.agency_id or ""),
        producer=str(rule.producer_id or ""),
        least_revenue=_typed(rule.least_revenue_minor),
        most_revenue=_typed(rule.most_revenue_minor),
        least_premium=_typed(rule.least_premium_minor),
        most_premium=_typed(rule.most_premium_minor),
        effective_from=typed_day(rule.effective_from),
        effective_until=typed_day(rule.effective_until),
        outcome=rule.outcome.value,
        user=str(rule.user_id or ""),
        team_role=rule.team_role,
        team_agency=str(rule.team_agency_id or ""),
    )


def _typed(minor: int | None) -> str:
    return "" if minor is None else Money(minor).words().removeprefix("$")


def try_routing(work: UnitOfWork, *, most: int = 25) -> Trial:
    """The rules in hand on the submissions sent last: where each would go, and where it went.

    Workloads are those of now; a trial writes nothing. Needs SETTINGS_MANAGE.
    """
    work.actor.require(Permission.SETTINGS_MANAGE)
    content, _ = rules_in_hand(work, kind=RuleKind.ROUTING)
    rules = rules_from(content)
    candidates = candidates_of(work)
    names = names_of_rules(work, candidates)
    records = work.session.exec(
        select(RoutingRecord)
        .where(RoutingRecord.tenant_id == work.tenant_id)
        .order_by(col(RoutingRecord.decided_at).desc(), col(RoutingRecord.id).desc())
        .limit(max(1, min(most, MOST_TRIED)))
    ).all()
    rows = [_tried(work, record, rules, candidates, names) for record in records]
    changed = sum(row.is_different for row in rows)
    count = f"{len(rows)} submission{'' if len(rows) == 1 else 's'}"
    words = f"{changed} of {count} would go elsewhere." if rows else "Nothing was sent yet."
    return Trial(rows, words)


def _tried(
    work: UnitOfWork,
    record: RoutingRecord,
    rules: Sequence[RoutingRule],
    candidates: Sequence[Candidate],
    names: Names,
) -> TriedRow:
    facts = facts_from(record.facts)
    found = decide(rules, facts, candidates, names)
    to = found.user_name or "Exception queue"
    happened = record.went_to_name or (
        "Nobody yet" if record.outcome == Outcome.NOT_ROUTED else "Exception queue"
    )
    return TriedRow(
        key=record.id or 0,
        reference=record.reference,
        sent=moment_words(work, record.decided_at),
        facts=facts_words(facts, names),
        goes_to=to,
        why=f"by “{found.rule_name}”" if found.rule_name else "No rule fits",
        happened=happened,
        is_different=to != happened,
    )
