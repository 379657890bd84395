"""The moment that a reader asks about: `?as_of=DATE` is what had been published by the end of that day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import g, has_request_context, request

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.sentences import Sentence
from app.web.clock import today
from app.web.reading.language import spoken

NAME = "as_of"
RECORDS = ("agency", "topic", "page", "capture", "pair", "safeguard", "concern", "source")
CITED = tuple(f"library.{what}_{form}" for what in ("pair", "finding") for form in ("bibtex", "csl"))
OTHERS = (
    "library.finding",
    "library.pair_card",
    "library.finding_card",
    "compare.card",
    "library.safeguards",
    "compare.captures",
    "compare.pairs",
    "compare.choose",
    "compare.choose_pair",
    *CITED,
)
TAKERS = frozenset((*(f"library.{kind}" for kind in RECORDS), *OTHERS))


class AsOf(NamedTuple):
    """What the bar of a page says: the day, and the address of the page as it is today."""

    day: date | None
    spoken: str
    here: str
    kept: list[tuple[str, str]]


def as_of() -> date | None:
    """Return the day that this request asks about; None is today. Raise Rejected for what is no day, or none yet."""
    if not has_request_context() or request.endpoint not in TAKERS:
        return None
    if "as_of" not in g:
        given = request.args.get(NAME, "").strip()
        g.as_of = PartialDate.parse(given, NAME).last_day if given else None
        if g.as_of and PartialDate.parse(given).first_day > today():
            g.as_of = None
            raise Rejected(
                Sentence("%(day)s is still to come; nothing has been published by then.", day=PartialDate.parse(given))
            )
    day: date | None = g.as_of
    return day


def until_of(day: date) -> str:
    """Return the end of a day as moments of the ledger sort: what is published by then sorts before it."""
    return (day + timedelta(days=1)).isoformat()


def reading_day() -> date:
    """Return the day on which commitments stand as the page shows them."""
    return min(as_of() or today(), today())


def as_of_view() -> dict[str, Any]:
    """Give templates `as_of`, None where the page can't be read as of another day."""
    if not has_request_context() or request.endpoint not in TAKERS:
        return {NAME: None}
    try:
        day = as_of()
    except Rejected:
        return {NAME: None}
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != NAME]
    told = spoken(PartialDate.parse(day.isoformat())) if day else ""
    return {NAME: AsOf(day, told, request.path + (f"?{urlencode(kept)}" if kept else ""), kept)}


def keep_moment(endpoint: str, values: dict[str, Any]) -> None:
    """Let the addresses on a page of another day lead to pages of that day."""
    if endpoint in TAKERS and NAME not in values and (day := as_of()):
        values[NAME] = day.isoformat()
