"""Up to where the library is, asked anew for every page that is kept: the cheapest statement that there is.

It goes past the ORM and past the pool, on connections of its own that lie ready: on SQLite it takes some microseconds,
on PostgreSQL one way there and back, prepared.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

TOLD = "library_state"
"""Where a session's `info` holds the state that its request was told; what it reads is no older."""
ASKED = "SELECT version, seq FROM library_state"


class State(NamedTuple):
    """How often the library was derived anew, and up to which entry of the ledger it has read; it sorts by age."""

    version: int
    seq: int


class Pulse:
    """Tells the state of the library of an engine, as it is committed at that very moment."""

    def __init__(self, engine: Engine, lasting: float = float("inf")) -> None:
        """Ask on connections that are kept for so many seconds."""
        self._engine = engine
        self._lasting = lasting
        self._opened_at = 0.0
        self._idle: deque[Any] = deque()
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def state(self) -> State | None:
        """Return the state; None where the database has no such row. Raise what SQLAlchemy does where it is away."""
        failure = self._engine.dialect.loaded_dbapi.Error
        if time.monotonic() - self._opened_at > self._lasting:
            self.close()
        if (connection := self._idle_one()) is not None:
            with suppress(failure):
                return self._asked(connection)
            self.close()  # the others that lie ready are of the same server
        connection = self._opened()
        with suppress(failure):
            return self._asked(connection)
        return None

    def close(self) -> None:
        """Close the connections that lie ready."""
        while (connection := self._idle_one()) is not None:
            connection.close()

    def _idle_one(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _opened(self) -> Any:
        self._opened_at = time.monotonic()
        opened = self._engine.connect()
        connection: Any = opened.connection.driver_connection
        opened.detach()
        if self._engine.dialect.name == "postgresql":
            connection.rollback()
            connection.autocommit = True
        return connection

    def _asked(self, connection: Any) -> State:
        try:
            row = connection.execute(ASKED).fetchall()[0]
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return State(row[0], row[1])


def state_of(session: Session) -> State:
    """Return the state of the library that a session reads, which may have been told to it."""
    told = session.info.get(TOLD)
    if isinstance(told, State):
        return told
    return State(*session.execute(text(ASKED)).one())
