"""The engine of readers' reports: it can read, insert and lightly update two tables, and touch nothing else.

`/report` is the one public page that writes, so its code gets a connection on which a mistake can't reach the desk, the
ledger or the library. On SQLite an authorizer refuses every other table while a statement is prepared. On PostgreSQL
the database itself refuses, where `REJOINDER_REPORTS_URL` names a role that has these rights and no others:

    GRANT SELECT, INSERT ON report, report_message TO …;
    GRANT UPDATE (state, updated_at) ON report TO …;
    GRANT USAGE ON SEQUENCE report_id_seq, report_message_id_seq TO …;

On both, a session of `reports_session` has no engine for the tables of another room, and says so when asked.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL, Engine, event
from sqlalchemy.orm import Session

from app.storage.engine import make_engine
from app.storage.models.reports import Report, ReportMessage

TABLES = {Report.__tablename__, ReportMessage.__tablename__}
UPDATED = {(Report.__tablename__, "state"), (Report.__tablename__, "updated_at")}
HARMLESS = {  # numbers of SQLite's own, the same in every build of it
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_FUNCTION,
}


def make_reports_engine(url: str | URL) -> Engine:
    """Make the engine. Raise Rejected as `make_engine` does."""
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def restrict(connection: Any, _record: object) -> None:
            connection.set_authorizer(authorize)

    return engine


def reports_session(engine: Engine) -> Session:
    """Return a session that knows an engine for the tables of reports alone."""
    return Session(binds={Report: engine, ReportMessage: engine})


def authorize(action: int, table: str | None, column: str | None, _database: str | None, _by: str | None) -> int:
    """Answer SQLite, which asks of each thing that a statement would do whether it may."""
    allowed = (
        action in HARMLESS
        or (action in {sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT} and table in TABLES)
        or (action == sqlite3.SQLITE_UPDATE and (table, column) in UPDATED)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
