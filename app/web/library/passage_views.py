"""View models of passages: where each stands in the newest wording, told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.domain.anchoring import Anchoring, Passage, anchor_passage
from app.domain.records import Judged, PassageRecord
from app.domain.vocabulary import Side
from app.storage.models.library import LibraryWording
from app.web.library.judged import EvidenceView
from app.web.reading.language import gettext, ngettext, sentence, told
from app.web.reading.quotes import visible

LIKENESS = (
    (0.9, sentence("the newest wording has nearly the same words")),
    (0.7, sentence("the newest wording has much the same words")),
    (0.0, sentence("the newest wording has words that are only partly the same")),
)


@dataclass(frozen=True, slots=True)
class PassageView:
    """Quoted words with what was brought for and against them.

    `place` is where the newest wording holds them, and None where it does not hold the very words. What the newest
    wording has instead is told in `told` and quoted in `now`; nothing is bound anew by itself. `number` tells it apart
    from those that overlap it there; None where none does.
    """

    record: PassageRecord
    place: tuple[int, int] | None
    told: str | None
    now: str | None
    judged_on: str | None
    evidence: list[EvidenceView] = field(default_factory=list)
    number: int | None = None

    @property
    def found(self) -> bool:
        """Whether the newest wording holds the very words."""
        return self.place is not None

    def count(self, stance: str) -> int:
        """Count the evidence of a stance."""
        return sum(one.stance == stance for one in self.evidence)


def passages_in(
    record: Judged, wording: LibraryWording | None, evidence: Sequence[EvidenceView], captured: dict[str, str]
) -> list[PassageView]:
    """Return the passages with their evidence, each looked for in the newest wording; overlapping ones numbered."""
    return _numbered(
        [
            _passage(
                one,
                side_of(wording, one),
                captured.get(one.capture),
                [view for view in evidence if view.passage == one.id],
            )
            for one in record.passages
        ]
    )


def _numbered(views: list[PassageView]) -> list[PassageView]:
    entangled = [one for one in views if any(_overlap(one, other) for other in views)]
    numbers = {one.record.id: number for number, one in enumerate(sorted(entangled, key=_place), 1)}
    return [replace(one, number=numbers.get(one.record.id)) for one in views]


def _overlap(one: PassageView, other: PassageView) -> bool:
    if one is other or one.place is None or other.place is None or one.record.side != other.record.side:
        return False
    return one.place[0] < other.place[1] and other.place[0] < one.place[1]


def _place(one: PassageView) -> tuple[str, tuple[int, int]]:
    return one.record.side, one.place or (0, 0)


def side_of(wording: LibraryWording | None, passage: PassageRecord) -> str:
    """Return the text of a wording that a passage is of."""
    if wording is None:
        return ""
    return (wording.rebuttal or "") if passage.side == Side.REBUTTAL else wording.claim


def _passage(one: PassageRecord, text: str, judged_on: str | None, evidence: list[EvidenceView]) -> PassageView:
    if text[one.start : one.end] == one.exact:
        return PassageView(one, (one.start, one.end), None, None, judged_on, evidence)
    sought = Passage(exact=one.exact, prefix=one.prefix, suffix=one.suffix, start=one.start, end=one.end)
    there = anchor_passage(sought, text)
    place = (there.start, there.end) if there.start is not None and there.end is not None else None
    now = visible(text[place[0] : place[1]]) if place and there.state == "moved" else None
    return PassageView(one, place if there.state == "found" else None, told_state(there), now, judged_on, evidence)


def told_state(there: Anchoring) -> str | None:
    """Say where words stand in the newest wording; None where it simply holds them."""
    if there.state == "found":
        return None
    if there.state == "orphaned":
        return gettext("no longer in the newest wording")
    if there.state == "ambiguous":
        return ngettext(
            "in %(num)s place of the newest wording, and which is meant can’t be told",
            "in %(num)s places of the newest wording, and which is meant can’t be told",
            len(there.places),
        )
    likeness = next(words for least, words in LIKENESS if (there.score or 0) >= least)
    numbers = [
        gettext("a number changed: %(old)s → %(new)s", old=change.from_, new=change.to) for change in there.numbers
    ]
    return "; ".join([told(likeness), *numbers, *map(told, there.notes[len(numbers) :])])
