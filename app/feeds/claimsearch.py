"""Claims in the shape of Google's Fact Check Tools API, so that its clients work by changing the host.

As there, what is empty is left out: no claim at all is `{}`, and an absent token ends the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from app.domain.vocabulary import Verdict
from app.feeds.addresses import finding_address
from app.feeds.entries import seconds

MEDIA_TYPE = "application/json"
LANGUAGE = "en"


class FoundPublisher(msgspec.Struct, frozen=True, kw_only=True):
    """Who reviewed; `site` has no scheme and no `www`."""

    name: str
    site: str


class FoundReview(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A finding on the claim."""

    publisher: FoundPublisher
    url: str
    title: str
    review_date: str
    textual_rating: str
    language_code: str


class FoundClaim(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A claim with the review of it. When it was made first nobody knows, so there is no `claimDate`."""

    text: str
    claimant: str
    claim_review: list[FoundReview]


class ClaimsFound(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A page of claims; without `nextPageToken` it is the last one."""

    claims: list[FoundClaim] = []
    next_page_token: str | None = None


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What was wrong with a request."""

    code: int
    message: str
    status: str


class ClaimsProblem(msgspec.Struct, frozen=True, kw_only=True):
    """The same as Google's APIs tell it."""

    error: Fault


class ClaimItem(msgspec.Struct, frozen=True, kw_only=True):
    """A finding of a pair that stands."""

    id: str
    number: int
    slug: str
    claim_reviewed: str
    verdict: str
    agency: str
    at: str


def site_of(base: str) -> str:
    """Return the site's name as Google has it: no scheme, no `www`."""
    return (urlsplit(base).hostname or "").removeprefix("www.")


def is_ours(site: str, base: str) -> bool:
    """Tell whether a filter by publisher means this site; it may be written as an address."""
    try:
        host = urlsplit(site if "://" in site else f"https://{site}").hostname
    except ValueError:  # a host in brackets that is none
        return False
    return (host or "").removeprefix("www.") == site_of(base)


def speaks(code: str) -> bool:
    """Tell whether a BCP 47 language code means ours; the region does not count."""
    return code.replace("_", "-").partition("-")[0].lower() == LANGUAGE


def claims_page(items: Iterable[ClaimItem], token: str | None, publisher: str, base: str) -> bytes:
    """Write a page of claims."""
    claims = [_claim(one, publisher, base) for one in items]
    return msgspec.json.encode(ClaimsFound(claims=claims, next_page_token=token))


def problem(sentence: str) -> bytes:
    """Write what was wrong with a request, as Google's APIs do."""
    return msgspec.json.encode(ClaimsProblem(error=Fault(code=400, message=sentence, status="INVALID_ARGUMENT")))


def _claim(item: ClaimItem, publisher: str, base: str) -> FoundClaim:
    """Write a claim: the agency says it, we review it."""
    verdict = Verdict(item.verdict)
    review = FoundReview(
        publisher=FoundPublisher(name=publisher, site=site_of(base)),
        url=finding_address(base, "pair", item.slug, item.number, item.id),
        title=f"{verdict.label}: {item.claim_reviewed}",
        review_date=seconds(item.at),
        textual_rating=verdict.label,
        language_code=LANGUAGE,
    )
    return FoundClaim(text=item.claim_reviewed, claimant=item.agency, claim_review=[review])
