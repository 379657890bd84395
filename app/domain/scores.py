"""A likeness as people read it."""

from __future__ import annotations

import math

_EXACT = 1.0
_TINY = 1e-9


def shown_score(score: float) -> str:
    """Write a likeness with two decimals, never more than it is: only what is all the same is 1.00."""
    if score >= _EXACT:
        return "1.00"
    return f"{math.floor(score * 100 + _TINY) / 100:.2f}"
