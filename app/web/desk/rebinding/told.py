"""What became of words that were judged: where they stand in another wording, and which of its sides changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.anchoring import Anchoring, anchor_passage
from app.domain.anchoring import Passage as Quoted
from app.domain.folding import fold
from app.domain.quantity_changes import quantity_changes
from app.domain.vocabulary import Side
from app.domain.worddiff import diff
from app.storage.models.desk import Passage
from app.storage.queries.desk.upstream import Upstream
from app.web.reading.quotes import DiffRun, diff_runs

Sides = Mapping[str, str]
"""The words of a wording by its sides; a side that it has not is empty, or not there."""
NAMES = {Side.CLAIM: "the claim", Side.REBUTTAL: "the agency’s answer", Side.TEXT: "the wording"}
REWORDED, FOUND = "reworded", "found"


@dataclass(frozen=True)
class Changed:
    """What became of words that were judged: a state, that state in a sentence, and the sides that changed.

    `there` is where a passage stands now; None where the whole was judged.
    """

    state: str
    told: str
    sides: list[tuple[str, list[list[DiffRun]]]]
    there: Anchoring | None = None


@dataclass(frozen=True)
class ChangedView:
    """A row of *changed upstream*, and what became of its words."""

    row: Upstream
    changed: Changed


def quoted(row: Passage) -> Quoted:
    """Return a kept passage as anchoring takes it."""
    return Quoted(exact=row.exact, prefix=row.prefix, suffix=row.suffix, start=row.start, end=row.end)


def changed_view(row: Upstream) -> ChangedView:
    """Look for a row's passage in the newest wording, and compare the words."""
    return ChangedView(row, changed(row.passage, row.old.sides, row.new.sides))


def changed(passage: Passage | None, old: Sides, new: Sides) -> Changed:
    """Tell what became of a passage, or of a wording that was judged as a whole (None)."""
    differing = [side for side in Side if fold(old.get(side, "")) != fold(new.get(side, ""))]
    sides = [_side(side, old.get(side, ""), new.get(side, "")) for side in differing]
    if passage is None:
        return Changed(REWORDED, f"It was judged as a whole. {_happened(differing, old, new)}", sides)
    there = anchor_passage(quoted(passage), new.get(passage.side, ""))
    others = [side for side in differing if side != passage.side]
    if passage.side not in differing:
        return Changed(there.state, f"Its words stand unchanged. {_happened(others, old, new)}", sides, there)
    if not fold(new.get(passage.side, "")):
        return Changed(there.state, _happened(differing, old, new), sides, there)
    beside = f" {_happened(others, old, new)}" if others else ""
    return Changed(there.state, f"{told(there)}{beside}", sides, there)


def told(there: Anchoring) -> str:
    """Say where the words stand now, in a side that changed."""
    if there.state == FOUND:
        return "Its words stand there still; what stands around them changed."
    if there.state == "orphaned":
        return "Its words are gone from the newest wording."
    if there.state == "ambiguous":
        return f"Its words could be meant in {len(there.places)} places; choose one."
    notes = "".join(f" {note[:1].upper()}{note[1:]}." for note in there.notes)
    return f"Other words stand in its place (likeness {there.score or 0:.2f}).{notes}"


def _side(side: Side, old: str, new: str) -> tuple[str, list[list[DiffRun]]]:
    spans = diff(old, new)
    return _capital(NAMES[side]), diff_runs(spans, quantity_changes(old, new, spans))


def _happened(differing: list[Side], old: Sides, new: Sides) -> str:
    """Say which sides came, went or changed; for none, that nothing but their setting did."""
    if not differing:
        return "Only its setting changed: spaces, quotation marks or dashes."
    verbs: dict[str, list[str]] = {}
    for side in differing:
        verb = "is gone" if not fold(new.get(side, "")) else "is new" if not fold(old.get(side, "")) else "changed"
        verbs.setdefault(verb, []).append(NAMES[side])
    return " ".join(f"{_capital(' and '.join(names))} {_for(verb, len(names))}." for verb, names in verbs.items())


def _for(verb: str, number: int) -> str:
    return verb.replace("is ", "are ") if number > 1 else verb


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
