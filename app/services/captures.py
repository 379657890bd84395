"""Captures: taking in a page, proposing what is in it and what that continues, accepting and dropping."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import func, select

from app.domain.alignment import align
from app.domain.comparison import item_wordings, pair_wordings
from app.domain.errors import Duplicate, Rejected
from app.domain.extracted import ExtractedSafeguard, Extraction
from app.domain.partial_dates import PartialDate
from app.domain.permissions import Action, demand
from app.domain.sizes import LARGEST_FILE
from app.domain.vocabulary import Obtained
from app.domain.web_addresses import demand_link
from app.domain.wording import Wording as Words
from app.services.apart import read_page
from app.services.checked import index_first
from app.services.desk import Desk
from app.services.revisions import create, facts_of, load, revise
from app.storage.models.desk import Capture, Page, Proposal, Wording

READABLE = {"text/html", "application/xhtml+xml", "text/markdown", "text/plain"}
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
LANGUAGE_LENGTH = 16
UNPRINTED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
FILENAME_LENGTH = 255
Item = tuple[dict[str, Any], int | None]
"""What was extracted, as JSON, and the index of the item that holds it."""


class CaptureFields(msgspec.Struct, frozen=True, kw_only=True):
    """Where a capture came from. `captured` is a partial date; `filename` tells the kind of file, if it has one.

    `declared` is the kind that its server named, as it named it (with a character set).
    `again` says that the page was the same on an earlier or later day too, and that this is worth keeping.
    """

    captured: str
    obtained: str = Obtained.PASTED
    filename: str | None = None
    address: str | None = None
    note: str = ""
    again: bool = False
    declared: str | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A page's bytes, read: what they are, and what was found in them."""

    data: bytes
    fields: CaptureFields
    captured: PartialDate
    text: str
    found: Extraction


def read_capture(data: bytes, fields: CaptureFields, today: date) -> Taken:
    """Read a page's bytes. It may take seconds and asks no database, so it comes before anything is written.

    Raise Rejected for an empty or unreadable file, one over 25 MB, or a date that is none or lies ahead.
    """
    captured = PartialDate.parse(fields.captured, "captured")
    if captured.first_day > today:
        raise Rejected(f"{captured.spoken} lies ahead; a capture is of a day that has been.", "captured")
    demand_link(fields.address, "address")
    if len(data) > LARGEST_FILE:
        raise Rejected("A file of up to 25 MB can be taken; this one is larger. Nothing was stored.", "file")
    read = read_page(data, fields.filename, fields.declared, str(captured))
    return Taken(data=data, fields=fields, captured=captured, text=read.text, found=read.found)


def add_capture(desk: Desk, page_id: str, data: bytes, fields: CaptureFields) -> Capture:
    """Read a page's bytes and take them in, as `read_capture` and `keep_capture` do."""
    demand(desk.actor, Action.CREATE)
    taken = read_capture(data, fields, desk.now.date())
    index_first(desk)
    return keep_capture(desk, page_id, taken)


def keep_capture(desk: Desk, page_id: str, taken: Taken) -> Capture:
    """Take in a page that was read, as a draft with proposals.

    Raise Duplicate for the same bytes of the same page: on the same date always, on another one unless the fields say
    that it was seen again. Nothing is stored then.
    """
    demand(desk.actor, Action.CREATE)
    page = load(desk, Page, page_id)
    fields, text, found = taken.fields, taken.text, taken.found
    sha256 = hashlib.sha256(taken.data).hexdigest()
    number = _number(desk, page, taken.captured, sha256, again=fields.again)
    desk.blobs.add(taken.data)
    capture = Capture(
        page_id=page.id,
        captured=taken.captured,
        number=number,
        title=found.title,
        filename=_plain_name(fields.filename),
        media_type=media_type_of(taken.data, fields.filename, fields.declared),
        sha256=sha256,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        warnings=list(found.warnings),
        extracted=msgspec.to_builtins(found),
    )
    values = {
        "address": fields.address or None,
        "obtained": Obtained(fields.obtained).value,
        "note": fields.note,
        "language": _language(found.language),
    }
    create(desk, capture, values, "captured")
    _propose(desk, capture, found)
    return capture


def media_type_of(data: bytes, filename: str | None, declared: str | None = None) -> str:
    """Tell what the bytes are: by their look where that is sure, else as their server or the file's name says."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if re.match(rb"\s{0,200}(?:<!doctype html|<html)", data[:1000], re.IGNORECASE):
        return "text/html"
    named = (declared or "").partition(";")[0].strip().lower() or mimetypes.guess_type(filename or "")[0]
    return named if named in READABLE else "text/plain"


def _language(tag: str | None) -> str | None:
    """Return a page's own name for its language if it is one (BCP 47), cut to its parts that fit; else None."""
    if tag is None or not LANGUAGE.fullmatch(tag):
        return None
    while len(tag) > LANGUAGE_LENGTH:
        tag = tag.rpartition("-")[0]
    return tag or None


def _plain_name(filename: str | None) -> str | None:
    """Return a file's name without characters that no text may hold, and as long as a file system would have it."""
    return UNPRINTED.sub("", filename)[-FILENAME_LENGTH:] if filename else None


def _number(desk: Desk, page: Page, captured: PartialDate, sha256: str, *, again: bool) -> int:
    """Count the captures of the page on that date, and refuse one that is there already."""
    alike = select(Capture).where(Capture.page_id == page.id, Capture.sha256 == sha256)
    known = desk.session.scalars(alike.order_by(Capture.captured, Capture.number)).all()
    same_day = [one for one in known if one.captured == captured]
    if same_day:
        sentence = f"This very capture of {captured.spoken} is here already (same SHA-256)."
        raise Duplicate(sentence, same_day[0].id, elsewhere=False)
    if known and not again:
        days = known[0].captured.spoken
        raise Duplicate(
            f"The page holds this very copy already, of {days} (same SHA-256). An unchanged page is news too: say "
            f"below that it was seen again on {captured.spoken}, and it is kept.",
            known[0].id,
            elsewhere=True,
        )
    last = desk.session.scalar(
        select(func.max(Capture.number)).where(Capture.page_id == page.id, Capture.captured == captured)
    )
    return (last or 0) + 1


def earlier_capture(desk: Desk, capture: Capture) -> Capture | None:
    """Return the capture of the same page that comes before this one, if it has accepted wordings."""
    query = (
        select(Capture)
        .where(Capture.page_id == capture.page_id, Capture.id != capture.id, Capture.wording_rows.any())
        .order_by(Capture.captured.desc(), Capture.number.desc())
    )
    place = (str(capture.captured), capture.number)
    return next((one for one in desk.session.scalars(query) if (str(one.captured), one.number) < place), None)


def _propose(desk: Desk, capture: Capture, found: Extraction) -> None:
    """Write a proposal for all that was found, each with the record of the earlier capture that it continues."""
    before = earlier_capture(desk, capture)
    pairs: list[Item] = [(msgspec.to_builtins(one), None) for one in found.pairs]
    concerns: list[Item] = [(msgspec.to_builtins(one), None) for one in found.concerns]
    safeguards = _flat(found.safeguards)
    groups: list[tuple[str, list[Item], list[Words]]] = [
        ("pair", pairs, pair_wordings(found)),
        ("concern", concerns, item_wordings(found.concerns)),
        ("safeguard", safeguards, item_wordings(found.safeguards)),
    ]
    for kind, items, words in groups:
        earlier = continued(before, kind, words)
        ids = [desk.new_id() for _ in items]
        for index, (fields, parent) in enumerate(items):
            subject, score = earlier.get(index, (None, None))
            desk.session.add(
                Proposal(
                    id=ids[index],
                    capture_id=capture.id,
                    kind=kind,
                    position=index + 1,
                    parent_id=ids[parent] if parent is not None else None,
                    state="open",
                    fields=fields,
                    continues_id=subject,
                    score=score,
                )
            )
            desk.session.flush()


def _flat(items: list[ExtractedSafeguard]) -> list[Item]:
    """List safeguards with their nested ones after them, each with the index of the one that holds it."""
    rows: list[Item] = []

    def walk(item: ExtractedSafeguard, parent: int | None) -> None:
        place = len(rows)
        rows.append(({**msgspec.to_builtins(item), "children": []}, parent))
        for child in item.children:
            walk(child, place)

    for item in items:
        walk(item, None)
    return rows


def continued(before: Capture | None, kind: str, words: list[Words]) -> dict[int, tuple[str, float]]:
    """Map the index of a new wording to the subject of the earlier capture that it continues, with the score."""
    if before is None:
        return {}
    rows = [row for row in before.wording_rows if row.kind == kind]
    old = [words_of(before, row, position) for position, row in enumerate(rows, 1)]
    found = align(old, words)
    return {new: (rows[index].subject_id, found.scores[index]) for index, new in found.continues.items()}


def words_of(capture: Capture, row: Wording, position: int) -> Words:
    """Return a wording as alignment and comparison take it."""
    body = capture.text[row.start : row.end]
    if row.kind != "pair":
        return Words(position=position, head=row.label, body=body)
    rebuttal = capture.text[row.rebuttal_start : row.rebuttal_end] if row.rebuttal_start is not None else ""
    return Words(position=position, head=body, body=rebuttal, verdict_label=row.verdict_label)


def revise_capture(desk: Desk, capture_id: str, fields: dict[str, Any], base_version: int) -> Capture:
    """Save a capture's provenance (address, note, obtained, language) over the revision that the person saw."""
    demand_link(fields.get("address"), "address")
    return revise(desk, load(desk, Capture, capture_id), fields, base_version)


def demand_open(desk: Desk, capture: Capture) -> None:
    """Raise NotPermitted unless the actor may work on the capture's proposals."""
    demand(desk.actor, Action.REVISE, facts_of(desk, capture))
