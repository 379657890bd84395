"""W3C Web Annotations: evidence and findings on quoted words of a captured page."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

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


class Plain(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An object whose names are the model's own, without keywords."""


class Creator(Plain, frozen=True, kw_only=True):
    """Who annotates."""

    type: Literal["Organization"] = "Organization"
    name: str
    homepage: str


class TextualBody(Plain, frozen=True, kw_only=True, tag_field="type", tag="TextualBody"):
    """What is said of the words, in plain text."""

    value: str
    format: Literal["text/plain"] = "text/plain"
    language: str = "en"
    purpose: Literal["commenting"] = "commenting"


class SpecificResource(Plain, frozen=True, kw_only=True, tag_field="type", tag="SpecificResource"):
    """A page that says more."""

    source: str
    purpose: Literal["linking"] = "linking"


Body = TextualBody | SpecificResource


class TextQuoteSelector(Plain, frozen=True, kw_only=True):
    """The words, and what stands around them."""

    type: Literal["TextQuoteSelector"] = "TextQuoteSelector"
    exact: str
    prefix: str
    suffix: str


class TextPositionSelector(Plain, frozen=True, kw_only=True):
    """Where they stand in the capture's text; `end` is exclusive."""

    type: Literal["TextPositionSelector"] = "TextPositionSelector"
    start: int
    end: int


class TimeState(Plain, frozen=True, kw_only=True):
    """When the page was like this, a moment or a span; `cached` is our capture of it."""

    type: Literal["TimeState"] = "TimeState"
    source_date: str | UnsetType = UNSET
    source_date_start: str | UnsetType = UNSET
    source_date_end: str | UnsetType = UNSET
    cached: str


class Target(Plain, frozen=True, kw_only=True):
    """The quoted words of a page."""

    source: str
    selector: tuple[TextQuoteSelector, TextPositionSelector]
    state: TimeState


class Annotation(msgspec.Struct, frozen=True, kw_only=True, rename={"context": "@context"}):
    """A finding (`reviewing`) or evidence (`linking`) on quoted words."""

    context: str
    id: str
    type: Literal["Annotation"] = "Annotation"
    motivation: Literal["reviewing", "linking"]
    creator: Creator
    created: str
    modified: str
    body: list[Body]
    target: Target


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
    made = Annotation(
        context=CONTEXT,
        id=f"{base}/annotations/{part.id}",
        motivation="reviewing" if isinstance(part, FindingRecord) else "linking",
        creator=Creator(name=publisher, homepage=f"{base}/"),
        created=seconds(part.at),
        modified=seconds(item.modified),
        body=_finding(part, item, base) if isinstance(part, FindingRecord) else _evidence(part, item, base),
        target=Target(
            source=item.original or cached,
            selector=(
                TextQuoteSelector(exact=passage.exact, prefix=passage.prefix, suffix=passage.suffix),
                TextPositionSelector(start=item.start + passage.start, end=item.start + passage.end),
            ),
            state=_state(item.capture.captured, cached),
        ),
    )
    return msgspec.json.encode(made)


def _state(captured: str, cached: str) -> TimeState:
    """Write when the page was like this: a day is a moment, a month or a year the span that it can mean."""
    day = PartialDate.parse(captured)
    first, last = day.first_day, day.last_day
    if first == last:
        return TimeState(source_date=f"{first}T00:00:00Z", cached=cached)
    return TimeState(source_date_start=f"{first}T00:00:00Z", source_date_end=f"{last}T23:59:59Z", cached=cached)


def _finding(part: FindingRecord, item: AnnotationItem, base: str) -> list[Body]:
    words = f"{Verdict(part.verdict).label}: {part.claim_reviewed}"
    page = finding_address(base, item.kind, item.subject.slug, part.number, part.id)
    return _bodies(words, item.html, page)


def _evidence(part: EvidenceRecord, item: AnnotationItem, base: str) -> list[Body]:
    words = f"{STANCES[Stance(part.stance)]}: “{part.quote}”" + (f" ({part.locator})" if part.locator else "")
    subject = record_address(base, item.kind, item.subject.slug)
    return [*_bodies(words, item.html, f"{base}/sources/{part.source}"), SpecificResource(source=subject)]


def _bodies(words: str, html: str, page: str) -> list[Body]:
    value = "\n\n".join(text for text in (words, plain_text(html)) if text)
    return [TextualBody(value=value), SpecificResource(source=page)]
