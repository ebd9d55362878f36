"""The trail of deeds: whoever changes, removes or reorders a record is found out (ADM-2)."""

import random
import re

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import func, select

from producer_portal.features.agencies import services as agencies
from producer_portal.foundation import audit
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.tables import AuditRecord
from producer_portal.foundation.unit_of_work import unit_of_work
from tests.conftest import PG_ADMIN
from tests.factories.people import NOW

TEXTS = ("actor_name", "action", "subject_kind", "note", "address", "hash", "previous_hash")


def broken(tenant_id: int) -> list[audit.BrokenChain]:
    with unit_of_work(system_actor("verify"), now=NOW, read_only=True) as work:
        return [one for one in audit.broken_chains(work) if one.tenant_id == tenant_id]


def length(tenant_id: int) -> int:
    with unit_of_work(system_actor("verify", tenant_id=tenant_id), now=NOW, read_only=True) as work:
        return work.session.exec(select(func.count()).select_from(AuditRecord)).one()


def tamper(engine, *statements: tuple[str, dict]) -> None:
    """As somebody with the keys to the database: triggers away first, then the change."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            for name in (
                connection.execute(
                    text(
                        "SELECT name FROM sqlite_master WHERE type = 'trigger' "
                        "AND tbl_name = 'audit_record'"
                    )
                )
                .scalars()
                .all()
            ):
                connection.execute(text(f"DROP TRIGGER {name}"))
            for words, values in statements:
                connection.execute(text(words), values)
        return
    with psycopg.connect(f"{PG_ADMIN}/{engine.url.database}") as admin:
        admin.execute("SET session_replication_role = replica")
        for words, values in statements:
            admin.execute(re.sub(r":(\w+)", r"%(\1)s", words), values)


def test_an_untouched_trail_is_whole(world):
    assert length(world.harborline.tenant_id) > 10
    assert broken(world.harborline.tenant_id) == []
    assert broken(world.mallorys.tenant_id) == []


@pytest.mark.parametrize("seed", range(8))
def test_one_changed_byte_names_the_first_bad_record(world, portal_database, seed):
    chance = random.Random(seed)
    tenant_id = world.harborline.tenant_id
    number = chance.randrange(1, length(tenant_id))
    column = TEXTS[seed % len(TEXTS)]
    tamper(
        portal_database,
        (
            f"UPDATE audit_record SET {column} = {column} || 'x' "
            "WHERE tenant_id = :tenant AND number = :number"
            if column not in {"hash", "previous_hash"}
            else f"UPDATE audit_record SET {column} = replace({column}, substr({column}, 1, 1), 'g') "
            "WHERE tenant_id = :tenant AND number = :number",
            {"tenant": tenant_id, "number": number},
        ),
    )
    [found] = broken(tenant_id)
    assert found.number == number
    assert broken(world.mallorys.tenant_id) == []


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_removed_record_is_missed(world, portal_database, place):
    tenant_id = world.harborline.tenant_id
    last = length(tenant_id)
    number = {"first": 1, "middle": last // 2, "last": last}[place]
    tamper(
        portal_database,
        (
            "DELETE FROM audit_record WHERE tenant_id = :tenant AND number = :number",
            {"tenant": tenant_id, "number": number},
        ),
    )
    [found] = broken(tenant_id)
    assert found.number == number
    assert "missing" in found.reason


def test_two_records_that_change_places_are_found(world, portal_database):
    tenant_id = world.harborline.tenant_id
    swap = [(3, -3), (4, 3), (-3, 4)]
    tamper(
        portal_database,
        *(
            (
                "UPDATE audit_record SET number = :to WHERE tenant_id = :tenant AND number = :number",
                {"tenant": tenant_id, "number": number, "to": to},
            )
            for number, to in swap
        ),
    )
    [found] = broken(tenant_id)
    assert found.number == 3
    assert "follow" in found.reason


def test_the_front_records_cannot_be_cut_off_with_a_new_beginning(world, portal_database):
    tenant_id = world.harborline.tenant_id
    tamper(
        portal_database,
        (
            "DELETE FROM audit_record WHERE tenant_id = :tenant AND number <= :number",
            {"tenant": tenant_id, "number": 5},
        ),
    )
    [found] = broken(tenant_id)
    assert found.number == 1


def test_a_deed_and_its_record_stand_or_fall_together(world):
    tenant_id = world.harborline.tenant_id
    before = length(tenant_id)

    def open_and_stumble() -> None:
        with unit_of_work(world.alice, now=NOW) as work:
            agencies.add_agency(
                work, parent_id=tenant_id, name="Harborline Ocala", short_name="ocala"
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        open_and_stumble()
    assert length(tenant_id) == before
    with unit_of_work(world.alice, now=NOW) as work:
        agencies.add_agency(work, parent_id=tenant_id, name="Harborline Ocala", short_name="ocala")
    assert length(tenant_id) == before + 1
    assert broken(tenant_id) == []
