"""The tables of the desk, the ledger and the readers' reports as lines of JSON, equal on SQLite and PostgreSQL.

The library is left out: it is derived from the ledger. A table's first line names its columns; each other one is a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    Column,
    Engine,
    String,
    Table,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.storage.base import Base, PartialDateType, UtcMoment
from app.storage.models import desk, ledger, reports

ROOMS = (desk, ledger, reports)
DERIVED = "library_"
SEEDED = {"desk_role", "ledger_counter"}
"""What the first migration fills; a site with nothing else is empty."""
AT_ONCE = 16
"""Rows that are held at once: few, since a capture may have megabytes."""
LONGEST_BATCH = 1024 * 1024


def dumped_tables() -> list[Table]:
    """Return every table that is no one's derivation, each after those that it refers to."""
    return [one for one in Base.metadata.sorted_tables if not one.name.startswith(DERIVED)]


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """Give a session that sees the database as it is now, whatever is written meanwhile; nobody waits for it."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901  # the same one
        with Session(connection) as session:
            yield session


def demand_empty(session: Session) -> None:
    """Raise Rejected where anything but what the first migration wrote is in the database."""
    filled = [
        one.name
        for one in dumped_tables()
        if one.name not in SEEDED and session.execute(select(text("1")).select_from(one).limit(1)).first() is not None
    ]
    if filled:
        raise Rejected("This site is not empty; a backup is restored into an empty one. Nothing was restored.")


def count_of(session: Session, table: Table) -> int:
    """Count the rows of a table."""
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def lines_of(session: Session, table: Table) -> Iterator[bytes]:
    """Yield the names of a table's columns and then its rows, in the order of their primary keys."""
    yield msgspec.json.encode([str(one.name) for one in table.columns]) + b"\n"
    shown = [cast(one, SqlText) if isinstance(one.type, JSON) else one for one in table.columns]
    query = select(*shown).order_by(*(_plainly(one, session) for one in table.primary_key))
    for row in session.execute(query, execution_options={"yield_per": AT_ONCE}):
        yield msgspec.json.encode(list(row), enc_hook=str) + b"\n"


def load_lines(session: Session, table: Table, lines: Iterator[bytes]) -> int:
    """Put a dump's rows in the place of those that are there; return how many.

    Raise Rejected where they are not this table's.
    """
    try:
        names = msgspec.json.decode(next(lines, b"null"))
    except (ValueError, RecursionError):
        names = None
    if names != [one.name for one in table.columns]:
        raise Rejected(f"The backup's table {table.name} has other columns than this Rejoinder's.")
    parent = next((one for one in table.columns if any(key.column.table is table for key in one.foreign_keys)), None)
    session.execute(table.delete())
    count, children = 0, []
    for batch in _batches(lines):
        rows = [_row_of(table, line) for line in batch]
        if parent is not None:  # a row may come before its parent
            children += [{"key": row["id"], "parent": row[parent.name]} for row in rows if row[parent.name] is not None]
            rows = [{**row, parent.name: None} for row in rows]
        session.execute(_insertion(session, table), rows)
        count += len(rows)
    if parent is not None and children:
        statement = update(table).where(table.c.id == bindparam("key")).values({parent: bindparam("parent")})
        session.connection().execute(statement, children)
    _go_on_counting(session, table)
    return count


def _plainly(column: Column[Any], session: Session) -> Any:
    """Sort text by its code points, as SQLite does."""
    is_text = isinstance(column.type, String)
    return column.collate("C") if is_text and session.get_bind().dialect.name == "postgresql" else column


def _row_of(table: Table, line: bytes) -> dict[str, Any]:
    """Read a row of a dump."""
    try:
        values = msgspec.json.decode(line, type=list[Any])
        return {
            column.name: None if value is None else _value_of(column, value)
            for column, value in zip(table.columns, values, strict=True)
        }
    except (ValueError, TypeError, RecursionError):
        raise Rejected(f"A row of the backup's table {table.name} can't be read.") from None


def _value_of(column: Column[Any], value: Any) -> Any:
    """Read a value as its column's type has it. JSON stays text: it is stored as it was."""
    if isinstance(column.type, PartialDateType):
        return PartialDate.parse(value)
    kind = datetime if isinstance(column.type, UtcMoment) else str if isinstance(column.type, JSON) else None
    return msgspec.convert(value, kind or column.type.python_type, builtin_types=())


def _insertion(session: Session, table: Table) -> Any:
    """Insert rows by a statement that takes JSON as text."""
    names: dict[str, Any] = {one.name: bindparam(one.name) for one in table.columns}
    for column in table.columns:
        if isinstance(column.type, JSON):
            given = bindparam(column.name, type_=SqlText)
            names[column.name] = cast(given, JSON) if session.get_bind().dialect.name == "postgresql" else given
    return insert(table).values(names)


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if size > LONGEST_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _go_on_counting(session: Session, table: Table) -> None:
    """Let PostgreSQL hand out numbers above those that were restored; SQLite does so by itself."""
    column = table.autoincrement_column
    if column is None or session.get_bind().dialect.name != "postgresql":
        return
    highest = select(func.coalesce(func.max(column), 1), func.max(column).is_not(None)).subquery()
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    session.execute(select(func.setval(sequence, *highest.c)))
