"""Where words that were judged stand in another wording, told in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.anchoring import Anchoring, anchor_passage
from app.domain.anchoring import Passage as Quoted
from app.domain.spans import Span
from app.domain.worddiff import diff
from app.storage.models.desk import Passage
from app.storage.queries.desk.upstream import Upstream

WHOLE = "reworded"


@dataclass(frozen=True)
class ChangedView:
    """A row of *changed upstream*: its state, what that means, and the words with what changed marked."""

    row: Upstream
    state: str
    told: str
    spans: list[Span]


def quoted(row: Passage) -> Quoted:
    """Return a kept passage as anchoring takes it."""
    return Quoted(exact=row.exact, prefix=row.prefix, suffix=row.suffix, start=row.start, end=row.end)


def changed_view(row: Upstream) -> ChangedView:
    """Look for a row's passage in the newest wording, and compare the words."""
    if row.passage is None:
        spans = diff(row.old.rebuttal or row.old.text, row.new.rebuttal or row.new.text)
        return ChangedView(row, WHOLE, "It was judged as a whole, and the wording changed.", spans)
    old, new = row.old.side(row.passage.side), row.new.side(row.passage.side)
    there = anchor_passage(quoted(row.passage), new)
    return ChangedView(row, there.state, told(there), diff(old, new))


def told(there: Anchoring) -> str:
    """Say where the words stand now."""
    if there.state == "found":
        return "Its words stand there still; what stands around them changed."
    if there.state == "orphaned":
        return "Its words are gone from the newest wording."
    if there.state == "ambiguous":
        return f"Its words could be meant in {len(there.places)} places; choose one."
    notes = "".join(f" {note[:1].upper()}{note[1:]}." for note in there.notes)
    return f"Other words stand in its place (likeness {there.score or 0:.2f}).{notes}"
