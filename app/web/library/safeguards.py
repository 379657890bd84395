"""The commitments board, a safeguard, and a concern."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import msgspec
from flask import render_template, request, url_for

from app.domain.records import CommitmentRecord, ConcernRecord, SafeguardRecord, decode
from app.storage.models.library import LibraryRecord
from app.storage.queries.library.commitments import NO_DUE, BoardRow, board
from app.storage.queries.library.records import entrances
from app.storage.queries.library.subjects import Named
from app.web.databases import library
from app.web.library.commitment_views import CommitmentView, commitment_view
from app.web.library.judged import Html, SourceView, sources_of
from app.web.library.paging import DAY, cursor_of, cursor_text, number_of
from app.web.library.subject_view import subject_view
from app.web.reading.addresses import crumbs_of, record_url, standing_subject
from app.web.reading.moment import reading_day
from app.web.reading.shelf import PastShelf, past_shelf, shelf

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
    past = past_shelf()
    if past:
        return _board_then(past, agency)
    after = cursor_of(request.args.get("after"), DAY)
    rows = board(library(), SHOWN + 1, after, agency)
    observed = {seen["source"] for row in rows for seen in row.commitment.record["observations"] if seen["source"]}
    sources = sources_of(shelf().related("", observed)) if observed else {}
    lines = [_line(row, sources) for row in rows[:SHOWN]]
    last = rows[SHOWN - 1].commitment if len(rows) > SHOWN else None
    return render_template(
        "library/safeguards.html",
        lines=lines,
        counts=[] if after or last else Counter(line.commitment.state for line in lines).most_common(),
        agencies=[named for named, _ in entrances(library()) if named.kind == "agency"],
        agency=agency,
        day=reading_day(),
        older=url_for("library.safeguards", agency=agency, after=cursor_text(last.due or NO_DUE, last.id))
        if last
        else None,
    )


def _board_then(past: PastShelf, agency: str | None) -> str:
    """Show the board as of another day: records in the order of their publication, each page of them by due date."""
    after = number_of(request.args.get("after")) or 0
    rows = past.board(agency, after, SHOWN + 1)
    promising = [
        (row, owner, record)
        for row, owner in rows[:SHOWN]
        if isinstance(record := decode(row.body), SafeguardRecord | ConcernRecord)
    ]
    commitments = [one for _, _, record in promising for one in record.commitments]
    observed = {seen.source for one in commitments for seen in one.observations if seen.source}
    sources = sources_of(past.related("", observed)) if observed else {}
    lines = [line for one in promising for line in _lines_then(*one, sources)]
    lines.sort(key=lambda line: (line.commitment.due or NO_DUE, line.commitment.id))
    older = rows[SHOWN - 1][0].first_seq if len(rows) > SHOWN else None
    return render_template(
        "library/safeguards.html",
        lines=lines,
        counts=[] if after or older else Counter(line.commitment.state for line in lines).most_common(),
        agencies=past.agencies(),
        agency=agency,
        day=reading_day(),
        older=url_for("library.safeguards", agency=agency, after=older) if older else None,
    )


def _lines_then(
    row: LibraryRecord, owner: Named | None, record: SafeguardRecord | ConcernRecord, sources: dict[str, SourceView]
) -> list[BoardLine]:
    html = Html(row.html)
    return [
        BoardLine(
            commitment_view(one, html.under("commitments", one.id), sources, [], reading_day()),
            record.title,
            record_url(row.kind, row.slug) + f"#{one.id}",
            owner.title if owner else "",
        )
        for one in record.commitments
    ]


def _line(row: BoardRow, sources: dict[str, SourceView]) -> BoardLine:
    record = msgspec.convert(row.commitment.record, CommitmentRecord)
    return BoardLine(
        commitment_view(record, Html(row.commitment.html), sources, [], reading_day()),
        row.subject_title,
        record_url(row.subject_kind, row.subject_slug) + f"#{record.id}",
        row.agency_title,
    )


def show(slug: str) -> str:
    """Show a safeguard: what was announced, what it promises, and how its numbers drifted."""
    found = standing_subject("safeguard", slug)
    return render_template("library/measure.html", subject=subject_view(found, reading_day()), crumbs=crumbs_of(found))


def show_concern(slug: str) -> str:
    """Show a concern that the agency says it answers."""
    found = standing_subject("concern", slug)
    return render_template("library/measure.html", subject=subject_view(found, reading_day()), crumbs=crumbs_of(found))
