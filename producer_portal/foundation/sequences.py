"""Public reference numbers, one run per tenant, prefix and year."""

from sqlalchemy import text

from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.ids import reference

_NEXT = text(
    "INSERT INTO reference_sequence (tenant_id, prefix, year, last_number) "
    "VALUES (:tenant_id, :prefix, :year, 1) "
    "ON CONFLICT (tenant_id, prefix, year) DO UPDATE SET last_number = reference_sequence.last_number + 1 "
    "RETURNING last_number"
)


def next_number(work: UnitOfWork, prefix: str, year: int) -> int:
    """The next number of a run. The row is locked until commit, so numbers are never given twice."""
    values = {"tenant_id": work.tenant_id, "prefix": prefix, "year": year}
    number = work.session.connection().execute(_NEXT, values).scalar_one()
    assert isinstance(number, int), "a sequence counts"
    return number


def next_reference(work: UnitOfWork, prefix: str) -> str:
    """The next public reference of this year, such as SUB-2026-000123."""
    year = work.today.year
    return reference(prefix, year, next_number(work, prefix, year))
