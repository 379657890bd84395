"""The published records: what is frozen into the ledger, typed.

Each is plain JSON: partial dates are `YYYY[-MM[-DD]]`, moments are RFC 3339 in UTC, texts are Markdown (notes) or the
page's own words (quotes), ranges are half-open and count code points of the capture's text.
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.ledger import canonical

Range = tuple[int, int]


class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What every published record has. `id` is permanent; `type` is the kind of its subject."""

    id: str


class AgencyRecord(Record, frozen=True, kw_only=True, tag="agency"):
    """An organisation that publishes pages."""

    slug: str
    name: str
    short_name: str | None = None
    jurisdiction: str | None = None
    homepage: str | None = None
    note: str = ""


class TopicRecord(Record, frozen=True, kw_only=True, tag="topic"):
    """A subject heading."""

    slug: str
    name: str
    note: str = ""


class SourceRecord(Record, frozen=True, kw_only=True, tag="source"):
    """A citable work: `csl` holds its CSL-JSON fields."""

    title: str
    csl: dict[str, Any] = {}
    url: str | None = None
    archived_url: str | None = None
    file_sha256: str | None = None
    note: str = ""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page was to be found, from and until (partial dates; None is open)."""

    url: str
    since: str | None = None
    until: str | None = None


class PageRecord(Record, frozen=True, kw_only=True, tag="page"):
    """One web page of an agency, followed through time."""

    slug: str
    agency: str
    title: str
    addresses: list[Address] = []
    note: str = ""


class WordingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a pair, safeguard or concern in one capture.

    A pair has `claim_range` and `rebuttal_range`; a safeguard or concern has `range` and `label`.
    """

    subject: str
    kind: str
    position: int
    label: str | None = None
    claim_label: str | None = None
    rebuttal_label: str | None = None
    verdict_label: str | None = None
    claim_range: Range | None = None
    rebuttal_range: Range | None = None
    range: Range | None = None
    parent: str | None = None


class CaptureRecord(Record, frozen=True, kw_only=True, tag="capture"):
    """An immutable copy of a page at a moment, and where its wordings stand in it.

    `number` counts the captures of one date from 1. `sha256` is of the bytes, `text_sha256` of the text in UTF-8.
    """

    page: str
    captured: str
    number: int
    obtained: str
    media_type: str
    sha256: str
    text: str
    text_sha256: str
    address: str | None = None
    language: str | None = None
    title: str | None = None
    note: str = ""
    wordings: list[WordingRecord] = []


class Claimant(msgspec.Struct, frozen=True, kw_only=True):
    """Who said the claim; `name` None is "not identified by the agency"."""

    name: str | None = None
    source: str | None = None


class PassageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Quoted words of a wording: W3C TextQuoteSelector and TextPositionSelector, offsets in that side's text."""

    id: str
    capture: str
    side: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


class EvidenceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A source with its stance to a passage, a commitment, or (both None) the whole subject."""

    id: str
    source: str
    stance: str
    quote: str
    at: str
    locator: str | None = None
    note: str = ""
    passage: str | None = None
    commitment: str | None = None
    capture: str | None = None


class ReplyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The agency's answer to a finding, in full."""

    id: str
    author: str
    text: str
    received: str
    at: str


class FindingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The editors' verdict on a passage, or (None) on the whole rebuttal. `number` counts within the subject.

    `retracted` is the reason, where the finding was retracted; it keeps its address.
    """

    id: str
    number: int
    claim_reviewed: str
    verdict: str
    reasoning: str
    at: str
    passage: str | None = None
    capture: str | None = None
    retracted: str | None = None
    replies: list[ReplyRecord] = []


class LinkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A typed relation to another record."""

    id: str
    kind: str
    to: str
    note: str = ""


class CorrectionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A public, dated notice of our own error."""

    id: str
    text: str
    at: str


class ObservationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How a commitment fared. `observed` is the day of looking, `done` the day on which it was done, if it was."""

    id: str
    result: str
    observed: str
    at: str
    done: str | None = None
    source: str | None = None
    note: str = ""


class CommitmentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A checkable promise, with what was seen of it."""

    id: str
    kind: str
    text: str
    value: float | int | None = None
    unit: str | None = None
    due: str | None = None
    base: str | None = None
    by: str | None = None
    to: str | None = None
    observations: list[ObservationRecord] = []


class Judged(Record, frozen=True, kw_only=True):
    """What a pair, a safeguard and a concern have in common. `reviewed` is when it was last approved."""

    slug: str
    agency: str
    page: str
    reviewed: str
    topics: list[str] = []
    passages: list[PassageRecord] = []
    evidence: list[EvidenceRecord] = []
    findings: list[FindingRecord] = []
    links: list[LinkRecord] = []
    corrections: list[CorrectionRecord] = []
    note: str = ""


class PairRecord(Judged, frozen=True, kw_only=True, tag="pair"):
    """A Fiction/FACT pair. Its words stand in the captures, joined by its id."""

    title: str
    claimant: Claimant = Claimant()


class SafeguardRecord(Judged, frozen=True, kw_only=True, tag="safeguard"):
    """A policy measure that an agency announces. `parent` is the safeguard that it is nested in."""

    title: str
    parent: str | None = None
    commitments: list[CommitmentRecord] = []


class ConcernRecord(Judged, frozen=True, kw_only=True, tag="concern"):
    """An objection that the agency says it answers."""

    title: str
    commitments: list[CommitmentRecord] = []


class RetractionRecord(Record, frozen=True, kw_only=True, tag="retraction"):
    """That a subject was retracted, and why. `id` is the subject's."""

    kind: str
    reason: str


AnyRecord = (
    AgencyRecord
    | TopicRecord
    | SourceRecord
    | PageRecord
    | CaptureRecord
    | PairRecord
    | SafeguardRecord
    | ConcernRecord
    | RetractionRecord
)
_decoder: msgspec.json.Decoder[AnyRecord] = msgspec.json.Decoder(AnyRecord)


def encode(record: Record) -> bytes:
    """Return the record's canonical bytes (RFC 8785): what is digested, stored and served."""
    fields: dict[str, Any] = msgspec.to_builtins(record)
    return canonical(fields)


def decode(body: bytes) -> AnyRecord:
    """Read a record's bytes. Raise msgspec.ValidationError for bytes that are no record."""
    return _decoder.decode(body)
