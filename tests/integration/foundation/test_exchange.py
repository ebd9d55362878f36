"""What waits is sent in the order it was said, before anything else, and never after an undoing."""

import pytest
from sqlalchemy import event, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from producer_portal.foundation import database
from producer_portal.foundation.scope import draw_ids, insert_rows
from producer_portal.foundation.sequences import ask_reference, next_number
from producer_portal.foundation.tables import ReferenceSequence
from producer_portal.foundation.unit_of_work import unit_of_work
from tests.factories.people import NOW


@pytest.fixture
def heard(world):
    """The statements that reach the database, one after another."""
    said = []

    def note(_connection, _cursor, statement, *_rest):
        if "set_config" not in statement:
            said.append(" ".join(statement.split()[:3]))

    event.listen(database.engine(), "before_cursor_execute", note)
    yield said
    event.remove(database.engine(), "before_cursor_execute", note)


def run(world, prefix: str, **more) -> dict:
    return {"tenant_id": world.alice.tenant_id, "prefix": prefix, "year": 2026, **more}


def write(work, *rows: dict) -> None:
    insert_rows(work.session, ReferenceSequence, rows)


def write_then_fail(work, *rows: dict) -> None:
    write(work, *rows)
    raise RuntimeError


def prefixes(work) -> list[str]:
    asked = select(ReferenceSequence.prefix).order_by(ReferenceSequence.id)
    return list(work.session.exec(asked).all())


def test_rows_wait_for_the_next_question_and_go_before_it(world, heard):
    with unit_of_work(world.alice, now=NOW) as work:
        insert_rows(work.session, ReferenceSequence, [run(world, "AAA")])
        insert_rows(work.session, ReferenceSequence, [run(world, "BBB"), run(world, "CCC")])
        assert not [one for one in heard if one.startswith("INSERT")]
        assert prefixes(work)[-3:] == ["AAA", "BBB", "CCC"]
        assert [one.split()[0] for one in heard if one[:5] != "BEGIN"] == [
            "INSERT",
            "INSERT",
            "SELECT",
        ]


def test_rows_that_nobody_asks_after_are_written_by_the_commit(world):
    with unit_of_work(world.alice, now=NOW) as work:
        insert_rows(work.session, ReferenceSequence, [run(world, "END")])
    with unit_of_work(world.alice, now=NOW, read_only=True) as work:
        # What the table gives a column that is not named is written too.
        kept = work.session.exec(
            select(ReferenceSequence).where(ReferenceSequence.prefix == "END")
        ).one()
        assert kept.last_number == 0


def test_many_rows_are_written_whole_however_many(world):
    for number in (1, 2, 8, 9, 40):
        with unit_of_work(world.alice, now=NOW) as work:
            rows = [run(world, f"N{number}-{place}", last_number=place) for place in range(number)]
            insert_rows(work.session, ReferenceSequence, rows)
            found = work.session.exec(
                select(ReferenceSequence.last_number)
                .where(ReferenceSequence.prefix.startswith(f"N{number}-"))
                .order_by(ReferenceSequence.last_number)
            ).all()
            assert list(found) == list(range(number))


def test_what_waits_before_a_savepoint_outlives_its_undoing(world):
    with unit_of_work(world.alice, now=NOW) as work:
        write(work, run(world, "PRE"))
        with pytest.raises(RuntimeError), work.session.begin_nested():
            write_then_fail(work, run(world, "MID"))
        write(work, run(world, "POST"))
    with unit_of_work(world.alice, now=NOW, read_only=True) as work:
        assert [one for one in prefixes(work) if one in {"PRE", "MID", "POST"}] == ["PRE", "POST"]


def test_a_deed_that_fails_leaves_nothing_that_waited(world):
    with pytest.raises(RuntimeError), unit_of_work(world.alice, now=NOW) as work:
        write_then_fail(work, run(world, "LOST"))
    with unit_of_work(world.alice, now=NOW, read_only=True) as work:
        assert "LOST" not in prefixes(work)


def test_a_statement_that_fails_is_a_failure_of_the_database_as_any(world):
    with pytest.raises(IntegrityError), unit_of_work(world.alice, now=NOW) as work:
        write(work, run(world, "TWIN"), run(world, "TWIN"))
    with unit_of_work(world.alice, now=NOW) as work:
        write(work, run(world, "NONE", last_number=None))
        with pytest.raises(IntegrityError):
            prefixes(work)
        work.session.rollback()
    with unit_of_work(world.alice, now=NOW, read_only=True) as work:
        assert not {"TWIN", "NONE"} & set(prefixes(work))


def test_drawn_ids_are_the_ids_of_new_rows(world):
    for place in range(3):
        with unit_of_work(world.alice, now=NOW) as work:
            newest = work.session.exec(select(func.max(ReferenceSequence.id))).one() or 0
            (drawn,) = draw_ids(work.session, ReferenceSequence)()
            assert drawn > newest
            row = run(world, f"ID{place}", id=drawn)
            insert_rows(work.session, ReferenceSequence, [row])
        with unit_of_work(world.alice, now=NOW) as work:
            # A row that draws none itself comes after.
            work.session.add(ReferenceSequence(**run(world, f"OWN{place}")))
            work.session.flush()
            own = select(ReferenceSequence.id).where(ReferenceSequence.prefix == f"OWN{place}")
            assert work.session.exec(own).one() > drawn


def test_numbers_asked_together_follow_each_other(world):
    with unit_of_work(world.alice, now=NOW) as work:
        first, second = ask_reference(work, "ASK"), ask_reference(work, "ASK")
        assert second().endswith("2")
        assert first().endswith("1")
        assert next_number(work, "ASK", work.today.year) == 3
