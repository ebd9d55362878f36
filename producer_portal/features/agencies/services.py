"""Agencies and producers: found, add, move. Moves are dated and never rewrite the past (ORG-1)."""

from datetime import date

from sqlalchemy import delete, insert
from sqlmodel import col, select

from producer_portal.access.tables import Agency, AgencyTier, AgencyTree
from producer_portal.features.agencies import queries
from producer_portal.features.agencies.queries import ProducerView
from producer_portal.features.agencies.rules import (
    Edge,
    ProducerCodeTaken,
    ProducerMoveRefused,
    ProducerTier,
    check_no_circle,
    tree_of,
    uplines_on,
)
from producer_portal.features.agencies.tables import Producer, ProducerEdge, ProducerTree
from producer_portal.features.ledger import services as ledger
from producer_portal.foundation import audit
from producer_portal.foundation.actor import system_actor
from producer_portal.foundation.permissions import Permission
from producer_portal.foundation.tables import AuditChain
from producer_portal.foundation.unit_of_work import UnitOfWork, act_as, get_or_not_found
from producer_portal.values.errors import InvalidInput, NotFound
from producer_portal.values.ids import AgencyId
from producer_portal.values.period import day_words


def found_agency(
    work: UnitOfWork,
    *,
    name: str,
    short_name: str,
    state: str = "",
    time_zone: str = "America/New_York",
    is_demonstration: bool = False,
) -> AgencyId:
    """Make a root agency, which is a tenant of its own, with empty books and an empty trail.

    Only the portal itself may. From here on the unit of work acts for the new tenant alone.
    """
    assert work.actor.is_system, "a tenant is founded by the installation, not by a person"
    name, short_name = _checked_names(name, short_name)
    agency = Agency(
        name=name,
        short_name=short_name,
        state=state,
        time_zone=time_zone,
        is_demonstration=is_demonstration,
    )
    work.session.add(agency)
    # The id is also the tenant's.
    work.session.flush()
    agency_id = AgencyId(agency.id or 0)
    agency.tenant_id = agency_id
    work.session.flush()
    act_as(work, system_actor(work.actor.name, tenant_id=agency_id))
    work.session.add(AgencyTree(ancestor_id=agency_id, descendant_id=agency_id, depth=0))
    work.session.add(AuditChain(tenant_id=agency_id))
    ledger.open_books(work, tenant_id=agency_id)
    # The trail's head must be there before the first record hangs on it.
    work.session.flush()
    audit.record(work, "agency.founded", subject=("agency", agency_id), after={"name": name})
    return agency_id


def add_agency(
    work: UnitOfWork,
    *,
    parent_id: int,
    name: str,
    short_name: str,
    state: str = "",
    time_zone: str = "America/New_York",
) -> AgencyId:
    """Add an agency under another one in reach (ORG-1). Needs USERS_MANAGE.

    Raises NotFound when the parent is out of reach, InvalidInput on empty names.
    """
    work.actor.require(Permission.USERS_MANAGE)
    name, short_name = _checked_names(name, short_name)
    parent = _agency_in_reach(work, parent_id)
    agency = Agency(
        tenant_id=parent.tenant_id,
        parent_id=parent_id,
        name=name,
        short_name=short_name,
        state=state,
        time_zone=time_zone,
    )
    work.session.add(agency)
    # Its place in the tree is written by id.
    work.session.flush()
    agency_id = AgencyId(agency.id or 0)
    above = work.session.exec(select(AgencyTree).where(AgencyTree.descendant_id == parent_id)).all()
    work.session.add_all(
        [
            AgencyTree(ancestor_id=agency_id, descendant_id=agency_id, depth=0),
            *(
                AgencyTree(
                    ancestor_id=row.ancestor_id, descendant_id=agency_id, depth=row.depth + 1
                )
                for row in above
            ),
        ]
    )
    work.session.flush()
    # What this session may reach has grown.
    work.session.info.pop("reach", None)
    audit.record(
        work,
        "agency.added",
        subject=("agency", agency_id),
        after={"name": name, "parent_id": parent_id},
        agency_id=agency_id,
    )
    work.changed("agencies")
    return agency_id


def set_tier(work: UnitOfWork, *, agency_id: int, tier: AgencyTier) -> None:
    """Rank an agency in reach; rules may use it (ORG-3). Needs SETTINGS_MANAGE; NotFound out of reach."""
    work.actor.require(Permission.SETTINGS_MANAGE)
    agency = _agency_in_reach(work, agency_id)
    before, agency.tier = agency.tier, tier.value
    audit.record(
        work,
        "agency.tier_set",
        subject=("agency", agency_id),
        before={"tier": before},
        after={"tier": tier.value},
        agency_id=agency_id,
    )
    work.changed("agencies")


def _checked_names(name: str, short_name: str) -> tuple[str, str]:
    problems = {}
    if not 0 < len(name.strip()) <= 200:
        problems["name"] = "Enter the agency's name, at most 200 characters"
    if not 0 < len(short_name.strip()) <= 40:
        problems["short_name"] = "Enter a short name, at most 40 characters"
    if problems:
        raise InvalidInput(problems)
    return name.strip(), short_name.strip()


def _agency_in_reach(work: UnitOfWork, agency_id: int) -> Agency:
    """Agencies are not narrowed by the session, so reach is asked of the tree."""
    statement = select(Agency).where(Agency.id == agency_id, Agency.tenant_id == work.tenant_id)
    if not work.actor.is_system:
        statement = statement.join(
            AgencyTree, col(AgencyTree.descendant_id) == col(Agency.id)
        ).where(AgencyTree.ancestor_id == work.actor.agency_id)
    agency = work.session.exec(statement).one_or_none()
    if agency is None:
        raise NotFound("agency")
    return agency


def add_producer(
    work: UnitOfWork,
    *,
    agency_id: int,
    name: str,
    code: str,
    tier: ProducerTier = ProducerTier.STANDARD,
    upline_producer_id: int | None = None,
    since: date | None = None,
) -> ProducerView:
    """Add a producer to the directory, under an upline from a day on (today when not said).

    Needs USERS_MANAGE. Raises InvalidInput, ProducerCodeTaken, and NotFound when the agency or the
    upline is out of reach.
    """
    work.actor.require(Permission.USERS_MANAGE)
    name, code = _checked_producer(work, name, code)
    _agency_in_reach(work, agency_id)
    upline = None
    if upline_producer_id is not None:
        upline = get_or_not_found(work, Producer, upline_producer_id, what="producer")
    producer = Producer(
        tenant_id=work.tenant_id, agency_id=agency_id, name=name, code=code, tier=tier.value
    )
    work.session.add(producer)
    # The chain is written by id.
    work.session.flush()
    producer_id = producer.id or 0
    if upline is not None:
        work.session.add(
            ProducerEdge(
                tenant_id=work.tenant_id,
                producer_id=producer_id,
                upline_producer_id=upline.id or 0,
                from_on=since or work.today,
            )
        )
        work.session.flush()
    uplines = uplines_on(queries.edges_since(work, day=work.today), work.today)
    _insert_pairs(work, tree_of((producer_id,), uplines))
    audit.record(
        work,
        "producer.added",
        subject=("producer", producer_id),
        after={"name": name, "code": code, "upline_producer_id": upline_producer_id},
        agency_id=agency_id,
    )
    work.changed("producers")
    return queries.view_of(producer)


def _checked_producer(work: UnitOfWork, name: str, code: str) -> tuple[str, str]:
    name, code = name.strip(), code.strip().upper()
    problems = {}
    if not 0 < len(name) <= 200:
        problems["name"] = "Enter the producer's name, at most 200 characters"
    if not 0 < len(code) <= 40:
        problems["code"] = "Enter a code, at most 40 characters"
    if problems:
        raise InvalidInput(problems)
    taken = work.session.exec(select(Producer.id).where(Producer.code == code)).first()
    if taken is not None:
        raise ProducerCodeTaken(f"Code {code} belongs to another producer. Choose a new one.")
    return name, code


def move_producer(
    work: UnitOfWork, *, producer_id: int, upline_producer_id: int | None, on: date
) -> None:
    """Put a producer under another upline, or under nobody, from a day on (ORG-1).

    Needs USERS_MANAGE. What was true before that day stays true. Raises ProducerMoveRefused when
    the day is not after the last move, or when the move closes a circle; NotFound out of sight.
    """
    work.actor.require(Permission.USERS_MANAGE)
    # One move at a time in a tenant: two at once could close a circle that neither sees.
    work.session.exec(select(Agency.id).where(Agency.id == work.tenant_id).with_for_update()).one()
    producer = get_or_not_found(work, Producer, producer_id, what="producer")
    if upline_producer_id is not None:
        get_or_not_found(work, Producer, upline_producer_id, what="producer")
    before = _end_last_edge(work, producer_id, on)
    if upline_producer_id is not None:
        edge = Edge(producer_id, upline_producer_id, on, None)
        check_no_circle((*queries.edges_since(work, day=on), edge), moved=producer_id, since=on)
        work.session.add(
            ProducerEdge(
                tenant_id=producer.tenant_id,
                producer_id=producer_id,
                upline_producer_id=upline_producer_id,
                from_on=on,
            )
        )
    work.session.flush()
    refresh_tree(work)
    audit.record(
        work,
        "producer.moved",
        subject=("producer", producer_id),
        before={"upline_producer_id": before},
        after={"upline_producer_id": upline_producer_id, "on": on.isoformat()},
        agency_id=producer.agency_id,
    )
    work.changed("producers", f"producer:{producer_id}")


def _end_last_edge(work: UnitOfWork, producer_id: int, on: date) -> int | None:
    """End the open edge on the day of the move; the upline it named, if any."""
    last = work.session.exec(
        select(ProducerEdge)
        .where(ProducerEdge.producer_id == producer_id)
        .order_by(col(ProducerEdge.from_on).desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    since = last.from_on if last.until_on is None else last.until_on
    is_rewriting = on <= last.from_on or (last.until_on is not None and on < last.until_on)
    if is_rewriting:
        raise ProducerMoveRefused(
            f"The last move was on {day_words(since)}. A move never rewrites the past: "
            "choose a later day."
        )
    if last.until_on is not None:
        return None
    last.until_on = on
    # Ended before the circle check reads the edges, and before a new open one is written.
    work.session.flush()
    return last.upline_producer_id


def refresh_tree(work: UnitOfWork) -> int:
    """Write the closure of today's chains anew, for the tenant. Returns how many pairs it holds.

    Moves dated ahead take hold when their day comes: a daily job calls this.
    """
    everyone = work.session.exec(
        select(ProducerTree.descendant_id).where(ProducerTree.depth == 0)
    ).all()
    uplines = uplines_on(queries.edges_since(work, day=work.today), work.today)
    pairs = tree_of(everyone, uplines)
    work.session.execute(delete(ProducerTree).where(col(ProducerTree.tenant_id) == work.tenant_id))
    _insert_pairs(work, pairs)
    return len(pairs)


def _insert_pairs(work: UnitOfWork, pairs: list[tuple[int, int, int]]) -> None:
    if pairs:
        work.session.execute(
            insert(ProducerTree),
            [
                {
                    "tenant_id": work.tenant_id,
                    "ancestor_id": ancestor,
                    "descendant_id": descendant,
                    "depth": depth,
                }
                for ancestor, descendant, depth in pairs
            ],
        )
