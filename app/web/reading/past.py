"""The library's rows made anew from the ledger's records of a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from markupsafe import Markup, escape

from app.domain.records import CaptureRecord, RetractionRecord, decode
from app.storage.models.library import LibraryChange, LibraryRecord, LibraryWording
from app.storage.queries.ledger.past import Then
from app.storage.queries.library.captures import CaptureRow
from app.storage.queries.library.past import change_from, wordings_in
from app.web.reading.quotes import BLANK_LINE

BLANKED = b"{}"
MARKDOWN = frozenset({"note", "reasoning", "text"})


class PageThen(NamedTuple):
    """A page's captures as they were, and all their wordings, the oldest first."""

    captures: list[CaptureRow]
    wordings: list[LibraryWording]


class _Called(msgspec.Struct):
    title: str | None = None
    name: str | None = None


def row_then(then: Then) -> LibraryRecord:
    """Return a subject's row as it was; it is never stored. A retraction since then stays told."""
    now, body = then.now, then.body or BLANKED
    called = msgspec.json.decode(body, type=_Called)
    return LibraryRecord(
        id=now.id,
        kind=now.kind,
        slug=now.slug,
        title=(None if now.kind == "capture" else called.title) or called.name or now.title,
        agency_id=now.agency_id,
        page_id=now.page_id,
        event=then.event,
        retracted=now.retracted or _reason(then.retraction),
        first_seq=now.first_seq,
        seq=then.seq,
        first_at=now.first_at,
        at=then.at,
        body=body,
        html=html_then(body, now.body, now.html),
    )


def _reason(body: bytes | None) -> str | None:
    record = decode(body) if body else None
    return record.reason if isinstance(record, RetractionRecord) else None


def html_then(then: bytes, now: bytes, html: Mapping[str, str]) -> dict[str, str]:
    """Return the HTML of a record's notes by path: what is kept where a note still stands, or else its paragraphs."""
    if then == now:
        return dict(html)
    standing = dict(texts_in(msgspec.json.decode(now)))
    return {
        path: html[path] if path in html and standing.get(path) == text else str(plain(text))
        for path, text in texts_in(msgspec.json.decode(then))
    }


def texts_in(part: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return every text of a record that may be Markdown, with its path: ("findings/<id>/reasoning", "…")."""
    found: list[tuple[str, str]] = []
    for name, value in part.items():
        if isinstance(value, str) and name in MARKDOWN and value.strip():
            found.append((prefix + name, value))
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict) and "id" in one:
                    found += texts_in(one, f"{prefix}{name}/{one['id']}/")
    return found


def plain(text: str) -> Markup:
    """Return a text's paragraphs as they were written, without reading its Markdown."""
    return Markup("\n").join(Markup("<p>{}</p>").format(escape(part)) for part in BLANK_LINE.split(text.strip()))


def page_then(page: str, rows: Sequence[Then]) -> PageThen:
    """Return what had been published of a page. A capture that was retracted by then is left out, as it is today."""
    opened = [
        (then, record)
        for then in rows
        if then.now.page_id == page and then.retraction is None and isinstance(record := _capture(then), CaptureRecord)
    ]
    opened.sort(key=lambda one: (one[1].captured, one[1].number))
    said = [wordings_in(record) for _, record in opened]
    changes = [_change(then, record) for then, record in opened]
    for index, change in enumerate(changes):
        change.before_id = changes[index - 1].capture_id if index else None
        change_from(said[index - 1] if index else None, change, said[index])
    captures = [
        CaptureRow(change, then.now.title, then.now.retracted, row_then(then))
        for change, (then, _) in zip(changes, opened, strict=True)
    ]
    return PageThen(captures, [row for rows_of in said for row in rows_of])


def _capture(then: Then) -> object:
    return decode(then.body) if then.now.kind == "capture" and then.body else None


def _change(then: Then, record: CaptureRecord) -> LibraryChange:
    return LibraryChange(
        capture_id=record.id,
        page_id=record.page,
        agency_id=then.now.agency_id or "",
        captured=record.captured,
        number=record.number,
        first_at=then.now.first_at,
        at=then.at,
        seq=then.seq,
    )
