"""What is kept in memory of a library while it stands still: each value belongs to one state of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.storage.pulse import State, state_of

MOST = 200
"""Values that are kept of one state."""
Value = TypeVar("Value")
_kept: WeakKeyDictionary[Engine, tuple[State, dict[Hashable, Any]]] = WeakKeyDictionary()


def kept(session: Session, key: Hashable, make: Callable[[], Value]) -> Value:
    """Return what is kept under a key while nothing is published, or make it."""
    engine, state = session.get_bind().engine, state_of(session)
    of, values = _kept.get(engine, (None, {}))
    if of != state or len(values) >= MOST:
        values = {}
        _kept[engine] = (state, values)
    if key not in values:
        values[key] = make()
    made: Value = values[key]
    return made
