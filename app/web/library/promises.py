"""What became of a promise's own words: whether its page still has them, what it says instead, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.folding import fold
from app.domain.partial_dates import PartialDate
from app.domain.quantity_changes import quantity_changes
from app.domain.records import CommitmentRecord
from app.storage.models.library import LibraryWording
from app.web.reading.addresses import Key


@dataclass(frozen=True, slots=True)
class DriftView:
    """The values that one number took through the captures, each with the capture where it was first read."""

    values: list[tuple[Key, str]]


@dataclass(frozen=True, slots=True)
class FateView:
    """What the page says of a promise now.

    `gone` is the first capture that no longer has its safeguard or concern; `left` tells that the newest wording has
    other words for the promise, and `says` the amount that it gives instead; `drift` follows that amount through the
    captures; `reworded` is the first capture that changed the words after somebody had looked.
    """

    gone: Key | None = None
    left: bool = False
    says: str | None = None
    drift: DriftView | None = None
    reworded: Key | None = None


def fate_of(
    one: CommitmentRecord, wordings: Sequence[LibraryWording], gone: Key | None, observed: str | None
) -> FateView:
    """Follow a promise through the wordings of its safeguard or concern, the oldest first."""
    if not wordings:
        return FateView(gone)
    chain = next((each for each in drift(wordings) if any(value in one.text for _, value in each.values)), None)
    left = fold(one.text) not in fold(_words(wordings[-1]))
    newest = chain.values[-1][1] if chain else None
    return FateView(
        gone=gone,
        left=left,
        says=newest if left and newest and newest not in one.text else None,
        drift=chain,
        reworded=_reworded_after(wordings, observed) if observed else None,
    )


def _reworded_after(wordings: Sequence[LibraryWording], observed: str) -> Key | None:
    """Return the first capture after a day whose words differ from those of the capture before."""
    day = PartialDate.parse(observed).last_day
    return next(
        (
            Key(new.captured, new.number)
            for old, new in pairwise(wordings)
            if PartialDate.parse(new.captured).first_day > day and fold(_words(old)) != fold(_words(new))
        ),
        None,
    )


def drift(wordings: Sequence[LibraryWording]) -> list[DriftView]:
    """Follow each number that changed from capture to capture: 45 days, then 90 days."""
    chains: list[list[tuple[Key, str]]] = []
    for old, new in pairwise(wordings):
        for change in quantity_changes(_words(old), _words(new)) if _words(old) != _words(new) else []:
            chain = next((one for one in chains if one[-1][1] == change.from_), None)
            if chain is None:
                chain = [(_first_with(change.from_, wordings, old), change.from_)]
                chains.append(chain)
            chain.append((Key(new.captured, new.number), change.to))
    return [DriftView(chain) for chain in chains]


def _words(wording: LibraryWording) -> str:
    return "\n\n".join(part for part in (wording.claim, wording.rebuttal) if part)


def _first_with(amount: str, wordings: Sequence[LibraryWording], last: LibraryWording) -> Key:
    """Return the earliest capture, without a gap up to `last`, whose words hold the amount."""
    first = last
    for row in reversed(wordings[: wordings.index(last) + 1]):
        if amount not in _words(row):
            break
        first = row
    return Key(first.captured, first.number)
