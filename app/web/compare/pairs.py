"""Any two pairs side by side, also of two agencies."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.comparison import Difference, describe
from app.domain.errors import NotFound, Rejected
from app.domain.records import PairRecord, decode
from app.domain.sentences import Sentence
from app.domain.spans import Span
from app.domain.vocabulary import Verdict
from app.storage.models.library import LibraryWording
from app.storage.queries.library.compared import as_wording
from app.storage.queries.library.subjects import Found
from app.web.compare.differences import TextKind, TextView, text_view
from app.web.reading.addresses import Key
from app.web.reading.language import gettext
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


def choose(slug: str) -> Response:
    """Send on from a pair, and the address or name of any other, to the address of both side by side."""
    other = _named(request.args.get("with", "").strip())
    if not other or "/" in other:
        raise Rejected("Give the address of another claim here, or its name in that address.", "with")
    return redirect(url_for("compare.pairs", slug=slug, other=other), 303)


def _named(given: str) -> str:
    """Return the name of a pair in its address, or what was given instead; nothing where that is no address at all."""
    try:
        return urlsplit(given).path.partition("/pairs/")[2].partition("/")[0] or given
    except ValueError:  # a host in brackets that is none
        return ""


def show(slug: str, other: str) -> str:
    """Show two pairs side by side; words are marked only where the two are much alike."""
    if slug == other:
        raise Rejected("Choose two different pairs; one can’t be compared with itself.")
    found = shelf().found("pair", [slug, other])
    for name in (slug, other):
        if name not in found:
            raise NotFound(
                Sentence("No %(kind)s is published under the name “%(name)s”.", kind=Sentence("pair"), name=name[:80])
            )
    one, two = found[slug], found[other]
    if (one.record.slug, two.record.slug) != (slug, other):
        abort(redirect(url_for("compare.pairs", slug=one.record.slug, other=two.record.slug), 301))
    newest = {row.subject_id: row for row in shelf().wordings_of([one, two])}
    left, right = newest.get(one.record.id), newest.get(two.record.id)
    difference = _difference(left, right)
    return render_template(
        "compare/pairs.html",
        left=_side(one, left),
        right=_side(two, right),
        told=_told(difference) if difference else None,
        amounts=[(amount.from_, amount.to) for amount in difference.quantities] if difference else [],
        texts=_texts(left, right, difference),
        crumbs=[(gettext("“%(title)s”", title=one.record.title), url_for("library.pair", slug=slug))],
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


def _difference(left: LibraryWording | None, right: LibraryWording | None) -> Difference | None:
    """Compare two pairs; None where they are not alike, so that marks would tell nothing."""
    if left is None or right is None:
        return None
    difference = describe([as_wording(left)], [as_wording(right)], {0: 0})[0]
    return difference if (difference.score or 0) >= ALIKE else None


def _told(difference: Difference) -> str:
    """Say in a sentence how far the two agree."""
    same = difference.kind == "same"
    claims = gettext("The two claims have the same words") if same else gettext("The two claims differ")
    if not difference.body_changed:
        answers = gettext("the answers have the same words.")
    elif difference.body_reworded:
        answers = gettext("the answers differ.")
    else:
        answers = gettext("the answers have the same sentences in another order.")
    return f"{claims}; {answers}"


def _texts(left: LibraryWording | None, right: LibraryWording | None, difference: Difference | None) -> list[TextView]:
    """Return claims and answers of both; words are marked only where the two are alike."""
    if left and right and difference:
        heads, bodies = (left.claim, right.claim), (left.rebuttal, right.rebuttal)
        return [
            text_view(TextKind(gettext("Claim"), "claim"), heads, difference.head_diff, difference),
            text_view(TextKind(gettext("Answer"), "rebuttal"), bodies, difference.body_diff, difference),
        ]
    return [
        _unmarked(gettext("Claim"), "claim", left.claim if left else None, right.claim if right else None),
        _unmarked(gettext("Answer"), "rebuttal", left.rebuttal if left else None, right.rebuttal if right else None),
    ]


def _unmarked(words: str, side: str, old: str | None, new: str | None) -> TextView:
    both = [diff_runs([Span("=", text or "")], []) for text in (old, new)]
    return TextView(words, side, None, None, both[0], both[1], [], changed=False)
