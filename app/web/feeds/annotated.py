"""`/annotations/<id>`: evidence and findings on a passage."""

from __future__ import annotations

import re

from flask import Response, current_app

from app.domain.errors import NotFound
from app.domain.records import EvidenceRecord, FindingRecord, Judged, PageRecord, PassageRecord, decode
from app.domain.vocabulary import Side
from app.feeds.annotations import MEDIA_TYPE, RESOURCE, AnnotationItem, annotation
from app.feeds.items import Capture, Named
from app.feeds.memento import address_at
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.library.annotated import HolderRow, holder_of, wording_in
from app.web.databases import library
from app.web.feeds.answers import answer
from app.web.origin import base_url

ID = re.compile(r"[0-9A-Za-z_-]{1,12}", re.ASCII)


def show(part_id: str) -> Response:
    """Show the annotation of evidence or a finding that stands on a passage."""
    head = ledger_head(library())
    item = _item(part_id) if ID.fullmatch(part_id) else None
    if item is None:
        raise NotFound(f"No evidence or finding on quoted words is published under the id “{part_id[:40]}”.")
    made = answer(annotation(item, str(current_app.config["PUBLISHER_NAME"]), base_url()), MEDIA_TYPE, head, [])
    made.headers.add("Link", f'<{RESOURCE}>; rel="type"')
    made.allow.update(("GET", "HEAD", "OPTIONS"))  # as the Web Annotation Protocol demands
    return made


def _item(part_id: str) -> AnnotationItem | None:
    row = holder_of(library(), part_id)
    if row is None or row.record.retracted is not None:
        return None
    record = decode(row.record.body)
    assert isinstance(record, Judged)  # noqa: S101  # nothing else holds evidence and findings
    parts: list[EvidenceRecord | FindingRecord] = [*record.findings, *record.evidence]
    part = next(one for one in parts if one.id == part_id)
    passage = next((one for one in record.passages if one.id == part.passage), None)
    if passage is None or (isinstance(part, FindingRecord) and part.retracted is not None):
        return None
    return _placed(row, record, part, passage)


def _placed(
    row: HolderRow, record: Judged, part: EvidenceRecord | FindingRecord, passage: PassageRecord
) -> AnnotationItem | None:
    """Find where the passage stands in its capture's text; nowhere once the capture was retracted."""
    wording = wording_in(library(), record.id, passage.capture)
    if wording is None:
        return None
    start = wording.rebuttal_start if passage.side == Side.REBUTTAL else wording.claim_start
    if start is None:
        return None
    page = decode(row.page_body)
    path = f"findings/{part.id}/reasoning" if isinstance(part, FindingRecord) else f"evidence/{part.id}/note"
    return AnnotationItem(
        part=part,
        passage=passage,
        start=start,
        kind=row.record.kind,
        subject=Named(id=record.id, slug=record.slug, name=row.record.title),
        page=row.page_slug,
        capture=Capture(id=passage.capture, captured=wording.captured, number=wording.number),
        original=address_at(page.addresses, wording.captured) if isinstance(page, PageRecord) else None,
        html=row.record.html.get(path, ""),
        modified=row.record.at,
    )
