"""ClaimReview in schema.org's JSON-LD, as `design/interchange.md` has it, and the DataFeed of all of them.

The rules hold by the shape of what is asked for. A review is made of a pair and one of its findings, so its `url` is
that finding's own page and there is one a page. The claim is the agency's rebuttal, so its author is the agency. The
rating comes from the verdict, which has a number or has none. No record knows when an agency first said a thing (a
capture's day is ours), so nothing here can give a claim a date.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, UnsetType

from app.domain.records import AgencyRecord, FindingRecord, PageRecord, PairRecord
from app.domain.vocabulary import Verdict
from app.feeds.addresses import capture_address, finding_address
from app.feeds.entries import seconds
from app.feeds.items import Capture
from app.feeds.linked import Linked
from app.feeds.markup import plain_text, shortened
from app.feeds.pages import ROOM

MEDIA_TYPE = "application/ld+json"
CONTEXT = "https://schema.org"
SCHEMAS = "#/components/schemas/"
"""Where the document of the API describes types."""
LONGEST = 74
"""Characters of `claimReviewed`: under 75."""
EXPLANATION = 1_000
BEST: Literal[5] = 5
WORST: Literal[1] = 1
RATED = re.compile(rf"^(?:{'|'.join(one.value for one in Verdict)})\s*[:–—-]+\s*(?=\S)", re.IGNORECASE)
MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


Rated = Annotated[int, msgspec.Meta(ge=WORST, le=BEST)]


class Organization(Linked, frozen=True, kw_only=True):
    """Who reviews."""

    type: Literal["Organization"] = "Organization"
    id: str
    name: str
    url: str
    corrections_policy: str


class GovernmentOrganization(Linked, frozen=True, kw_only=True):
    """The agency, who says what is reviewed."""

    type: Literal["GovernmentOrganization"] = "GovernmentOrganization"
    name: str
    same_as: str | UnsetType = UNSET


class WebPage(Linked, frozen=True, kw_only=True):
    """Where the agency says it, or where it is kept."""

    type: Literal["WebPage"] = "WebPage"
    url: str


class Claim(Linked, frozen=True, kw_only=True):
    """What is reviewed: the agency's own words."""

    type: Literal["Claim"] = "Claim"
    author: GovernmentOrganization
    appearance: list[WebPage] | UnsetType = UNSET


class Rating(Linked, frozen=True, kw_only=True):
    """The verdict; the three numbers are there, or (it can't be verified) none of them."""

    type: Literal["Rating"] = "Rating"
    rating_value: Rated | UnsetType = UNSET
    best_rating: Literal[5] | UnsetType = UNSET
    worst_rating: Literal[1] | UnsetType = UNSET
    alternate_name: str
    rating_explanation: str | UnsetType = UNSET


class CorrectionComment(Linked, frozen=True, kw_only=True):
    """A correction of our own error."""

    type: Literal["CorrectionComment"] = "CorrectionComment"
    text: str
    date_published: str


class ClaimReview(Linked, frozen=True, kw_only=True):
    """A finding. `context` is there where it stands alone, on the finding's page."""

    context: str | UnsetType = UNSET
    type: Literal["ClaimReview"] = "ClaimReview"
    id: str
    url: str
    claim_reviewed: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    in_language: str
    date_published: str
    date_modified: str
    author: Organization
    item_reviewed: Claim
    review_rating: Rating
    correction: list[CorrectionComment] | UnsetType = UNSET


class RetractedReview(Linked, frozen=True, kw_only=True):
    """What is left of a finding that was retracted: its address."""

    type: Literal["ClaimReview"] = "ClaimReview"
    id: str
    url: str


EITHER = {"items": {"anyOf": [{"$ref": f"{SCHEMAS}{name}"} for name in ("ClaimReview", "RetractedReview")]}}


class DataFeedItem(Linked, frozen=True, kw_only=True):
    """A finding's place in the feed, with one review; `date_deleted` is there where it was retracted."""

    type: Literal["DataFeedItem"] = "DataFeedItem"
    date_created: str
    date_modified: str
    date_deleted: str | UnsetType = UNSET
    item: Annotated[
        list[Any],
        msgspec.Meta(
            min_length=1,
            max_length=1,
            extra_json_schema=EITHER,
        ),
    ]


class DataFeed(Linked, frozen=True, kw_only=True):
    """A page of findings, the newest first."""

    context: str
    type: Literal["DataFeed"] = "DataFeed"
    id: str
    url: str
    name: str
    publisher: Organization
    date_modified: str | UnsetType = UNSET
    data_feed_element: list[DataFeedItem]


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
    body = msgspec.json.encode(msgspec.structs.replace(_review(item, publisher, base), context=CONTEXT))
    return body.decode().translate(MARKUP)


def data_feed(items: list[Reviewed], publisher: str, base: str, url: str) -> bytes:
    """Write reviews as a DataFeed. A retracted one keeps its place, with the moment in `dateDeleted`."""
    feed = DataFeed(
        context=CONTEXT,
        id=url,
        url=url,
        name=f"{publisher}: findings",
        publisher=_organization(publisher, base),
        date_modified=seconds(max(one.modified for one in items)) if items else UNSET,
        data_feed_element=[_element(one, publisher, base) for one in items],
    )
    return msgspec.json.encode(feed)


def fitting(items: list[Reviewed], publisher: str, base: str) -> int:
    """Return how many reviews a page has room for: one at least, for the longest is far shorter than a page."""
    sizes = (len(msgspec.json.encode(_element(one, publisher, base))) + 1 for one in items)
    return sum(total <= ROOM for total in accumulate(sizes))


def _element(item: Reviewed, publisher: str, base: str) -> DataFeedItem:
    stone = RetractedReview(id=item.url(base), url=item.url(base))
    return DataFeedItem(
        date_created=seconds(item.finding.at),
        date_modified=seconds(item.modified),
        date_deleted=seconds(item.modified) if item.gone else UNSET,
        item=[stone if item.gone else _review(item, publisher, base)],
    )


def _review(item: Reviewed, publisher: str, base: str) -> ClaimReview:
    url = item.url(base)
    corrections = [
        CorrectionComment(
            text=plain_text(item.html.get(f"corrections/{one.id}/text", "")), date_published=seconds(one.at)
        )
        for one in item.pair.corrections
    ]
    return ClaimReview(
        id=url,
        url=url,
        claim_reviewed=shortened(RATED.sub("", item.finding.claim_reviewed), LONGEST),
        in_language="en",
        date_published=seconds(item.finding.at),
        date_modified=seconds(item.modified),
        author=_organization(publisher, base),
        item_reviewed=_claim(item, base),
        review_rating=_rating(item),
        correction=corrections or UNSET,
    )


def _organization(name: str, base: str) -> Organization:
    return Organization(id=f"{base}/", name=name, url=f"{base}/", corrections_policy=f"{base}/about#rights")


def _claim(item: Reviewed, base: str) -> Claim:
    homepage = item.agency.homepage
    same = homepage if homepage and _is_web(homepage) else UNSET
    pages = [one.url for one in item.page.addresses if _is_web(one.url)]
    if item.capture is not None:
        pages.append(capture_address(base, item.page.slug, item.capture))
    return Claim(
        author=GovernmentOrganization(name=item.agency.name, same_as=same),
        appearance=[WebPage(url=one) for one in dict.fromkeys(pages)] or UNSET,
    )


def _rating(item: Reviewed) -> Rating:
    verdict = Verdict(item.finding.verdict)
    number = verdict.rating
    why = shortened(plain_text(item.html.get(f"findings/{item.finding.id}/reasoning", "")), EXPLANATION)
    return Rating(
        rating_value=UNSET if number is None else number,
        best_rating=UNSET if number is None else BEST,
        worst_rating=UNSET if number is None else WORST,
        alternate_name=verdict.label,
        rating_explanation=why or UNSET,
    )


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
