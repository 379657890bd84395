"""How dates and numbers are printed in templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from jinja2 import Environment, pass_environment
from jinja2.filters import do_truncate
from markupsafe import Markup

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate, day_of, spoken_time
from app.web.reading.addresses import Key
from app.web.reading.language import OWN, gettext, in_language, language, ngettext, number
from app.web.reading.language import spoken as spoken_date
from app.web.reading.quotes import visible

DAY = re.compile(r"\b\d{4}-\d\d(?:-\d\d)?\b", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT", re.ASCII)


def spoken(moment: str) -> str:
    """Print a partial date or the day of a moment: 25 June 2011, June 2011, 2011. Days within other words too."""
    try:
        return spoken_date(PartialDate.parse(moment[:10] if MOMENT.match(moment) else moment))
    except Rejected:
        return DAY.sub(_spoken_within, moment)


def _spoken_within(day: re.Match[str]) -> str:
    """Print a day within words of others, which are in English; what is no day stays as it is."""
    try:
        return PartialDate.parse(day.group()).spoken
    except Rejected:
        return day.group()


def spoken_moment(at: datetime) -> str:
    """Print a moment in UTC: 25 June 2011, 09:00 UTC."""
    return f"{spoken_date(day_of(at))}, {spoken_time(at)}"


def timed(moment: str | Key) -> Markup:
    """Print a date as an element that programs can read; of a capture, with which of that day it is."""
    day, told = (moment.captured, moment.spoken) if isinstance(moment, Key) else (moment[:10], spoken(moment))
    return Markup('<time datetime="{}">{}</time>').format(day, told)


def quoted(words: str) -> Markup:
    """Quote a label of an agency within a sentence of ours."""
    return Markup('<q dir="auto"{}>{}</q>').format(in_language(), words)


def feed_name(title: str) -> str:
    """Tell what a feed is called: This page (Atom)."""
    if language() == OWN:
        return title
    name, _, form = title.rpartition(" (")
    return f"{gettext(name)} ({form}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Print a number with its noun: 1 pair, 3 pairs, no pairs. The nouns are in `reading.words`."""
    if language() != OWN:
        return f"{number(count)} {ngettext(one, many or f'{one}s', count)}"
    noun = one if count == 1 else many or f"{one}s"
    return f"{count or 'no'} {noun}"


@pass_environment
def truncated(environment: Environment, text: str, length: int = 255, leeway: int | None = None) -> str:
    """Cut a text at a word, with an ellipsis that follows no full stop. To be used before `visible`, never after."""
    cut = do_truncate(environment, text, length, end="…", leeway=leeway)
    return cut if cut == text else cut.removesuffix("…").rstrip(" .,;:…") + "…"


def tight(html: Markup) -> Markup:
    """Leave out what only sets a template: blank space before lines. For tables and drawings alone."""
    return Markup("\n").join(line.strip() for line in html.splitlines() if line.strip())


FILTERS: tuple[tuple[str, Callable[..., str]], ...] = (
    ("feed_name", feed_name),
    ("quoted", quoted),
    ("timed", timed),
    ("spoken", spoken),
    ("spoken_moment", spoken_moment),
    ("spoken_time", spoken_time),
    ("tight", tight),
    ("truncate", truncated),
    ("counted", counted),
    ("visible", visible),
)
