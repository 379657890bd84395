"""Addresses of published records, and the redirects from where they were before."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask import abort, redirect, request, url_for

from app.domain.errors import NotFound, Rejected
from app.domain.partial_dates import SHAPE, PartialDate
from app.domain.sentences import Sentence
from app.storage.queries.library.subjects import Found
from app.web.reading.language import gettext, spoken
from app.web.reading.nearby import note_nearby
from app.web.reading.shelf import shelf

KEY = re.compile(rf"({SHAPE.pattern})(?:\.([2-9]|[1-9][0-9]{{1,3}}))?", re.ASCII)
WITH_PAGE = ("pair", "safeguard", "concern", "page", "agency", "topic")


class Key(NamedTuple):
    """A capture's place in its page's addresses: its date, and which of that date it is."""

    captured: str
    number: int = 1

    @property
    def text(self) -> str:
        """Write it as an address does: 2011-06-25, or 2011-06-25.2 for the second of that day."""
        return self.captured + (f".{self.number}" if self.number > 1 else "")

    @property
    def part(self) -> PartialDate | Sentence:
        """Return what a sentence takes for it."""
        day = PartialDate.parse(self.captured)
        return Sentence("%(day)s (copy %(number)s)", day=day, number=self.number) if self.number > 1 else day

    @property
    def spoken(self) -> str:
        """Print it: 25 June 2011, or 25 June 2011 (2nd copy)."""
        date = spoken(PartialDate.parse(self.captured))
        return gettext("%(day)s (copy %(number)s)", day=date, number=self.number) if self.number > 1 else date


def key_of(text: str) -> Key:
    """Read a capture's place in an address. Raise NotFound where it is none."""
    match = KEY.fullmatch(text)
    if match is None or not _is_date(match.group(1)):
        raise NotFound(
            Sentence(
                "“%(given)s” names no capture; a capture is named by its date, such as 2011-06-25.", given=text[:40]
            )
        )
    return Key(match.group(1), int(match.group(5) or 1))


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except Rejected:
        return False
    return True


def record_url(kind: str, slug: str) -> str:
    """Return the address of a record that has one of its own."""
    if kind == "source":
        return url_for("library.source", source_id=slug)
    return url_for(f"library.{kind}", slug=slug)


def standing_subject(kind: str, slug: str) -> Found:
    """Return the subject at an address; send on from one that it had before; raise NotFound where none was."""
    found = shelf().found(kind, [slug]).get(slug)
    if found is None:
        note_nearby(kind, slug)
        raise NotFound(
            Sentence("No %(kind)s is published under the name “%(name)s”.", kind=Sentence(kind), name=slug[:80])
        )
    if found.record.slug != slug:
        values = {
            **(request.view_args or {}),
            "slug": found.record.slug,
            "as_of": None,
            "lang": None,
        }  # the query holds them
        abort(redirect(with_query(url_for(request.endpoint or "library.home", **values)), 301))
    return found


def with_query(address: str) -> str:
    """Keep the query of this request on the address that it is sent on to."""
    query = request.query_string.decode("ascii", "replace")
    return f"{address}?{query}" if query else address


def crumbs_of(found: Found) -> list[tuple[str, str]]:
    """Return the way down to a subject: its agency and its page, each with its address."""
    above = [found.agency, found.page]
    return [
        (one.title, record_url(one.kind, one.slug)) for one in above if one is not None and one.id != found.record.id
    ]
