"""Which captures of a page stood on two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.partial_dates import PartialDate


def in_force(captured: Sequence[PartialDate], *days: PartialDate) -> tuple[int, int]:
    """Return the places of the captures that stood on two days, the earlier first; they are given oldest first.

    Raise Rejected where one day lies before all captures, or where one capture stood on both.
    """
    first, second = sorted(days)
    old, new = _stood(captured, first), _stood(captured, second)
    if old == new:
        raise Rejected(
            f"On {first.spoken} and on {second.spoken} the newest capture was that of {captured[old].spoken}; "
            "choose days further apart."
        )
    return old, new


def _stood(captured: Sequence[PartialDate], day: PartialDate) -> int:
    found = [place for place, one in enumerate(captured) if one.first_day <= day.last_day]
    if not found:
        known = f"The first capture is of {captured[0].spoken}" if captured else "No capture is published yet"
        raise Rejected(f"{known}; nothing is known of this page on {day.spoken}.")
    return found[-1]
