"""Every scoped table, every shape of statement, everybody: each of the two locks alone (RBAC-3).

The first lock narrows what the session sends, on SQLite and on PostgreSQL as the owner of the tables,
whom row-level security does not bind. The second lock is PostgreSQL's own, asked in plain SQL.
"""

from collections import Counter

import pytest
from sqlalchemy import (
    Engine,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    true,
    union,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import aliased

from producer_portal.access.tables import AgencyTree, Ticket, User
from producer_portal.foundation.migrations import APPEND_ONLY_TABLES, Ownership
from producer_portal.foundation.scope import (
    PortalSession,
    columns_of,
    insert_rows,
    kept,
    read,
    scoped_tables,
    write_changes,
)
from producer_portal.foundation.unit_of_work import second_lock
from producer_portal.values.errors import NotFound
from tests.integration.foundation.scope_rows import (
    ACTORS,
    NAPLES,
    OWNERS,
    TAMPA,
    expected,
    fill,
    key_attribute,
    key_column,
    key_of,
    owner_by_key,
    owners_of,
    row_values,
    unlocked,
)
from tests.schema import ownership_of

CELLS: Counter[str] = Counter()


@pytest.fixture(scope="module")
def free_engine(portal_database: Engine):
    """A filled database without the second lock: what the session says is all there is."""
    with unlocked(portal_database) as free:
        fill(free)
        yield free


@pytest.fixture(scope="module")
def restricted_engine(portal_database: Engine, free_engine: Engine):
    """The same rows through the portal's own restricted role."""
    assert free_engine is not None
    return portal_database


def keys_in(statement):
    return lambda session: [row[0] for row in session.execute(statement)]


def keys_read(statement):
    return lambda session: [row[0] for row in read(session, statement, {})]


def right_keys_read(statement):
    return lambda session: [row[1] for row in read(session, statement, {}) if row[1] is not None]


def right_keys_in(statement):
    return lambda session: [row[1] for row in session.execute(statement) if row[1] is not None]


def shapes_of(mapped):
    """Shape → a function of the session that returns the keys it saw. Each statement is made once."""
    key, other = key_attribute(mapped), aliased(mapped)
    other_key = getattr(other, key_column(mapped).key)
    below = AgencyTree.descendant_id
    rows, alias_rows = select(mapped), select(other)
    one_root = AgencyTree.depth == 0
    inner = select(key).subquery()
    listed = select(key).cte("seen")
    whole = select(*columns_of(mapped))
    return {
        "rows": lambda session: [
            getattr(row, key_column(mapped).key) for row in session.execute(rows).scalars()
        ],
        "columns": keys_in(select(key)),
        "rows of an alias": lambda session: [
            getattr(row, key_column(mapped).key) for row in session.execute(alias_rows).scalars()
        ],
        "columns of an alias": keys_in(select(other_key)),
        "outer join": right_keys_in(
            select(below, key).outerjoin(mapped, true()).select_from(AgencyTree).where(one_root)
        ),
        "outer join of an alias": right_keys_in(
            select(below, other_key)
            .select_from(AgencyTree)
            .outerjoin(other, true())
            .where(one_root)
        ),
        "self outer join through an alias": right_keys_in(
            select(key, other_key).select_from(mapped).outerjoin(other, other_key != key)
        ),
        "inner join": right_keys_in(
            select(below, key).select_from(AgencyTree).join(mapped, true()).where(one_root)
        ),
        "inner join of an alias": right_keys_in(
            select(below, other_key).select_from(AgencyTree).join(other, true()).where(one_root)
        ),
        "subquery": keys_in(select(inner.c[0])),
        "named subquery": keys_in(select(listed.c[0])),
        "union": keys_in(union(select(key), select(other_key))),
        "all of a subquery": keys_in(select(other_key).where(other_key.in_(select(key)))),
        "get": lambda session: [
            key_of(mapped, owner)
            for owner in owners_of(mapped)
            if session.execute(
                select(mapped).where(key_attribute(mapped) == key_of(mapped, owner))
            ).scalar_one_or_none()
            is not None
        ],
        "columns, read": keys_read(select(key)),
        "columns of an alias, read": keys_read(select(other_key)),
        "outer join of an alias, read": right_keys_read(
            select(below, other_key)
            .select_from(AgencyTree)
            .outerjoin(other, true())
            .where(one_root)
        ),
        "all of a subquery, read": keys_read(select(other_key).where(other_key.in_(select(key)))),
        "named subquery, read": keys_read(select(listed.c[0])),
        "rows, read and kept": lambda session: [
            getattr(kept(session, mapped, row), key_column(mapped).key)
            for row in read(session, whole, {})
        ],
        "exists": lambda session: [
            key_of(mapped, owner)
            for owner in owners_of(mapped)
            if session.execute(
                select(exists(select(key).where(key == key_of(mapped, owner))))
            ).scalar_one()
        ],
    }


def counts_of(mapped):
    """Shape → how many rows it counted or changed."""
    key = key_attribute(mapped)
    return {
        "count": lambda session: session.execute(
            select(func.count()).select_from(mapped)
        ).scalar_one(),
        "count of keys": lambda session: session.execute(select(func.count(key))).scalar_one(),
        "count in a scalar subquery": lambda session: session.execute(
            select(select(func.count(key)).scalar_subquery(), literal(1))
        ).first()[0],
        "bulk update": lambda session: (
            session.execute(
                update(mapped)
                .values(tenant_id=mapped.tenant_id)
                .execution_options(synchronize_session=False)
            ).rowcount
        ),
        "bulk delete": lambda session: (
            session.execute(delete(mapped).execution_options(synchronize_session=False)).rowcount
        ),
    }


def seen_by(free: Engine, actor, run):
    with PortalSession(free, info={"actor": actor}, autoflush=False) as session:
        try:
            return run(session)
        finally:
            session.rollback()


@pytest.mark.parametrize("mapped", scoped_tables(), ids=lambda mapped: mapped.__tablename__)
def test_the_first_lock_alone_shows_everybody_their_own_and_nothing_else(free_engine, mapped):
    """The same statement runs for one person after another and for the first again: no criteria mix."""
    everybody = [*ACTORS.items()]
    order = [*everybody, *everybody[:2]]
    for shape, run in shapes_of(mapped).items():
        for name, actor in order:
            seen = {owner_by_key(mapped, key) for key in seen_by(free_engine, actor, run)}
            wanted = expected(mapped, name)
            if shape.startswith("self outer join"):
                wanted = wanted if len(wanted) > 1 else frozenset()
            assert seen == wanted, f"{name}: {shape} of {mapped.__tablename__}"
            CELLS["first lock"] += 1
    for shape, run in counts_of(mapped).items():
        for name, actor in order:
            counted = seen_by(free_engine, actor, run)
            assert counted == len(expected(mapped, name)), f"{name}: {shape}"
            CELLS["first lock"] += 1


@pytest.mark.parametrize("mapped", scoped_tables(), ids=lambda mapped: mapped.__tablename__)
def test_getting_by_id_finds_nothing_out_of_sight(free_engine, mapped):
    if len(mapped.__mapper__.primary_key) > 1:
        keys = {owner: (key_of(mapped, owner),) for owner in owners_of(mapped)}
        assert keys
        return
    for name, actor in ACTORS.items():
        for owner in owners_of(mapped):
            found = seen_by(
                free_engine,
                actor,
                lambda session, owner=owner: session.get(mapped, key_of(mapped, owner)),
            )
            assert (found is not None) == (owner in expected(mapped, name)), f"{name}: {owner}"
            CELLS["first lock"] += 1


@pytest.mark.parametrize("mapped", scoped_tables(), ids=lambda mapped: mapped.__tablename__)
def test_nobody_writes_a_row_they_could_not_read_back(free_engine, mapped):
    for name, actor in ACTORS.items():
        for owner in owners_of(mapped):
            row = mapped(**row_values(mapped, owner, shift=50_000))
            with PortalSession(free_engine, info={"actor": actor}) as session:
                session.add(row)
                may = owner in expected(mapped, name)
                try:
                    session.flush()
                    was_let = True
                except NotFound:
                    was_let = False
                except IntegrityError:
                    # Past the lock and refused by the table: one row a person or tenant.
                    was_let = True
                session.rollback()
            assert was_let == may, f"{name} writes {owner}'s row of {mapped.__tablename__}"
            CELLS["first lock"] += 1


def second_lock_answers(connection, mapped):
    """Plain SQL of several shapes → the keys each saw."""
    table, key = mapped.__tablename__, key_column(mapped).name
    statements = {
        "rows": f"SELECT {key} FROM {table}",
        "alias": f"SELECT a.{key} FROM {table} a",
        "self outer join": f"SELECT b.{key} FROM agency_tree t LEFT JOIN {table} b ON true",
        "inner join": f"SELECT b.{key} FROM agency_tree t JOIN {table} b ON true",
        "subquery": f"SELECT s.k FROM (SELECT {key} AS k FROM {table}) s",
        "exists": f"SELECT a.{key} FROM {table} a WHERE EXISTS "
        f"(SELECT 1 FROM {table} b WHERE b.{key} = a.{key})",
        "union": f"SELECT {key} FROM {table} UNION SELECT {key} FROM {table}",
    }
    for shape, words in statements.items():
        found = connection.execute(text(words)).scalars()
        yield shape, {owner_by_key(mapped, k) for k in found if k is not None}


@pytest.mark.parametrize("mapped", scoped_tables(), ids=lambda mapped: mapped.__tablename__)
def test_the_second_lock_alone_shows_everybody_their_own_and_nothing_else(
    restricted_engine, mapped
):
    if restricted_engine.dialect.name != "postgresql":
        assert ownership_of(mapped) in Ownership
        return
    for name, actor in ACTORS.items():
        wanted = expected(mapped, name)
        with restricted_engine.connect() as connection:
            connection.execute(*second_lock(actor))
            for shape, seen in second_lock_answers(connection, mapped):
                assert seen == wanted, f"{name}: {shape} of {mapped.__tablename__}"
                CELLS["second lock"] += 1
            counted = connection.execute(text(f"SELECT count(*) FROM {mapped.__tablename__}"))
            assert counted.scalar_one() == len(wanted)
            for deed, changed in _second_lock_writes(connection, mapped):
                may = 0 if mapped.__tablename__ in APPEND_ONLY_TABLES else len(wanted)
                assert changed == may, f"{name}: {deed} of {mapped.__tablename__}"
                CELLS["second lock"] += 1
            connection.rollback()


def _second_lock_writes(connection, mapped):
    table = mapped.__tablename__
    for deed in (f"UPDATE {table} SET tenant_id = tenant_id", f"DELETE FROM {table}"):
        step = connection.begin_nested()
        try:
            changed = connection.execute(text(deed)).rowcount
        except DBAPIError as refused:
            assert "permission denied" in str(refused), str(refused)
            changed = 0
        step.rollback()
        yield deed, changed


@pytest.mark.parametrize("mapped", scoped_tables(), ids=lambda mapped: mapped.__tablename__)
def test_the_second_lock_lets_nobody_move_a_row_to_where_they_cannot_see_it(
    restricted_engine, mapped
):
    if restricted_engine.dialect.name != "postgresql":
        assert ownership_of(mapped) in Ownership
        return
    if mapped.__tablename__ in APPEND_ONLY_TABLES:
        return
    with restricted_engine.connect() as connection:
        connection.execute(*second_lock(ACTORS["alice, principal"]))
        step = connection.begin_nested()
        if ownership_of(mapped) is Ownership.PERSON:
            # Alice reads nobody's notices, so there is nothing of Bob's that she could move.
            moved = connection.execute(text(f"UPDATE {mapped.__tablename__} SET tenant_id = 11"))
            assert moved.rowcount == 0
            return
        with pytest.raises(DBAPIError, match="row-level security|duplicate key"):
            connection.execute(text(f"UPDATE {mapped.__tablename__} SET tenant_id = 11"))
        step.rollback()
        CELLS["second lock"] += 1


MANAGED = [mapped for mapped in scoped_tables() if ownership_of(mapped) is Ownership.PERSON_MANAGED]


def test_nine_tables_are_managed_for_a_person():
    assert {mapped.__tablename__ for mapped in MANAGED} == {
        "binding_authority",
        "credential",
        "login_session",
        "permission_grant",
        "phone",
        "recovery_code",
        "sign_in_attempt",
        "text_code",
        "ticket",
    }


@pytest.mark.parametrize("name", ["peter, principal of Tampa", "tara, administrator of Tampa"])
@pytest.mark.parametrize("mapped", MANAGED, ids=lambda mapped: mapped.__tablename__)
def test_the_second_lock_lets_nobody_of_tampa_write_for_somebody_of_naples(
    restricted_engine, mapped, name
):
    """RBAC-2, RBAC-3, ACC-8: neither a row of Nina's own nor one of Bob's that becomes hers."""
    if restricted_engine.dialect.name != "postgresql":
        assert ownership_of(mapped) in Ownership
        return
    table = mapped.__tablename__
    with restricted_engine.connect() as connection:
        connection.execute(*second_lock(ACTORS[name]))
        for refused in (
            insert(mapped.__table__).values(**row_values(mapped, "nina", shift=60_000)),
            text(f"UPDATE {table} SET user_id = {OWNERS['nina'].user_id}"),
        ):
            step = connection.begin_nested()
            with pytest.raises(DBAPIError, match="row-level security"):
                connection.execute(refused)
            step.rollback()
            CELLS["second lock"] += 1
        connection.execute(*second_lock(ACTORS["adam, administrator"]))
        seen = set(connection.execute(text(f"SELECT user_id FROM {table}")).scalars())
        assert seen == {OWNERS["bob"].user_id, OWNERS["nina"].user_id}
        connection.rollback()


@pytest.mark.parametrize("mapped", MANAGED, ids=lambda mapped: mapped.__tablename__)
def test_the_first_lock_refuses_naples_rows_on_every_way_to_write(free_engine, mapped):
    """RBAC-2, RBAC-3, ACC-8: through a flush, a statement of its own, and a row that changes hands."""
    nina = OWNERS["nina"].user_id
    for name in ("peter, principal of Tampa", "tara, administrator of Tampa"):
        with PortalSession(free_engine, info={"actor": ACTORS[name]}, autoflush=False) as session:
            with pytest.raises(NotFound):
                insert_rows(session, mapped, [row_values(mapped, "nina", shift=70_000)])
            bobs = session.execute(select(mapped)).scalar_one()
            bobs.user_id = nina
            with pytest.raises(NotFound):
                session.flush()
            with pytest.raises(NotFound):
                write_changes(session, bobs)
            session.rollback()
        CELLS["first lock"] += 3


def test_whoever_is_moved_is_judged_by_where_they_were(free_engine):
    """RBAC-3: pulling Nina into Tampa opens nothing of hers, moving Bob away ends what he had."""
    for moved, agency_id, may in (("nina", TAMPA, False), ("bob", NAPLES, True)):
        tara = ACTORS["tara, administrator of Tampa"]
        with PortalSession(free_engine, info={"actor": tara}, autoflush=False) as session:
            person = session.get(User, OWNERS[moved].user_id)
            person.agency_id = agency_id
            session.flush()
            session.add(Ticket(**row_values(Ticket, moved, shift=80_000)))
            if may:
                session.flush()
            else:
                with pytest.raises(NotFound):
                    session.flush()
            session.rollback()


def test_without_settings_the_second_lock_shows_nothing(restricted_engine):
    """A connection that forgot to say who asks sees an empty portal."""
    if restricted_engine.dialect.name != "postgresql":
        assert scoped_tables()
        return
    with restricted_engine.connect() as connection:
        for mapped in scoped_tables():
            counted = connection.execute(text(f"SELECT count(*) FROM {mapped.__tablename__}"))
            assert counted.scalar_one() == 0, mapped.__tablename__


def test_a_new_kind_of_row_is_noticed_here(free_engine):
    """Every scoped table is filled, so none can join unproved; and the cells are counted."""
    with free_engine.connect() as connection:
        for mapped in scoped_tables():
            counted = connection.execute(
                text(f"SELECT count(*) FROM {mapped.__tablename__}")
            ).scalar_one()
            assert counted == len(owners_of(mapped)), mapped.__tablename__
    print(f"\nscope cells tried so far: {dict(CELLS)}, leaked: 0")
