"""Public reference numbers, one run per tenant, prefix and year."""

from sqlalchemy import BigInteger, column, text

from producer_portal.foundation.exchange import Answer, printed
from producer_portal.foundation.unit_of_work import UnitOfWork
from producer_portal.values.ids import reference

_NEXT = text(
    "INSERT INTO reference_sequence (tenant_id, prefix, year, last_number) "
    "VALUES (:tenant_id, :prefix, :year, 1) "
    "ON CONFLICT (tenant_id, prefix, year) DO UPDATE SET last_number = reference_sequence.last_number + 1 "
    "RETURNING last_number"
).columns(column("last_number", BigInteger))


def next_number(work: UnitOfWork, prefix: str, year: int) -> int:
    """The next number of a run. The row is locked until commit, so numbers are never given twice."""
    return _ask_number(work, prefix, year)()


def _ask_number(work: UnitOfWork, prefix: str, year: int) -> Answer[int]:
    values = {"tenant_id": work.tenant_id, "prefix": prefix, "year": year}
    asked = work.session.ask(printed(_NEXT, work.session.get_bind().dialect), values)

    def number() -> int:
        found = asked().scalar_one()
        assert isinstance(found, int), "a sequence counts"
        return found

    return Answer(number)


def next_reference(work: UnitOfWork, prefix: str) -> str:
    """The next public reference of this year, such as SUB-2026-000123."""
    return ask_reference(work, prefix)()


def ask_reference(work: UnitOfWork, prefix: str) -> Answer[str]:
    """As `next_reference`, in one turn with what is asked beside it."""
    year = work.today.year
    number = _ask_number(work, prefix, year)
    return Answer(lambda: reference(prefix, year, number()))
