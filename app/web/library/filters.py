"""How dates and numbers are printed in templates."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.partial_dates import PartialDate


def spoken(moment: str) -> str:
    """Print a partial date or the day of a moment: 25 June 2011, June 2011, 2011."""
    return PartialDate.parse(moment[:10]).spoken


def counted(number: int, one: str, many: str | None = None) -> str:
    """Print a number with its noun: 1 pair, 3 pairs, no pairs."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


FILTERS: tuple[tuple[str, Callable[..., str]], ...] = (("spoken", spoken), ("counted", counted))
