"""Stored wordings as the domain takes them, and comparisons of them as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.comparison import Difference, describe
from app.domain.partings import partings
from app.domain.wording import Wording
from app.storage.models.library import LibraryWording


@dataclass(frozen=True, slots=True)
class Compared:
    """How one subject fared between two captures, with its stored wordings."""

    subject: str
    difference: Difference
    old: LibraryWording | None
    new: LibraryWording | None


def numbered(rows: Sequence[LibraryWording]) -> list[Wording]:
    """Turn stored wordings of one kind and capture to the domain's, numbered from 1 in the page's order."""
    return [as_wording(row, position) for position, row in enumerate(rows, 1)]


def as_wording(row: LibraryWording, position: int = 1) -> Wording:
    """Turn one stored wording to the domain's."""
    pair = row.kind == "pair"
    return Wording(
        position=position,
        head=row.claim if pair else row.label,
        body=(row.rebuttal or "") if pair else row.claim,
        verdict_label=row.verdict_label,
    )


def compared(old: Sequence[LibraryWording], new: Sequence[LibraryWording]) -> list[Compared]:
    """Compare the wordings of one kind in two captures, joined by subject, in the new capture's order.

    Where something went or came, their words are read for what was joined and what was split.
    """
    place = {row.subject_id: index for index, row in enumerate(new)}
    continues = {index: place[row.subject_id] for index, row in enumerate(old) if row.subject_id in place}
    before, after = numbered(old), numbered(new)
    found = partings(before, after, continues)
    return [
        Compared(
            (new[one.new.position - 1] if one.new else old[one.old.position - 1 if one.old else 0]).subject_id,
            one,
            old[one.old.position - 1] if one.old else None,
            new[one.new.position - 1] if one.new else None,
        )
        for one in describe(before, after, continues, merged=found.merged, split=found.split)
    ]
