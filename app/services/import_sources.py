"""Works from CSL-JSON and BibTeX as sources; ClaimReviews as sources that speak of pairs, with what they found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from app.domain.citations import Citation, date_of
from app.domain.errors import Rejected
from app.domain.foreign_review import ForeignReview
from app.domain.permissions import Action, demand
from app.domain.vocabulary import State
from app.services.agencies import SourceFields, create_source
from app.services.checked import word_for_word
from app.services.desk import Desk
from app.services.import_files import Found
from app.services.imports import Report, in_batches
from app.services.judgements import EvidenceFields, create_evidence
from app.storage.models.desk import Evidence, Pair, Source

LONGEST_QUOTE = 2_000
DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)")


class Shelf:
    """The sources that the desk holds, by what tells one work from another."""

    def __init__(self, desk: Desk) -> None:
        query = select(Source.id, Source.title, Source.url, Source.csl).where(Source.state != State.RETRACTED)
        self._held: dict[tuple[str, ...], str] = {}
        for name, title, url, csl in desk.session.execute(query.order_by(Source.created_at.desc())):
            self.put(name, title, url, csl)

    def find(self, title: str, url: str | None, csl: dict[str, Any]) -> str | None:
        """Return the id of the same work: of one DOI, one address, or one title, year and first author."""
        return next((self._held[key] for key in _keys(title, url, csl) if key in self._held), None)

    def put(self, name: str, title: str, url: str | None, csl: dict[str, Any]) -> None:
        """Remember a source."""
        for key in _keys(title, url, csl):
            self._held[key] = name


def _keys(title: str, url: str | None, csl: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    if doi := DOI_PREFIX.sub("", str(csl.get("DOI") or "").lower()):
        yield ("doi", doi)
    if url:
        yield ("url", url)
    if doi or url:
        return
    authors = csl.get("author") or [{}]
    first = authors[0].get("family") or authors[0].get("literal") or ""
    yield ("work", " ".join(title.casefold().split()), date_of(csl.get("issued"))[:4], str(first).casefold())


def take_works(desk: Desk, works: Iterable[Citation], report: Report) -> Iterator[int]:
    """Put works on the desk as sources that are not there yet; yield how many were read after each batch."""
    demand(desk.actor, Action.IMPORT)
    shelf = Shelf(desk)
    for batch in in_batches(enumerate(works, 1), lambda item: item[0]):
        for number, work in batch:
            place = f"work {number}"
            try:
                _take_work(desk, shelf, work, report)
            except Rejected as reason:
                report.refuse(place, reason)
        report.read += len(batch)
        yield report.read


def _take_work(desk: Desk, shelf: Shelf, work: Citation, report: Report) -> None:
    if not work.title:
        raise Rejected("it has no title")
    if "\0" in f"{work.title}{work.url}{work.csl}":
        raise Rejected("it holds a character that no text may hold")
    if shelf.find(*work) is not None:
        report.known += 1
        return
    fields = SourceFields(title=work.title, url=work.url, csl=work.csl)
    name = "" if report.dry_run else create_source(desk, fields).id
    shelf.put(name, *work)
    report.taken += 1


def take_evidence(desk: Desk, reviews: Iterable[Found], report: Report) -> Iterator[int]:
    """Put ClaimReviews on the desk as sources, each as draft evidence on the pairs that have its claim, word for word.

    What a review finds false, the answer denies: it supports it. Yield how many were read after each batch.
    """
    demand(desk.actor, Action.IMPORT)
    shelf = Shelf(desk)
    for batch in in_batches(reviews, lambda one: one.place):
        good = {one.place: one.review for one in batch if isinstance(one.review, ForeignReview)}
        near = word_for_word(desk, {place: review.claim for place, review in good.items()})
        for place, review in batch:
            try:
                if isinstance(review, Rejected):
                    raise review
                _take_review(desk, shelf, place, review, near.get(place, []), report)
            except Rejected as reason:
                report.refuse(place, reason)
        report.read += len(batch)
        yield report.read


def _take_review(  # noqa: PLR0913, PLR0917  # a review, where it stands, and what it speaks of
    desk: Desk, shelf: Shelf, place: str, review: ForeignReview, pairs: Sequence[Pair], report: Report
) -> None:
    csl: dict[str, Any] = {"type": "webpage", "author": [{"literal": review.publisher}]}
    if review.published:
        csl["issued"] = {"date-parts": [[int(part) for part in review.published.split("-")]]}
    title = review.title or f"Review: {review.claim}"
    source = shelf.find(title, review.url, csl)
    new = [one for one in pairs if source is None or not _speaks_of(desk, source, one)]
    if source is not None and not new:
        report.known += 1
        return
    changes = list(review.changes)
    if not pairs:
        changes.append("no pair has this claim word for word; the source alone is taken")
    report.change(place, changes)
    report.taken += 1
    if source is None:
        fields = SourceFields(title=title, url=review.url, csl=csl)
        source = "" if report.dry_run else create_source(desk, fields).id
        shelf.put(source, title, review.url, csl)
    for pair in () if report.dry_run else new:
        quote = (review.explanation or review.verdict or "")[:LONGEST_QUOTE]
        rated = f"Its verdict: {review.verdict}." if review.verdict else ""
        create_evidence(desk, pair.id, EvidenceFields(source_id=source, stance=review.stance, quote=quote, note=rated))


def _speaks_of(desk: Desk, source: str, pair: Pair) -> bool:
    query = select(Evidence.id).where(Evidence.source_id == source, Evidence.statement_id == pair.id)
    return desk.session.scalar(query.limit(1)) is not None
