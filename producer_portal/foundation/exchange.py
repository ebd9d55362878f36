"""What a deed has to say to its database, said together: few turns, in the order it was said.

A bind writes a dozen rows and asks a handful of questions. Each alone costs a turn to the server and
back, and far more in being prepared than in being done. Here a statement is printed once for a driver
and kept; what is to be written waits until something is asked, and goes with the question in one turn
(on PostgreSQL by the driver's pipeline; on SQLite one after another, where turns cost nothing).

Nothing overtakes anything: whatever else reaches the session's connection, a flush, a savepoint or the
commit, sends what waits before. A statement that fails raises when it is sent, the commit at the latest.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, TypeVarTuple

from sqlalchemy import Connection, Dialect, Executable, Insert, Result, bindparam, event
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import Session

Columns = TypeVarTuple("Columns")
Found_co = TypeVar("Found_co", covariant=True)
Processor = Callable[[Any], Any]

# Each number of rows is a statement of its own to the driver; more rows are sent one by one.
MOST_ROWS_IN_ONE_STATEMENT = 8


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A statement in the words of one driver, with what makes values the driver's own and back."""

    text: str
    # The order of the values for a driver that counts them; None for one that names them.
    places: tuple[str, ...] | None
    binds: tuple[tuple[str, Processor], ...]
    known: Mapping[str, Any]
    columns: SimpleResultMetaData | None
    results: tuple[tuple[int, Processor], ...]

    def bound(self, values: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """The values as the driver takes them. Raises KeyError for one that is missing."""
        told = {**self.known, **values}
        for name, processor in self.binds:
            told[name] = processor(told[name])
        return told if self.places is None else tuple(told[name] for name in self.places)

    def read(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows with the values that Python knows."""
        return [self._read(list(row)) for row in rows] if self.results else rows

    def _read(self, row: list[Any]) -> tuple[Any, ...]:
        for place, processor in self.results:
            row[place] = processor(row[place])
        return tuple(row)


@lru_cache(maxsize=4096)
def printed(
    statement: Executable, dialect: Dialect, column_keys: tuple[str, ...] | None = None
) -> Printed:
    """A statement as this driver is told it; for an insert, with these columns. It is never narrowed."""
    made = statement.compile(  # type: ignore[attr-defined]
        dialect=dialect,
        column_keys=list(column_keys) if column_keys else None,
        # Written for many rows nothing is brought back: ids are drawn before.
        for_executemany=column_keys is not None,
    )
    assert isinstance(made, SQLCompiler), "a statement, not a definition"
    binds = {made.bind_names[one]: one for one in made.binds.values()}
    known = {name: one.effective_value for name, one in binds.items() if not one.required}
    for filled in made.insert_prefetch:
        assert isinstance(filled.default, ScalarElementColumnDefault), "a default is a value"
        known[filled.name] = filled.default.arg
    assert not made.post_compile_params, "a list of values is printed for each length anew"
    returned = _returned(made)
    results = (
        (place, kind.dialect_impl(dialect).result_processor(dialect, None))
        for place, (_, kind) in enumerate(returned)
    )
    processors = (
        (name, one.type.dialect_impl(dialect).bind_processor(dialect))
        for name, one in binds.items()
    )
    return Printed(
        text=made.string,
        places=tuple(made.positiontup or ()) if made.positional else None,
        binds=tuple((name, one) for name, one in processors if one is not None),
        known=known,
        columns=SimpleResultMetaData([key for key, _ in returned]) if returned else None,
        results=tuple((place, one) for place, one in results if one is not None),
    )


@lru_cache(maxsize=1024)
def _printed_rows(
    statement: Insert, dialect: Dialect, columns: tuple[str, ...], count: int
) -> Printed:
    """An insert of so many rows at once; the values of each row are named after its place."""
    cells = statement.table.c
    filled = {
        one.key: one.default.arg
        for one in cells
        if one.key not in columns and isinstance(one.default, ScalarElementColumnDefault)
    }
    rows: list[dict[str, Any]] = [
        filled | {name: bindparam(f"{name}_{place}", type_=cells[name].type) for name in columns}
        for place in range(count)
    ]
    return printed(statement.values(rows), dialect)


def _returned(made: SQLCompiler) -> Sequence[tuple[str, Any]]:
    return [(one.keyname, one.type) for one in made._result_columns]  # noqa: SLF001 - what a statement returns has no public door


@dataclass(slots=True, eq=False)
class Said:
    """A statement that waits, with its values; afterwards the rows it brought back."""

    printed: Printed
    values: Sequence[Mapping[str, Any]]
    # How many rows it must touch.
    touches: int | None = None
    rows: list[tuple[Any, ...]] | None = None

    @property
    def is_looked_at(self) -> bool:
        return self.printed.columns is not None or self.touches is not None


@dataclass(frozen=True, slots=True)
class Answer(Generic[Found_co]):
    """What was asked, to be looked at when it is needed: calling it sends what waits."""

    look: Callable[[], Found_co]

    def __call__(self) -> Found_co:
        return self.look()


class TalkingSession(Session):
    """A session whose connection hears everything in the order it was said."""

    def say(
        self,
        statement: Printed,
        values: Sequence[Mapping[str, Any]],
        *,
        touches: int | None = None,
    ) -> None:
        """Let a statement wait that brings nothing back: it is sent with the next question."""
        self._waiting.append(Said(statement, values, touches))

    def say_rows(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """Let rows of equal columns wait to be written, few of them in one statement."""
        dialect, columns = self.get_bind().dialect, tuple(rows[0])
        if not 1 < len(rows) <= MOST_ROWS_IN_ONE_STATEMENT:
            self.say(printed(statement, dialect, columns), rows)
            return
        told = {f"{name}_{place}": row[name] for place, row in enumerate(rows) for name in columns}
        self.say(_printed_rows(statement, dialect, columns, len(rows)), (told,))

    def ask(self, statement: Printed, values: Mapping[str, Any]) -> Answer[Result[Any]]:
        """Let a question wait; looking at its answer sends it, and everything said before and since."""
        asked = Said(statement, (values,))
        self._waiting.append(asked)

        def look() -> Result[Any]:
            if asked.rows is None:
                self.send()
            assert asked.rows is not None, "what was sent is answered"
            assert statement.columns is not None, "a question brings something back"
            return IteratorResult(statement.columns, iter(asked.rows))

        return Answer(look)

    def send(self) -> None:
        """Send what waits, in one turn. Raises what SQLAlchemy raises for a statement that fails."""
        if self._waiting:
            waiting = tuple(self._waiting)
            self._waiting.clear()
            _exchange(super().connection(), waiting)

    def connection(self, *args: Any, **kwargs: Any) -> Connection:
        """The connection, after what waits."""
        self.send()
        return super().connection(*args, **kwargs)

    def begin_nested(self) -> Any:
        """A savepoint, after what waits: what was said before it is not undone with it."""
        self.send()
        return super().begin_nested()

    @property
    def _waiting(self) -> list[Said]:
        waiting: list[Said] = self.info.setdefault("waiting", [])
        return waiting


@event.listens_for(TalkingSession, "do_orm_execute")
def _send_before_statement(execution: ORMExecuteState) -> None:
    _send(execution.session)


@event.listens_for(TalkingSession, "before_flush")
def _send_before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    _send(session)


@event.listens_for(TalkingSession, "before_commit")
def _send(session: Session) -> None:
    assert isinstance(session, TalkingSession), "listeners hang on this kind"
    session.send()


@event.listens_for(TalkingSession, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    """What was not sent before its transaction was undone is never sent."""
    session.info.pop("waiting", None)


def _exchange(connection: Connection, waiting: Sequence[Said]) -> None:
    raw: Any = connection.connection.dbapi_connection
    dialect = connection.dialect
    try:
        with _turn(raw, dialect):
            mute = raw.cursor()
            cursors = [
                _tell(connection, raw.cursor() if said.is_looked_at else mute, said)
                for said in waiting
            ]
        for said, cursor in zip(waiting, cursors, strict=True):
            if said.printed.columns is not None:
                said.rows = said.printed.read(cursor.fetchall())
            assert said.touches in {None, cursor.rowcount}, "a row under lock is there"
            cursor.close()
    except dialect.loaded_dbapi.Error as failure:
        if dialect.is_disconnect(failure, raw, None):
            connection.invalidate(failure)
        raise DBAPIError.instance(
            "; ".join(said.printed.text for said in waiting),
            None,
            failure,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=dialect,
        ) from failure


def _turn(raw: Any, dialect: Dialect) -> AbstractContextManager[object]:
    # The pipeline also carries the BEGIN that the driver sends before a first statement.
    if dialect.name != "postgresql":
        return nullcontext()
    turn: AbstractContextManager[object] = raw.pipeline()
    return turn


def _tell(connection: Connection, cursor: Any, said: Said) -> Any:
    text, is_many = said.printed.text, len(said.values) > 1
    bound: Any = [said.printed.bound(values) for values in said.values]
    if not is_many:
        bound = bound[0]
    # Whoever listens to the engine's statements hears these as well.
    for listener in connection.dispatch.before_cursor_execute:
        text, bound = listener(connection, cursor, text, bound, None, is_many)
    if is_many:
        cursor.executemany(text, bound)
    else:
        cursor.execute(text, bound)
    return cursor
