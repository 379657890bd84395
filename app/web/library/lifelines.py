"""Lifelines: how long a record stood on its page, and what happened to it on which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple

import msgspec
from flask import url_for

from app.domain.board import standing
from app.domain.kin import Parting, partings_in
from app.domain.partial_dates import PartialDate
from app.domain.records import CommitmentRecord
from app.domain.vocabulary import Verdict
from app.storage.queries.library.lifelines import Mark, PageCapture
from app.storage.queries.library.subjects import Named
from app.web.library.kin_views import PartingView, parting_views
from app.web.reading.addresses import Key, record_url
from app.web.reading.language import gettext, ngettext, word


@dataclass(frozen=True, slots=True)
class Happening:
    """One mark on a lifeline: its shape, its day, and what happened in words; and with which others, if any."""

    shape: str
    on: str
    words: str
    url: str
    partings: list[PartingView] = field(default_factory=list)

    @property
    def told(self) -> str:
        """All of it in words."""
        return "; ".join([*(one.told for one in self.partings), *([self.words] if self.words else [])])

    @property
    def day(self) -> date:
        """The day at which it is drawn."""
        return PartialDate.parse(self.on).first_day


@dataclass(frozen=True, slots=True)
class Lifeline:
    """A record through time.

    `spans` are the stretches in which captures held it; None is still there in the newest, of the day `checked`.
    """

    kind: str
    title: str
    url: str
    checked: date | None
    spans: list[tuple[date, date | None]] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)


class Captured(NamedTuple):
    """A capture of a page, and what it joined and split, by subject."""

    row: PageCapture
    partings: dict[str, list[Parting]]


class Around(NamedTuple):
    """What a lifeline is drawn within: the captures of its page, and the records that are drawn with it."""

    captures: list[Captured]
    known: dict[str, Named]


def lifelines(marks: Iterable[Mark], captures: Sequence[PageCapture], today: date) -> list[Lifeline]:
    """Return a lifeline for each record: claims first, then safeguards and concerns, as they were published."""
    order = {"pair": 0, "safeguard": 1, "concern": 2}
    pages: dict[str, list[Captured]] = {}
    for one in captures:
        pages.setdefault(one.change.page_id, []).append(Captured(one, partings_in(one.change.lines)))
    ranked = sorted(marks, key=lambda mark: (order[mark.kind], mark.order))
    known = {mark.subject: Named(mark.subject, mark.kind, mark.slug, mark.title) for mark in ranked}
    return [
        _lifeline(list(own), Around(pages.get(page, []), known), today)
        for (_, page), own in groupby(ranked, key=lambda mark: (mark.subject, mark.page))
    ]


def _lifeline(own: list[Mark], around: Around, today: date) -> Lifeline:
    first, captures = own[0], around.captures
    checked = PartialDate.parse(captures[-1].row.change.captured).first_day if captures else None
    line = Lifeline(first.kind, first.title, record_url(first.kind, first.slug), checked)
    _stand(line, first, {mark.name for mark in own if mark.what == "seen"}, around)
    for mark in own:
        if mark.what == "finding":
            line.happenings.append(_finding(mark, line.url))
        elif mark.what == "due":
            line.happenings.append(_due(mark, line.url, today))
    line.happenings.sort(key=lambda one: one.day)
    return line


def _stand(line: Lifeline, mark: Mark, seen: set[str], around: Around) -> None:
    """Follow a record through the captures of its page."""
    since: date | None = None
    before: PageCapture | None = None
    for one, partings in around.captures:
        key = Key(one.change.captured, one.change.number)
        day = PartialDate.parse(key.captured).first_day
        here = one.change.capture_id in seen
        parted = partings.get(mark.subject, [])
        told = _told(one, mark, here=here, stood=since is not None, again=bool(line.spans))
        if told or parted:
            shape, words = told or ("reworded", "")
            if parted:
                shape, words = parted[0].how.split()[0], "" if shape == "gone" else words
            url = _address(one, before) + f"#{mark.subject}"
            views = parting_views(mark.kind, parted, around.known)
            line.happenings.append(Happening(shape, key.captured, words, url, views))
        if here and since is None:
            since = day
        elif not here and since is not None:
            line.spans.append((since, day))
            since = None
        before = one
    if since is not None:
        line.spans.append((since, None))


def _told(one: PageCapture, mark: Mark, *, here: bool, stood: bool, again: bool) -> tuple[str, str] | None:
    if here and not stood:
        return ("back", gettext("back on the page")) if again else ("first", gettext("first captured"))
    if stood and not here:
        return "gone", gettext("gone from the page")
    change = next((line for line in one.change.lines if line["subject"] == mark.subject), None)
    if not here or change is None:
        return None
    head, body = (
        (gettext("claim reworded"), gettext("answer reworded"))
        if mark.kind == "pair"
        else (gettext("name reworded"), gettext("text reworded"))
    )
    parts = [head] if change["change"] == "reworded" else []
    parts += [body] if change["body_changed"] else []
    parts += [gettext("the agency’s own verdict changed")] if change["verdict"] else []
    parts += [
        gettext("%(old)s became %(new)s", old=amount["from"], new=amount["to"]) for amount in change["quantities"]
    ]
    return ("reworded", "; ".join(parts)) if parts else None


def _address(one: PageCapture, before: PageCapture | None) -> str:
    key = Key(one.change.captured, one.change.number).text
    if before is None:
        return url_for("library.capture", slug=one.page_slug, key=key)
    old = Key(before.change.captured, before.change.number).text
    return url_for("compare.captures", slug=one.page_slug, keys=f"{old}..{key}")


def _finding(mark: Mark, url: str) -> Happening:
    own = (
        url_for("library.finding", slug=mark.slug, number=mark.number) if mark.kind == "pair" else f"{url}#{mark.name}"
    )
    verdict = word(Verdict(str(mark.detail)).label, "verdict")
    told = gettext("our finding %(number)s: %(verdict)s", number=mark.number, verdict=verdict)
    return Happening("finding", mark.day, told, own)


def _due(mark: Mark, url: str, today: date) -> Happening:
    record = msgspec.json.decode(str(mark.detail), type=CommitmentRecord)
    now = standing(record, today)
    told = gettext("due: “%(promise)s”: %(state)s", promise=record.text, state=word(now.state.value, "state"))
    late = " " + ngettext("by %(num)s day", "by %(num)s days", now.days_late) if now.days_late else ""
    return Happening("due", mark.day, told + late, f"{url}#{mark.name}")
