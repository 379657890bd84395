"""Corrections and retractions: where we were wrong."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from markupsafe import Markup

from app.storage.queries.library.corrections import CorrectionRow, newest_corrections, retractions
from app.storage.queries.library.findings import retracted_findings
from app.web.databases import library
from app.web.library.judged import Html
from app.web.library.lists import listed_findings
from app.web.reading.addresses import WITH_PAGE, record_url
from app.web.reading.paging import MOMENT, cursor_of, cursor_text

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ListedCorrection:
    """A correction in the list of all."""

    id: str
    at: str
    text: Markup
    kind: str
    subject: str
    url: str


@dataclass(frozen=True, slots=True)
class Retraction:
    """A record that was retracted."""

    at: str
    kind: str
    subject: str
    url: str | None
    reason: str


def show() -> str:
    """Show all corrections and retractions, the newest first."""
    before = cursor_of(request.args.get("before"), MOMENT)
    rows = newest_corrections(library(), SHOWN + 1, before)
    last = rows[SHOWN - 1].correction if len(rows) > SHOWN else None
    return render_template(
        "library/corrections.html",
        corrections=[_listed(row) for row in rows[:SHOWN]],
        retractions=[] if before else _retractions(),
        findings=[] if before else listed_findings(retracted_findings(library(), SHOWN)),
        older=url_for("library.corrections", before=cursor_text(last.at, last.id)) if last else None,
    )


def _listed(row: CorrectionRow) -> ListedCorrection:
    one = row.correction
    text = Html({"text": one.html})("text")
    return ListedCorrection(one.id, one.at, text, row.kind, row.title, record_url(row.kind, row.slug))


def _retractions() -> list[Retraction]:
    return [
        Retraction(
            at=row.at,
            kind=row.kind,
            subject=row.title,
            url=record_url(row.kind, row.slug) if row.kind in {*WITH_PAGE, "source"} else None,
            reason=row.retracted or "",
        )
        for row in retractions(library(), SHOWN)
    ]
