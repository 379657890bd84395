"""Writing many rows of a table at once, by the driver alone: SQLAlchemy makes the statement and the types, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import JSON, Connection, Table, insert

from app.storage.base import Base

CACHE_KIB, CHECKPOINT_PAGES = 65_536, 16_384
Processor = Callable[[Iterable[Any]], Iterable[Any]]
_encode = msgspec.json.Encoder().encode


def write_rows(connection: Connection, kind: type[Base], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows whose values stand in the order of the names; what a row is not given is NULL."""
    if not rows:
        return
    table: Any = kind.__table__
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    columns = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
    statement = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608  # our names  # nosec B608
    processors = [(place, _processor(table, name, connection)) for place, name in enumerate(names)]
    wanted = [(place, processor) for place, processor in processors if processor is not None]
    if wanted:
        turned: list[Iterable[Any]] = [*zip(*rows, strict=True)]
        for place, processor in wanted:
            turned[place] = processor(turned[place])
        rows = [*zip(*turned, strict=True)]
    connection.exec_driver_sql(statement, rows if isinstance(rows, list) else [*rows])


def hold_more(connection: Connection) -> None:
    """Let SQLite hold 64 MB of pages on this connection, and write its log back less often.

    Ids are random, so many rows touch many pages, and the same ones again and again.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIB}")
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


def _processor(table: Table, name: str, connection: Connection) -> Processor | None:
    """Return what turns a column's values to what the driver takes; None where it takes them as they are."""
    kind = table.c[name].type
    if isinstance(kind, JSON):
        return _json
    process = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return None if process is None else lambda values: map(_remembering(process), values)


def _json(values: Iterable[Any]) -> list[str]:
    return [_encode(value).decode() for value in values]


def _remembering(process: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what turns a value once where the same stands in row after row: a moment, a day."""
    last: Any = object()
    made: Any = None

    def remembered(value: Any) -> Any:
        nonlocal last, made
        if value is not last:
            last, made = value, process(value)
        return made

    return remembered
