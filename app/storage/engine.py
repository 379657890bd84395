"""Engines for SQLite and PostgreSQL, one that writes and one that can't.

SQLite runs in WAL with `synchronous=FULL`; a writer takes `BEGIN IMMEDIATE`, so that it waits its turn instead of
failing half-way. The library of SQLite is PyPI's `pysqlite3` where there is one: the standard module may be linked to
a version with the WAL corruption bug of 3.7.0 to 3.51.2.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError

from app.domain.errors import Rejected

try:
    from pysqlite3 import dbapi2 as sqlite_module
except ImportError:
    sqlite_module = sqlite3

SAFE_SQLITE = (3, 51, 3)
BUSY_MS = 5_000
MAPPED = 2**30
"""So many bytes of an SQLite file readers read where the system keeps them, and all share, without a copy of each."""
PATIENCE = 2
"""For how many seconds PostgreSQL is waited for before it is told to be out of reach."""

reading: ContextVar[bool] = ContextVar("reading", default=False)
"""True while a request only reads: its transaction then takes no write lock."""


@contextmanager
def only_reading() -> Iterator[None]:
    """Let the transactions that begin herein take no write lock, until one asks for its turn (`take_turn`)."""
    token = reading.set(True)
    try:
        yield
    finally:
        reading.reset(token)


def sqlite_is_safe() -> bool:
    """Tell whether the SQLite in use has the fix of the WAL corruption bug."""
    return tuple(sqlite_module.sqlite_version_info) >= SAFE_SQLITE


def sqlite_version() -> str:
    """Return the version of the SQLite in use."""
    return str(sqlite_module.sqlite_version)


def sqlite_remark() -> str | None:
    """Say what is wrong with the SQLite in use, and what to do; None where nothing is."""
    if sqlite_is_safe():
        return None
    return (
        f"SQLite {sqlite_version()} holds a bug that can corrupt this database (mended in 3.51.3); "
        "use a newer Python or SQLite, or PostgreSQL."
    )


def default_url(instance: Path) -> str:
    """Return the address of the one SQLite file of a site."""
    return f"sqlite:///{instance / 'rejoinder.sqlite'}"


def make_engine(url: str | URL, *, read_only: bool = False) -> Engine:
    """Make an engine. With `read_only` every statement that writes fails, whatever code sends it.

    What a statement was given stands in no error, and so in no log: it may be a draft, a token or a password's hash.

    Raise Rejected for the address of any other kind of database.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise Rejected("The database's address can't be read; write sqlite:///… or postgresql://….") from None
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise Rejected(f"{address.get_backend_name()} is no database that Rejoinder runs on; use SQLite or PostgreSQL.")
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address, sqlite_module, read_only=read_only)
    return create_engine(
        address,
        connect_args=connect_arguments(read_only=read_only),
        pool_pre_ping=True,
        pool_timeout=PATIENCE,
        hide_parameters=True,
        **({"isolation_level": "AUTOCOMMIT"} if read_only else {}),
    )


def connect_arguments(*, read_only: bool) -> dict[str, Any]:
    """Return how a connection to PostgreSQL is opened.

    What it is asked often the driver prepares by itself, and forgets with each rollback: so those that only read have
    no transactions, which at PostgreSQL's usual isolation would show them nothing else.
    """
    options = "-c synchronous_commit=on" + (" -c default_transaction_read_only=on" if read_only else "")
    return {"options": options, "connect_timeout": PATIENCE, "tcp_user_timeout": PATIENCE * 1000}


def read_once(connection: Connection) -> None:
    """Let a connection read an SQLite file piece by piece: what is read once from end to end need not be mapped.

    Else the whole of a large file would count as memory of the process.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA mmap_size=0")


def take_turn(connection: Connection) -> None:
    """Let a transaction that has only read go on as one that writes: it ends, and another waits for its turn.

    What was read before may have changed by then. On PostgreSQL any transaction writes.
    """
    if reading.get() and connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    reading.set(False)


def _sqlite_engine(address: URL, module: ModuleType, *, read_only: bool) -> Engine:
    engine = create_engine(address, module=module, connect_args={"timeout": BUSY_MS / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's recipe: we send BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        if not read_only:
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
            cursor.execute(f"PRAGMA mmap_size={MAPPED}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only or reading.get() else "BEGIN IMMEDIATE")

    return engine
