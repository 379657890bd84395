"""A capture: the text with what it says marked, and where it is from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, make_response, render_template, url_for

from app.domain.errors import NotFound
from app.domain.records import CaptureRecord, PageRecord, decode
from app.domain.sentences import Sentence
from app.feeds.memento import address_at, http_date, link_header, moment_of
from app.storage.models.library import LibraryWording
from app.storage.queries.library.captures import CaptureRow
from app.storage.queries.library.subjects import Found
from app.storage.queries.library.wordings import Placed
from app.web.library.judged import Html
from app.web.library.lists import cut
from app.web.library.wording_views import provenance_of
from app.web.origin import base_url
from app.web.reading.addresses import Key, crumbs_of, key_of, record_url, standing_subject
from app.web.reading.language import gettext
from app.web.reading.quotes import Run, marked
from app.web.reading.sentences import told_counts
from app.web.reading.shelf import shelf

LONGEST = 300_000


@dataclass(frozen=True, slots=True)
class MarkedView:
    """A wording in the capture's text: its number in the margin, and its own page."""

    subject: str
    kind: str
    number: int
    title: str
    url: str
    retracted: bool


@dataclass(frozen=True, slots=True)
class NeighbourView:
    """Another capture of the page."""

    words: str
    key: Key
    url: str


def show(slug: str, key: str) -> Response:
    """Show a capture, and say of which address it is a memento."""
    found = standing_subject("page", slug)
    wanted = key_of(key)
    captures = shelf().captures(found.record.id, (wanted.captured, wanted.number))
    index = next((place for place, row in enumerate(captures) if row.record is not None), None)
    opened = captures[index].record if index is not None else None
    record = decode(opened.body) if opened else None
    if index is None or opened is None or not isinstance(record, CaptureRecord):
        raise NotFound(
            Sentence("“%(title)s” has no published capture of %(day)s.", title=found.record.title, day=wanted.part)
        )
    placed = [one for one in shelf().placed(found.record.id, [record.id]) if one.slug]  # others are plain text
    page = render_template(
        "library/capture.html",
        page_title=found.record.title,
        agency=found.agency.title if found.agency else "",
        key=wanted,
        capture=record,
        note=Html(opened.html)("note"),
        retracted=opened.retracted,
        provenance=provenance_of(record, slug),
        sentence=_sentence(captures, index),
        compare=url_for("compare.captures", slug=slug, keys=f"{_key(captures[index - 1]).text}..{wanted.text}")
        if index and not opened.retracted
        else None,
        text=marked_text(record.text[:LONGEST], placed),
        cut=len(record.text) > LONGEST,
        said=_said(placed),
        neighbours=neighbours(captures, index, lambda other: url_for("library.capture", slug=slug, key=other.text)),
        crumbs=[*crumbs_of(found), (found.record.title, url_for("library.page", slug=slug))],
    )
    return _memento(make_response(page), found, record)


def _sentence(captures: Sequence[CaptureRow], index: int) -> str:
    """Say how a capture differs from the one before it; a retracted one is compared with none."""
    if captures[index].retracted:
        return gettext("It was taken out of the history of this page.")
    return told_counts(captures[index].change.summary) if index else gettext("The first capture of this page.")


def _memento(response: Response, found: Found, record: CaptureRecord) -> Response:
    """Give a capture's page the headers of a memento (RFC 7089), where its address is known."""
    page = decode(found.record.body)
    original = address_at(page.addresses, record.captured) if isinstance(page, PageRecord) else None
    if original:
        response.headers["Memento-Datetime"] = http_date(moment_of(record.captured))
        response.headers.add("Link", link_header(original, base_url()))
    return response


def _key(row: CaptureRow) -> Key:
    return Key(row.change.captured, row.change.number)


def neighbours(captures: Sequence[CaptureRow], index: int, address: Callable[[Key], str]) -> list[NeighbourView]:
    """Return the captures before and after, and those in which words really changed."""
    wanted = (
        (gettext("Previous capture"), range(index - 1, -1, -1), False),
        (gettext("Previous real change"), range(index - 1, -1, -1), True),
        (gettext("Next capture"), range(index + 1, len(captures)), False),
        (gettext("Next real change"), range(index + 1, len(captures)), True),
    )
    views: list[NeighbourView] = []
    for words, places, real in wanted:
        place = next((one for one in places if captures[one].change.real or not real), None)
        if place is None:
            continue
        key = _key(captures[place])
        if views and views[-1].key == key:
            views[-1] = NeighbourView(gettext("%(words)s and real change", words=views[-1].words), key, address(key))
        else:
            views.append(NeighbourView(words, key, address(key)))
    return views


def _said(placed: Sequence[Placed]) -> dict[str, MarkedView]:
    """Give each thing that a capture says its number, each kind for itself."""
    counts: dict[str, int] = {}
    said = {}
    for one in placed:
        kind = one.wording.kind
        counts[kind] = counts.get(kind, 0) + 1
        said[one.wording.subject_id] = MarkedView(
            subject=one.wording.subject_id,
            kind=kind,
            number=counts[kind],
            title=one.title or cut(one.wording.label or one.wording.claim) or "",
            url=record_url(kind, one.slug or ""),
            retracted=one.retracted is not None,
        )
    return said


def marked_text(text: str, placed: Sequence[Placed]) -> list[list[Run]]:
    """Mark what the capture says in its text. A mark is "<subject> claim" or "<subject> rebuttal"."""
    places = []
    for one in placed:
        places += _places(one.wording)
    return marked(text, places)


def _places(row: LibraryWording) -> list[tuple[str, tuple[int, int]]]:
    side = "claim" if row.kind == "pair" else "text"
    places = [(f"{row.subject_id} {side}", (row.claim_start, row.claim_end))]
    if row.rebuttal_start is not None and row.rebuttal_end is not None:
        places.append((f"{row.subject_id} rebuttal", (row.rebuttal_start, row.rebuttal_end)))
    return places
