"""No page reads a big table from end to end: each of its statements is explained on both databases.

The demonstration stands beside thirty copies of itself under other agencies, so that a statement which
forgets an index would have thousands of rows to walk and a planner every reason to prefer the index.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)
from sqlmodel import col, select
from sqlmodel.sql.sqltypes import AutoString

from producer_portal import features
from producer_portal.access import sessions
from producer_portal.access.tables import LoginSession
from producer_portal.demonstration import seed
from producer_portal.features.accounts import queries as accounts
from producer_portal.features.admin import queries as admin
from producer_portal.features.agencies.tables import Producer
from producer_portal.features.commissions.queries.table import CommissionFilters, commission_table
from producer_portal.features.commissions.queries.waiting import (
    accrual_exceptions,
    transactions_to_accrue,
)
from producer_portal.features.compliance import queries as compliance
from producer_portal.features.documents import queries as documents
from producer_portal.features.messaging import queries as messaging
from producer_portal.features.messaging.services import post_message
from producer_portal.features.notifications import queries as notifications
from producer_portal.features.policies.queries.table import PolicyFilters, policy_table
from producer_portal.features.submissions.queries.board import submission_board
from producer_portal.features.submissions.queries.calendar import calendar_board
from producer_portal.features.submissions.queries.detail import timeline
from producer_portal.features.submissions.queries.form_desk import form_board, form_on_desk
from producer_portal.features.submissions.queries.gate import appetite_board
from producer_portal.features.submissions.queries.known import known_insureds
from producer_portal.features.submissions.queries.measures import operations
from producer_portal.features.submissions.queries.presence import others_present
from producer_portal.features.submissions.queries.queue import work_queue
from producer_portal.features.submissions.queries.quotes import quotes_view
from producer_portal.features.submissions.queries.reading import application_reading
from producer_portal.features.submissions.queries.referrals import (
    referral_queue,
    waiting_referrals,
)
from producer_portal.features.submissions.queries.routing import routing_board, try_routing
from producer_portal.features.submissions.queries.stages import stage_board, stages_seen
from producer_portal.features.submissions.queries.starting import lines_of_business, needs_me_count
from producer_portal.features.submissions.queries.table import VIEWS, submission_table
from producer_portal.features.submissions.rules.workflow import SubmissionStatus
from producer_portal.features.submissions.services.stages import move_to_stage
from producer_portal.features.submissions.tables import Submission
from producer_portal.foundation import clock, outbox
from producer_portal.foundation.actor import Actor, system_actor
from producer_portal.foundation.database import PortalTable
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work
from tests.conftest import PG_ADMIN

COPIES = 30
SESSIONS_EACH = 5
STEP = 1_000_000
BIG = frozenset(
    {
        "submission",
        "submission_event",
        "submission_word",
        "status_spell",
        "stage_spell",
        "quote",
        "policy",
        "policy_term",
        "policy_transaction",
        "commission_accrual",
        "commission_line",
        "client",
        "document",
        "notification",
        "message_thread",
        "message",
        "internal_note",
        "thread_seat",
        "login_session",
        "outbox_message",
        "portal_user",
        "license",
        "routing_record",
        "appointment",
        "liability_cover",
    }
)
# Chained or append-only for ever: copies of these would not follow from what went before.
_NOT_COPIED = ("ledger", "audit", "job_run", "lease", "login_attempt")
# The sweep looks at every transaction for one without an accrual: a job's work, off the pages.
SWEPT = frozenset({"policy_transaction", "commission_accrual"})


@pytest.fixture(scope="module")
def full(portal_database: Engine) -> Engine:
    features.rooms("tables")
    made = seed.Demonstration(now=clock.now())
    seed._found(made)
    seed._hire(made)
    seed._agree(made)
    seed.hold_what_is_needed(made.people, made.producers, made.carriers, today=made.now.date())
    seed._write_policies(made)
    seed.make_submissions(made.people, made.carriers, now=made.now)
    seed.work_by_stages(made.people, now=made.now)
    _talk(made.people["tom"])
    _move_about(made.people["tom"])
    outbox.deliver_due(seed.effects(), clock=clock.now, most=5000)
    with unit_of_work(system_actor("plans"), now=clock.now()) as work:
        for person in [*made.people.values()] * SESSIONS_EACH:
            sessions.begin(
                work,
                user_id=person.user_id or 0,
                tenant_id=person.tenant_id or 0,
                is_complete=True,
                browser="",
            )
    with unit_of_work(system_actor("plans"), now=clock.now()) as work:
        copy_everything(work.session.connection())
    if portal_database.dialect.name == "postgresql":
        _analyze_as_owner(portal_database)
    return portal_database


def _talk(tom: Actor) -> None:
    """Everything is talked about, by a message and a note."""
    with unit_of_work(tom, now=clock.now()) as work:
        for number in work.session.exec(select(Submission.id)).all():
            for is_internal in (False, True):
                post_message(
                    work,
                    kind="submission",
                    subject_id=number or 0,
                    words="Loss runs come on Friday",
                    is_internal=is_internal,
                )


def _move_about(tom: Actor) -> None:
    """What is in review goes from stage to stage and back, again and again."""
    with unit_of_work(tom, now=clock.now()) as work:
        numbers = [row.id for row in submission_table(work, statuses=("in_review",)).rows]
        first, *_, last = stages_seen(work).by_status[SubmissionStatus.IN_REVIEW]
        for number in numbers:
            for stage in (last, first) * 15:
                move_to_stage(work, submission_id=number, stage_id=stage.id)


def _analyze_as_owner(engine: Engine) -> None:
    """The portal's own role may not: on an installation the database does it by itself at night."""
    with psycopg.connect(f"{PG_ADMIN}/{engine.url.database}", autocommit=True) as admin_connection:
        admin_connection.execute("ANALYZE")


def copy_everything(connection: Connection) -> None:
    """Each row thirty times more: ids and what points to them are moved by the same step."""
    tables = [
        found
        for found in PortalTable.metadata.sorted_tables
        if not found.name.startswith(_NOT_COPIED)
    ]
    names = {found.name for found in tables}
    for number in range(1, COPIES + 1):
        for found in tables:
            _copy(connection, found, names, number * STEP)


def _copy(connection: Connection, found: Table, names: set[str], step: int) -> None:
    moved = {
        column.name
        for column in found.columns
        if isinstance(column.type, BigInteger)
        and any(key.column.table.name in names for key in column.foreign_keys)
    }
    own = [column for column in found.columns if column.name == "id" and column.primary_key]
    moved |= {column.name for column in own if column.type.python_type is int}
    worded = _words_to_change(found, moved)
    columns = [column.name for column in found.columns]
    chosen = [
        f'"{name}" + {step}'
        if name in moved
        else f"substr(\"{name}\", 1, 20) || '{step}'"
        if name in worded
        else f'"{name}"'
        for name in columns
    ]
    listed = ", ".join(f'"{name}"' for name in columns)
    # Only the first ones are copied, never a copy. A table without an id of its own is a pair of others'.
    place = "id" if "id" in moved else min(moved, default="")
    first = f'WHERE "{place}" < {STEP}' if place else "WHERE false"
    connection.execute(
        text(
            f'INSERT INTO "{found.name}" ({listed}) SELECT {", ".join(chosen)} FROM "{found.name}" {first}'
        )
    )


def _words_to_change(found: Table, moved: set[str]) -> set[str]:
    """One text column of each unique set that nothing moves."""
    sets = [
        [column.name for column in one.columns]
        for one in found.constraints
        if isinstance(one, UniqueConstraint)
    ]
    sets += [[column.name for column in one.columns] for one in found.indexes if one.unique]
    texts = {one.name for one in found.columns if isinstance(one.type, String | AutoString)}
    return {
        next(name for name in names if name in texts) for names in sets if not moved & set(names)
    }


PAGES: dict[str, Callable[[UnitOfWork], Any]] = {
    **{
        f"submissions, {view.key}": lambda work, key=view.key: submission_table(work, view=key)
        for view in VIEWS
    },
    "submissions, search": lambda work: submission_table(work, search="pal", has_tabs=False),
    "submissions, reference": lambda work: submission_table(work, search="SUB-2026-000003"),
    "submissions, second page": lambda work: submission_table(work, page=2, page_size=5),
    "submissions, a stage": lambda work: submission_table(work, stage=_some_stage(work)),
    "submissions, board by stage": lambda work: submission_board(work, is_by_stage=True),
    "stages": stage_board,
    "timeline": lambda work: timeline(work, submission_id=_some_submission(work)),
    "submissions, navigation": needs_me_count,
    "policies": lambda work: policy_table(work, filters=PolicyFilters()),
    "policies, search": lambda work: policy_table(work, filters=PolicyFilters(search="pal")),
    "policies, by insured": lambda work: policy_table(work, filters=PolicyFilters(sort="insured")),
    "commissions": lambda work: commission_table(work, filters=CommissionFilters()),
    "commissions, search": lambda work: commission_table(
        work, filters=CommissionFilters(search="pal")
    ),
    "commissions, set aside": accrual_exceptions,
    "notices": notifications.notices,
    "notices, unread": notifications.unread_count,
    "conversations": messaging.inbox,
    "conversations, all": lambda work: messaging.inbox(work, view="all"),
    "conversations, search": lambda work: messaging.inbox(work, view="all", search="loss"),
    "conversations, unread": messaging.unread_messages,
    "conversation": lambda work: messaging.thread(
        work, kind="submission", subject_id=_some_submission(work)
    ),
    "deliveries": notifications.deliveries,
    "deliveries, failing": lambda work: notifications.deliveries(work, view="failing"),
    "what one is told": notifications.notice_choices,
    "people": admin.people,
    "people, search": lambda work: admin.people(work, search="da"),
    "documents": lambda work: documents.documents_of(
        work, subject=("submission", _some_submission(work))
    ),
    "quotes": lambda work: quotes_view(work, submission_id=_some_submission(work)),
    "licenses": compliance.standings,
    "licenses, search": lambda work: compliance.standings(work, search="mar"),
    "licenses, one producer": lambda work: compliance.held_by_producer(
        work, producer_id=_some_producer(work)
    ),
    "reading": lambda work: application_reading(work, submission_id=_some_submission(work)),
    "appetite": appetite_board,
    "calendar": calendar_board,
    "forms": form_board,
    "forms, one on the desk": lambda work: form_on_desk(work, line_code="CGL"),
    "what can be started": lines_of_business,
    "routing": routing_board,
    "routing, trial": try_routing,
    "known insureds": lambda work: known_insureds(work, search="pal"),
    "people on a draft": lambda work: others_present(work, submission_id=_some_submission(work)),
    "referrals": referral_queue,
    "referrals, navigation": waiting_referrals,
    "operations": operations,
    "operations, a line over 30 days": lambda work: operations(work, period="30", line="CGL"),
    "queue": work_queue,
    "queue, late": lambda work: work_queue(work, view="late"),
    "own sessions": accounts.open_sessions,
    "own sign-ins": accounts.sign_in_history,
}


def _some_submission(work: UnitOfWork) -> int:
    return work.session.exec(select(Submission.id).order_by(Submission.id).limit(1)).one() or 0


def _some_stage(work: UnitOfWork) -> int:
    plan = stages_seen(work)
    return max((one.id for stages in plan.by_status.values() for one in stages), default=0)


def _some_producer(work: UnitOfWork) -> int:
    if work.actor.producer_id is not None:
        return work.actor.producer_id
    return work.session.exec(select(Producer.id).order_by(Producer.id).limit(1)).one() or 0


def asked_by(engine: Engine, ask: Callable[[], Any]) -> list[tuple[str, Any]]:
    """The statements that something runs, with what is bound in them."""
    asked: list[tuple[str, Any]] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:
        if (
            statement.lstrip().upper().startswith(("SELECT", "WITH"))
            and "set_config" not in statement
        ):
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def walked(engine: Engine, actor: Actor, statement: str, parameters: Any) -> set[str]:
    """The big tables that a statement reads from end to end without an index."""
    with unit_of_work(actor, now=clock.now(), read_only=True) as work:
        connection = work.session.connection()
        if connection.dialect.name == "sqlite":
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            return _walked_on_sqlite([row[3] for row in plan], statement)
        plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        found = plan.scalar_one()
        return _walked_on_postgresql(found if isinstance(found, list) else json.loads(found))


def _walked_on_sqlite(steps: list[str], statement: str) -> set[str]:
    aliases = dict(re.findall(r"\b(\w+) AS (\w+)\b", statement))
    real = {alias: table for table, alias in aliases.items()}
    scanned = {step.split()[1] for step in steps if step.startswith("SCAN") and "INDEX" not in step}
    return {real.get(name, name) for name in scanned} & BIG


def _walked_on_postgresql(plan: list[dict[str, Any]]) -> set[str]:
    pending, found = [one["Plan"] for one in plan], set()
    while pending:
        node = pending.pop()
        pending += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan":
            found.add(node["Relation Name"])
    return found & BIG


def people_who_look(engine: Engine) -> list[Actor]:
    """A principal, who sees the agency, and a producer, who sees one book."""
    with unit_of_work(system_actor("plans"), now=clock.now(), read_only=True) as work:
        ids = work.session.exec(
            select(LoginSession.id).where(LoginSession.id < STEP).order_by(LoginSession.id)
        ).all()
    actors = [
        facts.actor
        for key in ids
        if (facts := sessions.by_id(key or 0, now=clock.now())) is not None
    ]
    by_role = {str(actor.role): actor for actor in actors}
    return [by_role["principal"], by_role["producer"]]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_never_walks_a_big_table(full: Engine, page: str) -> None:
    looked = 0
    for actor in people_who_look(full):
        if (
            page.startswith(
                (
                    "people",
                    "deliveries",
                    "commissions, set aside",
                    "appetite",
                    "calendar",
                    "stages",
                    "forms",
                    "routing",
                    "queue",
                    "referrals",
                    "operations",
                )
            )
            and actor.producer_id is not None
        ):
            continue

        def ask(actor: Actor = actor) -> None:
            with unit_of_work(actor, now=clock.now(), read_only=True) as work:
                PAGES[page](work)

        statements = asked_by(full, ask)
        assert statements, "a page reads something"
        for statement, parameters in statements:
            looked += 1
            found = walked(full, actor, statement, parameters)
            assert not found, f"{page} walks {found} for a {actor.role}:\n{statement}"
    assert looked


def test_looking_up_a_session_walks_nothing(full: Engine) -> None:
    principal = people_who_look(full)[0]
    asked = asked_by(full, lambda: sessions.by_id(principal.session_id or 0, now=clock.now()))
    asked += asked_by(full, lambda: sessions.by_token("somebody's", now=clock.now()))
    assert len(asked) == 2
    for statement, parameters in asked:
        assert not walked(full, system_actor("plans"), statement, parameters), statement


def test_managing_one_person_from_a_branch_walks_nothing(full: Engine) -> None:
    """RBAC-3: both locks ask where the person belongs, and neither looks through everybody for it."""
    principal, producer = people_who_look(full)
    manager = replace(principal, agency_id=producer.agency_id)
    user_id = producer.user_id or 0

    def manage() -> None:
        with unit_of_work(manager, now=clock.now(), read_only=True) as work:
            admin.person(work, user_id=user_id)
            theirs = select(LoginSession).where(
                LoginSession.user_id == user_id, col(LoginSession.ended_at).is_(None)
            )
            assert len(work.session.exec(theirs).all()) == SESSIONS_EACH

    asked = asked_by(full, manage)
    assert len(asked) > 3
    for statement, parameters in asked:
        assert not walked(full, manager, statement, parameters), statement


def test_claiming_an_effect_walks_nothing(full: Engine) -> None:
    def claim() -> None:
        with unit_of_work(system_actor("outbox"), now=clock.now()) as work:
            outbox._claim(work, outbox._Kinds(frozenset(), frozenset()))

    asked = asked_by(full, claim)
    assert asked
    for statement, parameters in asked:
        explained = statement.replace("FOR UPDATE SKIP LOCKED", "")
        assert not walked(full, system_actor("outbox"), explained, parameters), statement


def test_the_sweep_walks_only_what_it_says(full: Engine) -> None:
    sweeper = system_actor("accrue_commissions")

    def sweep() -> None:
        with unit_of_work(sweeper, now=clock.now(), read_only=True) as work:
            transactions_to_accrue(work, limit=50)

    asked = asked_by(full, sweep)
    assert asked
    for statement, parameters in asked:
        assert walked(full, sweeper, statement, parameters) <= SWEPT, statement


def test_a_statement_without_an_index_is_noticed(full: Engine) -> None:
    """The measure itself: a look by a column without an index is told."""
    principal = people_who_look(full)[0]
    statement = "SELECT id FROM submission WHERE closed_note = 'x'"
    assert walked(full, system_actor("plans"), statement, ()) == {"submission"}
    assert principal.tenant_id
