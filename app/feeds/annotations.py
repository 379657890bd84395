"""W3C Web Annotations: evidence and findings on quoted words of a captured page."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.partial_dates import PartialDate
from app.domain.records import EvidenceRecord, FindingRecord, PassageRecord
from app.domain.vocabulary import Stance, Verdict
from app.feeds.addresses import capture_address, finding_address, record_address
from app.feeds.entries import seconds
from app.feeds.items import Capture, Named
from app.feeds.markup import plain_text

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
RESOURCE = "http://www.w3.org/ns/ldp#Resource"
STANCES = {
    Stance.SUPPORTS: "A source supports this",
    Stance.COUNTERS: "A source counters this",
    Stance.CONTEXT: "A source gives context",
}


class AnnotationItem(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence or a finding on a passage. `start` is where the passage's side begins in the capture's text.

    `subject` is the record that holds it, of this `kind`; `original` the address that the page had, None where it is
    not known. `html` is the finding's reasoning or the evidence's note.
    """

    part: EvidenceRecord | FindingRecord
    passage: PassageRecord
    start: int
    kind: str
    subject: Named
    page: str
    capture: Capture
    original: str | None
    html: str
    modified: str


def annotation(item: AnnotationItem, publisher: str, base: str) -> bytes:
    """Write an annotation. Its offsets count code points of the capture's text, where `cached` shows it."""
    part, passage = item.part, item.passage
    cached = capture_address(base, item.page, item.capture)
    return msgspec.json.encode(
        {
            "@context": CONTEXT,
            "id": f"{base}/annotations/{part.id}",
            "type": "Annotation",
            "motivation": "reviewing" if isinstance(part, FindingRecord) else "linking",
            "creator": {"type": "Organization", "name": publisher, "homepage": f"{base}/"},
            "created": seconds(part.at),
            "modified": seconds(item.modified),
            "body": _finding(part, item, base) if isinstance(part, FindingRecord) else _evidence(part, item, base),
            "target": {
                "source": item.original or cached,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": passage.exact,
                        "prefix": passage.prefix,
                        "suffix": passage.suffix,
                    },
                    {
                        "type": "TextPositionSelector",
                        "start": item.start + passage.start,
                        "end": item.start + passage.end,
                    },
                ],
                "state": {"type": "TimeState", **_dates(item.capture.captured), "cached": cached},
            },
        }
    )


def _dates(captured: str) -> dict[str, str]:
    """Write when the page was like this: a day is a moment, a month or a year the span that it can mean."""
    day = PartialDate.parse(captured)
    first, last = day.first_day, day.last_day
    if first == last:
        return {"sourceDate": f"{first}T00:00:00Z"}
    return {"sourceDateStart": f"{first}T00:00:00Z", "sourceDateEnd": f"{last}T23:59:59Z"}


def _finding(part: FindingRecord, item: AnnotationItem, base: str) -> list[dict[str, Any]]:
    words = f"{Verdict(part.verdict).label}: {part.claim_reviewed}"
    page = finding_address(base, item.kind, item.subject.slug, part.number, part.id)
    return _bodies(words, item.html, page)


def _evidence(part: EvidenceRecord, item: AnnotationItem, base: str) -> list[dict[str, Any]]:
    words = f"{STANCES[Stance(part.stance)]}: “{part.quote}”" + (f" ({part.locator})" if part.locator else "")
    subject = record_address(base, item.kind, item.subject.slug)
    return [*_bodies(words, item.html, f"{base}/sources/{part.source}"), _link(subject)]


def _bodies(words: str, html: str, page: str) -> list[dict[str, Any]]:
    value = "\n\n".join(text for text in (words, plain_text(html)) if text)
    text = {"type": "TextualBody", "value": value, "format": "text/plain", "language": "en", "purpose": "commenting"}
    return [text, _link(page)]


def _link(page: str) -> dict[str, Any]:
    return {"type": "SpecificResource", "source": page, "purpose": "linking"}
