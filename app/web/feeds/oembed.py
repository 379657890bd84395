"""`/oembed`: for sites that show what is linked, pairs and findings as a card in a frame."""

from __future__ import annotations

import msgspec
from flask import Response, current_app, request

from app.domain.errors import NotFound, NotServed, Rejected
from app.domain.vocabulary import Verdict
from app.feeds.asked import Choice, Text, Whole
from app.feeds.oembed import MEDIA_TYPE, Asked, oembed, page_of
from app.storage.queries.library.feeds import pair_by_id
from app.storage.queries.library.streams import head_and_subject
from app.web.databases import library
from app.web.feeds.answers import answer
from app.web.feeds.loading import PairPart
from app.web.origin import base_url

URL = Text(name="url", told="The address of a pair's page or of a finding's; it must be given.")
MAX_WIDTH = Whole(name="maxwidth", told="How wide the frame may be, in pixels.", least=1, most=100_000)
MAX_HEIGHT = Whole(name="maxheight", told="How high the frame may be, in pixels.", least=1, most=100_000)
FORMAT = Choice(
    name="format",
    told="Only `json`; oEmbed answers 501 to any other.",
    words=("json", ""),
    sentence="Only JSON is served: write format=json, or leave it out.",
)
PARAMETERS = (URL, MAX_WIDTH, MAX_HEIGHT, FORMAT)


def show() -> Response:
    """Say how the page at an address of ours is shown in a frame."""
    query = request.args
    if FORMAT.text(query) not in {None, *FORMAT.words}:
        raise NotServed(FORMAT.sentence)
    size = MAX_WIDTH.read(query), MAX_HEIGHT.read(query)
    url, base = URL.text(query), base_url()
    if not url:
        raise Rejected("Say which page: give its address as url.", "url")
    asked = page_of(url, base)
    head, subject = head_and_subject(library(), "pair", asked.slug if asked else "")
    row = pair_by_id(library(), subject.id) if subject else None
    if asked is None or row is None:
        raise NotFound("Only the page of a pair or of a finding on it can be shown in a frame.")
    asked = Asked(row.slug, asked.number)
    title = _title(asked, f"“{row.title}”, {row.agency_title}", row.body)
    names = (str(current_app.config["PUBLISHER_NAME"]), str(current_app.config["SITE_NAME"]))
    return answer(oembed(asked, title, names, size, base), MEDIA_TYPE, head, [])


def _title(asked: Asked, pair: str, body: bytes) -> str:
    """Name the pair, or the finding by its verdict."""
    if asked.number is None:
        return pair
    findings = msgspec.json.decode(body, type=PairPart).findings
    finding = next((one for one in findings if one.number == asked.number), None)
    if finding is None:
        raise NotFound(f"There is no finding {asked.number} on {pair}.")
    said = "Retracted" if finding.retracted is not None else Verdict(finding.verdict).label
    return f"{said}: {finding.claim_reviewed}"
