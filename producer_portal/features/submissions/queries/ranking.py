"""Counts, medians and nearest ranks by the database, the same on both (ADM-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlmodel import select

from producer_portal.foundation.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Ranked:
    """How many values, the middle one, and the one that nine in ten stay under."""

    count: int
    median: Decimal | None
    most: Decimal | None


def ranked(
    work: UnitOfWork, value: Any, by: Any, conditions: Sequence[ColumnElement[bool]]
) -> dict[str, Ranked]:
    """Count, median and nearest-rank 90th percentile of a value, for each `by`."""
    values = (
        select(
            by.label("part"),
            value.label("value"),
            func.row_number().over(partition_by=by, order_by=value).label("place"),
            func.count().over(partition_by=by).label("many"),
        )
        .where(*conditions, value.is_not(None))
        .subquery()
    )
    one = values.c
    is_middle = one.place.in_([(one.many + 1) // 2, (one.many + 2) // 2])
    rows = work.session.execute(
        select(
            one.part,
            func.count(),
            func.avg(case((is_middle, one.value))),
            func.max(case((one.place == (one.many * 9 + 9) // 10, one.value))),
        ).group_by(one.part)
    )
    return {part: Ranked(many, exact(median), exact(most)) for part, many, median, most in rows}


def exact(number: Any) -> Decimal:
    """What a database worked out, in its own words: SQLite averages in binary."""
    return Decimal(str(number))


NONE = Ranked(0, None, None)
