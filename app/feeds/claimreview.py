"""ClaimReview in schema.org's JSON-LD, as `design/interchange.md` has it, and the DataFeed of all of them.

The rules hold by the shape of what is asked for. A review is made of a pair and one of its findings, so its `url` is
that finding's own page and there is one a page. The claim is the agency's rebuttal, so its author is the agency. The
rating comes from the verdict, which has a number or has none. No record knows when an agency first said a thing (a
capture's day is ours), so nothing here can give a claim a date.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import msgspec

from app.domain.records import AgencyRecord, FindingRecord, PageRecord, PairRecord
from app.domain.vocabulary import Verdict
from app.feeds.addresses import capture_address, finding_address
from app.feeds.entries import seconds
from app.feeds.items import Capture
from app.feeds.markup import plain_text, shortened

MEDIA_TYPE = "application/ld+json"
CONTEXT = "https://schema.org"
LONGEST = 74
"""Characters of `claimReviewed`: under 75."""
EXPLANATION = 1_000
BEST, WORST = 5, 1
RATED = re.compile(rf"^(?:{'|'.join(one.value for one in Verdict)})\s*[:–—-]+\s*(?=\S)", re.IGNORECASE)
MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """A finding of a pair with the records around it. `html` is the pair's, by path, as the library keeps it.

    `capture` is the one whose words were judged, None where it is no longer published. `retracted` is the reason,
    where the pair was retracted; `modified` when it was last published.
    """

    pair: PairRecord
    finding: FindingRecord
    agency: AgencyRecord
    page: PageRecord
    capture: Capture | None
    html: dict[str, str]
    modified: str
    retracted: str | None = None

    @property
    def gone(self) -> bool:
        """Tell whether the finding, or its pair, was retracted."""
        return self.retracted is not None or self.finding.retracted is not None

    def url(self, base: str) -> str:
        """Return the finding's own page."""
        return finding_address(base, "pair", self.pair.slug, self.finding.number, self.finding.id)


def for_page(item: Reviewed, publisher: str, base: str) -> str:
    """Write the review as text that stands safely in a script element; empty where the finding was retracted."""
    if item.gone:
        return ""
    body = msgspec.json.encode({"@context": CONTEXT, **_review(item, publisher, base)})
    return body.decode().translate(MARKUP)


def data_feed(items: list[Reviewed], publisher: str, base: str, url: str) -> bytes:
    """Write reviews as a DataFeed. A retracted one keeps its place, with the moment in `dateDeleted`."""
    feed = {
        "@context": CONTEXT,
        "@type": "DataFeed",
        "@id": url,
        "url": url,
        "name": f"{publisher}: findings",
        "publisher": _organisation(publisher, base),
        **({"dateModified": seconds(max(one.modified for one in items))} if items else {}),
        "dataFeedElement": [_element(one, publisher, base) for one in items],
    }
    return msgspec.json.encode(feed)


def _element(item: Reviewed, publisher: str, base: str) -> dict[str, Any]:
    deleted = {"dateDeleted": seconds(item.modified)} if item.gone else {}
    stone = {"@type": "ClaimReview", "@id": item.url(base), "url": item.url(base)}
    return {
        "@type": "DataFeedItem",
        "dateCreated": seconds(item.finding.at),
        "dateModified": seconds(item.modified),
        **deleted,
        "item": [stone if item.gone else _review(item, publisher, base)],
    }


def _review(item: Reviewed, publisher: str, base: str) -> dict[str, Any]:
    url = item.url(base)
    corrections = [
        {
            "@type": "CorrectionComment",
            "text": plain_text(item.html.get(f"corrections/{one.id}/text", "")),
            "datePublished": seconds(one.at),
        }
        for one in item.pair.corrections
    ]
    return {
        "@type": "ClaimReview",
        "@id": url,
        "url": url,
        "claimReviewed": shortened(RATED.sub("", item.finding.claim_reviewed), LONGEST),
        "inLanguage": "en",
        "datePublished": seconds(item.finding.at),
        "dateModified": seconds(item.modified),
        "author": _organisation(publisher, base),
        "itemReviewed": _claim(item, base),
        "reviewRating": _rating(item),
        **({"correction": corrections} if corrections else {}),
    }


def _organisation(name: str, base: str) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": f"{base}/",
        "name": name,
        "url": f"{base}/",
        "correctionsPolicy": f"{base}/about#rights",
    }


def _claim(item: Reviewed, base: str) -> dict[str, Any]:
    homepage = item.agency.homepage
    same = {"sameAs": homepage} if homepage and _is_web(homepage) else {}
    pages = [one.url for one in item.page.addresses if _is_web(one.url)]
    if item.capture is not None:
        pages.append(capture_address(base, item.page.slug, item.capture))
    appearances = [{"@type": "WebPage", "url": one} for one in dict.fromkeys(pages)]
    return {
        "@type": "Claim",
        "author": {"@type": "GovernmentOrganization", "name": item.agency.name, **same},
        **({"appearance": appearances} if appearances else {}),
    }


def _rating(item: Reviewed) -> dict[str, Any]:
    verdict = Verdict(item.finding.verdict)
    number = verdict.rating
    scale = {} if number is None else {"ratingValue": number, "bestRating": BEST, "worstRating": WORST}
    why = shortened(plain_text(item.html.get(f"findings/{item.finding.id}/reasoning", "")), EXPLANATION)
    return {
        "@type": "Rating",
        **scale,
        "alternateName": verdict.label,
        **({"ratingExplanation": why} if why else {}),
    }


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
