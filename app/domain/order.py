"""Which of the records that continue were moved: those outside the longest common order.

The longest common order is the longest increasing run of the new places, read in the old order (Fredman 1975; here over
a Fenwick tree, so that a page of n records takes n log n steps). Where several are equally long, the one that holds
more text stays: of two neighbours that changed places, the shorter one moved.
"""

from __future__ import annotations

import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.wording import Wording


# A common order is ranked by how many it holds, then by how much text, then by a tie-break that reads the same from
# both captures. The three are one number, so that a run's rank is the sum of its items'.
_TEXT = 64  # bits for the sum of checksums
_ONE = 1 << (_TEXT + 64)  # and for that of lengths


def moved_out(old: Sequence[Wording], new: Sequence[Wording], continues: Mapping[int, int]) -> set[int]:
    """Return the indexes of the old wordings that moved; `continues` maps old indexes to new ones, one to one.

    Seen from the new capture, the same records moved.
    """
    items = sorted(continues.items())
    if all(one[1] < other[1] for one, other in pairwise(items)):
        return set()
    ranks, ends = [0] * (len(new) + 1), [-1] * (len(new) + 1)  # the trees: a run's rank, and its last item
    before: list[int] = []
    for place, (i, j) in enumerate(items):
        rank, end = _longest(ranks, ends, j)
        before.append(end)
        rank += _ONE + ((_size(old[i]) + _size(new[j])) << _TEXT) + _checksum(old[i]) + _checksum(new[j])
        _enter(ranks, ends, j, (rank, place))
    stays: set[int] = set()
    place = _longest(ranks, ends, len(new))[1]
    while place >= 0:
        stays.add(items[place][0])
        place = before[place]
    return set(continues) - stays


def _size(wording: Wording) -> int:
    return len(wording.head or "") + len(wording.body)


def _checksum(wording: Wording) -> int:
    return zlib.crc32(f"{wording.head or ''}\n{wording.body}".encode(errors="replace"))


def _longest(ranks: Sequence[int], ends: Sequence[int], before: int) -> tuple[int, int]:
    """Return the rank and the last item of the best run that ends at a new place below `before`."""
    best, end = 0, -1
    while before > 0:
        if ranks[before] > best:
            best, end = ranks[before], ends[before]
        before &= before - 1
    return best, end


def _enter(ranks: list[int], ends: list[int], place: int, run: tuple[int, int]) -> None:
    """Let the run that ends at a new place be found."""
    rank, end = run
    node = place + 1
    while node < len(ranks):
        if rank > ranks[node]:
            ranks[node], ends[node] = rank, end
        node += node & -node
