"""Which of the records that continue were moved: those outside the longest common order.

The longest common order is the longest increasing run of the new places, read in the old order (Fredman 1975; here over
a Fenwick tree, so that a page of n records takes n log n steps). Where several are equally long, the one that holds
more text stays: of two neighbours that changed places, the shorter one moved.
"""

from __future__ import annotations

import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.wording import Wording


class _Run(NamedTuple):
    """A common order: how many it holds, how much text, a tie-break that reads the same from both captures, its end."""

    length: int = 0
    text: int = 0
    tie: int = 0
    end: int = -1


def moved_out(old: Sequence[Wording], new: Sequence[Wording], continues: Mapping[int, int]) -> set[int]:
    """Return the indexes of the old wordings that moved; `continues` maps old indexes to new ones, one to one.

    Seen from the new capture, the same records moved.
    """
    items = sorted(continues.items())
    if all(one[1] < other[1] for one, other in pairwise(items)):
        return set()
    tree = [_Run()] * (len(new) + 1)
    before: list[int] = []
    for place, (i, j) in enumerate(items):
        run = _longest(tree, j)
        before.append(run.end)
        size = _size(old[i]) + _size(new[j])
        tie = _checksum(old[i]) + _checksum(new[j])
        _enter(tree, j, _Run(run.length + 1, run.text + size, run.tie + tie, place))
    stays: set[int] = set()
    place = _longest(tree, len(new)).end
    while place >= 0:
        stays.add(items[place][0])
        place = before[place]
    return set(continues) - stays


def _size(wording: Wording) -> int:
    return len(wording.head or "") + len(wording.body)


def _checksum(wording: Wording) -> int:
    return zlib.crc32(f"{wording.head or ''}\n{wording.body}".encode(errors="replace"))


def _longest(tree: Sequence[_Run], before: int) -> _Run:
    """Return the best run that ends at a new place below `before`."""
    best = _Run()
    node = before
    while node > 0:
        best = max(best, tree[node], key=_rank)
        node -= node & -node
    return best


def _enter(tree: list[_Run], place: int, run: _Run) -> None:
    """Let the run that ends at a new place be found."""
    node = place + 1
    while node < len(tree):
        tree[node] = max(tree[node], run, key=_rank)
        node += node & -node


def _rank(run: _Run) -> tuple[int, int, int]:
    return run.length, run.text, run.tie
