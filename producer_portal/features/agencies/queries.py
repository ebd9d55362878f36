"""Reading the chain: the directory, who stood above whom on a day, names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Integer, Select, bindparam, func, literal, or_
from sqlmodel import col, select

from producer_portal.access.tables import Agency, User
from producer_portal.features.agencies.rules import (
    DEEPEST_CHAIN,
    TIER_NAMES,
    ChainLink,
    Edge,
    ProducerStatus,
    ProducerTier,
)
from producer_portal.features.agencies.tables import Producer, ProducerEdge, ProducerTree
from producer_portal.foundation.exchange import Answer
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.scope import ask
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found


@dataclass(frozen=True, slots=True)
class ProducerRow:
    """A producer in the directory."""

    producer_id: int
    name: str
    code: str
    tier: str
    agency_id: int
    agency_name: str
    upline_name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class ProducerView:
    """A directory entry."""

    producer_id: int
    agency_id: int
    name: str
    code: str
    tier: str
    is_active: bool


def producers(work: UnitOfWork, *, limit: int = 500) -> tuple[ProducerRow, ...]:
    """The directory by name, as far as the actor's agency reaches. Needs PRODUCERS_READ."""
    work.actor.require(Permission.PRODUCERS_READ)
    rows = work.session.exec(
        select(Producer, Agency.name, ProducerTree.ancestor_id)
        .join(Agency, col(Agency.id) == col(Producer.agency_id))
        .outerjoin(
            ProducerTree,
            (col(ProducerTree.descendant_id) == col(Producer.id)) & (col(ProducerTree.depth) == 1),
        )
        .order_by(col(Producer.name), col(Producer.id))
        .limit(limit)
    ).all()
    uplines = {upline_id for _, _, upline_id in rows if upline_id is not None}
    names = producer_names(work, producer_ids=uplines)
    return tuple(_row(row, agency, names.get(upline_id, "")) for row, agency, upline_id in rows)


def producer_page(
    work: UnitOfWork, *, search: str, only: Collection[int] | None, offset: int, limit: int
) -> tuple[tuple[ProducerRow, ...], int]:
    """Active producers by name, some at a time, and how many there are; `only` narrows to these ids.

    For features above that list producers by something they know of them.
    """
    statement = (
        select(Producer, Agency.name)
        .join(Agency, col(Agency.id) == col(Producer.agency_id))
        .where(Producer.status == ProducerStatus.ACTIVE)
    )
    if only is not None:
        statement = statement.where(col(Producer.id).in_(sorted(only)))
    wanted = search.strip().lower()[:100]
    if wanted:
        statement = statement.where(func.lower(Producer.name).contains(wanted, autoescape=True))
    total = int(work.session.exec(select(func.count()).select_from(statement.subquery())).one())
    found = work.session.exec(
        statement.order_by(col(Producer.name), col(Producer.id)).offset(offset).limit(limit)
    ).all()
    return tuple(_row(row, agency, "") for row, agency in found), total


def _row(producer: Producer, agency_name: str, upline_name: str) -> ProducerRow:
    return ProducerRow(
        producer_id=producer.id or 0,
        name=producer.name,
        code=producer.code,
        tier=TIER_NAMES[ProducerTier(producer.tier)],
        agency_id=producer.agency_id,
        agency_name=agency_name,
        upline_name=upline_name,
        is_active=producer.status == ProducerStatus.ACTIVE,
    )


def producer_detail(work: UnitOfWork, *, producer_id: int) -> ProducerView:
    """One directory entry. Raises NotFound out of sight."""
    return view_of(get_or_not_found(work, Producer, producer_id, what="producer"))


def view_of(producer: Producer) -> ProducerView:
    """The row as others may hold it."""
    return ProducerView(
        producer_id=producer.id or 0,
        agency_id=producer.agency_id,
        name=producer.name,
        code=producer.code,
        tier=producer.tier,
        is_active=producer.status == ProducerStatus.ACTIVE,
    )


def producer_of_user(work: UnitOfWork, *, user_id: int) -> ProducerView | None:
    """The producer that a person signs in as, or None for staff."""
    producer = work.session.exec(
        select(Producer)
        .join(User, col(User.producer_id) == col(Producer.id))
        .where(User.id == user_id)
    ).one_or_none()
    return None if producer is None else view_of(producer)


def producer_names(work: UnitOfWork, *, producer_ids: Collection[int]) -> dict[int, str]:
    """Names by id, of those in sight."""
    if not producer_ids:
        return {}
    rows = work.session.exec(
        select(Producer.id, Producer.name).where(col(Producer.id).in_(sorted(producer_ids)))
    )
    return {producer_id or 0: name for producer_id, name in rows}


def all_producer_names(work: UnitOfWork, *, most: int = 5_000) -> dict[int, str]:
    """Names by id of every producer in sight."""
    rows = work.session.exec(
        select(Producer.id, Producer.name).order_by(col(Producer.id)).limit(most)
    )
    return {producer_id or 0: name for producer_id, name in rows}


def upline_chain(work: UnitOfWork, *, producer_id: int, on: date) -> tuple[ChainLink, ...]:
    """The producer and everybody above on a day, nearest first (ORG-1).

    Names that the actor may not see are "". Empty when the producer is not of the actor's tenant.
    """
    return ask_upline_chain(work, producer_id=producer_id, on=on)()


def ask_upline_chain(
    work: UnitOfWork, *, producer_id: int, on: date
) -> Answer[tuple[ChainLink, ...]]:
    """As `upline_chain`, in one turn with what is asked beside it."""
    values = {"producer_id": producer_id, "day": on, "deepest": DEEPEST_CHAIN}
    found = ask(work.session, _chain_statement(), values)
    return Answer(
        lambda: tuple(ChainLink(link_id, name or "", depth) for link_id, name, depth in found())
    )


@cache
def _chain_statement() -> Select[int, str | None, int]:
    """One walk up the dated edges, compiled once."""
    start = select(
        ProducerTree.ancestor_id.label("producer_id"),  # type: ignore[attr-defined]
        literal(0, Integer).label("depth"),
    ).where(
        col(ProducerTree.ancestor_id) == bindparam("producer_id"),
        col(ProducerTree.descendant_id) == bindparam("producer_id"),
    )
    chain = start.cte("chain", recursive=True)
    above = (
        select(ProducerEdge.upline_producer_id, chain.c.depth + 1)
        .join(chain, chain.c.producer_id == ProducerEdge.producer_id)
        .where(
            col(ProducerEdge.from_on) <= bindparam("day"),
            or_(
                col(ProducerEdge.until_on).is_(None), col(ProducerEdge.until_on) > bindparam("day")
            ),
            chain.c.depth < bindparam("deepest"),
        )
    )
    chain = chain.union_all(above)
    return (
        select(chain.c.producer_id, Producer.name, chain.c.depth)
        .outerjoin(Producer, col(Producer.id) == chain.c.producer_id)
        .order_by(chain.c.depth)
    )


def edges_since(work: UnitOfWork, *, day: date) -> tuple[Edge, ...]:
    """The edges of the tenant that hold on a day or later."""
    rows = work.session.exec(
        select(ProducerEdge).where(
            or_(col(ProducerEdge.until_on).is_(None), col(ProducerEdge.until_on) > day)
        )
    )
    return tuple(
        Edge(row.producer_id, row.upline_producer_id, row.from_on, row.until_on) for row in rows
    )


def tenants(work: UnitOfWork) -> tuple[int, ...]:
    """Every root agency that the actor serves: all of them for a job without a tenant."""
    statement = select(Agency.id).where(col(Agency.id) == col(Agency.tenant_id))
    if work.actor.tenant_id is not None:
        statement = statement.where(Agency.tenant_id == work.actor.tenant_id)
    return tuple(
        agency_id or 0 for agency_id in work.session.exec(statement.order_by(col(Agency.id)))
    )
