"""How dates and numbers are printed in templates."""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import Environment, pass_environment
from jinja2.filters import do_truncate
from markupsafe import Markup

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate, spoken_moment, spoken_time
from app.web.reading.quotes import visible

DAY = re.compile(r"\b\d{4}-\d\d(?:-\d\d)?\b", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT", re.ASCII)


def spoken(moment: str) -> str:
    """Print a partial date or the day of a moment: 25 June 2011, June 2011, 2011. Days within other words too."""
    try:
        return PartialDate.parse(moment[:10] if MOMENT.match(moment) else moment).spoken
    except Rejected:
        return DAY.sub(lambda match: spoken(match.group()) if match.group() != moment else moment, moment)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Print a number with its noun: 1 pair, 3 pairs, no pairs."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


@pass_environment
def truncated(environment: Environment, text: str, length: int = 255, leeway: int | None = None) -> str:
    """Cut a text at a word, with an ellipsis that follows no full stop. To be used before `visible`, never after."""
    cut = do_truncate(environment, text, length, end="…", leeway=leeway)
    return cut if cut == text else cut.removesuffix("…").rstrip(" .,;:…") + "…"


def tight(html: Markup) -> Markup:
    """Leave out what only sets a template: blank space before lines. For tables and drawings alone."""
    return Markup("\n").join(line.strip() for line in html.splitlines() if line.strip())


FILTERS: tuple[tuple[str, Callable[..., str]], ...] = (
    ("spoken", spoken),
    ("spoken_moment", spoken_moment),
    ("spoken_time", spoken_time),
    ("tight", tight),
    ("truncate", truncated),
    ("counted", counted),
    ("visible", visible),
)
