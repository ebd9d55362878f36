"""How far managing people goes: one's own agency and those below it, never a branch beside it."""

from sqlmodel import col, select

from producer_portal.access.tables import AgencyTree, User
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.errors import NotFound


def refuse_out_of_reach(work: UnitOfWork, *, user_id: int, what: str) -> None:
    """Raise NotFound unless the person belongs to an agency in the actor's reach (RBAC-3, RBAC-4)."""
    if work.actor.is_system:
        return
    in_reach = (
        select(User.id)
        .join(AgencyTree, col(AgencyTree.descendant_id) == col(User.agency_id))
        .where(User.id == user_id, AgencyTree.ancestor_id == work.actor.agency_id)
    )
    if work.session.exec(in_reach).first() is None:
        raise NotFound(what)
