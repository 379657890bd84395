"""What became of a commitment's words: whether its page still has them, and which numbers its captures gave in turn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.domain.folding import fold
from app.domain.numbers_near import quantities_in
from app.domain.partial_dates import PartialDate
from app.domain.quantity_changes import quantity_changes


class Worded(NamedTuple):
    """A text as one capture has it: the capture's partial date, its number on that date, and the words."""

    captured: str
    number: int
    text: str


class Drift(NamedTuple):
    """The values that one number took through the captures, each with the capture where it was first read."""

    values: list[tuple[Worded, str]]


class Fate(NamedTuple):
    """What a page says of a commitment now.

    `left` tells that the newest wording has other words for it, and `says` the amount that it gives instead; `drift`
    follows that amount; `reworded` is the first capture that changed the words after somebody had looked.
    """

    left: bool
    says: str | None
    drift: Drift | None
    reworded: Worded | None


def fate_of(commitment: str, wordings: Sequence[Worded], observed: str | None) -> Fate:
    """Follow a commitment's words through the wordings of its safeguard or concern, the oldest first; there is one.

    `observed` is the partial date on which somebody looked last. Where two numbers could be the commitment's, none is
    followed.
    """
    own = _amounts(commitment)
    chains = [each for each in drifts(wordings) if any(value in own for _, value in each.values)]
    chain = chains[0] if len(chains) == 1 else None
    left = fold(commitment) not in fold(wordings[-1].text)
    newest = chain.values[-1][1] if chain else None
    return Fate(
        left=left,
        says=newest if left and newest not in own else None,
        drift=chain,
        reworded=_reworded_after(wordings, observed) if observed else None,
    )


def drifts(wordings: Sequence[Worded]) -> list[Drift]:
    """Follow each number that changed from wording to wording, the oldest first: 45 days, then 90 days."""
    return list(_followed(tuple(wordings)))


@lru_cache(maxsize=512)  # captures never change, and a board asks once for each promise of a safeguard
def _followed(wordings: tuple[Worded, ...]) -> tuple[Drift, ...]:
    chains: list[list[tuple[Worded, str]]] = []
    for at, (old, new) in enumerate(pairwise(wordings)):
        for change in quantity_changes(old.text, new.text) if old.text != new.text else []:
            chain = next((one for one in chains if one[-1][1] == change.from_), None)
            if chain is None:
                chain = [(_first_with(change.from_, wordings[: at + 1]), change.from_)]
                chains.append(chain)
            chain.append((new, change.to))
    return tuple(Drift(chain) for chain in chains)


def _amounts(text: str) -> set[str]:
    return {one.text for one in quantities_in(text, [(0, len(text))]).values()}


def _first_with(amount: str, wordings: Sequence[Worded]) -> Worded:
    """Return the earliest wording, without a gap up to the last, that holds the amount."""
    first = wordings[-1]
    for row in reversed(wordings):
        if amount not in _amounts(row.text):
            break
        first = row
    return first


def _reworded_after(wordings: Sequence[Worded], observed: str) -> Worded | None:
    """Return the first wording after a day whose words differ from those before it."""
    day = PartialDate.parse(observed).last_day
    return next(
        (
            new
            for old, new in pairwise(wordings)
            if PartialDate.parse(new.captured).first_day > day and fold(old.text) != fold(new.text)
        ),
        None,
    )
