"""What a program sends to its database, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def noted(engine: Engine, but: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """Note every statement until the block ends, `but` those that begin so."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(but):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@dataclass
class Work:
    """What SQLite did for a program: the statements it was sent, and the steps of its machine, in tens."""

    statements: int = 0
    steps: int = 0

    def step(self) -> int:
        """Count ten steps, and let SQLite go on."""
        self.steps += 1
        return 0


@contextmanager
def worked(engine: Engine) -> Iterator[Work]:
    """Count what SQLite does on an engine's connections until the block ends: figures that no clock touches."""
    work = Work()

    def watch(connection: Any, *_rest: Any) -> None:
        connection.set_progress_handler(work.step, 10)

    def leave(connection: Any, *_rest: Any) -> None:
        connection.set_progress_handler(None, 0)

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        work.statements += not statement.startswith("BEGIN")

    listeners = {"checkout": watch, "checkin": leave, "before_cursor_execute": note}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    yield work
    for name, listener in listeners.items():
        event.remove(engine, name, listener)
