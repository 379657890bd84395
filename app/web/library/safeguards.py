"""The commitments board, a safeguard, and a concern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from flask import render_template, request, url_for

from app.domain.records import CommitmentRecord, ConcernRecord, SafeguardRecord, decode
from app.storage.models.library import NO_DUE, LibraryRecord
from app.storage.queries.library.commitments import (
    BoardRow,
    FollowedWording,
    answers_to_concerns,
    around_board,
    board,
    followed_wordings,
)
from app.storage.queries.library.subjects import Named
from app.web.databases import library
from app.web.library.commitment_views import Around, CommitmentView, commitment_view
from app.web.library.judged import Html, SourceView, sources_of
from app.web.library.kin_views import gone_by
from app.web.library.subject_view import subject_view
from app.web.reading.addresses import crumbs_of, record_url, standing_subject
from app.web.reading.moment import reading_day
from app.web.reading.paging import DAY, cursor_of, cursor_text, number_of
from app.web.reading.shelf import PastShelf, past_shelf

SHOWN = 20
ANSWERS = 500


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A commitment on the board, with where it was promised."""

    commitment: CommitmentView
    subject: str
    subject_url: str
    agency: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A safeguard that answers a concern, with where each of its promises stands."""

    title: str
    url: str
    commitments: list[CommitmentView]


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A concern, and the safeguards that answer it."""

    title: str
    url: str
    board: str
    agency: str
    answers: list[AnswerView]


def show_board() -> str:
    """Show every commitment with its state today, the observation behind it, and what the page says of it now."""
    agency, concern = request.args.get("agency") or None, request.args.get("concern") or None
    past = past_shelf()
    if past:
        return _board_then(past, agency)
    if request.args.get("by") == "concern":
        return _board_by_concern(agency)
    after = cursor_of(request.args.get("after"), DAY)
    rows = board(library(), SHOWN + 1, after, agency, concern)
    observed = {seen["source"] for row in rows for seen in row.commitment.record["observations"] if seen["source"]}
    near = around_board(library(), observed)
    around = _around(rows[:SHOWN], sources_of(near))
    lines = [_line(row, around[row.commitment.subject_id]) for row in rows[:SHOWN]]
    last = rows[SHOWN - 1].commitment if len(rows) > SHOWN else None
    return render_template(
        "library/safeguards.html",
        lines=lines,
        counts=[] if after or last else Counter(line.commitment.state for line in lines).most_common(),
        agencies=[one for one in near if one.kind == "agency" and one.retracted is None],
        agency=agency,
        concern=concern,
        day=reading_day(),
        older=url_for("library.safeguards", agency=agency, concern=concern, after=cursor_text(last.board, last.id))
        if last
        else None,
    )


def _around(rows: Sequence[BoardRow], sources: dict[str, SourceView]) -> dict[str, Around]:
    """Gather the wordings of every safeguard and concern on the board, and since when it is gone from its page."""
    held: dict[str, list[FollowedWording]] = {row.commitment.subject_id: [] for row in rows}
    for followed in followed_wordings(library(), held):
        held[followed.wording.subject_id].append(followed)
    found = {}
    for subject, wordings in held.items():
        after = wordings[-1].after if wordings else None
        gone = gone_by(wordings[-1].wording.kind, after, {}) if after else None
        found[subject] = Around(sources, wordings=[one.wording for one in wordings], gone=gone)
    return found


def _board_by_concern(agency: str | None) -> str:
    """Show each concern with the safeguards that answer it, and how these fared."""
    rows = answers_to_concerns(library(), agency, ANSWERS + 1)
    concerns: dict[str, ConcernView] = {}
    answers: dict[tuple[str, str], AnswerView] = {}
    for row in rows[:ANSWERS]:
        slug = row.concern_slug
        if slug not in concerns:
            url, own = record_url("concern", slug), url_for("library.safeguards", concern=slug)
            concerns[slug] = ConcernView(row.concern_title, url, own, row.agency_title, [])
        if row.safeguard_slug is None:
            continue
        key = (slug, row.safeguard_slug)
        if key not in answers:
            url = record_url("safeguard", row.safeguard_slug)
            answers[key] = AnswerView(row.safeguard_title or "", url, [])
            concerns[slug].answers.append(answers[key])
        if row.commitment:
            record = msgspec.convert(row.commitment.record, CommitmentRecord)
            answers[key].commitments.append(commitment_view(record, Html({}), Around({}), reading_day()))
    return render_template(
        "library/concerns.html",
        concerns=list(concerns.values()),
        more=len(rows) > ANSWERS,
        agencies=[one for one in around_board(library(), ()) if one.retracted is None],
        agency=agency,
        day=reading_day(),
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
        concern=None,
        day=reading_day(),
        older=url_for("library.safeguards", agency=agency, after=older) if older else None,
    )


def _lines_then(
    row: LibraryRecord, owner: Named | None, record: SafeguardRecord | ConcernRecord, sources: dict[str, SourceView]
) -> list[BoardLine]:
    html = Html(row.html)
    return [
        BoardLine(
            commitment_view(one, html.under("commitments", one.id), Around(sources), reading_day()),
            record.title,
            record_url(row.kind, row.slug) + f"#{one.id}",
            owner.title if owner else "",
        )
        for one in record.commitments
    ]


def _line(row: BoardRow, around: Around) -> BoardLine:
    record = msgspec.convert(row.commitment.record, CommitmentRecord)
    return BoardLine(
        commitment_view(record, Html(row.commitment.html), around, reading_day()),
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
