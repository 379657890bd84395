"""What became of a measure's promises in a newer wording, and what its record holds once it takes the new terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec
from rapidfuzz.distance import Indel

from app.domain.folding import fold, same
from app.domain.wordlist import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Terms = dict[str, Any]
"""A commitment as a record and a proposal hold it: kind, text, value, unit, due, base, by and to."""

_LINE = 0.4  # of the words of two promises of one kind: below it they are two promises
_MEASURED = ("value", "unit", "due")
_NAMED = ("by", "to")


class TermChange(msgspec.Struct, frozen=True, kw_only=True):
    """One promise: as the record has it (`old`) and as the page has it now (`new`); one is None where it is alone."""

    kind: Literal["same", "changed", "added", "gone"]
    old: Terms | None
    new: Terms | None


def compare_terms(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[TermChange]:
    """Match the promises of a record with those of a page: the same words first, then the most alike of one kind.

    The list is in the page's order; what the page holds no more comes last.
    """
    found = _matched(old, new)
    changes = []
    for j, row in enumerate(new):
        before = old[found[j]] if j in found else None
        kind: Literal["same", "changed", "added"] = "added"
        if before is not None:
            kind = "same" if same(before["text"], row["text"]) else "changed"
        changes.append(TermChange(kind=kind, old=None if before is None else dict(before), new=dict(row)))
    left = set(range(len(old))) - set(found.values())
    return [*changes, *(TermChange(kind="gone", old=dict(old[i]), new=None) for i in sorted(left))]


def differ(changes: Sequence[TermChange]) -> bool:
    """Tell whether the page has other terms than the record; a promise that it no longer repeats is none."""
    return any(change.kind in {"changed", "added"} for change in changes)


def taken(old: Sequence[Mapping[str, Any]], changes: Sequence[TermChange]) -> list[Terms]:
    """Return a record's promises with the page's new terms: changed ones keep their identity, none is taken out.

    A due date is never carried over to other terms: it was counted for the old ones.
    """
    renewed = {change.old["id"]: _renewed(change.old, change.new) for change in changes if change.old and change.new}
    added = [{**change.new, "id": None} for change in changes if change.new and not change.old]
    return [*(renewed.get(row["id"], dict(row)) for row in old), *added]


def _renewed(old: Terms, new: Terms) -> Terms:
    if same(old["text"], new["text"]):
        return old
    named = {name: new.get(name) or old.get(name) for name in _NAMED}
    measured = {name: new.get(name) for name in (*_MEASURED, "base")}
    return {**old, "kind": new["kind"], "text": new["text"], **measured, **named}


def _matched(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Map the index of a new promise to that of the old one that it continues."""
    edges = sorted((-_alike(old[i], new[j]), abs(i - j), i, j) for i in range(len(old)) for j in range(len(new)))
    found: dict[int, int] = {}
    for score, _, i, j in edges:
        if -score >= _LINE and j not in found and i not in found.values():
            found[j] = i
    return found


def _alike(old: Mapping[str, Any], new: Mapping[str, Any]) -> float:
    if fold(old["text"]) == fold(new["text"]):
        return 1.0
    if old["kind"] != new["kind"]:
        return 0.0
    return float(Indel.normalized_similarity(words_of(old["text"]), words_of(new["text"])))
