"""A source, and all that cites it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for

from app.domain.errors import NotFound
from app.domain.records import Judged, SourceRecord, decode
from app.domain.sentences import Sentence
from app.domain.vocabulary import Stance
from app.storage.queries.library.citations import Citing
from app.web.library.judged import Html, source_view
from app.web.reading.addresses import record_url
from app.web.reading.language import gettext, word
from app.web.reading.paging import number_of
from app.web.reading.shelf import shelf

SHOWN, LAST_PAGE = 12, 80


@dataclass(frozen=True, slots=True)
class CitationView:
    """One place that cites a source."""

    kind: str
    title: str
    agency: str | None
    url: str
    words: str
    stance: Stance | None
    quote: str
    locator: str | None


def show(source_id: str) -> str:
    """Show a source."""
    row = shelf().source(source_id)
    record = decode(row.body) if row else None
    if row is None or not isinstance(record, SourceRecord):
        raise NotFound(
            Sentence(
                "No %(kind)s is published under the name “%(name)s”.", kind=Sentence("source"), name=source_id[:40]
            )
        )
    page = number_of(request.args.get("page"), largest=LAST_PAGE) or 1
    rows = shelf().citing(source_id, SHOWN + 1, (page - 1) * SHOWN)
    more = len(rows) > SHOWN and page < LAST_PAGE
    return render_template(
        "library/source.html",
        source=source_view(record, row.retracted),
        record=record,
        note=Html(row.html)("note"),
        retracted=row.retracted,
        citations=[_citation(one) for one in rows[:SHOWN]],
        more=url_for("library.source", source_id=source_id, page=page + 1) if more else None,
    )


def _citation(one: Citing) -> CitationView:
    record = decode(one.record.body)
    evidence = {part.id: part for part in record.evidence} if isinstance(record, Judged) else {}
    part = evidence.get(one.place)
    words = {
        "claimant": gettext("names it for who said the claim"),
        "observation": gettext("observed with it: %(result)s", result=word(one.detail or "", "result")),
    }
    return CitationView(
        kind=one.record.kind,
        title=one.record.title,
        agency=one.agency_title,
        url=record_url(one.record.kind, one.record.slug) + (f"#{part.id}" if part else ""),
        words=words.get(one.relation, gettext("cites it")),
        stance=Stance(part.stance) if part else None,
        quote=part.quote if part else "",
        locator=part.locator if part else None,
    )
