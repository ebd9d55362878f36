"""Finding rows by the words of a text column: FTS5 on SQLite, tsvector on PostgreSQL, one interface.

A table that is searched has columns `id`, `tenant_id` and `tokens`: words as `tokens_of` makes them, so
that both databases split a text alike. What an actor may see is not judged here: the criterion returned
narrows a statement that is narrowed by scope as every other.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, column, text

MOST_WORDS = 8
LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+")


def tokens_of(words: str) -> list[str]:
    """The words of a text, folded: lower case, without accents, split at everything else."""
    plain = unicodedata.normalize("NFKD", words)
    folded = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded)]


def matching(
    row_id: Any,
    *,
    table: str,
    dialect: str,
    tokens: Sequence[str],
) -> ColumnElement[bool]:
    """Rows that hold every word; the last may be the beginning of one. `tokens` is not empty."""
    asked = tokens[:MOST_WORDS]
    assert asked, "there is something to look for"
    if dialect == "postgresql":
        words = " & ".join(asked) + ":*"
        statement = f"SELECT found FROM {_function(table)}(:asked) AS found"  # noqa: S608 - our own name
    else:
        words = " ".join(f'"{word}"' for word in asked) + "*"
        name = _index(table)
        statement = f"SELECT rowid FROM {name} WHERE {name} MATCH :asked"  # noqa: S608 - our own name
    found = text(statement).bindparams(asked=words).columns(column("found", BigInteger))
    narrowed: ColumnElement[bool] = row_id.in_(found)
    return narrowed


def create_index(connection: Connection, table: str) -> None:
    """Make the table searchable. Called by a migration, before any row is there or after."""
    statements = _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE
    for statement in statements:
        connection.execute(text(_named(statement, table)))


def drop_index(connection: Connection, table: str) -> None:
    """Take back what `create_index` made, for a migration that goes down."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"DROP FUNCTION {_function(table)}(text)"))
        connection.execute(text(f"DROP INDEX {_index(table)}"))
        return
    for deed in ("added", "removed"):
        connection.execute(text(f"DROP TRIGGER {_index(table)}_{deed}"))
    connection.execute(text(f"DROP TABLE {_index(table)}"))


def is_compared(name: str | None, kind: str, parents: object) -> bool:
    """Whether Alembic compares this: not what is made here, which it has no words for."""
    return not (kind in {"table", "index"} and name is not None and "_by_words" in name)


def _index(table: str) -> str:
    return f"{table}_by_words"


def _function(table: str) -> str:
    return f"portal_{table}_matching"


def _named(statement: str, table: str) -> str:
    return (
        statement.replace("{index}", _index(table))
        .replace("{function}", _function(table))
        .replace("{table}", table)
    )


# Row-level security keeps PostgreSQL from using this index inside a policy's reach, because matching
# words is not leakproof. The function looks first, in one tenant, and gives ids only: which of them
# its caller may see is judged by the policy on the rows themselves.
_POSTGRESQL = (
    "CREATE INDEX {index} ON {table} USING gin (to_tsvector('simple', tokens))",
    """CREATE FUNCTION {function}(asked text) RETURNS SETOF bigint LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM {table} WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', asked)
    AND tenant_id = portal_id('tenant_id') $$""",
)
_SQLITE = (
    """CREATE VIRTUAL TABLE {index} USING fts5(
    tokens, content='{table}', content_rowid='id', tokenize='unicode61')""",
    """CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN
    INSERT INTO {index}(rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN
    INSERT INTO {index}({index}, rowid, tokens) VALUES ('delete', old.id, old.tokens); END""",
    "INSERT INTO {index}({index}) VALUES ('rebuild')",
)
