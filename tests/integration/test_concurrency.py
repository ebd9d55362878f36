"""Two people, or one impatient one, doing the same thing at once: it is done once."""

import threading

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import func, select

from producer_portal.features.ledger import queries as ledger
from producer_portal.features.policies.tables import Policy, PolicyTransaction
from producer_portal.features.submissions import services
from producer_portal.features.submissions.tables import Submission, SubmissionEvent
from producer_portal.foundation import audit, database
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.unit_of_work import unit_of_work
from producer_portal.values.errors import PortalError
from tests.conftest import PG_ADMIN
from tests.integration.features.submissions.story import begin
from tests.prove.effort import effort

PEOPLE_AT_ONCE = 20


@pytest.fixture
def story(portal_database):
    assert portal_database is not None
    return begin()


def at_once(count, deed):
    """Everybody waits for the signal and then does it; their answers and refusals."""
    start, answers, refused = threading.Barrier(count), [], []

    def run(number: int) -> None:
        start.wait()
        try:
            answers.append(deed(number))
        except PortalError as words:
            refused.append(words)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) + len(refused) == count, "somebody failed unexpectedly"
    return answers, refused


def counted(story, mapped, *conditions) -> int:
    system = system_actor("counting", tenant_id=story.world.harborline.tenant_id)
    with unit_of_work(system, now=story.now, read_only=True) as work:
        return work.session.exec(select(func.count()).select_from(mapped).where(*conditions)).one()


def test_two_people_bind_one_quote_at_once_and_there_is_one_policy(story):
    """SUB-14: Bob and Alice press Bind in the same second."""
    _submission_id, quote_id = story.accepted(story.bob)
    for who in (story.bob, story.dave):
        story.authorize(who)
    before = counted(story, Policy)
    people = (story.bob, story.dave)
    answers, refused = at_once(
        2, lambda number: story.do(people[number], services.bind_quote, quote_id=quote_id)
    )
    assert refused == []
    assert len({answer.policy_id for answer in answers}) == 1
    assert counted(story, Policy) == before + 1
    assert (
        counted(story, PolicyTransaction, PolicyTransaction.policy_id == answers[0].policy_id) == 1
    )


def test_twenty_impatient_clicks_make_one_submission(story):
    """SUB-6: whoever sends twice gets the same receipt."""
    submission_id = story.ready(story.bob)
    answers, refused = at_once(
        PEOPLE_AT_ONCE,
        lambda number: story.do(
            story.bob,
            services.certify_and_submit,
            submission_id=submission_id,
            is_certified=True,
            send_key="one-click",
        ),
    )
    assert refused == []
    assert len({answer.reference for answer in answers}) == 1
    assert counted(story, Submission, Submission.id == submission_id) == 1
    sent = counted(
        story,
        SubmissionEvent,
        SubmissionEvent.submission_id == submission_id,
        SubmissionEvent.kind == "submission.submitted",
    )
    assert sent <= 1


def test_twenty_submissions_sent_at_once_get_twenty_references(story):
    ready = [story.ready(story.bob) for _ in range(4)]
    answers, refused = at_once(
        len(ready),
        lambda number: story.do(
            story.bob,
            services.certify_and_submit,
            submission_id=ready[number],
            is_certified=True,
        ),
    )
    assert refused == []
    assert len({answer.reference for answer in answers}) == len(ready)


def test_the_trail_stays_one_chain_however_many_write_at_once(story):
    at_once(12, lambda number: story.draft(story.bob))
    with unit_of_work(system_actor("verify"), now=story.now, read_only=True) as work:
        assert list(audit.broken_chains(work)) == []


def test_a_connection_cut_at_any_step_of_a_bind_leaves_all_or_nothing(story, portal_database):
    """The database server drops Bob's connection in the middle; he tries again and it is bound once."""
    if portal_database.dialect.name != "postgresql":
        assert counted(story, Policy) >= 0
        return
    import psycopg

    story.authorize(story.bob)
    engine, cuts = database.engine(), 0
    for step in range(2, 2 + effort(6, 60) * 5, 5):
        _submission_id, quote_id = story.accepted(story.bob)
        before, seen = counted(story, Policy), 0

        def cut(connection, *_rest, step=step):
            nonlocal seen
            seen += 1
            if seen == step:
                pid = connection.connection.driver_connection.info.backend_pid
                with psycopg.connect(f"{PG_ADMIN}/postgres", autocommit=True) as admin:
                    admin.execute("SELECT pg_terminate_backend(%s)", (pid,))

        event.listen(engine, "before_cursor_execute", cut)
        try:
            story.do(story.bob, services.bind_quote, quote_id=quote_id)
        except DBAPIError:
            cuts += 1
            assert counted(story, Policy) == before
        finally:
            event.remove(engine, "before_cursor_execute", cut)
        bound = story.do(story.bob, services.bind_quote, quote_id=quote_id)
        assert bound.policy_id
        assert counted(story, Policy) == before + 1
    assert cuts >= 4
    with unit_of_work(system_actor("verify"), now=story.now, read_only=True) as work:
        assert list(ledger.broken_chains(work)) == []
        assert list(audit.broken_chains(work)) == []
        assert work.session.connection().execute(text("SELECT 1")).scalar_one() == 1
    print(f"\n{cuts} connections cut in the middle of a bind, 0 half-bound policies")
