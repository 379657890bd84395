"""What was joined or parted between two captures, where it is known already which wording continues which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.domain.alignment import align

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.wording import Wording


class Partings(NamedTuple):
    """Which old wordings became a new one (`merged`), and which new ones an old one became (`split`), by index."""

    merged: dict[int, list[int]]
    split: dict[int, list[int]]


def partings(old: Sequence[Wording], new: Sequence[Wording], continues: Mapping[int, int]) -> Partings:
    """Read from the words what was joined and what was parted, as far as it agrees with who continues whom.

    Something went that was not continued, or came that continues nothing; else nothing was, and nothing is compared.
    """
    origin = {j: i for i, j in continues.items()}
    if not continues or (len(continues) == len(old) and len(origin) == len(new)):
        return Partings({}, {})
    found = align(old, new)
    return Partings(
        merged={j: parts for j, parts in found.merged.items() if _agrees(parts, origin.get(j), continues)},
        split={i: parts for i, parts in found.split.items() if _agrees(parts, continues.get(i), origin)},
    )


def _agrees(parts: Sequence[int], nearest: int | None, continued: Mapping[int, int]) -> bool:
    """Tell whether one of the parts is the one that is known to continue, and no other goes on by itself."""
    return all((part == nearest) == (part in continued) for part in parts) and nearest in parts
