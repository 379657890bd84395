"""The API's JSON: lists as `{"results": […], "cursor": …}`, the ledger as `design/interchange.md` has it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from app.domain.records import AnyRecord
from app.domain.vocabulary import Event, Verdict
from app.feeds.addresses import capture_address, finding_address, pair_resource, record_address
from app.feeds.items import FindingBrief, LedgerItem, Named, PairItem, WordingItem

MEDIA_TYPE = "application/json"
PROBLEM = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong (RFC 9457), in one sentence: `detail`."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


Rating = Annotated[int, msgspec.Meta(ge=1, le=5)]


class NamedResult(msgspec.Struct, frozen=True, kw_only=True):
    """Another record, with the address of its page."""

    id: str
    slug: str
    name: str
    url: str


class FindingResult(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that stands, in short. `rating` is 1 to 5, higher is truer, None where it can't be verified."""

    id: str
    number: int
    verdict: Verdict
    rating: Rating | None
    claim_reviewed: str
    at: str
    url: str


class WordingResult(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a pair in one capture; `captured` is a partial date, `capture` the capture's address."""

    claim: str
    claim_label: str | None
    rebuttal: str | None
    rebuttal_label: str | None
    verdict_label: str | None
    captured: str
    capture: str


class PairResult(msgspec.Struct, frozen=True, kw_only=True):
    """A published pair with its newest words (as in `WordingResult`) and the findings on it that stand.

    `api` is its address here; `claimant` None is "not identified by the agency". `seq` is the newest ledger entry of
    the pair; `published` and `modified` are when it was first and last published. `retracted` is the reason, where it
    was retracted; a list holds no such pair. The words are None where no published capture holds any.
    """

    type: Literal["pair"] = "pair"
    id: str
    slug: str
    title: str
    url: str
    api: str
    agency: NamedResult
    page: NamedResult
    claimant: str | None
    claim: str | None
    claim_label: str | None
    rebuttal: str | None
    rebuttal_label: str | None
    verdict_label: str | None
    captured: str | None
    capture: str | None
    findings: list[FindingResult]
    published: str
    modified: str
    retracted: str | None
    seq: int


class PairDetail(PairResult, frozen=True, kw_only=True):
    """A pair with all its wordings, the oldest first, and its record as the ledger holds it."""

    wordings: list[WordingResult]
    record: msgspec.Raw


class PairsPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list. `cursor` leads to the next page, None at the end."""

    results: list[PairResult]
    cursor: str | None


class LedgerResult(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the ledger. `id` and `type` are the subject's; `deleted` is a tombstone.

    With `version`, `previous` and `hash` it holds all that the chain hashes, so that anybody can compute it anew.
    """

    seq: int
    id: str
    type: str
    event: Event
    at: str
    digest: str
    deleted: bool
    version: int
    previous: str
    hash: str


class LedgerDetail(LedgerResult, frozen=True, kw_only=True):
    """The same with its record, None where it was blanked by a court."""

    record: msgspec.Raw


class LedgerEntry(LedgerResult, frozen=True, kw_only=True):
    """An entry as it may come: `record` is there where it was asked for, and null where a court had it blanked."""

    record: AnyRecord | UnsetType | None = UNSET


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the ledger. `cursor` is always there, so that a reader can resume; `pending` counts what follows."""

    results: list[LedgerResult]
    cursor: str
    pending: int


class LedgerPage(Changes, frozen=True, kw_only=True):
    """The same, for who reads it: entries with or without records."""

    results: list[LedgerEntry]  # type: ignore[assignment]  # mypy holds lists of other entries for other lists


def pairs_page(items: list[PairItem], cursor: str | None, base: str) -> bytes:
    """Write a page of pairs."""
    return msgspec.json.encode(PairsPage(results=[PairResult(**_pair(one, base)) for one in items], cursor=cursor))


def pair_detail(item: PairItem, wordings: list[WordingItem], record: bytes, base: str) -> bytes:
    """Write one pair; `record` is its canonical bytes, which stay as they are."""
    shown = [WordingResult(**_words(one, item.page, base)) for one in wordings]
    return msgspec.json.encode(PairDetail(**_pair(item, base), wordings=shown, record=msgspec.Raw(record)))


def changes_page(items: list[LedgerItem], cursor: str, pending: int, *, with_records: bool) -> bytes:
    """Write a page of the ledger, with the records' own bytes where asked."""
    results = [_entry(one, with_record=with_records) for one in items]
    return msgspec.json.encode(Changes(results=results, cursor=cursor, pending=pending))


def _pair(item: PairItem, base: str) -> dict[str, Any]:
    own = item.pair
    return {
        "id": own.id,
        "slug": own.slug,
        "title": own.name,
        "url": record_address(base, "pair", own.slug),
        "api": pair_resource(base, own.id),
        "agency": _named("agency", item.agency, base),
        "page": _named("page", item.page, base),
        "claimant": item.claimant,
        **_words(item.wording, item.page, base),
        "findings": [_finding(one, own.slug, base) for one in item.findings if one.retracted is None],
        "published": item.published,
        "modified": item.modified,
        "retracted": item.retracted,
        "seq": item.seq,
    }


def _named(kind: str, named: Named, base: str) -> NamedResult:
    return NamedResult(id=named.id, slug=named.slug, name=named.name, url=record_address(base, kind, named.slug))


def _words(item: WordingItem | None, page: Named, base: str) -> dict[str, Any]:
    if item is None:
        return dict.fromkeys(WordingResult.__struct_fields__)
    return {
        "claim": item.claim,
        "claim_label": item.claim_label,
        "rebuttal": item.rebuttal,
        "rebuttal_label": item.rebuttal_label,
        "verdict_label": item.verdict_label,
        "captured": item.capture.captured,
        "capture": capture_address(base, page.slug, item.capture),
    }


def _finding(item: FindingBrief, slug: str, base: str) -> FindingResult:
    return FindingResult(
        id=item.id,
        number=item.number,
        verdict=Verdict(item.verdict),
        rating=Verdict(item.verdict).rating,
        claim_reviewed=item.claim_reviewed,
        at=item.at,
        url=finding_address(base, "pair", slug, item.number, item.id),
    )


def _entry(item: LedgerItem, *, with_record: bool) -> LedgerResult:
    fields: dict[str, Any] = {
        "seq": item.seq,
        "id": item.subject,
        "type": item.kind,
        "event": Event(item.event),
        "at": item.at,
        "digest": item.digest,
        "deleted": item.deleted,
        "version": item.version,
        "previous": item.previous,
        "hash": item.hash,
    }
    if not with_record:
        return LedgerResult(**fields)
    return LedgerDetail(**fields, record=msgspec.Raw(item.record or b"null"))
