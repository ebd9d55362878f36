"""The carriers of an agency group."""

from dataclasses import dataclass

from sqlmodel import col, select

from producer_portal.features.policies.tables import Carrier
from producer_portal.foundation.unit_of_work import UnitOfWork, get_or_not_found


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """A carrier to choose."""

    carrier_id: int
    name: str
    code: str


def carriers(work: UnitOfWork) -> tuple[CarrierRow, ...]:
    """The carriers of the agency group that business may be placed with, by name."""
    rows = work.session.exec(
        select(Carrier).where(col(Carrier.is_active).is_(True)).order_by(col(Carrier.name))
    )
    return tuple(CarrierRow(row.id or 0, row.name, row.code) for row in rows)


def carrier_detail(work: UnitOfWork, *, carrier_id: int) -> CarrierRow:
    """One carrier. Raises NotFound."""
    row = get_or_not_found(work, Carrier, carrier_id, what="carrier")
    return CarrierRow(row.id or 0, row.name, row.code)
