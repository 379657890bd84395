"""What changed between two captures of a page, claim by claim: the JSON of `rejoinder compare`.

Two ways in. `compare` takes two extractions, aligns them and describes the differences. `describe` is given who
continues whom (a person confirmed it, the wordings carry the same subject's id) and only describes.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from app.domain.alignment import Alignment, align, likeness
from app.domain.folding import same
from app.domain.order import moved_out
from app.domain.quantity_changes import QuantityChange, quantity_changes
from app.domain.spans import Move, Span, moves, only_moved, plain
from app.domain.worddiff import diff
from app.domain.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.extracted import ExtractedConcern, ExtractedSafeguard, Extraction

Kind = Literal["same", "reworded", "added", "removed"]

__all__ = [
    "Change",
    "Comparison",
    "Difference",
    "FromTo",
    "ItemChange",
    "Kind",
    "QuantityChange",
    "Span",
    "Summary",
    "Wording",
    "compare",
    "describe",
    "item_wordings",
    "pair_wordings",
    "summary",
]


class FromTo(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A value of the old capture and of the new one. In JSON `{"from": …, "to": …}`."""

    from_: str | None
    to: str | None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How one record fared from the old capture to the new: what pages show, with both wordings at hand.

    `old` and `old_index` are None where the record was added, `new` and `new_index` where it was removed; the indexes
    are those of the lists that were compared. `kind` speaks of the head's words alone,
    `body_changed` of the body's (False where added or removed). A diff is empty where nothing changed, and a single
    "+" or "-" span where the record was added or removed. `score` is the likeness of the two wordings from 0 to 1, 1
    for the same words, None where added or removed. `merged_from` holds the old positions that became this one,
    `split_into` the new positions that the old one became; each is empty or names two or more.
    """

    kind: Kind
    moved: bool
    old: Wording | None
    new: Wording | None
    old_index: int | None
    new_index: int | None
    head_diff: list[Span]
    body_changed: bool
    body_diff: list[Span]
    quantities: list[QuantityChange]
    score: float | None
    verdict: FromTo
    merged_from: list[int] = []
    split_into: list[int] = []

    @property
    def body_reworded(self) -> bool:
        """Whether words of the body changed, and not the order of its sentences alone."""
        return self.body_changed and not only_moved(self.body_diff)

    @property
    def sentences_moved(self) -> bool:
        """Whether sentences of the body stand elsewhere in it, word for word."""
        return any(op == ">" for op, _ in self.body_diff)

    @property
    def verdict_changed(self) -> bool:
        """Whether the agency's own verdict label is another one now (False where added or removed)."""
        return (
            self.old is not None and self.new is not None and not same(self.verdict.from_ or "", self.verdict.to or "")
        )

    @property
    def changed(self) -> bool:
        """Whether words or the verdict changed; a move alone changes no words."""
        return self.kind != "same" or self.body_changed or self.verdict_changed


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One pair's change, as `compare --json` prints it (see `Difference` for what the fields mean).

    In the diffs a sentence that moved went ("-") from one place and came ("+") to another; the moves name both by their
    index in the diff beside them.
    """

    kind: Kind
    moved: bool
    from_position: int | None
    to_position: int | None
    from_claim: str | None
    to_claim: str | None
    rebuttal_changed: bool
    score: float | None
    merged_from: list[int]
    split_into: list[int]
    verdict: FromTo
    claim_diff: list[Span]
    claim_moves: list[Move]
    rebuttal_diff: list[Span]
    rebuttal_moves: list[Move]
    quantities: list[QuantityChange]


class ItemChange(msgspec.Struct, frozen=True, kw_only=True):
    """One safeguard's or concern's change, as `compare --json` prints it (see `Change`)."""

    kind: Kind
    moved: bool
    from_label: str | None
    to_label: str | None
    text_changed: bool
    text_diff: list[Span]
    text_moves: list[Move]
    quantities: list[QuantityChange]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """How many of each kind; `moved` and `rebuttals_changed` count across the kinds."""

    same: int = 0
    reworded: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    rebuttals_changed: int = 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two captures compared: pairs, safeguards (nested ones in reading order), concerns, and the pairs' summary."""

    changes: list[Change]
    safeguards: list[ItemChange]
    concerns: list[ItemChange]
    summary: Summary


def compare(old: Extraction, new: Extraction) -> Comparison:
    """Align two captures of one page and say what changed. `compare(new, old)` is the mirror of it."""
    pairs = _compared(pair_wordings(old), pair_wordings(new))
    safeguards = _compared(item_wordings(old.safeguards), item_wordings(new.safeguards))
    concerns = _compared(item_wordings(old.concerns), item_wordings(new.concerns))
    return Comparison(
        changes=[_change(difference) for difference in pairs],
        safeguards=[_item_change(difference) for difference in safeguards],
        concerns=[_item_change(difference) for difference in concerns],
        summary=summary(pairs),
    )


def describe(
    old: Sequence[Wording],
    new: Sequence[Wording],
    continues: Mapping[int, int],
    *,
    merged: Mapping[int, Sequence[int]] | None = None,
    split: Mapping[int, Sequence[int]] | None = None,
) -> list[Difference]:
    """Describe how the old wordings became the new ones, where it is known who continues whom.

    All keys and values are indexes into `old` and `new`. `continues` maps each old wording to the new one that
    continues it, one to one. `merged` maps a new wording to all the old ones that became it, `split` an old one to all
    the new ones that it became. The list is in the new capture's order; what was removed stands where it stood.
    """
    known = Alignment(
        continues=dict(continues),
        scores={i: likeness(old[i], new[j]) for i, j in continues.items()},
        merged={j: list(parts) for j, parts in (merged or {}).items()},
        split={i: list(parts) for i, parts in (split or {}).items()},
    )
    return _described(old, new, known)


def summary(differences: Iterable[Difference]) -> Summary:
    """Count the differences by kind, and the moves and changed bodies among them."""
    counts = dict.fromkeys(Summary.__struct_fields__, 0)
    for difference in differences:
        counts[difference.kind] += 1
        counts["moved"] += difference.moved
        counts["rebuttals_changed"] += difference.body_changed
    return Summary(**counts)


def pair_wordings(extraction: Extraction) -> list[Wording]:
    """Return the pairs' wordings, in the page's order."""
    return [
        Wording(position=pair.position, head=pair.claim, body=pair.rebuttal, verdict_label=pair.verdict_label)
        for pair in extraction.pairs
    ]


def item_wordings(items: Sequence[ExtractedSafeguard] | Sequence[ExtractedConcern]) -> list[Wording]:
    """Return the wordings of safeguards or concerns, nested ones after the one that holds them."""
    numbers = count(1)
    return [Wording(position=next(numbers), head=item.label, body=item.text) for item in _flat(items)]


def _flat(items: Iterable[ExtractedSafeguard | ExtractedConcern]) -> Iterator[ExtractedSafeguard | ExtractedConcern]:
    for item in items:
        yield item
        yield from _flat(getattr(item, "children", ()))


def _compared(old: Sequence[Wording], new: Sequence[Wording]) -> list[Difference]:
    return _described(old, new, align(old, new))


def _described(old: Sequence[Wording], new: Sequence[Wording], known: Alignment) -> list[Difference]:
    moved = moved_out(old, new, known.continues)
    described = []
    for i, j in _reading_order(len(old), len(new), known.continues):
        if i is None or j is None:
            difference = _alone(None if i is None else old[i], None if j is None else new[j])
            described.append(replace(difference, old_index=i, new_index=j))
        else:
            difference = _continued(old[i], new[j], known.scores[i])
            merged = sorted(old[part].position for part in known.merged.get(j, ()))
            split = sorted(new[part].position for part in known.split.get(i, ()))
            described.append(
                replace(
                    difference,
                    old_index=i,
                    new_index=j,
                    moved=i in moved,
                    merged_from=merged,
                    split_into=split,
                )
            )
    return described


def _reading_order(olds: int, news: int, continues: Mapping[int, int]) -> list[tuple[int | None, int | None]]:
    """Order by the new capture; what was removed follows what it followed in the old one."""
    origin = {j: i for i, j in continues.items()}
    after: dict[int | None, list[int]] = {}
    anchor: int | None = None
    for i in range(olds):
        if i in continues:
            anchor = continues[i]
        else:
            after.setdefault(anchor, []).append(i)
    ordered: list[tuple[int | None, int | None]] = [(i, None) for i in after.get(None, [])]
    for j in range(news):
        ordered.append((origin.get(j), j))
        ordered += [(i, None) for i in after.get(j, [])]
    return ordered


def _continued(old: Wording, new: Wording, score: float) -> Difference:
    """Describe one record by its two wordings."""
    before, after = old.head or "", new.head or ""
    head_same, body_same = same(before, after), same(old.body, new.body)
    head_diff = [] if head_same else diff(before, after)
    body_diff = [] if body_same else diff(old.body, new.body)
    return Difference(
        kind="same" if head_same else "reworded",
        moved=False,
        old=old,
        new=new,
        old_index=None,
        new_index=None,
        head_diff=head_diff,
        body_changed=not body_same,
        body_diff=body_diff,
        quantities=[
            *([] if head_same else quantity_changes(before, after, head_diff)),
            *([] if body_same else quantity_changes(old.body, new.body, body_diff)),
        ],
        score=score,
        verdict=FromTo(old.verdict_label, new.verdict_label),
    )


def _alone(old: Wording | None, new: Wording | None) -> Difference:
    """Describe a record that only the old capture has, or only the new one."""
    before, after = (old.head or "", old.body) if old else ("", ""), (new.head or "", new.body) if new else ("", "")
    return Difference(
        kind="added" if new else "removed",
        moved=False,
        old=old,
        new=new,
        old_index=None,
        new_index=None,
        head_diff=diff(before[0], after[0]),
        body_changed=False,
        body_diff=diff(before[1], after[1]),
        quantities=[],
        score=None,
        verdict=FromTo(old.verdict_label if old else None, new.verdict_label if new else None),
    )


def _change(difference: Difference) -> Change:
    old, new = difference.old, difference.new
    return Change(
        kind=difference.kind,
        moved=difference.moved,
        from_position=old.position if old else None,
        to_position=new.position if new else None,
        from_claim=old.head if old else None,
        to_claim=new.head if new else None,
        rebuttal_changed=difference.body_changed,
        score=difference.score,
        merged_from=difference.merged_from,
        split_into=difference.split_into,
        verdict=difference.verdict,
        claim_diff=plain(difference.head_diff),
        claim_moves=moves(difference.head_diff),
        rebuttal_diff=plain(difference.body_diff),
        rebuttal_moves=moves(difference.body_diff),
        quantities=difference.quantities,
    )


def _item_change(difference: Difference) -> ItemChange:
    old, new = difference.old, difference.new
    return ItemChange(
        kind=difference.kind,
        moved=difference.moved,
        from_label=old.head if old else None,
        to_label=new.head if new else None,
        text_changed=difference.body_changed,
        text_diff=plain(difference.body_diff),
        text_moves=moves(difference.body_diff),
        quantities=difference.quantities,
    )
