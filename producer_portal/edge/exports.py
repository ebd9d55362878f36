"""Handing out a list as a file: read in pieces, each in its own short transaction, audited once."""

from collections.abc import Callable, Generator, Sequence

from starlette.responses import StreamingResponse

from producer_portal.foundation import audit, clock, csv_lines
from producer_portal.foundation.actor import Actor
from producer_portal.foundation.unit_of_work import UnitOfWork, unit_of_work

Piece = list[tuple[int, tuple[str, ...]]]


def csv_answer(
    who: Actor, name: str, head: Sequence[str], piece: Callable[..., Piece]
) -> StreamingResponse:
    """A CSV file of everything `piece(work, after_id=…)` yields for this person.

    The first piece is read before the answer begins, so that a refusal is an answer and not half a file.
    """
    with unit_of_work(who, now=clock.now()) as work:
        first = piece(work, after_id=0)
        audit.record(work, "records.exported", subject=("export", 0), after={"file": name})
    return StreamingResponse(
        csv_lines.lines(head, _rows(who, first, piece)),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "private, no-store",
        },
    )


def _rows(
    who: Actor, first: Piece, piece: Callable[..., Piece]
) -> Generator[tuple[str, ...], None, None]:
    rows = first
    while rows:
        for _, cells in rows:
            yield cells
        rows = _next(who, rows[-1][0], piece)


def _next(who: Actor, after_id: int, piece: Callable[..., Piece]) -> Piece:
    work: UnitOfWork
    with unit_of_work(who, now=clock.now(), read_only=True) as work:
        return piece(work, after_id=after_id)
