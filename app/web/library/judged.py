"""View models of what pairs, safeguards and concerns have in common: evidence, findings, links, corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import url_for
from markupsafe import Markup

from app.domain.records import (
    EvidenceRecord,
    FindingRecord,
    Judged,
    PairRecord,
    PassageRecord,
    SourceRecord,
    decode,
)
from app.domain.vocabulary import LinkKind, Stance, Verdict
from app.storage.queries.library.subjects import Related
from app.web.reading.addresses import record_url
from app.web.reading.language import gettext, word

BACKWARDS = {
    LinkKind.REPEATS: "is repeated by",
    LinkKind.CONTRADICTS: "is contradicted by",
    LinkKind.NARROWS: "is narrowed by",
    LinkKind.ANSWERS: "is answered by",
    LinkKind.IMPLEMENTS: "is implemented by",
    LinkKind.CITES: "is cited by",
    LinkKind.SUPERSEDES: "is superseded by",
}
NO_HTML = Markup()


class Html:
    """A stored row's sanitised HTML by path; the one place where a view says that it is safe to show as it is."""

    def __init__(self, stored: dict[str, Any]) -> None:
        self._stored = stored

    def under(self, *path: str) -> Html:
        """Return the part of it below a path."""
        prefix = "/".join(path) + "/"
        return Html({name.removeprefix(prefix): html for name, html in self._stored.items() if name.startswith(prefix)})

    def __call__(self, *path: str) -> Markup:
        """Return the HTML at a path, empty where there is none."""
        return Markup(self._stored.get("/".join(path), ""))  # noqa: S704  # sanitised by services.markup when published  # nosec B704


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as it is cited."""

    id: str
    title: str
    byline: str
    url: str | None
    archived_url: str | None
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One source's stance, with its quote."""

    id: str
    stance: Stance
    source: SourceView
    quote: str
    locator: str | None
    note: Markup
    at: str
    passage: str | None
    commitment: str | None
    judged_on: str | None


@dataclass(frozen=True, slots=True)
class ReplyView:
    """The agency's answer to a finding."""

    author: str
    received: str
    text: Markup


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, with its replies. `reworded_since` is whether the newest wording no longer holds the judged words."""

    id: str
    number: int
    claim_reviewed: str
    verdict: Verdict
    reasoning: Markup
    at: str
    url: str | None
    passage: PassageRecord | None
    judged_on: str | None
    capture: str | None
    reworded_since: bool
    retracted: str | None
    replies: list[ReplyView]


class Marked(Protocol):
    """A passage as far as findings need it; `found` is whether the newest wording holds the very words."""

    @property
    def record(self) -> PassageRecord:
        """The passage."""

    @property
    def found(self) -> bool:
        """Whether the newest wording holds the very words."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """A relation to another record, in words."""

    words: str
    kind: str
    title: str
    slug: str
    note: Markup = NO_HTML
    retracted: bool = False

    @property
    def url(self) -> str:
        """The record's address."""
        return record_url(self.kind, self.slug)


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction of this record."""

    id: str
    at: str
    text: Markup


def names_in(record: Judged, claimant_source: str | None = None) -> set[str]:
    """Return the ids of all records that a page about this one has to name."""
    ids = {one.source for one in record.evidence} | {link.to for link in record.links} | set(record.topics)
    commitments: list[Any] = getattr(record, "commitments", [])
    ids |= {seen.source for one in commitments for seen in one.observations if seen.source}
    parent: str | None = getattr(record, "parent", None)
    return ids | {one for one in (claimant_source, parent) if one}


def byline(csl: dict[str, Any]) -> str:
    """Return who published a work and when, as far as its CSL-JSON tells: Office of Audits, 2012."""
    names = [one.get("literal") or one.get("family") for one in csl.get("author", []) if isinstance(one, dict)]
    issued = csl.get("issued")
    parts = issued.get("date-parts", [[]]) if isinstance(issued, dict) else [[]]
    year = str(parts[0][0]) if parts and parts[0] else ""
    words = [", ".join(str(name) for name in names if name), str(csl.get("publisher") or ""), year]
    return ", ".join(dict.fromkeys(word for word in words if word))


def sources_of(rows: Iterable[Related]) -> dict[str, SourceView]:
    """Return the sources among related records."""
    views = {}
    for row in rows:
        record = decode(row.body) if row.kind == "source" and row.body else None
        if isinstance(record, SourceRecord):
            views[row.id] = source_view(record, row.retracted)
    return views


def source_view(record: SourceRecord, retracted: str | None) -> SourceView:
    """Show a source as it is cited; `retracted` is why it no longer stands."""
    return SourceView(
        record.id, record.title, byline(record.csl), record.url, record.archived_url, retracted is not None
    )


def evidence_views(
    record: Judged, html: Html, sources: dict[str, SourceView], captured: dict[str, str]
) -> list[EvidenceView]:
    """Return the evidence, what counters first; `captured` maps captures to their dates in words."""
    order = {Stance.COUNTERS: 0, Stance.SUPPORTS: 1, Stance.CONTEXT: 2}
    views = [_evidence(one, html, sources, captured) for one in record.evidence]
    return sorted(views, key=lambda view: (order[view.stance], view.at))


def _evidence(
    one: EvidenceRecord, html: Html, sources: dict[str, SourceView], captured: dict[str, str]
) -> EvidenceView:
    unknown = SourceView(one.source, gettext("A source that is no longer published"), "", None, None)
    return EvidenceView(
        id=one.id,
        stance=Stance(one.stance),
        source=sources.get(one.source, unknown),
        quote=one.quote,
        locator=one.locator,
        note=html("evidence", one.id, "note"),
        at=one.at,
        passage=one.passage,
        commitment=one.commitment,
        judged_on=captured.get(one.capture or ""),
    )


def finding_views(
    record: Judged, html: Html, captured: dict[str, str], passages: Iterable[Marked]
) -> list[FindingView]:
    """Return the findings, the newest first, retracted ones last."""
    by_id = {one.record.id: one for one in passages}
    slug = record.slug if isinstance(record, PairRecord) else None
    views = [finding_view(one, html, by_id, captured, slug) for one in record.findings]
    return sorted(sorted(views, key=lambda view: view.number, reverse=True), key=lambda view: bool(view.retracted))


def finding_view(
    one: FindingRecord,
    html: Html,
    passages: Mapping[str, Marked],
    captured: dict[str, str],
    pair_slug: str | None,
) -> FindingView:
    """Show one finding; it has an address of its own where its subject is a pair."""
    on = passages.get(one.passage or "")
    return FindingView(
        id=one.id,
        number=one.number,
        claim_reviewed=one.claim_reviewed,
        verdict=Verdict(one.verdict),
        reasoning=html("findings", one.id, "reasoning"),
        at=one.at,
        url=url_for("library.finding", slug=pair_slug, number=one.number) if pair_slug else None,
        passage=on.record if on else None,
        capture=one.capture or (on.record.capture if on else None),
        reworded_since=on is not None and not on.found,
        judged_on=captured.get(one.capture or ""),
        retracted=one.retracted,
        replies=[
            ReplyView(reply.author, reply.received, html("findings", one.id, "replies", reply.id, "text"))
            for reply in one.replies
        ],
    )


def link_views(record: Judged, html: Html, rows: Sequence[Related]) -> list[LinkView]:
    """Return the links from a record and those to it."""
    by_id = {row.id: row for row in rows}
    forth = [
        LinkView(
            word(link.kind, "relation"),
            to.kind,
            to.title,
            to.slug,
            html("links", link.id, "note"),
            to.retracted is not None,
        )
        for link in record.links
        if (to := by_id.get(link.to))
    ]
    parent = by_id.get(str(getattr(record, "parent", None)))
    if parent:
        forth.append(_plain(word("is part of", "relation"), parent))
    back = [_plain(words, row) for row in rows if (words := _backwards(row.relation))]
    return forth + back


def _plain(words: str, row: Related) -> LinkView:
    return LinkView(words, row.kind, row.title, row.slug, retracted=row.retracted is not None)


def _backwards(relation: str | None) -> str | None:
    if relation == "parent":
        return word("holds", "relation")
    return next((word(words, "relation") for kind, words in BACKWARDS.items() if kind == relation), None)


def topic_views(record: Judged, rows: Iterable[Related]) -> list[LinkView]:
    """Return the subject headings of a record."""
    named = {row.id: row for row in rows}
    return [_plain("topic", named[one]) for one in record.topics if one in named]


def correction_views(record: Judged, html: Html) -> list[CorrectionView]:
    """Return the corrections, the newest first."""
    newest = sorted(record.corrections, key=lambda one: one.at, reverse=True)
    return [CorrectionView(one.id, one.at, html("corrections", one.id, "text")) for one in newest]
