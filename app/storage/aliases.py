"""Aliases of tables, made once: SQLAlchemy takes longer to make one than SQLite takes to answer with it."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from sqlalchemy.orm import aliased

M = TypeVar("M")
_MADE: dict[tuple[type[Any], str], Any] = {}


def alias_of(model: type[M], name: str) -> type[M]:
    """Return a table under another name, the same one for the same name.

    A statement within a statement that reads the same table for itself has to call it by another name.
    """
    key = (model, name)
    made = _MADE.get(key) or _MADE.setdefault(key, aliased(model, name=name))  # of two threads the first one's
    return cast("type[M]", made)
