"""The timeline: an agency's or a topic's claims as lifelines on one axis, drawn here, with zoom by links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.storage.queries.library.lifelines import captures_of, marks
from app.storage.queries.library.records import entrances
from app.web.clock import today
from app.web.databases import library
from app.web.library.lifelines import Lifeline, lifelines
from app.web.library.lists import cut
from app.web.reading.addresses import crumbs_of, record_url, standing_subject
from app.web.reading.language import gettext, month_told, sentence, spoken, told
from app.web.reading.paging import number_of

SHOWN = 40
WIDTH, LEFT, ROW, TOP = 960, 12, 46, 40
LABEL = 96
LEAST_DAYS = 30
YEAR = 12
STEPS = ((1, 330), (3, 1_100), (YEAR, 5_500), (5 * YEAR, 30_000), (50 * YEAR, 300_000), (500 * YEAR, 10**9))
"""So many months lie between two lines of an axis that shows at most so many days."""
SHAPES = (
    ("first", sentence("first captured")),
    ("reworded", sentence("reworded")),
    ("gone", sentence("gone")),
    ("back", sentence("back")),
    ("joined", sentence("joined with another")),
    ("split", sentence("split")),
    ("finding", sentence("our finding")),
    ("due", sentence("a promise falls due")),
)


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are shown."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Return where a day stands on the axis."""
        part = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(LEFT + part * (WIDTH - 2 * LEFT), 1)

    def holds(self, day: date) -> bool:
        """Whether a day is shown."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class RowView:
    """A lifeline as it is drawn: strokes from x to x (thin where nobody looked since), and marks at x."""

    line: Lifeline
    label: str
    y: int
    strokes: list[tuple[float, float, bool]]
    shapes: list[tuple[str, float, str]]


def show() -> str:
    """Show the lifelines of an agency or a topic; without either, what there is to choose from."""
    kind = next((name for name in ("agency", "topic") if request.args.get(name)), None)
    if kind is None:
        return render_template("library/timelines.html", ways=[(one, count) for one, count in entrances(library())])
    found = standing_subject(kind, request.args[kind])
    after = number_of(request.args.get("after")) or 0
    wanted: dict[str, Any] = {"topic": kind == "topic", "limit": SHOWN + 1, "after": after}
    every = marks(library(), found.record.id, **wanted)
    orders = sorted({mark.order for mark in every})
    kept = [mark for mark in every if mark.order in orders[:SHOWN]]
    lines = lifelines(kept, captures_of(library(), found.record.id, **wanted), today())
    here: dict[str, Any] = {kind: found.record.slug, "after": after or None}
    whole = _whole(lines)
    window = _window(whole)
    return render_template(
        "library/timeline.html",
        title=found.record.title,
        kind=kind,
        url=record_url(kind, found.record.slug),
        lines=[_within(line, window) for line in lines],
        rows=_rows(lines, window),
        ticks=_ticks(window),
        width=WIDTH,
        height=TOP + ROW * len(lines) + 8,
        window=window,
        zoomed=window != whole,
        zooms=_zooms(lines, window, whole, here),
        shapes=[(shape, told(words)) for shape, words in SHAPES],
        more=url_for("library.timeline", **{**here, "after": orders[SHOWN - 1]}) if len(orders) > SHOWN else None,
        crumbs=[*crumbs_of(found), (found.record.title, record_url(kind, found.record.slug))],
    )


def _whole(lines: Iterable[Lifeline]) -> Window:
    days = [one.day for line in lines for one in line.happenings] or [today()]
    return Window(
        min(days) - timedelta(days=15), max(max(days) + timedelta(days=15), min(days) + timedelta(days=LEAST_DAYS))
    )


def _window(whole: Window) -> Window:
    first, last = request.args.get("from"), request.args.get("to")
    start = PartialDate.parse(first, "from").first_day if first else whole.first
    end = PartialDate.parse(last, "to").last_day if last else whole.last
    if end <= start:
        raise Rejected("The timeline must end after it begins; choose a later “to” or an earlier “from”.", "to")
    return Window(start, end)


def _zooms(
    lines: Iterable[Lifeline], window: Window, whole: Window, here: dict[str, Any]
) -> list[tuple[str, str, bool]]:
    """Return the links of the axis: all of it, and each year in which something happened: (words, address, current)."""
    years = sorted({one.day.year for line in lines for one in line.happenings})
    if len(years) < 2:  # noqa: PLR2004  # one year is all of it
        years = []
    every = [(gettext("Everything"), url_for("library.timeline", **here), window == whole)]
    return every + [
        (
            str(year),
            url_for("library.timeline", **{**here, "from": year, "to": year}),
            window == Window(date(year, 1, 1), date(year, 12, 31)),
        )
        for year in years
    ]


def _within(line: Lifeline, window: Window) -> Lifeline:
    happenings = [one for one in line.happenings if window.holds(one.day)]
    return replace(line, happenings=happenings)


def _rows(lines: Iterable[Lifeline], window: Window) -> list[RowView]:
    rows = []
    for index, line in enumerate(lines):
        strokes = []
        for since, until in line.spans:
            strokes += _stroke(since, until or line.checked or since, window, thin=False)
            if until is None and line.checked:
                strokes += _stroke(line.checked, window.last, window, thin=True)
        shapes = [
            (one.shape, window.x(one.day), f"{spoken(PartialDate.parse(one.on))}: {one.told}")
            for one in line.happenings
            if window.holds(one.day)
        ]
        rows.append(RowView(line, _label(line.title), TOP + ROW * index + 14, strokes, shapes))
    return rows


def _stroke(since: date, until: date, window: Window, *, thin: bool) -> list[tuple[float, float, bool]]:
    first, last = max(since, window.first), min(until, window.last)
    return [(window.x(first), window.x(last), thin)] if first < last else []


def _label(title: str) -> str:
    text = cut(title) or ""
    return text if len(text) <= LABEL else text[:LABEL].rsplit(" ", 1)[0] + " …"


def _ticks(window: Window) -> list[tuple[float, str]]:
    """Return the lines of the axis: years, or months where few are shown."""
    days = (window.last - window.first).days
    step = next(step for step, most in STEPS if days <= most)
    since = window.first.year * YEAR if step <= YEAR else window.first.year // (step // YEAR) * step
    ticks = []
    for months in range(since, window.last.year * YEAR + window.last.month, step):
        year, month = divmod(months, YEAR)
        if year and window.holds(at := date(year, month + 1, 1)):
            ticks.append((window.x(at), str(year) if step >= YEAR else month_told(at)))
    return [tick for tick in ticks if tick[0] <= WIDTH - 60]
