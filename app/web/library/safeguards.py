"""The commitments board, a safeguard, and a concern."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import msgspec
from flask import render_template, request, url_for

from app.domain.records import CommitmentRecord
from app.storage.queries.library.commitments import NO_DUE, BoardRow, board
from app.storage.queries.library.records import entrances
from app.storage.queries.library.subjects import related
from app.web.clock import today
from app.web.databases import library
from app.web.library.commitment_views import CommitmentView, commitment_view
from app.web.library.judged import Html, SourceView, sources_of
from app.web.library.paging import cursor_of, cursor_text
from app.web.library.subject_view import subject_view
from app.web.reading.addresses import crumbs_of, record_url, standing_subject

SHOWN = 100


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A commitment on the board, with where it was promised."""

    commitment: CommitmentView
    subject: str
    subject_url: str
    agency: str


def show_board() -> str:
    """Show every commitment with its state today and the observation behind it."""
    agency = request.args.get("agency") or None
    after = cursor_of(request.args.get("after"), 2)
    rows = board(library(), SHOWN + 1, (after[0], after[1]) if after else None, agency)
    observed = {seen["source"] for row in rows for seen in row.commitment.record["observations"] if seen["source"]}
    sources = sources_of(related(library(), "", observed)) if observed else {}
    lines = [_line(row, sources) for row in rows[:SHOWN]]
    last = rows[SHOWN - 1].commitment if len(rows) > SHOWN else None
    return render_template(
        "library/safeguards.html",
        lines=lines,
        counts=[] if after or last else Counter(line.commitment.state for line in lines).most_common(),
        agencies=[named for named, _ in entrances(library()) if named.kind == "agency"],
        agency=agency,
        older=url_for("library.safeguards", agency=agency, after=cursor_text(last.due or NO_DUE, last.id))
        if last
        else None,
    )


def _line(row: BoardRow, sources: dict[str, SourceView]) -> BoardLine:
    record = msgspec.convert(row.commitment.record, CommitmentRecord)
    return BoardLine(
        commitment_view(record, Html(row.commitment.html), sources, [], today()),
        row.subject_title,
        record_url(row.subject_kind, row.subject_slug) + f"#{record.id}",
        row.agency_title,
    )


def show(slug: str) -> str:
    """Show a safeguard: what was announced, what it promises, and how its numbers drifted."""
    found = standing_subject("safeguard", slug)
    return render_template("library/measure.html", subject=subject_view(found, today()), crumbs=crumbs_of(found))


def show_concern(slug: str) -> str:
    """Show a concern that the agency says it answers."""
    found = standing_subject("concern", slug)
    return render_template("library/measure.html", subject=subject_view(found, today()), crumbs=crumbs_of(found))
