"""A page: its captures, and the matrix of what it said through them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from app.domain.partial_dates import PartialDate
from app.domain.records import PageRecord, decode
from app.storage.queries.library.captures import CaptureRow
from app.web.library.judged import Html
from app.web.library.lists import amounts_of
from app.web.library.matrix import matrix
from app.web.reading.addresses import Key, crumbs_of, standing_subject
from app.web.reading.language import gettext
from app.web.reading.sentences import told_counts
from app.web.reading.shelf import shelf


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """A capture in the list of a page's captures; `old` and `new` tell which radio buttons are chosen at first."""

    key: Key
    real: bool
    first: bool
    sentence: str
    amounts: list[tuple[str, str]]
    retracted: bool
    before: Key | None
    old: bool
    new: bool


def show(slug: str) -> str:
    """Show a page's captures and matrix."""
    found = standing_subject("page", slug)
    record = decode(found.record.body)
    assert isinstance(record, PageRecord)  # noqa: S101  # the library stores pages under the kind "page"
    captures = shelf().captures(record.id)
    placed = shelf().placed(record.id)
    return render_template(
        "library/page.html",
        page=record,
        agency=found.agency.title if found.agency else "",
        note=Html(found.record.html)("note"),
        retracted=found.record.retracted,
        captures=_lines(captures)[::-1],
        days=_days(captures),
        matrix=matrix(record.slug, captures, placed),
        crumbs=crumbs_of(found),
    )


def _days(captures: list[CaptureRow]) -> dict[str, str]:
    """Return what the two questions for a day hold at first: the days of the first and the newest capture."""
    days = [PartialDate.parse(row.change.captured).first_day.isoformat() for row in captures]
    return {"first": days[0], "old": days[0], "new": days[-1]} if days else {}


def _lines(captures: list[CaptureRow]) -> list[CaptureLine]:
    lines = []
    before: Key | None = None
    for index, row in enumerate(captures):
        key = Key(row.change.captured, row.change.number)
        lines.append(
            CaptureLine(
                key=key,
                real=row.change.real,
                first=before is None,
                sentence=gettext("The first capture.") if before is None else told_counts(row.change.summary),
                amounts=amounts_of(row.change.lines),
                retracted=row.retracted is not None,
                before=before,
                old=index == max(len(captures) - 2, 0),
                new=index == len(captures) - 1,
            )
        )
        before = key
    return lines
