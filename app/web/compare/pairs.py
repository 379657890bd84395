"""Any two pairs side by side, also of two agencies."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, url_for

from app.domain.comparison import describe
from app.domain.errors import NotFound, Rejected
from app.domain.records import PairRecord, decode
from app.domain.spans import Span
from app.domain.vocabulary import Verdict
from app.storage.models.library import LibraryWording
from app.storage.queries.library.compared import as_wording
from app.storage.queries.library.subjects import Found
from app.web.compare.differences import TextKind, TextView, text_view
from app.web.reading.addresses import Key
from app.web.reading.quotes import diff_runs
from app.web.reading.shelf import shelf

ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the two pairs."""

    slug: str
    title: str
    agency: str
    page: str
    claimant: str | None
    retracted: bool
    spoken: str | None
    verdicts: list[tuple[Verdict, str, str]]


def show(slug: str, other: str) -> str:
    """Show two pairs side by side; words are marked only where the two are much alike."""
    if slug == other:
        raise Rejected("Choose two different pairs; one can’t be compared with itself.")
    found = shelf().found("pair", [slug, other])
    for name in (slug, other):
        if name not in found:
            raise NotFound(f"No pair is published under the name “{name[:80]}”.")
    one, two = found[slug], found[other]
    if (one.record.slug, two.record.slug) != (slug, other):
        abort(redirect(url_for("compare.pairs", slug=one.record.slug, other=two.record.slug), 301))
    newest = {row.subject_id: row for row in shelf().wordings_of([one, two])}
    left, right = newest.get(one.record.id), newest.get(two.record.id)
    return render_template(
        "compare/pairs.html",
        left=_side(one, left),
        right=_side(two, right),
        texts=_texts(left, right),
        crumbs=[(f"“{one.record.title}”", url_for("library.pair", slug=slug))],
    )


def _side(found: Found, wording: LibraryWording | None) -> SideView:
    record = decode(found.record.body)
    assert isinstance(record, PairRecord)  # noqa: S101  # the library stores pairs under the kind "pair"
    return SideView(
        slug=record.slug,
        title=record.title,
        agency=found.agency.title if found.agency else "",
        page=found.page.title if found.page else "",
        claimant=record.claimant.name,
        retracted=found.record.retracted is not None,
        spoken=Key(wording.captured, wording.number).spoken if wording else None,
        verdicts=[
            (
                Verdict(finding.verdict),
                finding.claim_reviewed,
                url_for("library.finding", slug=record.slug, number=finding.number),
            )
            for finding in record.findings
            if finding.retracted is None
        ],
    )


def _texts(left: LibraryWording | None, right: LibraryWording | None) -> list[TextView]:
    """Return claims and answers of both; words are marked only where the two are alike."""
    if left and right:
        difference = describe([as_wording(left)], [as_wording(right)], {0: 0})[0]
        if (difference.score or 0) >= ALIKE:
            heads, bodies = (left.claim, right.claim), (left.rebuttal, right.rebuttal)
            return [
                text_view(TextKind("Claim", "claim"), heads, difference.head_diff, difference),
                text_view(TextKind("Answer", "rebuttal"), bodies, difference.body_diff, difference),
            ]
    return [
        _unmarked("Claim", "claim", left.claim if left else None, right.claim if right else None),
        _unmarked("Answer", "rebuttal", left.rebuttal if left else None, right.rebuttal if right else None),
    ]


def _unmarked(words: str, side: str, old: str | None, new: str | None) -> TextView:
    both = [diff_runs([Span("=", text or "")], []) for text in (old, new)]
    return TextView(words, side, None, both[0], both[1], [], changed=False)
