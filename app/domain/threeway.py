"""Three-way merges of lists: what only one of two people changed is taken, and what both changed is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Row = Mapping[str, Any]
KEYS = ("id", "url")
"""What tells that two rows are the same one, in this order."""


class Merged(NamedTuple):
    """The rows put together; `clashing` where both changed the same thing, and yours stands."""

    rows: list[dict[str, Any]]
    clashing: bool


def merged_choices(base: Sequence[str], theirs: Sequence[str], yours: Sequence[str]) -> list[str]:
    """Put two selections together: all that either added, nothing that either took out."""
    gone = (set(base) - set(theirs)) | (set(base) - set(yours))
    both = dict.fromkeys([*base, *theirs, *yours])
    return [one for one in both if one not in gone]


def merged_rows(base: Sequence[Row], theirs: Sequence[Row], yours: Sequence[Row]) -> Merged:
    """Put two lists of rows together, field by field; rows are the same by their id, or by their address.

    A row that one took out goes, unless the other changed it. New rows of both stand at the end.
    """
    old, other, own = _keyed(base), _keyed(theirs), _keyed(yours)
    rows: list[dict[str, Any]] = []
    clashing = False
    for key in dict.fromkeys([*other, *own, *old]):
        kept, clash = _row(old.get(key), other.get(key), own.get(key))
        clashing = clashing or clash
        if kept is not None:
            rows.append(kept)
    new = [dict(row) for row in [*theirs, *yours] if _key(row) is None]
    return Merged([*rows, *(row for place, row in enumerate(new) if row not in new[:place])], clashing)


def _row(old: Row | None, other: Row | None, own: Row | None) -> tuple[dict[str, Any] | None, bool]:
    if other is None or own is None:
        left = own if other is None else other
        taken_out = old is not None and (left is None or left == old)
        return (None if taken_out or left is None else dict(left)), old is not None and not taken_out
    before = old or {}
    row, clash = {}, False
    for name in dict.fromkeys([*other, *own]):
        was, they, you = before.get(name), other.get(name), own.get(name)
        row[name] = they if you == was else you
        clash = clash or (they != you and was not in (they, you))
    return row, clash


def _keyed(rows: Sequence[Row]) -> dict[str, Row]:
    return {key: row for row in rows if (key := _key(row)) is not None}


def _key(row: Row) -> str | None:
    return next((str(row[name]) for name in KEYS if row.get(name)), None)
