"""How large things may be that others give us."""

from __future__ import annotations

LARGEST_FILE = 25 * 1024 * 1024
"""Of a page, or a source's copy, in bytes."""
LARGEST_UNPACKED = 200 * 1024 * 1024
"""Of all that is in a packed file together."""
MOST_TIMES = 100
"""So many times its packed size may a member have, if it is large at all."""
SMALL = 1024 * 1024


def is_bomb(packed: int, unpacked: int) -> bool:
    """Tell whether something unpacks to more than anything that people pack."""
    return unpacked > SMALL and unpacked > MOST_TIMES * packed
