"""Which captures of a page stood on two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import Rejected
from app.domain.sentences import Sentence

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
            Sentence(
                "On %(first)s and on %(second)s the newest capture was that of %(capture)s; choose days further apart.",
                first=first,
                second=second,
                capture=captured[old],
            )
        )
    return old, new


def _stood(captured: Sequence[PartialDate], day: PartialDate) -> int:
    found = [place for place, one in enumerate(captured) if one.first_day <= day.last_day]
    if not found:
        if not captured:
            raise Rejected(Sentence("No capture is published yet; nothing is known of this page on %(day)s.", day=day))
        raise Rejected(
            Sentence(
                "The first capture is of %(first)s; nothing is known of this page on %(day)s.",
                first=captured[0],
                day=day,
            )
        )
    return found[-1]
